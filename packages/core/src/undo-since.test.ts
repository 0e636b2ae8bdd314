import { describe, expect, it } from "vitest";
import { answer, home, known, lease, look, octopi, record, rule, unknown } from "../test/sample.ts";
import type { DnsRecord, Item, Step, WriteStep } from "./contracts.ts";
import type { Observed } from "./observe.ts";
import type { Plan } from "./plan.ts";
import { type Journal, journalOf, planUndo, wrote } from "./undo.ts";

const zone = "zone:taprest.fr";
const journal = (steps: readonly Step[], origins: Plan["origins"] = {}): Journal =>
  journalOf(home(), { version: 1, home: "taprest", steps, origins, notes: [], blocked: [] });
const made = (after: Item, id = `${after.kind}/it`, needs: readonly string[] = []): WriteStep => ({
  id,
  target: after.kind === "record" ? zone : "router",
  verb: "create",
  after,
  needs,
});
const changed = (before: Item, after: Item): WriteStep => ({ ...made(after), verb: "update", before, after });
const notesOf = (plan: Plan): readonly unknown[] => plan.notes.map(({ message: { params } }) => params["what"]);
const idsOf = (plan: Plan): readonly string[] => plan.steps.map(({ id }) => id);
const needsOf = (plan: Plan, id: string): readonly string[] | undefined =>
  plan.steps.find((step) => step.id === id)?.needs;

const rules = (...forwards: Parameters<typeof rule>[0][]): Observed =>
  look({ router: { forwards: known(forwards.map((one) => rule(one))) } });
const leases = (...held: Parameters<typeof lease>[0][]): Observed =>
  look({ router: { leases: known(held.map((one) => lease(one))) } });
const records = (...stored: readonly DnsRecord[]): Observed => look({ stored: known(stored), served: known([]) });

describe("a thing that was made, and is not as it was made", () => {
  const nas = "00:11:22:33:44:55";
  const rows: readonly [string, Item, Observed, readonly string[]][] = [
    ["a lease that gives another address now", lease(), leases({ address: "192.168.1.77" }), [octopi.mac]],
    ["a lease that is gone", lease(), leases(), []],
    ["a lease of another machine", lease(), leases({ mac: nas, address: "192.168.1.77" }), []],
    [
      "a lease that is gone, where a rule bears the same mark",
      lease(),
      look({ router: { leases: known([]), forwards: known([rule({ comment: lease().comment })]) } }),
      [],
    ],
    ["a rule on the same port for another machine", rule(), rules({ lanAddress: "192.168.1.9" }), ["WAN tcp 7654"]],
    ["a rule over the other protocol", rule(), rules({ protocol: "udp" }), []],
    [
      "a rule that is gone, where a lease bears the same mark",
      rule({ comment: lease().comment }),
      look({ router: { forwards: known([]) } }),
      [],
    ],
    ["a text beside another", record({ type: "TXT", value: "mine" }), records(record({ type: "TXT" })), []],
    ["an address where a rule stands", record({ type: "A", value: "192.0.2.1" }), records(), []],
  ];
  it.each(rows)("%s", (_title, item, observed, notes) => {
    const plan = planUndo(journal([made(item)]), observed);
    expect(notesOf(plan)).toEqual(notes);
    expect(plan.steps.filter(({ verb }) => verb !== "publish")).toEqual([]);
  });
});

describe("a set of records that holds another value than was made", () => {
  it.each(["A", "AAAA", "CNAME", "DNAME"])("of type %s", (type) => {
    const plan = planUndo(journal([made(record({ type, value: "mine" }))]), records(record({ type, value: "theirs" })));
    expect(notesOf(plan)).toEqual([`home.taprest.fr ${type}`]);
    expect(plan.steps.filter(({ verb }) => verb !== "publish")).toEqual([]);
  });
});

describe("what goes back", () => {
  it("has no key where the router gives none", () => {
    const before = lease({ address: "192.168.1.40" });
    const { ref: _before, ...was } = before;
    const { ref: _after, ...is } = lease();
    const plan = planUndo(journal([changed(was, is)]), look({ router: { leases: known([is]) } }));
    expect(plan.steps).toStrictEqual([
      { id: "lease/it/undo", target: "router", verb: "update", before: is, after: was, needs: [] },
    ]);
  });

  it("is a lease as much as a rule: both at once, each for itself", () => {
    const both = journal([made(lease(), "lease/octopi"), made(rule(), "forward/ssh", ["lease/octopi"])]);
    const plan = planUndo(both, look());
    expect(idsOf(plan)).toEqual(["forward/ssh/undo", "lease/octopi/undo"]);
    expect(needsOf(plan, "lease/octopi/undo")).toEqual(["forward/ssh/undo"]);
  });

  it("is published after the records of that zone, and waits for nothing else", () => {
    const other: WriteStep = { ...made(record({ name: "x.example.org" }), "record/x"), target: "zone:example.org" };
    const observed = look();
    const plan = planUndo(journal([made(rule(), "forward/ssh"), made(record(), "record/home"), other]), {
      ...observed,
      zones: {
        ...observed.zones,
        "example.org": { stored: known([record({ name: "x.example.org" })]), served: known([]) },
      },
    });
    expect(needsOf(plan, "publish/taprest.fr")).toEqual(["record/home/undo"]);
    expect(needsOf(plan, "publish/example.org")).toEqual(["record/x/undo"]);
  });

  it("answers for the entry it was made for, whatever that is called", () => {
    const id = "forward/undo/tcp/7654";
    const plan = planUndo(
      journal([made(rule(), id), made(record(), "record/home")], { [id]: ["forwards", "undo"] }),
      look(),
    );
    expect(plan.origins).toEqual({
      [`${id}/undo`]: ["forwards", "undo"],
      "record/home/undo": [],
      "publish/taprest.fr": [],
    });
  });
});

