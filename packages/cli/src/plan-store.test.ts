import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type PlanFile, planFileOf } from "@porchlight/core";
import { expect, it } from "vitest";
import { freshFolder } from "../test/folder.ts";
import { readPlanFile, savePlanFile } from "./plan-store.ts";

const desired = { home: "taprest", zones: [], hosts: [], forwards: [], records: [], tunnels: [] };
const plan = { version: 1, home: "taprest", steps: [], origins: {}, notes: [], blocked: [] } as const;
const made: PlanFile = planFileOf(desired, ["take-over"], plan);

it("writes a plan file for its owner only and reads it back, again and again", async () => {
  const file = path.join(await freshFolder(), "plan.json");
  await savePlanFile(file, made);
  await savePlanFile(file, { ...made, allow: [] });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readPlanFile(file)).toEqual({ ...made, allow: [] });
});

it.each(["important\n", '{"version":1}', '{"version":2}', ""])(
  "never writes over a file that holds %j",
  async (text) => {
    const file = path.join(await freshFolder(), "notes");
    await writeFile(file, text);
    await expect(savePlanFile(file, made)).rejects.toMatchObject({ exitCode: 1, document: { error: "plan-file" } });
    expect(await readFile(file, "utf8")).toBe(text);
    await expect(readPlanFile(file)).rejects.toMatchObject({ exitCode: 1, document: { error: "plan-file" } });
  },
);

it("says that there is none, that it cannot be read, and that it cannot be written", async () => {
  const folder = await freshFolder();
  await expect(readPlanFile(path.join(folder, "none"))).rejects.toThrow(/there is no such file\n.*--out/);
  await mkdir(path.join(folder, "folder"));
  await expect(readPlanFile(path.join(folder, "folder"))).rejects.toThrow(/cannot be read \(EISDIR/);
  await expect(savePlanFile(path.join(folder, "nowhere", "plan.json"), made)).rejects.toThrow(/cannot be written/);
});
