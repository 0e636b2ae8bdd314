import { describe, expect, it } from "vitest";
import { createFakeClock } from "../test/fake-clock.ts";
import { failure, home, lease, look, memoryHome, octopi, record, rule, unknown } from "../test/sample.ts";
import {
  type Desired,
  type DnsRecord,
  type Forward,
  type Journal,
  journalOf,
  type Plan,
  propose,
  reconcile,
  type Step,
  undoPlanner,
} from "./index.ts";
import { planUndo } from "./undo.ts";

const journal = (...steps: readonly Step[]): Journal => {
  const plan: Plan = {
    version: 1,
    home: "taprest",
    steps,
    origins: Object.fromEntries(steps.map(({ id }) => [id, ["forwards", id]])),
    notes: [],
    blocked: [],
  };
  return journalOf(home(), plan);
};
const zone = "zone:taprest.fr";
const known = <T>(value: T) => ({ known: true, value }) as const;
const keyless = <I extends Forward | DnsRecord>({ ref: _ref, ...item }: I): Omit<I, "ref"> => item;

const made = rule();
const create: Step = { id: "forward/ssh/tcp/7654", target: "router", verb: "create", needs: [], after: keyless(made) };
const was = rule({ lanPort: 2222 });
const update: Step = { ...create, verb: "update", before: was, after: made };
const remove: Step = { ...create, id: "forward/ssh/tcp/7654/remove", verb: "remove", before: made };

const here = (...forwards: readonly Forward[]) => look({ router: { forwards: known(forwards) } });
const brief = (plan: Plan) => plan.steps.map(({ id: _id, target: _target, needs: _needs, ...content }) => content);

