/** `porchlight destroy` and `porchlight prune`: take away what a home made, and nothing else. */
import { destroyPlanner, journalOf, type Planner, prunePlanner } from "@porchlight/core";
import { keepJournal } from "../journal.ts";
import { type RunResult, runRound } from "../round.ts";
import type { Session } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import type { UndoOptions } from "./undo.ts";

export interface RemoveOptions extends UndoOptions {
  /** The state folder of the home, where the journal goes. */
  readonly state: string;
}

const remove = (session: Session, options: RemoveOptions, terminal: Terminal, planner: Planner): Promise<RunResult> => {
  const { desired } = session;
  const beforeWrite = async (plan: Parameters<typeof journalOf>[1]): Promise<void> =>
    void (await keepJournal(options.state, journalOf(desired, plan), new Date()));
  return runRound(session, { ...options, planner, question: "Remove it?", beforeWrite }, terminal);
};

/** Removes what the home file makes, where it is still as it was made; the static name too, only when asked. */
export const destroy = (
  session: Session,
  options: RemoveOptions & { readonly releaseName: boolean },
  terminal: Terminal,
): Promise<RunResult> => remove(session, options, terminal, destroyPlanner(options));

/** Removes what bears this home's mark and is no longer in its file. */
export const prune = (session: Session, options: RemoveOptions, terminal: Terminal): Promise<RunResult> =>
  remove(session, options, terminal, prunePlanner);
