import { describe, expect, it } from "vitest";
import { createFakeClock } from "../test/fake-clock.ts";
import { home, lease, type MemoryHome, memoryHome, octopi, record, rule } from "../test/sample.ts";
import {
  type Desired,
  destroyPlanner,
  type Planner,
  prunePlanner,
  reconcile,
  RefusedError,
  type Round,
  roundText,
} from "./index.ts";

const run = (on: MemoryHome, planner?: Planner, desired: Desired = home()): Promise<Round> =>
  reconcile(desired, on.targets, {
    clock: createFakeClock(),
    patienceMs: 10_000,
    ...(planner === undefined ? {} : { planner }),
  });
const destroy = destroyPlanner({ releaseName: false });
const neighbour = rule({ comment: "tv", wanPorts: [9000, 9000], lanAddress: "192.168.1.77", ref: "50" });
const others = rule({ comment: "porchlight:other/ssh", wanPorts: [9001, 9001], ref: "51" });
const theirs = record({ name: "www.taprest.fr", type: "TXT", value: '"hello"', ref: "60" });
const crowded = (): MemoryHome => memoryHome({ hosts: [octopi], forwards: [neighbour, others] }, [theirs]);

describe("destroy", () => {
  it("takes away exactly what apply made, keeps the static name, and then finds nothing", async () => {
    const on = crowded();
    const before = structuredClone([on.router.state.leases, on.router.state.forwards, on.zone.stored, on.zone.served]);
    expect((await run(on)).verdict).toBe("converged");
    const round = await run(on, destroy);
    expect([round.purpose, round.verdict]).toEqual(["destroy", "converged"]);
    expect([on.router.state.leases, on.router.state.forwards, on.zone.stored, on.zone.served]).toEqual(before);
    expect(on.router.state.staticNames).toEqual([{ kind: "static-name", name: "taprest.freeboxos.fr" }]);
    expect(roundText(round)).toMatch(/^Taken away: \d+ steps done; looked again: nothing of this home is left/);
    const again = await run(on, destroy);
    expect([again.verdict, again.outcomes]).toEqual(["unchanged", []]);
    expect(roundText(again)).toBe("Nothing to take away: nothing of this home is left as it was made.");
  });

  it("gives the static name up when asked, and only after its CNAME is no longer served", async () => {
    const on = crowded();
    await run(on);
    on.log.length = 0;
    const round = await run(on, destroyPlanner({ releaseName: true }));
    expect([round.verdict, on.router.state.staticNames]).toEqual(["converged", []]);
    const order = round.outcomes.map(({ step }) => step.id);
    expect(order.indexOf("record/home.taprest.fr/CNAME/gone")).toBeGreaterThan(order.indexOf("publish/taprest.fr"));
    expect(on.log.at(-1)).toBe("static-name/taprest.freeboxos.fr/remove");
    expect(on.log.indexOf("publish")).toBeLessThan(on.log.length - 1);
  });

  it("leaves what somebody changed since, and says so", async () => {
    const on = crowded();
    await run(on);
    on.router.state.forwards = on.router.state.forwards.map((one) =>
      one.comment === "porchlight:taprest/ssh" ? { ...one, lanPort: 2222 } : one,
    );
    const round = await run(on, destroy);
    expect(on.router.state.forwards.map(({ lanPort }) => lanPort)).toContain(2222);
    expect(round.proposal.plan.notes.map(({ message }) => message.code)).toContain("changed-since");
  });

  it("after a crash before the publish, publishes", async () => {
    const on = crowded();
    await run(on);
    on.zone.stored = [];
    on.log.length = 0;
    expect((await run(on, destroy)).verdict).toBe("converged");
    expect([on.log.includes("publish"), on.zone.served]).toEqual([true, []]);
  });
});

describe("prune", () => {
  const wide = home({ forwards: { ssh: { wan: [7654, 7655], to: "octopi:22" } } });

  it("takes away a port that is no longer declared, and nothing else", async () => {
    const on = crowded();
    await run(on, undefined, wide);
    const round = await run(on, prunePlanner);
    expect([round.purpose, round.verdict]).toEqual(["prune", "converged"]);
    expect(on.router.state.forwards.map(({ wanPorts, comment }) => `${wanPorts[0]} ${comment}`).toSorted()).toEqual([
      "7654 porchlight:taprest/ssh",
      "9000 tv",
      "9001 porchlight:other/ssh",
    ]);
    expect(on.router.state.leases).toHaveLength(1);
    expect(roundText(await run(on, prunePlanner))).toBe(
      "Nothing to prune: every rule and lease with this home's mark is declared.",
    );
  });

  it("asks for a word when only the mark says that an entry was ours", async () => {
    const on = memoryHome({
      hosts: [octopi],
      leases: [lease()],
      forwards: [rule({ comment: "porchlight:taprest/web", wanPorts: [8443, 8443] })],
    });
    const refused = await run(on, prunePlanner).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({ refusals: [{ kind: "hazard", name: "removal" }] });
    expect(on.log).toEqual([]);
  });
});
