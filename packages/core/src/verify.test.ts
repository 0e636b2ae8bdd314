import { describe, expect, it } from "vitest";
import { answer, failure, home, known, type MemoryHome, memoryHome, record, unknown } from "../test/sample.ts";
import type { StepOutcome } from "./apply.ts";
import type { Outcome, Reach, ServedAnswer, Step } from "./contracts.ts";
import { createFakeClock, type FakeClock } from "../test/fake-clock.ts";
import type { Targets } from "./observe.ts";
import type { Plan } from "./plan.ts";
import { reconcile } from "./reconcile.ts";
import { onlyUnpublished, type Verified, verify } from "./verify.ts";

const publish: Step = {
  id: "publish/taprest.fr",
  target: "zone:taprest.fr",
  verb: "publish",
  zone: "taprest.fr",
  needs: [],
};
const create: Step = {
  id: "record/home.taprest.fr/CNAME/create/1",
  target: "zone:taprest.fr",
  verb: "create",
  after: record(),
  needs: [],
};
const active: Step = {
  id: "active",
  target: "router",
  verb: "await",
  condition: { code: "static-name-active", name: "x" },
  needs: [],
};
const done: Outcome = { status: "done" };
const lost: Outcome = { status: "unconfirmed", failure };
const failed: Outcome = { status: "failed", failure };
const skipped = (because: string): Outcome => ({ status: "skipped", because });
const of = (step: Step, outcome: Outcome): StepOutcome => ({ step, outcome });
const written: readonly StepOutcome[] = [of(create, done), of(publish, done)];

/** The scenario all in order, and what its servers answer at each look; the last answer stays. */
const inOrder = async (...looks: readonly (readonly ServedAnswer[] | "as it is")[]): Promise<MemoryHome> => {
  const made = memoryHome();
  await reconcile(home(), made.targets, { clock: createFakeClock() });
  let index = 0;
  const reach: Reach = {
    served: (zone, questions, options) => {
      const now = looks[Math.min(index, looks.length - 1)] ?? "as it is";
      index += 1;
      return now === "as it is" ? made.targets.reach.served(zone, questions, options) : Promise.resolve(known(now));
    },
  };
  return { ...made, targets: { ...made.targets, reach } };
};
const verified = (
  targets: Targets,
  outcomes: readonly StepOutcome[],
  clock: FakeClock = createFakeClock(),
  patienceMs = 10_000,
): Promise<Verified> => verify(home(), targets, outcomes, { clock, patienceMs });

const yes = answer([record()]);
const no = answer([], { server: "ns2.example" });
const alien = answer([record()], { authoritative: false });

