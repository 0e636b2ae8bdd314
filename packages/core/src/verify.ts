/** Observes and plans again until there is nothing left to do, or patience ends. */
import type { CallOptions, Clock, FailureKind } from "./contracts.ts";
import type { StepOutcome } from "./apply.ts";
import type { Desired } from "./desired.ts";
import { type Observed, observe, type Targets, withoutSafety } from "./observe.ts";
import { isEmpty, isMoving, type Plan } from "./plan.ts";
import { type Planner, roundPlanner } from "./planner.ts";
import { isWriteStep } from "./steps.ts";

/**
 * What a round ended in.
 *
 * - `unchanged` nothing to do: everything stored, and served by every authoritative server
 * - `converged` written, and now stored and served
 * - `pending` written, not yet seen stored or served; or a machine is still to move to its new address
 * - `diverged` something is still to be written or published
 * - `unknown` something could not be read, and nothing was written
 */
export type Verdict = "unchanged" | "converged" | "pending" | "diverged" | "unknown";

export interface VerifyOptions extends CallOptions {
  readonly clock: Clock;
  /** How long to wait until what is stored is served, in milliseconds. */
  readonly patienceMs: number;
  /** What the round is for. Default: to make the world what the home file says. */
  readonly planner?: Planner;
  /** Told before each wait, in milliseconds since the first look. */
  readonly onWait?: (waitedMs: number, plan: Plan) => void;
}

export interface Verified {
  readonly verdict: Verdict;
  /** What is left to do; empty when converged. */
  readonly plan: Plan;
  /** The last look. */
  readonly observed: Observed;
  readonly waitedMs: number;
}

const firstPauseMs = 500;
const longestPauseMs = 8000;

const wasSent = ({ outcome }: StepOutcome): boolean => outcome.status === "done" || outcome.status === "unconfirmed";

/** True when a step was sent, its answer was lost, and it may still show. */
const mayStillShow = ({ step, outcome }: StepOutcome): boolean =>
  outcome.status === "unconfirmed" && step.verb !== "await";

/** True when waiting cannot help: a step said no, its patience is over, or the run was stopped. */
const isHopeless = ({ step, outcome }: StepOutcome): boolean =>
  outcome.status === "failed" ||
  (outcome.status === "unconfirmed" && step.verb === "await") ||
  (outcome.status === "skipped" && outcome.because === "stopped");

const refusals: ReadonlySet<FailureKind> = new Set(["auth", "forbidden", "invalid", "not-found"]);

/** True when something could not be read because its target said no: it will say the same a minute later. */
const isRefused = (left: Plan): boolean =>
  left.blocked.some(({ failure }) => failure !== undefined && refusals.has(failure.kind));

const judge = (left: Plan, outcomes: readonly StepOutcome[]): Verdict => {
  // A lease is renewed when its machine asks, hours later: not a matter of waiting here.
  if (isEmpty(left)) return isMoving(left) ? "pending" : "converged";
  const sent = outcomes.filter(wasSent);
  const published = new Set(sent.map(({ step }) => step.id));
  // Only a publish that was sent is a matter of time; anything else is still to be done.
  if (!left.steps.every((step) => step.verb === "publish" && published.has(step.id))) return "diverged";
  return sent.length > 0 ? "pending" : "unknown";
};

/**
 * Looks again after an apply, and keeps looking while only time can help or a lost write may still show. Reads only.
 * An empty plan is the proof, whatever the outcomes said.
 */
export const verify = async (
  desired: Desired,
  targets: Targets,
  outcomes: readonly StepOutcome[],
  options: VerifyOptions,
): Promise<Verified> => {
  const { clock, patienceMs, signal, planner = roundPlanner } = options;
  const facets = withoutSafety(planner.facets(desired));
  const start = clock.now();
  const isHopeful = !outcomes.some(isHopeless);
  const isLost = outcomes.some(mayStillShow);
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    const observed = await observe(desired, targets, { ...options, facets, fresh: true });
    const { plan: left } = planner.plan(desired, observed);
    const waitedMs = clock.now() - start;
    const verdict = judge(left, outcomes);
    const isLate = verdict === "pending" && !isEmpty(left);
    const timeHelps = isHopeful && !isRefused(left) && (isLate || (isLost && left.steps.some(isWriteStep)));
    if (!timeHelps || waitedMs + pause > patienceMs || signal?.aborted === true)
      return { verdict, plan: left, observed, waitedMs };
    options.onWait?.(waitedMs, left);
    await clock.sleep(pause, signal).catch(() => undefined); // stopped: one last look says how things stand
  }
};

/**
 * True when all that is left is to publish zones whose lost writes turned out to be done: the publish was skipped only
 * because of them. Publishing may be repeated, so it can be done now.
 */
export const onlyUnpublished = (left: Plan, outcomes: readonly StepOutcome[]): boolean => {
  const byId = new Map(outcomes.map((done) => [done.step.id, done]));
  const wasHeldBack = (id: string): boolean => {
    const held = byId.get(id);
    return (
      held?.outcome.status === "skipped" &&
      held.outcome.because !== "stopped" &&
      held.step.needs.every((need) => byId.get(need)?.outcome.status !== "failed")
    );
  };
  return left.steps.length > 0 && left.steps.every((step) => step.verb === "publish" && wasHeldBack(step.id));
};
