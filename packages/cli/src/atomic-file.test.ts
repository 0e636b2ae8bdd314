import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { freshFolder } from "../test/folder.ts";
import { writeAtomically } from "./atomic-file.ts";

it("replaces a file as a whole, for its owner only", async () => {
  const folder = await freshFolder();
  const file = path.join(folder, "file");
  await writeFile(file, "old", { mode: 0o644 });
  await writeAtomically(file, "new");
  expect(await readFile(file, "utf8")).toBe("new");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["file"]);
});

it("leaves nothing behind when it fails", async () => {
  const folder = await freshFolder();
  await mkdir(path.join(folder, "taken"));
  await expect(writeAtomically(path.join(folder, "taken"), "text")).rejects.toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
  expect(await readdir(folder)).toEqual(["taken"]);
});
