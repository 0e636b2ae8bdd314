import { describe, expect, it } from "vitest";
import { answer, failure, home, look, memoryHome, octopi, record, unknown } from "../test/sample.ts";
import { apply, type StepOutcome } from "./apply.ts";
import type { Outcome, Reach, Router, ServedAnswer, Step } from "./contracts.ts";
import { derive } from "./derive.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import type { Targets } from "./observe.ts";
import { type Plan, plan } from "./plan.ts";
import { propose } from "./reconcile.ts";

const planOf = async (targets: Targets): Promise<Plan> => (await propose(home(), targets)).plan;
const brief = (outcomes: readonly StepOutcome[]): Record<string, string> =>
  Object.fromEntries(
    outcomes.map(({ step, outcome }) => [
      step.id,
      outcome.status === "skipped" ? `skipped: ${outcome.because}` : outcome.status,
    ]),
  );
const failed: Outcome = { status: "failed", failure };
const ids = {
  lease: "lease/octopi",
  forward: "forward/ssh/tcp/7654",
  name: "static-name/taprest.freeboxos.fr",
  active: "static-name/taprest.freeboxos.fr/active",
  create: "record/home.taprest.fr/CNAME/create/1",
  publish: "publish/taprest.fr",
};

/** A router whose step of that id ends as said, done or not. */
const scripted = (router: Router, id: string, outcome: Outcome): Router => ({
  ...router,
  write: (step) => (step.id === id ? Promise.resolve(outcome) : router.write(step)),
});

describe("apply", () => {
  it("does every step once, each after what it needs", async () => {
    const { targets, log } = memoryHome();
    const told: string[] = [];
    const steps = await planOf(targets);
    const outcomes = await apply(steps, targets, {
      clock: createFakeClock(),
      patienceMs: 0,
      onOutcome: ({ step }) => told.push(step.id),
    });
    expect(brief(outcomes)).toEqual(Object.fromEntries(Object.values(ids).map((id) => [id, "done"])));
    expect(log).toEqual([ids.lease, ids.name, ids.forward, ids.create, "publish"]);
    expect(told.toSorted()).toEqual(Object.values(ids).toSorted());
    expect(outcomes.map(({ step }) => step.id)).toEqual(steps.steps.map((step) => step.id));
  });

  it("runs ready steps at once", async () => {
    const { targets, router } = memoryHome();
    let open = 0;
    let most = 0;
    const slow: Router = {
      ...router,
      write: async (step) => {
        most = Math.max(most, (open += 1));
        await Promise.resolve();
        open -= 1;
        return router.write(step);
      },
    };
    await apply(await planOf(targets), { ...targets, router: slow }, { clock: createFakeClock(), patienceMs: 0 });
    expect(most).toBe(2);
  });

  it("skips what needs a failed step, and names it; the rest is done", async () => {
    const { targets, router } = memoryHome();
    const outcomes = await apply(
      await planOf(targets),
      { ...targets, router: scripted(router, ids.name, failed) },
      { clock: createFakeClock(), patienceMs: 0 },
    );
    expect(brief(outcomes)).toEqual({
      [ids.lease]: "done",
      [ids.forward]: "done",
      [ids.name]: "failed",
      [ids.active]: `skipped: ${ids.name}`,
      [ids.create]: `skipped: ${ids.active}`,
      [ids.publish]: `skipped: ${ids.create}`,
    });
  });

  it("an answer lost holds back what needs it", async () => {
    const { targets, router } = memoryHome();
    const lost = scripted(router, ids.lease, { status: "unconfirmed", failure });
    const outcomes = await apply(
      await planOf(targets),
      { ...targets, router: lost },
      { clock: createFakeClock(), patienceMs: 0 },
    );
    expect(brief(outcomes)).toMatchObject({
      [ids.lease]: "unconfirmed",
      [ids.forward]: `skipped: ${ids.lease}`,
      [ids.publish]: "done",
    });
  });

  it("waits for a name whose own answer was lost: looking settles it", async () => {
    const { targets, router } = memoryHome();
    const lost: Router = {
      ...router,
      write: async (step) => {
        const outcome = await router.write(step);
        return step.id === ids.name ? { status: "unconfirmed", failure } : outcome;
      },
    };
    const outcomes = await apply(
      await planOf(targets),
      { ...targets, router: lost },
      { clock: createFakeClock(), patienceMs: 0 },
    );
    expect(brief(outcomes)).toMatchObject({ [ids.name]: "unconfirmed", [ids.active]: "done", [ids.create]: "done" });
  });

  it("publishes no zone that is half done", async () => {
    const { targets, log } = memoryHome({ hosts: [octopi] }, [record({ type: "A", value: "192.0.2.1" })]);
    const [zone] = targets.zones;
    if (zone === undefined) throw new Error("no zone");
    const refusing = { ...zone, write: () => Promise.resolve(failed) };
    const outcomes = await apply(
      await planOf(targets),
      { ...targets, zones: [refusing] },
      { clock: createFakeClock(), patienceMs: 0 },
    );
    const remove = "record/home.taprest.fr/A/remove/1";
    expect(brief(outcomes)).toMatchObject({
      [remove]: "failed",
      [ids.create]: `skipped: ${remove}`,
      [ids.publish]: `skipped: ${remove}`,
    });
    expect(log).not.toContain("publish");
  });

  it("says of a target it was not given that it is not there", async () => {
    const { targets } = memoryHome();
    const steps = await planOf(targets);
    const options = { clock: createFakeClock(), patienceMs: 0 };
    const alone = await apply(
      { ...steps, steps: steps.steps.map((step): Step => ({ ...step, needs: [] })) },
      { zones: [], reach: targets.reach },
      options,
    );
    expect(alone.map(({ outcome }) => outcome.status)).toEqual(Array(6).fill("failed"));
    expect(alone.map(({ outcome }) => outcome.status === "failed" && outcome.failure.kind)).toEqual(
      Array(6).fill("not-found"),
    );
  });

  it("writes nothing of a plan that cannot be put in order", async () => {
    const { targets, log } = memoryHome();
    const steps = await planOf(targets);
    const options = { clock: createFakeClock(), patienceMs: 0 };
    const [first, ...others] = steps.steps;
    if (first === undefined) throw new Error("no step");
    await expect(apply({ ...steps, steps: others }, targets, options)).rejects.toThrow(
      /steps it does not have: forward/,
    );
    await expect(
      apply({ ...steps, steps: [{ ...first, needs: [first.id] }, ...others] }, targets, options),
    ).rejects.toThrow(/lease/);
    expect(log).toEqual([]);
  });
});

