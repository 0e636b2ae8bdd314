/**
 * How `apply --confirm` and `porchlight confirm` meet: by files in the state folder of the home. A waiting apply leaves a
 * note; who takes that note away decides, and only one can: `confirm`, or the apply whose time is up.
 */
import { readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "@porchlight/core";
import { writeAtomically } from "./atomic-file.ts";

/** What a waiting apply says of itself. */
export interface Waiting {
  /** The process that waits. */
  readonly pid: number;
  /** The SSH_CONNECTION it was started from; absent: not over SSH. */
  readonly connection?: string;
  /** Until when it waits, ISO 8601. */
  readonly until: string;
}

const waitingFile = (folder: string): string => path.join(folder, "waiting");
const confirmedFile = (folder: string): string => path.join(folder, "confirmed");
/** Between two looks of an apply that waits. */
const pauseMs = 500;

const readJson = async (file: string): Promise<Readonly<Record<string, unknown>> | undefined> => {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined; // not there; it is never there in part
  }
};

const connectionIn = (note: Readonly<Record<string, unknown>>): { readonly connection?: string } =>
  typeof note["connection"] === "string" ? { connection: note["connection"] } : {};

/** Takes away the notes that an apply which was killed left; for whoever has the lock. Errors are Node's own. */
export const forgetWaiting = async (folder: string): Promise<void> => {
  for (const file of [waitingFile(folder), confirmedFile(folder)]) await rm(file, { force: true });
};

/** What an apply that waits left in this folder; undefined when none does, or did when it was killed. */
export const readWaiting = async (folder: string): Promise<Waiting | undefined> => {
  const note = await readJson(waitingFile(folder));
  if (note === undefined) return undefined;
  return { pid: Number(note["pid"]), ...connectionIn(note), until: String(note["until"]) };
};

/**
 * True when the second connection is another than the first. Only SSH tells connections apart: without one there is no
 * proof that the machine can still be reached (and `sudo` hides it).
 */
export const isNewConnection = (first: string | undefined, second: string | undefined): second is string =>
  second !== undefined && second.trim() !== "" && second !== first;

/** Confirms what an apply waits for; false when it waits no longer. Errors are Node's own. */
export const giveConfirmation = async (folder: string, connection: string): Promise<boolean> => {
  const claimed = `${waitingFile(folder)}.${process.pid}`;
  try {
    await rename(waitingFile(folder), claimed);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
  await writeAtomically(confirmedFile(folder), `${JSON.stringify({ connection })}\n`);
  await rm(claimed, { force: true });
  return true;
};

/** How the wait ended: `from` is the connection of the confirmation, when it could still be told. */
export type Confirmation =
  | { readonly status: "confirmed"; readonly from?: string }
  | { readonly status: "expired" }
  | { readonly status: "stopped" };

export interface AwaitOptions {
  readonly folder: string;
  readonly connection: string | undefined;
  readonly seconds: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told once the note is there and a confirmation can come. */
  readonly onReady: () => void;
}

/** Takes the note away; false when somebody else did, to confirm. */
const takenBack = (folder: string): Promise<boolean> =>
  rm(waitingFile(folder)).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );

const confirmedIn = async (folder: string): Promise<Confirmation | undefined> => {
  const note = await readJson(confirmedFile(folder));
  if (note === undefined) return undefined;
  const { connection: from } = connectionIn(note);
  return { status: "confirmed", ...(from === undefined ? {} : { from }) };
};

/**
 * Waits for `porchlight confirm`, until the time is up or the run is stopped. Leaves no note behind. A note that cannot
 * be written counts as time that is up: nobody could ever confirm.
 */
export const awaitConfirmation = async (options: AwaitOptions): Promise<Confirmation> => {
  const { folder, connection, seconds, clock, signal } = options;
  const last = clock.now() + seconds * 1000;
  await forgetWaiting(folder);
  if (signal.aborted) return { status: "stopped" };
  const until = new Date(Date.now() + seconds * 1000).toISOString();
  const note: Waiting = { pid: process.pid, ...(connection === undefined ? {} : { connection }), until };
  try {
    await writeAtomically(waitingFile(folder), `${JSON.stringify(note)}\n`);
  } catch {
    return { status: "expired" };
  }
  options.onReady();
  for (;;) {
    const confirmed = await confirmedIn(folder);
    if (confirmed !== undefined) {
      await rm(confirmedFile(folder), { force: true });
      return confirmed;
    }
    const left = last - clock.now();
    if (left > 0 && !signal.aborted) {
      await clock.sleep(Math.min(pauseMs, left), signal).catch(() => undefined);
      continue;
    }
    if (await takenBack(folder)) return { status: signal.aborted ? "stopped" : "expired" };
    // Claimed in this very moment: it is confirmed, whether or not the note that says by whom is there already.
    const claimed = (await confirmedIn(folder)) ?? { status: "confirmed" };
    await rm(confirmedFile(folder), { force: true });
    return claimed;
  }
};