describe("the way back of one step", () => {
  it("takes away what was made, under the key it has now", () => {
    const plan = planUndo(journal(create), here(rule({ ref: "77" })));
    expect(plan.steps).toEqual([
      { id: `${create.id}/undo`, target: "router", verb: "remove", before: rule({ ref: "77" }), needs: [] },
    ]);
    expect(plan.origins).toEqual({ [`${create.id}/undo`]: ["forwards", create.id] });
    expect([plan.home, plan.version, plan.notes, plan.blocked]).toEqual(["taprest", 1, [], []]);
  });

  it("takes the one under the same key when two say the same", () => {
    const first: Step = { ...create, after: made };
    const twins = here(rule({ ref: "5" }), rule({ ref: "1" }));
    expect(brief(planUndo(journal(first), twins))).toEqual([{ verb: "remove", before: rule({ ref: "1" }) }]);
  });

  it("has nothing to take away when it was never made, or is gone", () => {
    expect(planUndo(journal(create), here())).toMatchObject({ steps: [], notes: [] });
  });

  it("leaves and notes what was made and changed since, and passes by what only looks like it", () => {
    const noted = { steps: [], notes: [{ message: { code: "changed-since", params: { what: "WAN tcp 7654" } } }] };
    expect(planUndo(journal(create), here(rule({ lanPort: 80 })))).toMatchObject(noted);
    const others = here(rule({ comment: "tv", lanPort: 80 }), rule({ wanPorts: [1, 1] }));
    expect(planUndo(journal(create), others)).toMatchObject({ steps: [], notes: [] });
  });

  it("changes back what was changed, under the key it has now", () => {
    expect(brief(planUndo(journal(update), here(rule({ ref: "9" }))))).toEqual([
      { verb: "update", before: rule({ ref: "9" }), after: { ...was, ref: "9" } },
    ]);
  });

  it("leaves a thing that was never changed", () => {
    expect(planUndo(journal(update), here(was))).toMatchObject({ steps: [], notes: [] });
  });

  it("leaves and notes a thing that somebody changed since", () => {
    expect(planUndo(journal(update), here(rule({ lanPort: 80 })))).toMatchObject({
      steps: [],
      notes: [{ message: { code: "changed-since", params: { what: "WAN tcp 7654" } } }],
    });
  });

  it("makes again what was removed, without the key that died with it", () => {
    expect(brief(planUndo(journal(remove), here()))).toEqual([{ verb: "create", after: keyless(made) }]);
  });

  it("has nothing to make when it was never removed", () => {
    expect(planUndo(journal(remove), here(made)).steps).toEqual([]);
  });

  it("leaves and notes a removed rule whose port somebody has taken", () => {
    expect(planUndo(journal(remove), here(rule({ comment: "tv", lanAddress: "192.168.1.9" })))).toMatchObject({
      steps: [],
      notes: [{ message: { code: "changed-since", params: { what: "WAN tcp 7654" } } }],
    });
  });

  it("makes a removed rule again where a disabled one stands, and where what took its place goes", () => {
    expect(planUndo(journal(remove), here(rule({ comment: "tv", enabled: false }))).steps).toHaveLength(1);
    const successor = rule({ lanPort: 80, ref: "2" });
    const step: Step = { ...create, id: "forward/web/tcp/7654", after: keyless(successor), needs: [remove.id] };
    const plan = planUndo(journal(remove, step), here(successor));
    expect(plan.steps.map(({ id, verb, needs }) => [id, verb, needs])).toEqual([
      [`${step.id}/undo`, "remove", []],
      [`${remove.id}/undo`, "create", [`${step.id}/undo`]],
    ]);
  });

  it("makes a disabled rule again, whatever stands there", () => {
    const asleep: Step = { ...remove, before: rule({ enabled: false }) };
    expect(planUndo(journal(asleep), here(rule({ comment: "tv" }))).steps).toHaveLength(1);
  });

  it("gives a lease back the address it had", () => {
    const step: Step = {
      id: "lease/octopi",
      target: "router",
      verb: "update",
      needs: [],
      before: lease({ address: "192.168.1.40" }),
      after: lease(),
    };
    expect(brief(planUndo(journal(step), look()))).toEqual([
      { verb: "update", before: lease(), after: lease({ address: "192.168.1.40" }) },
    ]);
    const moved = look({ router: { leases: known([lease({ address: "192.168.1.77" })]) } });
    expect(planUndo(journal(step), moved).notes).toEqual([
      { message: { code: "changed-since", params: { what: octopi.mac } } },
    ]);
  });

  it("keeps a static name, since others may lead to it", () => {
    const step: Step = {
      id: "static-name/taprest.freeboxos.fr",
      target: "router",
      verb: "create",
      needs: [],
      after: { kind: "static-name", name: "taprest.freeboxos.fr" },
    };
    expect(planUndo(journal(step), look())).toMatchObject({
      steps: [],
      notes: [{ message: { code: "static-name-kept", params: { name: "taprest.freeboxos.fr" } } }],
      blocked: [],
    });
  });
});