const names = (listedAfter: number): { targets: Targets; log: string[]; reads: () => number } => {
  const { targets, router, log } = memoryHome();
  let reads = 0;
  const late: Router = {
    ...router,
    read: async (needs, options) => {
      const seen = await router.read(needs, options);
      if (needs.length !== 1) return seen;
      reads += 1;
      return reads > listedAfter ? seen : { staticNames: { known: true, value: [] } };
    },
  };
  return { targets: { ...targets, router: late }, log, reads: () => reads };
};

describe("waiting for a name", () => {
  it("ends when the router lists it, after some looks", async () => {
    const { targets, reads } = names(3);
    const steps = await planOf(targets);
    const clock = createFakeClock();
    const outcomes = await apply(steps, targets, { clock, patienceMs: 60_000 });
    expect(new Set(outcomes.map(({ outcome }) => outcome.status))).toEqual(new Set(["done"]));
    expect([reads(), clock.sleeps]).toEqual([4, [2000, 2000, 2000]]);
  });

  it("ends when patience is over, and no record is made", async () => {
    const { targets, log } = names(1000);
    const clock = createFakeClock();
    const outcomes = await apply(await planOf(targets), targets, { clock, patienceMs: 10_000 });
    expect(clock.now()).toBe(10_000);
    expect(brief(outcomes)).toMatchObject({
      [ids.active]: "unconfirmed",
      [ids.create]: `skipped: ${ids.active}`,
      [ids.publish]: `skipped: ${ids.create}`,
    });
    expect(outcomes.find(({ step }) => step.id === ids.active)?.outcome).toMatchObject({
      failure: { kind: "not-found", message: "the router does not list taprest.freeboxos.fr yet" },
    });
    expect(log).not.toContain(ids.create);
  });

  it("says why when the router stopped answering", async () => {
    const { targets, router } = memoryHome();
    const steps = await planOf(targets);
    const mute: Router = { ...router, read: () => Promise.resolve({ staticNames: unknown }) };
    const outcomes = await apply(steps, { ...targets, router: mute }, { clock: createFakeClock(), patienceMs: 1 });
    expect(outcomes.find(({ step }) => step.id === ids.active)?.outcome).toEqual({ status: "unconfirmed", failure });
  });
});

