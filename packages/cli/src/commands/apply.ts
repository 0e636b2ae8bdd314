/** `porchlight apply`: shows the plan, asks, does it, and proves it. */
import {
  type HazardName,
  planText,
  RefusedError,
  type Round,
  reconcile,
  roundText,
  stepOutcomeText,
} from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import { exitOfBlocked, isOfCredentials, refusalsDocument } from "../failures.ts";
import { paint } from "../paint.ts";
import type { Session } from "../session.ts";
import { CommandError, type CommandResult, type Terminal } from "../terminal.ts";

export interface ApplyOptions {
  readonly allow: readonly HazardName[];
  /** Do not ask. */
  readonly yes: boolean;
  /** How long to wait until a name is active and served, in seconds. */
  readonly timeoutSeconds: number;
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

const documentOf = (round: Round): CommandResult["document"] => ({
  verdict: round.verdict,
  plan: round.proposal.plan,
  outcomes: round.outcomes,
  left: round.left,
  waitedMs: Math.round(round.waitedMs),
});

/** What a stopped round did. Its last look was stopped too, so there is nothing to say of what it saw. */
const stoppedText = ({ outcomes }: Round): string => {
  const done = outcomes.filter(({ outcome }) => outcome.status === "done").length;
  return `Stopped: ${done} of ${outcomes.length} steps done, and not proved. Run it again to finish.`;
};

export const apply = async (session: Session, options: ApplyOptions, terminal: Terminal): Promise<CommandResult> => {
  const { desired, targets, locate } = session;
  const { ask } = terminal;
  const tell = (text: string): void => terminal.stderr(`${paint(text, terminal.colour)}\n`);
  try {
    const round = await reconcile(desired, targets, {
      allow: options.allow,
      patienceMs: options.timeoutSeconds * 1000,
      signal: terminal.signal,
      onProposal: () => terminal.signal.throwIfAborted(),
      confirm: async (proposal) => {
        tell(planText(proposal, locate));
        if (options.yes) return true;
        if (ask === undefined)
          throw new CommandError(
            exitCode.failed,
            "✗ nobody is here to confirm, and nothing was written\n    -> add --yes to apply without asking",
            { error: "not-confirmed" },
          );
        return ask("Apply it? [y/N] ");
      },
      onOutcome: (done) => tell(`  ${stepOutcomeText(done)}`),
      onWait: (waitedMs, left) =>
        tell(`  . ${(waitedMs / 1000).toFixed(1)} s: ${left.steps.length} to come, looking again`),
    });
    if (round.outcomes.length === 0) terminal.signal.throwIfAborted();
    const isProved = round.verdict === "converged" || round.verdict === "unchanged";
    return {
      exitCode: exitOf(round),
      text: terminal.signal.aborted && !isProved ? stoppedText(round) : roundText(round, locate),
      isError: round.verdict === "unknown",
      document: { ...documentOf(round), ...(terminal.signal.aborted ? { stopped: true } : {}) },
    };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return {
      exitCode: exitCode.refused,
      text: planText(error.proposal, locate),
      isError: true,
      document: { verdict: "refused", plan: error.proposal.plan, refusals: refusalsDocument(error.refusals, locate) },
    };
  }
};