describe("a zone that a killed undo left", () => {
  const back = record({ type: "A", value: "192.0.2.1" });
  const gone: WriteStep = { id: "record/a", target: zone, verb: "remove", before: back, needs: [] };
  const rows: readonly [string, readonly DnsRecord[], readonly string[]][] = [
    ["put back and not yet served: it is published", [], ["publish/taprest.fr"]],
    ["put back and served: there is nothing to do", [back], []],
  ];
  it.each(rows)("%s", (_title, answered, steps) => {
    const observed = look({
      stored: known([back, record({ name: "www.taprest.fr", value: "else." })]),
      served: known([answer(answered, { type: "A" })]),
    });
    expect(idsOf(planUndo(journal([gone]), observed))).toEqual(steps);
  });
});

describe("what could not be read", () => {
  const both = journal([made(rule(), "forward/ssh"), made(lease(), "lease/octopi"), made(record(), "record/home")]);
  const detail = "GET /lan/: no answer";
  const rows: readonly [string, Observed, readonly string[]][] = [
    ["the leases", look({ router: { leases: unknown } }), [`leases ${detail}`]],
    ["the rules", look({ router: { forwards: unknown } }), [`forwards ${detail}`]],
    ["the zone", look({ stored: unknown }), [`zone taprest.fr ${detail}`]],
    [
      "all of it, since nobody asked",
      { router: {}, zones: {} },
      ["leases it was not read", "forwards it was not read", "zone taprest.fr it was not read"],
    ],
  ];
  it.each(rows)("holds everything back, and is named: %s", (_title, observed, facets) => {
    const plan = planUndo(both, observed);
    expect(plan.steps).toEqual([]);
    expect(
      plan.blocked.map(({ message: { params } }) => `${String(params["facet"])} ${String(params["detail"])}`),
    ).toEqual(facets);
    expect(plan.blocked.map(({ path }) => path)).toEqual(facets.map(() => []));
  });

  it("holds nothing back that does not need it", () => {
    const blind = look({ router: { forwards: unknown, leases: unknown } });
    expect(planUndo(journal([made(record(), "record/home")]), blind)).toMatchObject({
      steps: [{ verb: "remove" }, { verb: "publish" }],
      blocked: [],
    });
    const alone: Observed = { router: {}, zones: look().zones };
    expect(idsOf(planUndo(journal([made(record(), "record/home")]), alone))).toEqual([
      "record/home/undo",
      "publish/taprest.fr",
    ]);
  });
});

describe("what a journal wrote, as wishes", () => {
  it("is its records, each under the entry it was made for, and nothing of the router's", () => {
    const steps = [made(record(), "record/home"), made(record({ type: "A", value: "192.0.2.1" }), "record/a")];
    const given = wrote(journal([...steps, made(rule()), made(lease())], { "record/home": ["names", "home"] }));
    const common = { name: "home.taprest.fr", zone: "taprest.fr", wish: "exact" };
    expect(given).toEqual({
      leases: [],
      forwards: [],
      records: [
        { ...common, type: "CNAME", values: ["taprest.freeboxos.fr."], path: ["names", "home"] },
        { ...common, type: "A", values: ["192.0.2.1"], path: [] },
      ],
      absent: { leases: [], forwards: [] },
      unmet: [],
    });
  });
});

const removed = (before: Item, id: string): WriteStep => ({
  id,
  target: before.kind === "record" ? zone : "router",
  verb: "remove",
  before,
  needs: [],
});

describe("a static name that was given up", () => {
  const name = { kind: "static-name", name: "taprest.freeboxos.fr" } as const;
  const destroyed = journal([removed(record(), "record/it"), removed(name, "static-name/it")]);
  const gone = look({ router: { staticNames: known([]) }, stored: known([]), served: known([answer([])]) });

  it("is asked for again and waited for, before the record that leads to it", () => {
    const plan = planUndo(destroyed, gone);
    expect(idsOf(plan).toSorted()).toEqual([
      "publish/taprest.fr",
      "record/it/undo",
      "static-name/it/undo",
      "static-name/it/undo/active",
    ]);
    expect(plan.steps.find(({ id }) => id === "static-name/it/undo/active")).toMatchObject({
      verb: "await",
      condition: { code: "static-name-active", name: name.name },
      needs: ["static-name/it/undo"],
    });
    expect(needsOf(plan, "record/it/undo")).toEqual(["static-name/it/undo/active"]);
    expect(plan.notes).toEqual([]);
  });

  it("is let be when the router has it", () => {
    const back = look({ stored: known([record()]) });
    expect(planUndo(destroyed, back).steps).toEqual([]);
  });

  it("is not begun while nobody knows what the router has", () => {
    const plan = planUndo(destroyed, look({ router: { staticNames: unknown } }));
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([{ message: { params: { facet: "staticNames" } } }]);
  });

  it("is nothing to wait for where only a lease was taken away", () => {
    const other = journal([removed(lease(), "lease/it")]);
    const plan = planUndo(other, look({ router: { staticNames: unknown, leases: known([]) } }));
    expect(idsOf(plan)).toEqual(["lease/it/undo"]);
  });

  it("keeps out of the way of a record that leads elsewhere", () => {
    const other = journal([removed(record({ value: "other.example." }), "record/it"), removed(name, "static-name/it")]);
    expect(needsOf(planUndo(other, gone), "record/it/undo")).toEqual([]);
  });
});
