import { describe, expect, it } from "vitest";
import { createFakeClock } from "../test/fake-clock.ts";
import { answer, facets, home, known, record } from "../test/sample.ts";
import { apply, type StepOutcome } from "./apply.ts";
import type { Outcome, Reach, Step, Zone } from "./contracts.ts";
import { memoryReach, memoryRouter, memoryZone } from "./memory.ts";
import type { Targets } from "./observe.ts";
import type { Plan } from "./plan.ts";

const planOf = (...steps: readonly Step[]): Plan => ({
  version: 1,
  home: home().home,
  steps,
  origins: {},
  notes: [],
  blocked: [],
});
const ran = (targets: Targets, ...steps: readonly Step[]): Promise<readonly StepOutcome[]> =>
  apply(planOf(...steps), targets, { clock: createFakeClock(), patienceMs: 0 });
const outcomesOf = (done: readonly StepOutcome[]): readonly Outcome[] => done.map(({ outcome }) => outcome);

const made = (zone: string): readonly [Step, Step] => {
  const { ref: _ref, ...after } = record({ name: `home.${zone}` });
  const create: Step = { id: `record/${zone}`, target: `zone:${zone}`, verb: "create", after, needs: [] };
  return [create, { id: `publish/${zone}`, target: `zone:${zone}`, verb: "publish", zone, needs: [create.id] }];
};

describe("the target of each step", () => {
  it("is its own zone, which alone is written and published", async () => {
    const zones = ["taprest.fr", "lab.example", "other.example"].map((name) => memoryZone(name, []));
    const targets = { zones, reach: memoryReach(zones) };
    const done = await ran(targets, ...made("lab.example"), ...made("taprest.fr"));
    expect(outcomesOf(done).map(({ status }) => status)).toEqual(["done", "done", "done", "done"]);
    expect(zones.map(({ stored, served }) => [stored, served].map((held) => held.map(({ name }) => name)))).toEqual([
      [["home.taprest.fr"], ["home.taprest.fr"]],
      [["home.lab.example"], ["home.lab.example"]],
      [[], []],
    ]);
  });

  it("is said where this run has none", async () => {
    const targets = { zones: [], reach: memoryReach([]) };
    const [create, publish] = made("taprest.fr");
    const name: Step = {
      id: "static-name/x",
      target: "router",
      verb: "create",
      after: { kind: "static-name", name: "x" },
      needs: [],
    };
    const message = "the target is not among those of this run";
    const lacking = (operation: string): Outcome => ({
      status: "failed",
      failure: { kind: "not-found", operation, message },
    });
    expect(outcomesOf(await ran(targets, create, { ...publish, needs: [] }, name))).toEqual([
      lacking("record/taprest.fr"),
      lacking("publish taprest.fr"),
      lacking("static-name/x"),
    ]);
  });

  it("is not written at all when steps wait for each other: they are named", async () => {
    const zone = memoryZone("taprest.fr", []);
    const [create, publish] = made("taprest.fr");
    const circle = [{ ...create, needs: [publish.id] }, publish];
    await expect(ran({ zones: [zone], reach: memoryReach([zone]) }, ...circle)).rejects.toThrow(
      /: record\/taprest\.fr, publish\/taprest\.fr$/,
    );
    expect(zone.stored).toEqual([]);
  });
});

describe("a defect in a target", () => {
  it("is thrown when its step's turn comes, and ends nothing before that", async () => {
    const zone = memoryZone("taprest.fr", []);
    const broken: Zone = { ...memoryZone("lab.example", []), write: () => Promise.reject(new TypeError("a defect")) };
    const slow: Zone = {
      ...zone,
      write: async (step, options) => {
        await new Promise((resolve) => setImmediate(resolve));
        return zone.write(step, options);
      },
    };
    const [first] = made("taprest.fr");
    const [second] = made("lab.example");
    await expect(ran({ zones: [slow, broken], reach: memoryReach([]) }, first, second)).rejects.toThrow("a defect");
    expect(zone.stored).toHaveLength(1);
  });
});

describe("what is waited for", () => {
  it("is that very static name, not another of the router's", async () => {
    const wait: Step = {
      id: "w",
      target: "router",
      verb: "await",
      condition: { code: "static-name-active", name: "taprest.freeboxos.fr" },
      needs: [],
    };
    const others = { ...facets, staticNames: [{ kind: "static-name" as const, name: "else.freeboxos.fr" }] };
    const targets = { router: memoryRouter(others), zones: [], reach: memoryReach([]) };
    expect(outcomesOf(await ran(targets, wait))).toEqual([
      {
        status: "unconfirmed",
        failure: {
          kind: "not-found",
          operation: "wait for taprest.freeboxos.fr",
          message: "the router does not list taprest.freeboxos.fr yet",
        },
      },
    ]);
    expect(outcomesOf(await ran({ ...targets, router: memoryRouter(facets) }, wait))).toEqual([{ status: "done" }]);
  });

  it("is asked of that zone, by name and type", async () => {
    const asked: unknown[] = [];
    const reach: Reach = {
      ...memoryReach([]),
      served: (zone, questions) => {
        asked.push([zone, questions]);
        return Promise.resolve(known([answer([])]));
      },
    };
    const wait: Step = {
      id: "w",
      target: "zone:taprest.fr",
      verb: "await",
      condition: { code: "not-served", zone: "taprest.fr", name: "home.taprest.fr", type: "CNAME" },
      needs: [],
    };
    expect(outcomesOf(await ran({ zones: [], reach }, wait))).toEqual([{ status: "done" }]);
    expect(asked).toEqual([["taprest.fr", [{ name: "home.taprest.fr", type: "CNAME" }]]]);
  });
});
