/** One round, on one page: observe, derive, plan, safety, apply, verify. */
import { apply, type StepOutcome } from "./apply.ts";
import { systemClock } from "./clock.ts";
import type { CallOptions, Clock } from "./contracts.ts";
import type { Wanted } from "./derive.ts";
import type { Desired, HazardName } from "./desired.ts";
import { type Observed, observe, type Targets, withStatus } from "./observe.ts";
import { withOwnSignal } from "./own-signal.ts";
import { isMoving, lacksCredentials, leavesServedUnknown, type Plan } from "./plan.ts";
import { staleness } from "./plan/file.ts";
import { type Planner, roundPlanner } from "./planner.ts";
import type { Refusal } from "./safety/refusal.ts";
import type { SafetyContext } from "./safety.ts";
import { onlyUnpublished, type Verdict, type Verified, type VerifyOptions, verify } from "./verify.ts";

export interface ProposeOptions extends CallOptions {
  /** Hazards accepted for this run. */
  readonly allow?: readonly HazardName[];
  /** What the round is for. Default: `roundPlanner`, to make the world what the home file says. */
  readonly planner?: Planner;
  /** What the caller knows of itself: how it is connected. */
  readonly context?: SafetyContext;
  /** A plan that was agreed on before: whatever it does not hold is refused. */
  readonly agreed?: Plan;
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
  /** Awaited after that and before the first write: the place to keep the before-values. What it throws ends the round. */
  readonly beforeWrite?: (proposal: Proposal) => void | Promise<void>;
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
  readonly purpose: Planner["purpose"];
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

/** Zones that a plan writes to. */
const writtenZones = ({ steps }: Plan): ReadonlySet<string> =>
  new Set(steps.flatMap(({ target }) => (target.startsWith("zone:") ? [target.slice("zone:".length)] : [])));

/** Looks once and plans. Reads only; what could not be read is in `plan.blocked`. */
export const propose = async (desired: Desired, targets: Targets, options: ProposeOptions = {}): Promise<Proposal> => {
  const { planner = roundPlanner, allow = [], context = {}, agreed } = options;
  const own = withOwnSignal(options);
  const look = await observe(desired, targets, { ...own, facets: planner.facets(desired), fresh: true });
  const thought = planner.plan(desired, look);
  const observed = await withStatus(look, writtenZones(thought.plan), targets, own);
  const stale = agreed === undefined ? [] : staleness(agreed, thought.plan);
  return { observed, ...thought, refusals: [...stale, ...planner.refuse(desired, thought, observed, allow, context)] };
};

const verdictOfQuiet = ({ plan: quiet }: Proposal): Verdict => {
  if (quiet.blocked.length > 0 || leavesServedUnknown(quiet)) return "unknown";
  return isMoving(quiet) ? "pending" : "unchanged";
};

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
  const { clock = systemClock, patienceMs = 120_000, planner = roundPlanner, confirm } = options;
  const { purpose } = planner;
  const proposal = await propose(desired, targets, options);
  options.onProposal?.(proposal);
  const { observed, plan: left } = proposal;
  const untouched = { purpose, proposal, outcomes: [], left, observed, waitedMs: 0 };
  // Half a home is worse than none: what its credentials cannot even read, they cannot finish.
  if (lacksCredentials(left)) return { ...untouched, verdict: "unknown" };
  if (proposal.refusals.length > 0) throw new RefusedError(proposal);
  if (left.steps.length === 0) return { ...untouched, verdict: verdictOfQuiet(proposal) };
  if (confirm !== undefined && !(await confirm(proposal))) return { ...untouched, verdict: "diverged" };
  await options.beforeWrite?.(proposal);
  const { plan: rest, ...done } = await carryOut(desired, targets, left, {
    ...withOwnSignal(options),
    clock,
    patienceMs,
  });
  return { purpose, ...done, proposal, left: rest };
};
