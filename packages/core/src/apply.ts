/** Runs the steps of a plan through the contracts, in waves; decides nothing. */
import type { AwaitStep, CallOptions, Clock, Condition, Failure, Outcome, Reading, Step } from "./contracts.ts";
import type { Targets } from "./observe.ts";
import { putBack } from "./apply/put-back.ts";
import type { Plan } from "./plan.ts";
import { isEvidence } from "./plan/served.ts";
import { writes, writesToRouter } from "./steps.ts";

/** What became of one step. */
export interface StepOutcome {
  readonly step: Step;
  readonly outcome: Outcome;
  /** Present when this step took another of the run back, whose id it is: a name was half done and is put back. */
  readonly putsBack?: string;
}

export interface ApplyOptions extends CallOptions {
  readonly clock: Clock;
  /** How long an await step may wait, in milliseconds. */
  readonly patienceMs: number;
  /** Told after each step. */
  readonly onOutcome?: (done: StepOutcome) => void;
}

/** Between two looks at a condition. */
const pauseMs = 2000;

const unavailable = (operation: string): Outcome => ({
  status: "failed",
  failure: { kind: "not-found", operation, message: "the target is not among those of this run" },
});

/** Waits one pause; false when the run was stopped meanwhile. */
const slept = (clock: Clock, signal: AbortSignal | undefined): Promise<boolean> =>
  clock.sleep(pauseMs, signal).then(
    () => true,
    () => false,
  );

/** What one look says of a condition: nothing when it holds, else in words what is still in its way. */
type Seen = Reading<{ readonly inTheWay?: string }>;

const lookAt = async (condition: Condition, targets: Targets, options: CallOptions): Promise<Seen | undefined> => {
  const { name } = condition;
  if (condition.code === "static-name-active") {
    if (targets.router === undefined) return undefined;
    const { staticNames } = await targets.router.read(["staticNames"], options);
    if (staticNames?.known !== true) return staticNames;
    const isThere = staticNames.value.some((held) => held.name === name);
    return { known: true, value: isThere ? {} : { inTheWay: `the router does not list ${name} yet` } };
  }
  const { zone, type } = condition;
  const served = await targets.reach.served(zone, [{ name, type }], options);
  if (!served.known) return served;
  const holders = served.value.filter(({ records }) => records.some((record) => record.type === type));
  const silent = served.value.filter((answer) => !isEvidence(answer));
  if (holders.length === 0 && silent.length === 0 && served.value.length > 0) return { known: true, value: {} };
  const [{ server } = { server: "no server" }] = [...holders, ...silent];
  return {
    known: true,
    value: { inTheWay: `${server} ${holders.length > 0 ? "still serves it" : "gave no evidence"}` },
  };
};

/** Looks until the condition holds, patience ends or the run is stopped. */
const until = async ({ id, condition }: AwaitStep, targets: Targets, options: ApplyOptions): Promise<Outcome> => {
  const { clock, patienceMs, signal } = options;
  const operation = `wait for ${condition.name}`;
  const last = clock.now() + patienceMs;
  for (;;) {
    const seen = await lookAt(condition, targets, options);
    if (seen === undefined) return unavailable(id);
    const inTheWay = seen.known ? seen.value.inTheWay : "";
    if (inTheWay === undefined) return { status: "done" };
    if (clock.now() + pauseMs > last) {
      const failure: Failure = seen.known ? { kind: "not-found", operation, message: inTheWay } : seen.failure;
      return { status: "unconfirmed", failure };
    }
    if (!(await slept(clock, signal))) return { status: "skipped", because: "stopped" };
  }
};

const runStep = async (step: Step, targets: Targets, options: ApplyOptions): Promise<Outcome> => {
  const zone = targets.zones.find((candidate) => step.target === `zone:${candidate.name}`);
  switch (step.verb) {
    case "await":
      return until(step, targets, options);
    case "publish":
      return zone === undefined ? unavailable(`publish ${step.zone}`) : zone.publish(options);
    default:
      if (writes(step, "record")) return zone === undefined ? unavailable(step.id) : zone.write(step, options);
      if (targets.router === undefined || !writesToRouter(step)) return unavailable(step.id);
      return targets.router.write(step, options);
  }
};

/**
 * The steps in waves: each wave needs only what earlier ones do.
 *
 * @throws Error when a step needs one that is not there, or two need each other: such a plan was not made by `plan`.
 */
const wavesOf = (steps: readonly Step[]): readonly (readonly Step[])[] => {
  const waves: Step[][] = [];
  const placed = new Set<string>();
  for (let waiting = steps; waiting.length > 0; waiting = waiting.filter((step) => !placed.has(step.id))) {
    const wave = waiting.filter((step) => step.needs.every((need) => placed.has(need)));
    if (wave.length === 0)
      throw new Error(`the plan needs steps it does not have: ${waiting.map((step) => step.id).join(", ")}`);
    for (const step of wave) placed.add(step.id);
    waves.push(wave);
  }
  return waves;
};

/** An await step looks, and looking settles a lost answer; every other step needs to know. */
const suffices = (step: Step, need: Outcome | undefined): boolean =>
  need?.status === "done" || (step.verb === "await" && need?.status === "unconfirmed");

/**
 * Runs every step whose needs are done, all ready ones at once, until none is left. A step whose need was not done is
 * skipped and says because of which. Writes nothing that is not in the plan, and repeats nothing; but a name that lost
 * what it held and did not get what it should is put back, told after the plan's steps as outcomes with `putsBack`. Its
 * zone is not published in this run.
 *
 * @throws Error before any write, when the plan's steps cannot be put in order.
 */
export const apply = async (plan: Plan, targets: Targets, options: ApplyOptions): Promise<readonly StepOutcome[]> => {
  const outcomes = new Map<string, Outcome>();
  const run = async (step: Step): Promise<Outcome> => {
    if (options.signal?.aborted === true) return { status: "skipped", because: "stopped" };
    const because = step.needs.find((need) => !suffices(step, outcomes.get(need)));
    return because === undefined ? runStep(step, targets, options) : { status: "skipped", because };
  };
  for (const wave of wavesOf(plan.steps)) {
    const running = wave.map((step) => ({ step, outcome: run(step) }));
    // A defect in one is thrown when its turn comes, below; until then it must not end the process.
    Promise.all(running.map(({ outcome }) => outcome)).catch(() => undefined);
    // Told in the plan's order, whichever ends first: two runs of one plan read alike.
    for (const { step, outcome: pending } of running) {
      const outcome = await pending;
      outcomes.set(step.id, outcome);
      options.onOutcome?.({ step, outcome });
    }
  }
  const done = plan.steps.flatMap((step) => {
    const outcome = outcomes.get(step.id);
    return outcome === undefined ? [] : [{ step, outcome }];
  });
  return [...done, ...(await putBack(done, (step) => runStep(step, targets, options), options))];
};
