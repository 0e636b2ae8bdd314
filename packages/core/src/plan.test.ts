import { describe, expect, it } from "vitest";
import { answer, home, known, look, type ObservedChange, record, rule, unknown } from "../test/sample.ts";
import type { DnsRecord, FacetName } from "./contracts.ts";
import { derive } from "./derive.ts";
import type { HomeInput } from "./home/file.ts";
import type { Observed } from "./observe.ts";
import { isEmpty, leavesServedUnknown, type Plan, plan } from "./plan.ts";
import { safety } from "./safety.ts";

const planOf = (change: Partial<HomeInput>, observed: Observed): Plan => {
  const desired = home(change);
  return plan(desired.home, derive(desired, observed), observed);
};
const nothing: ObservedChange = {
  router: { leases: known([]), forwards: known([]), staticNames: known([]) },
  stored: known([]),
  served: known([answer([])]),
};

describe("plan", () => {
  it("the whole scenario, golden", () => {
    const first = planOf({}, look(nothing));
    expect(first.steps.map(({ id, target, needs }) => [id, target, needs])).toEqual([
      ["lease/octopi", "router", []],
      ["forward/ssh/tcp/7654", "router", ["lease/octopi"]],
      ["static-name/taprest.freeboxos.fr", "router", []],
      ["static-name/taprest.freeboxos.fr/active", "router", ["static-name/taprest.freeboxos.fr"]],
      ["record/home.taprest.fr/CNAME/create/1", "zone:taprest.fr", ["static-name/taprest.freeboxos.fr/active"]],
      ["publish/taprest.fr", "zone:taprest.fr", ["record/home.taprest.fr/CNAME/create/1"]],
    ]);
    expect(first.origins).toEqual({
      "lease/octopi": ["hosts", "octopi"],
      "forward/ssh/tcp/7654": ["forwards", "ssh"],
      "static-name/taprest.freeboxos.fr": ["router", "name"],
      "static-name/taprest.freeboxos.fr/active": ["router", "name"],
      "record/home.taprest.fr/CNAME/create/1": ["names", "home.taprest.fr"],
      "publish/taprest.fr": ["names", "home.taprest.fr"],
    });
    expect(first).toMatchObject({ version: 1, home: "taprest", notes: [], blocked: [] });
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    expect(isEmpty(first)).toBe(false);
  });

  it("is empty when all is in order", () => {
    expect(isEmpty(planOf({}, look()))).toBe(true);
  });

  it("is not empty when something could not be judged", () => {
    const unasked = planOf({}, look({ served: unknown }));
    expect(unasked.steps).toEqual([]);
    expect([isEmpty(unasked), leavesServedUnknown(unasked)]).toEqual([false, true]);
    const blind = planOf({}, look({ stored: unknown }));
    expect(blind.steps).toEqual([]);
    expect([isEmpty(blind), leavesServedUnknown(blind), blind.blocked.length]).toEqual([false, false, 1]);
  });

  it("a note alone does not hold it up", () => {
    const moved = planOf(
      {},
      look({
        router: { leases: known([{ kind: "lease", mac: "b8:27:eb:12:34:56", address: "192.168.1.99", comment: "" }]) },
      }),
    );
    expect([isEmpty(moved), moved.notes.length]).toEqual([true, 1]);
  });

  const needy: readonly [FacetName | "stored", readonly string[]][] = [
    ["line", ["forward/"]],
    ["hosts", ["lease/", "forward/"]],
    ["leases", ["lease/", "forward/"]],
    ["staticNames", ["static-name/", "record/", "publish/"]],
    ["forwards", ["forward/"]],
    ["stored", ["record/", "publish/"]],
  ];
  it.each(needy)("with %s unread no step needs it, and all the others stay", (facet, lost) => {
    const all = planOf({}, look(nothing)).steps.map((step) => step.id);
    const seen =
      facet === "stored"
        ? { ...nothing, stored: unknown }
        : { ...nothing, router: { ...nothing.router, [facet]: unknown } };
    const blind = planOf({}, look(seen));
    expect(blind.steps.map((step) => step.id)).toEqual(all.filter((id) => !lost.some((start) => id.startsWith(start))));
    expect(blind.blocked.length).toBeGreaterThan(0);
  });

  it("does not depend on the order of anything read or declared", () => {
    const names = {
      "a.taprest.fr": { a: ["192.0.2.1", "192.0.2.2"] },
      "b.taprest.fr": "router",
      "c.taprest.fr": { aaaa: "2001:db8::1" },
    } as const;
    const records = [
      record({ name: "a.taprest.fr", type: "A", value: "192.0.2.9", ref: "3" }),
      record({ name: "a.taprest.fr", type: "A", value: "192.0.2.8", ref: "2" }),
      record({ name: "b.taprest.fr", type: "A", value: "192.0.2.7", ref: "4" }),
    ];
    const rules = [rule({ comment: "", lanPort: 1 }), rule({ wanPorts: [1, 1], ref: "2" })];
    const seen = (turn: <T>(list: readonly T[]) => readonly T[]): Observed =>
      look({ ...nothing, stored: known(turn(records)), router: { forwards: known(turn(rules)) } });
    const one = planOf(
      { names },
      seen((list) => list),
    );
    const two = planOf(
      { names: Object.fromEntries(Object.entries(names).toReversed()) },
      seen((list) => list.toReversed()),
    );
    expect(two).toEqual(one);
  });
});

/** Counts every look at a record while n names are planned against n records, served and stored alike. */
const looksFor = (size: number): number => {
  let looks = 0;
  const counted = (one: DnsRecord): DnsRecord =>
    Object.defineProperties(
      { ...one },
      {
        name: { enumerable: true, get: () => ((looks += 1), one.name) },
        type: { enumerable: true, get: () => ((looks += 1), one.type) },
      },
    );
  const names = Array.from({ length: size }, (_, index) => `n${index}.taprest.fr`);
  const records = names.map((name, index) =>
    counted(record({ name, type: "A", value: "192.0.2.1", ref: String(index) })),
  );
  const answers = records.map((one, index) => answer([one], { name: names[index] ?? "", type: "A" }));
  const desired = home({ names: Object.fromEntries(names.map((name) => [name, { a: "192.0.2.1" }])) });
  const observed = look({ stored: known(records), served: known(answers) });
  const wanted = derive(desired, observed);
  const quiet = plan("taprest", wanted, observed);
  expect(quiet.steps).toEqual([]);
  expect(safety(desired, wanted, observed, quiet)).toEqual([]);
  return looks;
};

describe("the work of planning a large zone", () => {
  it("grows with the zone and no faster", () => {
    expect(looksFor(400) / looksFor(200)).toBeLessThan(2.5);
  });
});
