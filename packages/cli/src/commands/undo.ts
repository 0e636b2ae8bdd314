/** `porchlight undo`, and the way back of an apply that nobody confirmed: what a journal's run wrote is put back. */
import { hazardNames, type HazardName, type Journal, undoPlanner } from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import { type KeptJournal, markUndone } from "../journal.ts";
import { type RunResult, runRound } from "../round.ts";
import type { Session } from "../session.ts";
import { CommandError, type Terminal } from "../terminal.ts";

export interface UndoOptions {
  readonly allow: readonly HazardName[];
  /** Do not ask. */
  readonly yes: boolean;
  readonly timeoutSeconds: number;
}

/** What `undo` says when no run is left to undo. */
export const nothingToUndo = (home: string): CommandError =>
  new CommandError(
    exitCode.failed,
    `✗ nothing to undo: no run that wrote to the home ${home} is noted on this machine\n    -> undo where it was applied, and as the same user`,
    { error: "nothing-to-undo", home },
  );

/** What stays of a run that was undone, a line each: names the router got then, since others may lead to them by now. */
export const keptNames = ({ plan }: Journal): readonly string[] =>
  plan.steps.flatMap((step) =>
    step.verb === "create" && step.after.kind === "static-name"
      ? [`i the static name ${step.after.name} stays: others may lead to it`]
      : [],
  );

/** Puts back what a journal's run wrote, and notes the journal as undone once everything is back. */
export const undo = async (
  session: Session,
  { file, journal }: KeptJournal,
  options: UndoOptions,
  terminal: Terminal,
): Promise<RunResult> => {
  const planner = undoPlanner(journal);
  const before: Session = { ...session, desired: journal.desired };
  const result = await runRound(before, { ...options, planner, question: "Put it back?" }, terminal);
  // When the note fails, the next undo finds nothing to do and tries again.
  if (result.exitCode === exitCode.done) await markUndone(file).catch(() => undefined);
  return { ...result, text: [result.text, ...keptNames(journal)].join("\n") };
};

/**
 * Puts back at once and without asking, whatever it takes, although the run was stopped: what comes back was there before,
 * and whoever stops a second time ends the process.
 */
export const putBack = (
  session: Session,
  kept: KeptJournal,
  timeoutSeconds: number,
  terminal: Terminal,
): Promise<RunResult> => {
  const unstopped = { ...terminal, signal: new AbortController().signal };
  return undo(session, kept, { allow: hazardNames, yes: true, timeoutSeconds }, unstopped);
};
