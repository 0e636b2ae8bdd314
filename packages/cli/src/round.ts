/** One round of core as a command runs it: the plan shown, the question asked, every step told, the end in words and data. */
import {
  isOfCredentials,
  type HazardName,
  type Plan,
  type Planner,
  planText,
  type Refusal,
  RefusedError,
  type Round,
  reconcile,
  putBackText,
  roundText,
  sentenceOf,
  type StepOutcome,
  stepOutcomeText,
} from "@porchlight/core";
import { connectionOf } from "./connection.ts";
import { exitCode } from "./exit-code.ts";
import { exitOfBlocked, refusalsDocument } from "./failures.ts";
import { tell } from "./paint.ts";
import type { Session } from "./session.ts";
import { CommandError, type CommandResult, type Terminal } from "./terminal.ts";

/** How a command that may write ended, with what its audit line needs. */
export interface RunResult extends CommandResult {
  /** A round's verdict, or "refused", "declined", "stopped", "put-back". */
  readonly verdict: string;
  readonly outcomes: readonly StepOutcome[];
  readonly refusals: readonly Refusal[];
  /** What an undo left alone because somebody changed it since, a sentence each. */
  readonly changedSince: readonly string[];
}

export interface RoundOptions {
  readonly planner: Planner;
  readonly allow: readonly HazardName[];
  /** Asked before anything is written: "Apply it?" */
  readonly question: string;
  /** Do not ask. */
  readonly yes: boolean;
  /** How long to wait until a name is active and served, in seconds. */
  readonly timeoutSeconds: number;
  /** A plan that was agreed on before; whatever it does not hold is refused. */
  readonly agreed?: Plan;
  /** Awaited before the first write; what it throws prevents it. */
  readonly beforeWrite?: (plan: Plan) => Promise<void>;
}

const exitOf = ({ verdict, outcomes, left }: Round): number => {
  const sent = outcomes.some(({ outcome }) => outcome.status === "done" || outcome.status === "unconfirmed");
  switch (verdict) {
    case "unchanged":
    case "converged":
      return exitCode.done;
    case "pending":
      return exitCode.pending;
    case "unknown":
      return exitOfBlocked(left);
    case "diverged": {
      const refused = outcomes.some(({ outcome }) => outcome.status === "failed" && isOfCredentials(outcome.failure));
      return sent ? exitCode.pending : refused ? exitCode.credentials : exitCode.failed;
    }
  }
};

const isProved = ({ verdict }: Round): boolean => verdict === "converged" || verdict === "unchanged";

/** What a stopped round did. Its last look was stopped too, so there is nothing to say of what it saw. */
const stoppedText = (round: Round): string => {
  const { outcomes } = round;
  const planned = outcomes.filter(({ putsBack }) => putsBack === undefined);
  const done = planned.filter(({ outcome }) => outcome.status === "done").length;
  return [
    `Stopped: ${done} of ${planned.length} steps done, and not proved. Run it again to finish.`,
    ...outcomes.filter(({ outcome }) => outcome.status !== "done").map((each) => `  ${stepOutcomeText(each)}`),
    ...putBackText(round),
  ].join("\n");
};

const resultOf = (round: Round, session: Session, terminal: Terminal, isDeclined: boolean): RunResult => {
  const isStopped = terminal.signal.aborted && !isProved(round);
  const changedSince = round.proposal.plan.notes
    .filter(({ message }) => message.code === "changed-since")
    .map(({ message }) => sentenceOf(message).text);
  const document = {
    verdict: round.verdict,
    plan: round.proposal.plan,
    outcomes: round.outcomes,
    left: round.left,
    waitedMs: Math.round(round.waitedMs),
    ...(terminal.signal.aborted ? { stopped: true } : {}),
  };
  return {
    exitCode: exitOf(round),
    text: [
      isStopped ? stoppedText(round) : roundText(round, session.locate),
      ...changedSince.map((text) => `i ${text}`),
    ].join("\n"),
    isError: round.verdict === "unknown",
    document,
    verdict: isStopped ? "stopped" : isDeclined ? "declined" : round.verdict,
    outcomes: round.outcomes,
    refusals: round.verdict === "unknown" ? round.proposal.refusals : [],
    changedSince,
  };
};

const refusedResult = ({ proposal, refusals }: RefusedError, { locate }: Session): RunResult => ({
  exitCode: exitCode.refused,
  text: planText(proposal, locate),
  isError: true,
  document: { verdict: "refused", plan: proposal.plan, refusals: refusalsDocument(refusals, locate) },
  verdict: "refused",
  outcomes: [],
  refusals,
  changedSince: [],
});

const nobodyToAsk = (): CommandError =>
  new CommandError(
    exitCode.failed,
    "✗ nobody is here to confirm, and nothing was written\n    -> add --yes to go on without asking",
    { error: "not-confirmed" },
  );

/**
 * Runs one round. Hazards and impossibilities are a result, not an error.
 *
 * @throws CommandError when nobody can be asked; the signal's reason when it was stopped before the first write.
 */
export const runRound = async (session: Session, options: RoundOptions, terminal: Terminal): Promise<RunResult> => {
  const { desired, targets, locate } = session;
  const { ask, signal, clock } = terminal;
  const { planner, allow, agreed, beforeWrite } = options;
  let isDeclined = false;
  const asked = async (): Promise<boolean> => {
    if (options.yes) return true;
    if (ask === undefined) throw nobodyToAsk();
    const answer = await ask(`${options.question} [y/N] `);
    isDeclined = !answer;
    return answer;
  };
  try {
    const round = await reconcile(desired, targets, {
      planner,
      allow,
      context: connectionOf(terminal.env),
      patienceMs: options.timeoutSeconds * 1000,
      signal,
      ...(clock === undefined ? {} : { clock }),
      ...(agreed === undefined ? {} : { agreed }),
      onProposal: () => signal.throwIfAborted(),
      confirm: (proposal) => {
        tell(terminal, planText(proposal, locate));
        return asked();
      },
      beforeWrite: ({ plan }) => beforeWrite?.(plan),
      onOutcome: (done) => tell(terminal, `  ${stepOutcomeText(done)}`),
      onWait: (waitedMs, left) =>
        tell(terminal, `  . ${(waitedMs / 1000).toFixed(1)} s: ${left.steps.length} to come, looking again`),
    });
    if (round.outcomes.length === 0) signal.throwIfAborted();
    return resultOf(round, session, terminal, isDeclined);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return refusedResult(error, session);
  }
};