const message = (text: string): object => ({
  status: "unconfirmed",
  failure: { kind: "not-found", operation: "wait for home.taprest.fr", message: text },
});

describe("waiting until a name is no longer served", () => {
  const gone: Step = {
    id: "record/home.taprest.fr/CNAME/gone",
    target: "zone:taprest.fr",
    verb: "await",
    condition: { code: "not-served", zone: "taprest.fr", name: "home.taprest.fr", type: "CNAME" },
    needs: [],
  };
  const waiting: Plan = { version: 1, home: "taprest", steps: [gone], origins: {}, notes: [], blocked: [] };
  type Served = readonly ServedAnswer[] | "unasked";
  /** Each look sees the next of these; the last one stays. */
  const ended = async (...looks: readonly Served[]): Promise<{ outcome: Outcome | undefined; slept: number }> => {
    const clock = createFakeClock();
    let index = 0;
    const reach: Reach = {
      served: () => {
        const now = looks[Math.min(index, looks.length - 1)] ?? [];
        index += 1;
        return Promise.resolve(now === "unasked" ? unknown : { known: true, value: now });
      },
    };
    const { targets } = memoryHome();
    const [done] = await apply(waiting, { ...targets, reach }, { clock, patienceMs: 5000 });
    return { outcome: done?.outcome, slept: clock.sleeps.length };
  };

  it("ends when every server has said with authority that it is gone", async () => {
    const held = [answer([record()], { server: "ns1.example" }), answer([], { server: "ns2.example" })];
    expect(await ended(held, held, [answer([])])).toEqual({ outcome: { status: "done" }, slept: 2 });
    expect(await ended([answer([record({ type: "A", value: "192.0.2.1" })])])).toEqual({
      outcome: { status: "done" },
      slept: 0,
    });
  });

  it.each<[string, Served, object]>([
    ["names a server that still serves it", [answer([]), answer([record()])], message("ns1.example still serves it")],
    [
      "takes an answer without authority for none",
      [answer([], { authoritative: false, server: "ns9.example" })],
      message("ns9.example gave no evidence"),
    ],
    ["takes no answer at all for none", [], message("no server gave no evidence")],
    ["says why DNS could not be asked", "unasked", { status: "unconfirmed", failure }],
  ])("%s", async (_title, served, outcome) => {
    expect(await ended(served)).toEqual({ outcome, slept: 2 });
  });
});

describe("a run that is stopped", () => {
  it("begins nothing more", async () => {
    const { targets, log } = memoryHome();
    const stop = new AbortController();
    const outcomes = await apply(await planOf(targets), targets, {
      clock: createFakeClock(),
      patienceMs: 0,
      signal: stop.signal,
      onOutcome: ({ step }) => {
        if (step.id === ids.name) stop.abort();
      },
    });
    expect(brief(outcomes)).toEqual({
      [ids.lease]: "done",
      [ids.name]: "done",
      [ids.forward]: "skipped: stopped",
      [ids.active]: "skipped: stopped",
      [ids.create]: "skipped: stopped",
      [ids.publish]: "skipped: stopped",
    });
    expect(log).toEqual([ids.lease, ids.name]);
  });

  it("stops waiting at once", async () => {
    const { targets, router } = memoryHome();
    const steps = await planOf(targets);
    const stop = new AbortController();
    const never: Router = {
      ...router,
      read: () => Promise.resolve({ staticNames: { known: true, value: [] } }),
    };
    const clock = createFakeClock((): void => stop.abort());
    const outcomes = await apply(
      steps,
      { ...targets, router: never },
      { clock, patienceMs: 60_000, signal: stop.signal },
    );
    expect(brief(outcomes)).toMatchObject({ [ids.active]: "skipped: stopped", [ids.create]: "skipped: stopped" });
    expect(clock.sleeps).toHaveLength(1);
  });

  it("before it began does nothing", async () => {
    const { targets, log } = memoryHome();
    const outcomes = await apply(await planOf(targets), targets, {
      clock: createFakeClock(),
      patienceMs: 0,
      signal: AbortSignal.abort(),
    });
    expect(new Set(Object.values(brief(outcomes)))).toEqual(new Set(["skipped: stopped"]));
    expect(log).toEqual([]);
  });
});

it("an empty plan is done at once", async () => {
  const { targets } = memoryHome();
  const observed = look();
  const empty = plan("taprest", derive(home(), observed), observed);
  expect(await apply(empty, targets, { clock: createFakeClock(), patienceMs: 0 })).toEqual([]);
});
