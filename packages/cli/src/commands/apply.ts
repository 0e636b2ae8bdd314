/** `porchlight apply`: shows the plan, asks, does it, and proves it; with --confirm, only for as long as you can still get in. */
import { type HazardName, type Journal, journalOf, type Plan, roundPlanner } from "@porchlight/core";
import { awaitConfirmation, type Confirmation } from "../confirmation.ts";
import { connectionText } from "../connection.ts";
import { exitCode } from "../exit-code.ts";
import { keepJournal, type KeptJournal } from "../journal.ts";
import { tell } from "../paint.ts";
import { type RunResult, runRound } from "../round.ts";
import type { Session } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import { keptNames, putBack } from "./undo.ts";

export interface ApplyOptions {
  readonly allow: readonly HazardName[];
  /** Do not ask. */
  readonly yes: boolean;
  /** How long to wait until a name is active and served, in seconds. */
  readonly timeoutSeconds: number;
  /** The state folder of the home, where the journal goes. */
  readonly state: string;
  /** The plan of a plan file: this one is done, or none. */
  readonly agreed?: Plan;
  /** Put everything back unless it is confirmed within this many seconds. */
  readonly confirmSeconds?: number;
}

interface Applied {
  readonly result: RunResult;
  /** The way back; absent when nothing was written. */
  readonly kept?: KeptJournal;
}

/** Applies, the journal first. What is thrown after the first write is handed to `onDefect` before it goes on. */
const carryOut = async (
  session: Session,
  options: ApplyOptions,
  terminal: Terminal,
  onDefect: (kept: KeptJournal) => Promise<unknown>,
): Promise<Applied> => {
  const { allow, state, confirmSeconds } = options;
  let kept: KeptJournal | undefined;
  try {
    const result = await runRound(
      session,
      {
        ...options,
        planner: roundPlanner,
        question: "Apply it?",
        // Whoever is cut off cannot confirm, and then it is put back: no hazard.
        allow: confirmSeconds === undefined ? allow : [...allow, "own-connection"],
        beforeWrite: async (plan) => {
          const journal: Journal = journalOf(session.desired, plan);
          kept = { file: await keepJournal(state, journal, new Date()), journal };
          if (confirmSeconds !== undefined) terminal.outliveHangup?.();
        },
      },
      terminal,
    );
    return { result, ...(kept === undefined ? {} : { kept }) };
  } catch (error) {
    if (kept !== undefined) await onDefect(kept);
    throw error;
  }
};

const whyPutBack: Readonly<Record<Exclude<Confirmation["status"], "confirmed">, string>> = {
  expired: "Not confirmed in time",
  stopped: "Stopped before it was confirmed",
};

/** How an apply that was put back ends. Its own end was told when the wait began, unless it was stopped before. */
const putBackResult = (
  { result: applied, kept }: Required<Applied>,
  back: RunResult,
  { why, isTold }: { readonly why: string; readonly isTold: boolean },
): RunResult => {
  const isWhole = back.exitCode === exitCode.done && back.changedSince.length === 0;
  const said = isWhole
    ? [`${why}: everything was put back as it was.`, ...keptNames(kept.journal)].join("\n")
    : `${why}, and NOT everything could be put back:\n${back.text}\n    -> porchlight undo puts the rest back`;
  return {
    ...applied,
    exitCode: exitCode.pending,
    text: isTold ? said : `${applied.text}\n${said}`,
    isError: true,
    document: {
      ...applied.document,
      verdict: "put-back",
      confirmed: false,
      putBack: { ...back.document, complete: isWhole },
    },
    verdict: "put-back",
    outcomes: [...applied.outcomes, ...back.outcomes],
  };
};

const applyOnProbation = async (
  session: Session,
  options: ApplyOptions & { readonly confirmSeconds: number },
  terminal: Terminal,
): Promise<RunResult> => {
  const { systemClock } = await import("@porchlight/core");
  const { clock = systemClock, signal, env } = terminal;
  const back = (kept: KeptJournal): Promise<RunResult> => putBack(session, kept, options.timeoutSeconds, terminal);
  const { result, kept } = await carryOut(session, options, terminal, back);
  if (kept === undefined) return result;
  let isTold = false;
  const confirmation = await awaitConfirmation({
    folder: options.state,
    connection: connectionText(env),
    seconds: options.confirmSeconds,
    clock,
    signal,
    onReady: () => {
      isTold = true;
      tell(terminal, result.text);
      const command = `porchlight confirm --home ${session.desired.home}`;
      tell(terminal, `Waiting ${options.confirmSeconds} s: log in anew and run ${command}, or it is put back.`);
    },
  });
  if (confirmation.status === "confirmed") {
    const { from } = confirmation;
    return {
      ...result,
      text: `Confirmed${from === undefined ? "" : ` from ${from.split(" ")[0]}`}: it stays.`,
      document: { ...result.document, confirmed: true },
    };
  }
  const why = whyPutBack[confirmation.status];
  tell(terminal, `${why}: putting it back`);
  return putBackResult({ result, kept }, await back(kept), { why, isTold });
};

/**
 * Applies the home file, or the plan agreed on.
 *
 * @throws CommandError when nobody can be asked or the journal cannot be written: nothing was written then.
 */
export const apply = async (session: Session, options: ApplyOptions, terminal: Terminal): Promise<RunResult> => {
  const { confirmSeconds } = options;
  if (confirmSeconds !== undefined) return applyOnProbation(session, { ...options, confirmSeconds }, terminal);
  const { result } = await carryOut(session, options, terminal, () => Promise.resolve());
  return result;
};
