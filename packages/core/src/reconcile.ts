/** One round, on one page: observe, derive, plan, safety, apply, verify. */
import { apply, type StepOutcome } from "./apply.ts";
import { systemClock } from "./clock.ts";
import type { CallOptions, Clock } from "./contracts.ts";
import { derive, type Wanted } from "./derive.ts";
import type { Desired, HazardName } from "./desired.ts";
import { type Observed, observe, type Targets } from "./observe.ts";
import { lacksCredentials, leavesServedUnknown, type Plan, plan } from "./plan.ts";
import { withOwnSignal } from "./own-signal.ts";
import type { Refusal } from "./refusal.ts";
import { safety } from "./safety.ts";
import { onlyUnpublished, type Verdict, type Verified, type VerifyOptions, verify } from "./verify.ts";

export interface ProposeOptions extends CallOptions {
  /** Hazards accepted for this run. */
  readonly allow?: readonly HazardName[];
}

export interface ReconcileOptions extends ProposeOptions {
  /** Default: the real one. */
  readonly clock?: Clock;
  /** How long to wait for a name to become active or served, in milliseconds. Default 120 000. */
  readonly patienceMs?: number;
  /** Told what the look found, before anything is refused, asked or written. */
  readonly onProposal?: (proposal: Proposal) => void;
  /** Asked once there is something to do; answering false writes nothing. Default: go on. */
  readonly confirm?: (proposal: Proposal) => boolean | Promise<boolean>;
  readonly onOutcome?: (done: StepOutcome) => void;
  readonly onWait?: (waitedMs: number, left: Plan) => void;
}

/** What one look found and what it would lead to. Nothing was written. */
export interface Proposal {
  readonly observed: Observed;
  readonly wanted: Wanted;
  readonly plan: Plan;
  /** Why it must not be applied; empty when it may. */
  readonly refusals: readonly Refusal[];
}

/** A whole round. */
export interface Round {
  readonly verdict: Verdict;
  readonly proposal: Proposal;
  readonly outcomes: readonly StepOutcome[];
  /** What is left to do after the last look. */
  readonly left: Plan;
  /** The last look. */
  readonly observed: Observed;
  readonly waitedMs: number;
}

/** The plan is refused. Thrown before any write. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly refusals: readonly Refusal[];
  readonly proposal: Proposal;
  constructor(proposal: Proposal) {
    super(proposal.refusals.map((refusal) => refusal.message.code).join(", "));
    this.refusals = proposal.refusals;
    this.proposal = proposal;
  }
}

/** Looks once and plans. Reads only; what could not be read is in `plan.blocked`. */
export const propose = async (desired: Desired, targets: Targets, options: ProposeOptions = {}): Promise<Proposal> => {
  const observed = await observe(desired, targets, { ...withOwnSignal(options), fresh: true });
  const wanted = derive(desired, observed);
  const proposed = plan(desired.home, wanted, observed);
  return { observed, wanted, plan: proposed, refusals: safety(desired, wanted, observed, proposed, options.allow) };
};

const verdictOfQuiet = ({ plan: quiet }: Proposal): Verdict =>
  quiet.blocked.length > 0 || leavesServedUnknown(quiet) ? "unknown" : "unchanged";

/** Does the plan and proves it; publishes once more when a lost answer held the publish back and the write is there. */
const carryOut = async (
  desired: Desired,
  targets: Targets,
  first: Plan,
  options: ReconcileOptions & Pick<VerifyOptions, "clock" | "patienceMs">,
): Promise<Verified & { readonly outcomes: readonly StepOutcome[] }> => {
  const outcomes = await apply(first, targets, options);
  const looked = await verify(desired, targets, outcomes, options);
  if (!onlyUnpublished(looked.plan, outcomes)) return { ...looked, outcomes };
  const again = new Map((await apply(looked.plan, targets, options)).map((done) => [done.step.id, done]));
  const settled = outcomes.map((done) => again.get(done.step.id) ?? done);
  const patienceMs = Math.max(0, options.patienceMs - looked.waitedMs);
  const proven = await verify(desired, targets, settled, { ...options, patienceMs });
  return { ...proven, outcomes: settled, waitedMs: looked.waitedMs + proven.waitedMs };
};

/**
 * One round: makes the world what the home file says, and proves it. Idempotent: a second round writes nothing, and a
 * round after a crash finishes what was begun. When credentials or a right are missing for the first look, nothing is
 * written nor refused: the verdict is `unknown`, `left.blocked` says what is missing, and `proposal.refusals` the rest.
 *
 * @throws RefusedError before any write, when the plan is hazardous or impossible.
 */
export const reconcile = async (desired: Desired, targets: Targets, options: ReconcileOptions = {}): Promise<Round> => {
  const { clock = systemClock, patienceMs = 120_000, confirm } = options;
  const proposal = await propose(desired, targets, options);
  options.onProposal?.(proposal);
  const untouched = { proposal, outcomes: [], left: proposal.plan, observed: proposal.observed, waitedMs: 0 };
  // Half a home is worse than none: what its credentials cannot even read, they cannot finish.
  if (lacksCredentials(proposal.plan)) return { ...untouched, verdict: "unknown" };
  if (proposal.refusals.length > 0) throw new RefusedError(proposal);
  if (proposal.plan.steps.length === 0) return { ...untouched, verdict: verdictOfQuiet(proposal) };
  if (confirm !== undefined && !(await confirm(proposal))) return { ...untouched, verdict: "diverged" };
  const { plan: left, ...done } = await carryOut(desired, targets, proposal.plan, {
    ...withOwnSignal(options),
    clock,
    patienceMs,
  });
  return { ...done, proposal, left };
};