describe("verify", () => {
  const rows: readonly [string, readonly (readonly ServedAnswer[])[], readonly StepOutcome[], string, number][] = [
    ["served by all at the first look", [[yes]], written, "converged", 0],
    ["served at the third look", [[no], [yes, no], [yes]], written, "converged", 1500],
    ["never served by one server", [[yes, no]], written, "pending", 7500],
    ["answers without authority are no proof", [[alien]], written, "pending", 7500],
    ["authority comes back", [[alien], [yes]], written, "converged", 500],
    ["the publish failed: waiting cannot help", [[no]], [of(create, done), of(publish, failed)], "diverged", 0],
    [
      "the publish was held back: somebody must do it",
      [[no]],
      [of(create, lost), of(publish, skipped(create.id))],
      "diverged",
      0,
    ],
    [
      "the publish lost its answer and was done",
      [[no], [yes]],
      [of(create, done), of(publish, lost)],
      "converged",
      500,
    ],
    ["a step failed and the rest is there all the same", [[yes]], [of(create, failed)], "converged", 0],
    ["nothing was done, and nothing can be proven", [[alien]], [], "unknown", 0],
    ["a step failed, nothing was written, nothing can be proven", [[alien]], [of(create, failed)], "unknown", 0],
    ["stopped: no waiting", [[no]], [...written, of(active, skipped("stopped"))], "pending", 0],
  ];
  it.each(rows)("%s", async (_title, looks, outcomes, verdict, waitedMs) => {
    const { targets, log } = await inOrder(...looks);
    log.length = 0;
    const result = await verified(targets, outcomes);
    expect([result.verdict, result.waitedMs]).toEqual([verdict, waitedMs]);
    expect(log).toEqual([]);
  });

  it("waits longer each time, up to eight seconds, and says so", async () => {
    const { targets } = await inOrder([no]);
    const clock = createFakeClock();
    const told: [number, readonly string[]][] = [];
    await verify(home(), targets, written, {
      clock,
      patienceMs: 40_000,
      onWait: (ms, left: Plan) => told.push([ms, left.steps.map(({ id }) => id)]),
    });
    expect(clock.sleeps).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
    expect(told[1]).toEqual([500, ["publish/taprest.fr"]]);
    expect(clock.now()).toBeLessThanOrEqual(40_000);
  });

  it("a write whose answer was lost may show late", async () => {
    const { targets, zone } = memoryHome();
    await reconcile(home(), targets, { clock: createFakeClock() });
    const [kept] = zone.stored;
    zone.stored = [];
    const clock = createFakeClock(() => {
      if (clock.sleeps.length === 3 && kept !== undefined) zone.stored = [kept];
    });
    const result = await verified(targets, [of(create, lost), of(publish, done)], clock);
    expect([result.verdict, clock.sleeps.length]).toEqual(["converged", 3]);
  });

  it("a write whose answer was lost and that was not done is still to be done", async () => {
    const { targets } = memoryHome();
    const result = await verified(targets, [of(create, lost)]);
    expect([result.verdict, result.waitedMs]).toEqual(["diverged", 7500]);
    expect(result.plan.steps.map(({ id }) => id)).toContain(create.id);
  });

  it("a name whose patience is over is not waited for again", async () => {
    const { targets } = memoryHome();
    expect(await verified(targets, [of(active, lost)])).toMatchObject({ verdict: "diverged", waitedMs: 0 });
  });

  it("what cannot be read after a write is pending, and looked at again", async () => {
    const { targets, zone } = await inOrder();
    const blind: Targets = { ...targets, zones: [{ ...zone, read: () => Promise.resolve(unknown) }] };
    expect(await verified(blind, written)).toMatchObject({ verdict: "pending", waitedMs: 7500 });
    expect(await verified(blind, [])).toMatchObject({ verdict: "unknown", waitedMs: 0 });
  });

  it.each(["auth", "forbidden", "invalid", "not-found"] as const)(
    "what is blocked by %s is not waited for",
    async (kind) => {
      const { targets, zone } = await inOrder();
      const refusal = { known: false, failure: { ...failure, kind } } as const;
      const blind: Targets = { ...targets, zones: [{ ...zone, read: () => Promise.resolve(refusal) }] };
      expect(await verified(blind, written)).toMatchObject({ verdict: "pending", waitedMs: 0 });
      expect(await verified(blind, [of(create, lost)])).toMatchObject({ waitedMs: 0 });
    },
  );

  it("a step left over counts more than something unread", async () => {
    const { targets, zone } = memoryHome();
    const blind: Targets = { ...targets, zones: [{ ...zone, read: () => Promise.resolve(unknown) }] };
    expect(await verified(blind, written)).toMatchObject({ verdict: "diverged" });
  });

  it("stopped while it waits, it looks once more and returns", async () => {
    const { targets } = await inOrder([no]);
    const stop = new AbortController();
    const clock = createFakeClock((): void => stop.abort());
    const result = await verify(home(), targets, written, { clock, patienceMs: 60_000, signal: stop.signal });
    expect([result.verdict, clock.sleeps.length]).toEqual(["pending", 1]);
  });

  it("looks afresh", async () => {
    const { targets, zone } = await inOrder();
    const asked: boolean[] = [];
    const watched: Targets = {
      ...targets,
      zones: [
        {
          ...zone,
          read: (names, options) => {
            asked.push(options.fresh);
            return zone.read(names, options);
          },
        },
      ],
    };
    await verified(watched, written);
    expect(asked).toEqual([true]);
  });
});

const left = (...steps: readonly Step[]): Plan => ({
  version: 1,
  home: "x",
  steps,
  origins: {},
  notes: [],
  blocked: [],
});

describe("onlyUnpublished", () => {
  const held = { ...publish, needs: [create.id, "other"] };
  const rows: readonly [string, Plan, readonly StepOutcome[], boolean][] = [
    ["held back by a lost write that was done", left(publish), [of(create, lost), of(held, skipped(create.id))], true],
    ["nothing left", left(), [of(create, lost), of(held, skipped(create.id))], false],
    ["something to write left", left(create, publish), [of(create, lost), of(held, skipped(create.id))], false],
    ["published already", left(publish), [of(create, done), of(held, done)], false],
    ["not planned at first", left(publish), [of(create, lost)], false],
    ["stopped", left(publish), [of(create, lost), of(held, skipped("stopped"))], false],
    [
      "another step of the zone failed",
      left(publish),
      [of(create, lost), of({ ...create, id: "other" }, failed), of(held, skipped(create.id))],
      false,
    ],
  ];
  it.each(rows)("%s", (_title, plan, outcomes, expected) => {
    expect(onlyUnpublished(plan, outcomes)).toBe(expected);
  });
});
