/** The way back of each run that writes, on disk before its first write. Only `undo` and a lost confirmation read it. */
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { FormatError, type Journal, parseJournal } from "@porchlight/core";
import { renameSafely, unfinished, writeAtomically } from "./atomic-file.ts";
import { exitCode } from "./exit-code.ts";
import { CommandError } from "./terminal.ts";

/** How many runs can be looked back on. */
const kept = 10;

/** A journal and where it is kept. */
export interface KeptJournal {
  readonly file: string;
  readonly journal: Journal;
}

const undone = ".undone.json";
const form = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d\.\d{3}Z)(\.undone)?\.json$/;

/** File names that every system takes (no colons) and that sort as their times do. */
const nameOf = (time: number): string => `${new Date(time).toISOString().replaceAll(":", "-")}.json`;
const timeOf = (name: string): number => Date.parse(name.replace(form, "$1$2:$3:$4"));

const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => form.test(name)).toSorted((one, other) => timeOf(one) - timeOf(other));

const refuse = (file: string, error: Error): CommandError =>
  new CommandError(
    exitCode.failed,
    `✗ ${file}: the journal cannot be written, and nothing else was: ${error.message}\n    -> make room there, or set XDG_STATE_HOME to a folder that can be written`,
    { error: "journal" },
  );

/** Clears away what is too old, and what a killed run did not finish. */
const tidy = async (folder: string): Promise<void> => {
  const names = await namesIn(folder);
  const drafts = (await readdir(folder)).filter((name) => name.endsWith(unfinished));
  for (const name of [...names.slice(0, -kept), ...drafts]) await rm(path.join(folder, name), { force: true });
};

/**
 * Keeps a journal, for its owner only, and answers its file. On the disk when this resolves.
 *
 * @throws CommandError with exit code 1 when it cannot be written.
 */
export const keepJournal = async (folder: string, journal: Journal, now: Date): Promise<string> => {
  let file = folder;
  try {
    const last = (await namesIn(folder)).at(-1);
    // A clock that was put back must not hide the newest behind an older one.
    file = path.join(folder, nameOf(Math.max(now.getTime(), last === undefined ? 0 : timeOf(last) + 1)));
    await writeAtomically(file, `${JSON.stringify(journal)}\n`);
    await tidy(folder);
    return file;
  } catch (error) {
    throw refuse(file, error instanceof Error ? error : new Error(String(error)));
  }
};

/**
 * The newest journal that was not undone; undefined when there is none.
 *
 * @throws CommandError with exit code 1 when it cannot be read or is not one.
 */
export const newestJournal = async (folder: string): Promise<KeptJournal | undefined> => {
  const name = (await namesIn(folder)).filter((each) => !each.endsWith(undone)).at(-1);
  if (name === undefined) return undefined;
  const file = path.join(folder, name);
  try {
    return { file, journal: parseJournal(JSON.parse(await readFile(file, "utf8"))) };
  } catch (error) {
    const remedy = error instanceof FormatError ? error.remedy : undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      exitCode.failed,
      `✗ ${file}: not a journal that can be used: ${why}\n    -> ${remedy ?? "move it away to undo the run before it"}`,
      { error: "journal" },
    );
  }
};

/** Notes that a journal was undone, so that the next `undo` takes the one before it. Errors are Node's own. */
export const markUndone = (file: string): Promise<void> => renameSafely(file, file.replace(/\.json$/, undone));
