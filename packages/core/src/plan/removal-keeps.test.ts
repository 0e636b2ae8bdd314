import { describe, expect, it } from "vitest";
import { answer, home, known, lease, look, type ObservedChange, octopi, record, rule } from "../../test/sample.ts";
import type { LanHost } from "../contracts.ts";
import { derive, type Wanted } from "../derive.ts";
import type { HomeInput } from "../home/file.ts";
import type { Plan } from "../plan.ts";
import { planDestroy, planPrune } from "./removal.ts";

const destroyed = (
  change: Partial<HomeInput>,
  seen: ObservedChange,
  releaseName = false,
  more: Partial<Wanted> = {},
): Plan => {
  const desired = home(change);
  const observed = look(seen);
  return planDestroy(desired, { ...derive(desired, observed), ...more }, observed, { releaseName });
};
const idsOf = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const zoneOf = (plan: Plan): readonly string[] => idsOf(plan).filter((id) => /^(record|publish|static-name)/.test(id));
const cname = "record/home.taprest.fr/CNAME/remove/1";
const publish = "publish/taprest.fr";

describe("records that destroy leaves", () => {
  const address = record({ name: "x.taprest.fr", type: "A", value: "192.0.2.1", ref: "2" });
  it("are those the file declares absent, one by one or all", () => {
    for (const a of ["192.0.2.1", true] as const) {
      const names = { "home.taprest.fr": "router", "x.taprest.fr": { absent: { a } } } as const;
      expect(zoneOf(destroyed({ names }, { stored: known([record(), address]) }))).toEqual([cname, publish]);
    }
  });

  it("are all others of a type whose set turned out empty", () => {
    const set = { name: "x.taprest.fr", zone: "taprest.fr", type: "A", values: [], path: ["names"] };
    for (const wish of ["exact", "contains"] as const)
      expect(
        zoneOf(destroyed({}, { stored: known([address]), served: known([]) }, false, { records: [{ ...set, wish }] })),
      ).toEqual([]);
  });
});

describe("a static name that is given up", () => {
  const gone = "record/home.taprest.fr/CNAME/gone";
  const release = "static-name/taprest.freeboxos.fr/remove";
  const own = (names: NonNullable<HomeInput["names"]>, seen: ObservedChange = {}): readonly string[] =>
    zoneOf(destroyed({ names: { "home.taprest.fr": "router", ...names } }, seen, true)).filter(
      (id) => id.endsWith("/gone") || id === release,
    );
  const rows: readonly [string, NonNullable<HomeInput["names"]>][] = [
    [
      "a CNAME that the file declares absent, which stays as it is",
      { "x.taprest.fr": { absent: { cname: "taprest.freeboxos.fr" } } },
    ],
    ["a name server of that name", { "x.taprest.fr": { ns: "taprest.freeboxos.fr." } }],
    ["a CNAME to another name", { "x.taprest.fr": { cname: "other.freeboxos.fr" } }],
    ["an address", { "x.taprest.fr": { a: "192.0.2.1" } }],
  ];
  it.each(rows)("does not wait for %s", (_title, names) => {
    expect(own(names)).toEqual([gone, release]);
  });

  it("waits for every CNAME to it", () => {
    expect(own({ "x.taprest.fr": "router" })).toEqual([gone, "record/x.taprest.fr/CNAME/gone", release]);
  });

  it("is not held back by a name that cannot be had", () => {
    const names = { "home.taprest.fr": "router", "x.taprest.fr": { aaaa: "octopi" } } as const;
    const plan = destroyed({ names }, {}, true);
    expect(plan.notes.map(({ path }) => path?.join("."))).toEqual(["names.x.taprest.fr.aaaa"]);
    expect(zoneOf(plan)).toEqual([cname, publish, gone, release]);
  });

  it("is nobody's concern where the file has none", () => {
    expect(destroyed({ router: { kind: "freebox" }, names: {} }, {}, true).notes).toEqual([]);
    const alone = destroyed({ router: { kind: "freebox" }, names: {}, forwards: {}, hosts: {}, tunnels: {} }, {}, true);
    expect(alone.steps).toEqual([]);
  });

  it("is said to be kept where it is not", () => {
    expect(destroyed({}, { served: known([answer([record()])]) }).notes).toEqual([
      { message: { code: "static-name-kept", params: { name: "taprest.freeboxos.fr" } }, path: ["router", "name"] },
    ]);
  });
});

const nas: LanHost = { mac: "00:11:22:33:44:55", names: ["nas"], addresses: ["192.168.1.50"], active: true };
const hosts = { octopi: { mac: octopi.mac }, nas: { mac: nas.mac } };
const both = [
  lease(),
  lease({ mac: nas.mac, ref: nas.mac, address: "192.168.1.50", comment: "porchlight:taprest/nas" }),
];
const listed = (leases: typeof both): ObservedChange => ({
  router: { hosts: known([octopi, nas]), leases: known(leases), forwards: known([rule()]) },
});

describe("leases that go", () => {
  it("go in the order of their entries, however the router lists them", () => {
    const order = ["lease/nas/remove", "lease/octopi/remove"];
    for (const leases of [both, both.toReversed()])
      expect(idsOf(destroyed({ hosts }, listed(leases))).filter((id) => id.startsWith("lease/"))).toEqual(order);
  });

  it("of one entry go in the order of their cards", () => {
    const cards = ["00:00:00:00:00:01", "00:00:00:00:00:02"].map((mac) =>
      lease({ mac, ref: mac, address: "192.168.1.9" }),
    );
    const desired = home();
    for (const leases of [cards, cards.toReversed()]) {
      const observed = look({ router: { leases: known([lease(), ...leases]) } });
      const { steps } = planPrune(desired, derive(desired, observed), observed);
      expect(steps.map((step) => [step.id, step.target, "before" in step ? step.before : undefined])).toEqual([
        ["lease/octopi/remove", "router", cards[0]],
        ["lease/octopi/remove/2", "router", cards[1]],
      ]);
    }
  });
});
