import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Journal, journalOf } from "@porchlight/core";
import { expect, it } from "vitest";
import { freshFolder } from "../test/folder.ts";
import { keepJournal, markUndone, newestJournal } from "./journal.ts";

const desired = { home: "taprest", zones: [], hosts: [], forwards: [], records: [], tunnels: [] };
const journal = (note: string): Journal =>
  journalOf(desired, { version: 1, home: "taprest", steps: [], origins: { [note]: [] }, notes: [], blocked: [] });
const noteOf = (kept: { readonly journal: Journal } | undefined): readonly string[] | undefined =>
  kept && Object.keys(kept.journal.plan.origins);
const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));

it("keeps a journal whole, for its owner only, under its time", async () => {
  const folder = await freshFolder();
  const file = await keepJournal(folder, journal("one"), at(1));
  expect(path.basename(file)).toBe("2026-01-01T00-00-01.000Z.json");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(journal("one"));
  expect(await readdir(folder)).toEqual([path.basename(file)]);
});

it("gives the newest first, and after each undo the one before", async () => {
  const folder = await freshFolder();
  await keepJournal(folder, journal("one"), at(1));
  await keepJournal(folder, journal("two"), at(2));
  const newest = await newestJournal(folder);
  expect(noteOf(newest)).toEqual(["two"]);
  await markUndone(newest?.file ?? "");
  const next = await newestJournal(folder);
  expect(noteOf(next)).toEqual(["one"]);
  await markUndone(next?.file ?? "");
  expect(await newestJournal(folder)).toBeUndefined();
});

it("takes the last one written for the newest, whatever the clock says", async () => {
  const folder = await freshFolder();
  await keepJournal(folder, journal("one"), at(30));
  await keepJournal(folder, journal("two"), at(5));
  await keepJournal(folder, journal("three"), at(5));
  expect(noteOf(await newestJournal(folder))).toEqual(["three"]);
});

it("keeps the last ten, undone or not, and clears away what was not finished", async () => {
  const folder = await freshFolder();
  await writeFile(path.join(folder, "2026-01-01T00-00-00.000Z.json.0a1b2c3d.unfinished"), "{");
  await writeFile(path.join(folder, "waiting"), "{}");
  for (let second = 1; second <= 12; second += 1) {
    const file = await keepJournal(folder, journal(String(second)), at(second));
    if (second === 11) await markUndone(file);
  }
  const names = (await readdir(folder)).toSorted();
  expect(names).toHaveLength(11);
  expect(names[0]).toBe("2026-01-01T00-00-03.000Z.json");
  expect(names).toContain("2026-01-01T00-00-11.000Z.undone.json");
  expect(names).toContain("waiting");
});

it("says where and why it cannot be written", async () => {
  const folder = path.join(await freshFolder(), "nowhere");
  await expect(keepJournal(folder, journal("one"), at(1))).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/nowhere.*: the journal cannot be written, and nothing else was: ENOENT/),
    document: { error: "journal" },
  });
});

it.each([
  ["{", /not a journal that can be used: .*JSON/],
  ['{"version":1}', /not a journal/],
  ['{"version":2}', /version 2/],
])("refuses %j as a journal", async (text, says) => {
  const folder = await freshFolder();
  await writeFile(path.join(folder, "2026-01-01T00-00-01.000Z.json"), text);
  await expect(newestJournal(folder)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(says),
    document: { error: "journal" },
  });
});

it("refuses a journal that cannot be read", async () => {
  const folder = await freshFolder();
  await mkdir(path.join(folder, "2026-01-01T00-00-01.000Z.json"));
  await chmod(folder, 0o700);
  await expect(newestJournal(folder)).rejects.toMatchObject({ exitCode: 1, document: { error: "journal" } });
});