describe("records", () => {
  const gone: Step = {
    id: "record/home.taprest.fr/A/remove/1",
    target: zone,
    verb: "remove",
    needs: [],
    before: record({ type: "A", value: "192.0.2.1", ref: "7" }),
  };
  const came: Step = {
    id: "record/home.taprest.fr/CNAME/create/1",
    target: zone,
    verb: "create",
    needs: [gone.id],
    after: keyless(record()),
  };
  const publish: Step = {
    id: "publish/taprest.fr",
    target: zone,
    verb: "publish",
    zone: "taprest.fr",
    needs: [came.id],
  };

  it("what came goes first, what went comes back, and the zone is published once", () => {
    const plan = planUndo(journal(gone, came, publish), look());
    expect(plan.steps.map(({ id, verb, needs }) => [id, verb, needs])).toEqual([
      [`${came.id}/undo`, "remove", []],
      [`${gone.id}/undo`, "create", [`${came.id}/undo`]],
      ["publish/taprest.fr", "publish", [`${came.id}/undo`, `${gone.id}/undo`]],
    ]);
  });

  it("all back and not yet served, as a killed run leaves it, is published", () => {
    const back = record({ type: "A", value: "192.0.2.1", ref: "8" });
    const plan = planUndo(journal(gone, came, publish), look({ stored: known([back]) }));
    expect(plan.steps).toEqual([
      { id: "publish/taprest.fr", target: zone, verb: "publish", zone: "taprest.fr", needs: [] },
    ]);
  });

  it("a record that was changed since is noted and left", () => {
    const step: Step = { ...came, verb: "update", before: record({ value: "old." }), after: record() };
    const plan = planUndo(journal(step), look({ stored: known([record({ value: "their.own." })]) }));
    expect(plan.notes).toEqual([{ message: { code: "changed-since", params: { what: "home.taprest.fr CNAME" } } }]);
    expect(plan.steps.filter(({ verb }) => verb !== "publish")).toEqual([]);
  });

  it("a set that was made and changed since is noted; a text beside the one that was made is not", () => {
    const other = look({ stored: known([record({ value: "their.own." })]) });
    expect(planUndo(journal(came), other).notes).toEqual([
      { message: { code: "changed-since", params: { what: "home.taprest.fr CNAME" } } },
    ]);
    const elsewhere = look({
      stored: known([record({ name: "www.taprest.fr" }), record({ type: "A", value: "192.0.2.1" })]),
    });
    expect(planUndo(journal(came), elsewhere).notes).toEqual([]);
    const text: Step = { ...came, id: "t", after: record({ type: "TXT", value: '"mine"' }) };
    const beside = look({ stored: known([record({ type: "TXT", value: '"theirs"' })]) });
    expect(planUndo(journal(text), beside).notes).toEqual([]);
  });

  it("nothing is planned from what could not be read", () => {
    const rules = planUndo(journal(create), look({ router: { forwards: unknown } }));
    expect(rules).toMatchObject({ steps: [], blocked: [{ failure, message: { code: "not-readable" } }] });
    const records = planUndo(journal(came), look({ stored: unknown }));
    expect(records).toMatchObject({ steps: [], blocked: [{ failure }] });
    const leases = planUndo(
      journal({ id: "lease/octopi", target: "router", verb: "create", needs: [], after: lease() }),
      look({ router: { leases: unknown } }),
    );
    expect(leases).toMatchObject({ steps: [], blocked: [{ failure }] });
    expect(planUndo(journal(create), look({ stored: unknown })).blocked).toEqual([]);
  });
});

const bare = (list: readonly DnsRecord[]): readonly object[] => list.map(({ ref: _ref, ...rest }) => rest);
const stateOf = ({ router, zone: { stored, served } }: ReturnType<typeof memoryHome>): object => {
  return { leases: router.state.leases, forwards: router.state.forwards, stored: bare(stored), served: bare(served) };
};

describe("a whole round and back", () => {
  const options = { clock: createFakeClock(), patienceMs: 10_000 };
  const keep = async (desired: Desired, seed: ReturnType<typeof memoryHome>): Promise<Journal> => {
    let kept: Journal | undefined;
    await reconcile(desired, seed.targets, {
      ...options,
      allow: ["take-over"],
      beforeWrite: ({ plan }) => {
        kept = journalOf(desired, plan);
      },
    });
    if (kept === undefined) throw new Error("nothing was written");
    return kept;
  };

  it("leaves everything as it was, and a second undo has nothing to do", async () => {
    const seed = memoryHome({ hosts: [octopi] }, [record({ type: "A", value: "192.0.2.1", ref: "3" })]);
    const before = stateOf(seed);
    const kept = await keep(home(), seed);
    expect(stateOf(seed)).not.toEqual(before);
    const undone = await reconcile(kept.desired, seed.targets, { ...options, planner: undoPlanner(kept) });
    expect([undone.purpose, undone.verdict]).toEqual(["undo", "converged"]);
    expect(stateOf(seed)).toEqual(before);
    const again = await reconcile(kept.desired, seed.targets, { ...options, planner: undoPlanner(kept) });
    expect(again).toMatchObject({ verdict: "unchanged", outcomes: [] });
  });

  it("is refused nothing for taking its own things away", async () => {
    const seed = memoryHome({ hosts: [octopi] });
    const kept = await keep(home(), seed);
    expect((await propose(kept.desired, seed.targets, { planner: undoPlanner(kept) })).refusals).toEqual([]);
  });
});
