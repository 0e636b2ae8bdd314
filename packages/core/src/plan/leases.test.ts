import { describe, expect, it } from "vitest";
import { failure, known, lease, look, type ObservedChange, octopi, rule } from "../../test/sample.ts";
import type { Lease, LanHost, RouterFacets } from "../contracts.ts";
import type { Unmet, Wanted, WantedForward, WantedItem, WantedLease } from "../derive.ts";
import { plan } from "../plan.ts";
import { isWriteStep } from "../steps.ts";

const nasMac = "00:11:22:33:44:55";
const wanted = (address: string, addressNow: string, name = "octopi", mac: string = octopi.mac): WantedLease => ({
  item: { kind: "lease", mac, address, comment: `porchlight:taprest/${name}` },
  addressNow,
  name,
  path: ["hosts", name],
});
const nothing: Wanted = { leases: [], forwards: [], records: [], absent: { leases: [], forwards: [] }, unmet: [] };
const at = (last: number): string => `192.168.1.${last}`;

const seen = (leases: readonly Lease[], more: ObservedChange["router"] = {}): ReturnType<typeof look> =>
  look({ router: { leases: known(leases), forwards: known([]), ...more } });
const text = ({ mac, address, ref }: Lease): string =>
  `${mac === nasMac ? "nas" : "pi"} ${address.replace("192.168.1", "")}${ref === undefined ? "" : " keyed"}`;

/** Steps and notes in few words. */
const brief = (wishes: Partial<Wanted>, observed: ReturnType<typeof look>): readonly string[] => {
  const { steps, notes } = plan("taprest", { ...nothing, ...wishes }, observed);
  return [
    ...steps.map((step) => {
      const items = isWriteStep(step)
        ? [...(step.verb === "create" ? [] : [step.before]), ...(step.verb === "remove" ? [] : [step.after])]
        : [];
      const needs = step.needs.length === 0 ? "" : ` after ${step.needs.join(" ")}`;
      return `${step.verb} ${step.id}: ${items.map((item) => (item.kind === "lease" ? text(item) : item.kind)).join(" => ")}${needs}`;
    }),
    ...notes.map(
      ({ message: { code, params }, path }) => `${code} ${Object.values(params).join(" ")} ${path?.join(".") ?? ""}`,
    ),
  ];
};

const absent = (leases: readonly WantedItem<Lease>[], forwards: readonly WantedForward[] = []): Partial<Wanted> => ({
  absent: { leases, forwards },
});

const unmet = (path: string): Unmet => ({ path: [path, "x"], message: { code: "x", params: {} }, failure });

const aaaa = (
  name: string,
  values: readonly string[],
  wish: "exact" | "absent" = "exact",
): Wanted["records"][number] => ({
  name,
  zone: "elsewhere.fr",
  type: "AAAA",
  wish,
  values,
  path: ["names", name],
});

describe("leases with an address of the owner's choice", () => {
  const rows: readonly [string, readonly WantedLease[], readonly Lease[], readonly string[]][] = [
    ["the machine is there, none yet", [wanted(at(30), at(30))], [], ["create lease/octopi: pi .30"]],
    [
      "the machine is elsewhere, none yet",
      [wanted(at(42), at(30))],
      [],
      ["create lease/octopi: pi .42", `address-moving octopi ${at(30)} ${at(42)} hosts.octopi`],
    ],
    [
      "the lease is elsewhere too",
      [wanted(at(42), at(30))],
      [lease()],
      ["update lease/octopi: pi .30 keyed => pi .42 keyed", `address-moving octopi ${at(30)} ${at(42)} hosts.octopi`],
    ],
    [
      "the lease is right, and the machine has not asked yet",
      [wanted(at(42), at(30))],
      [lease({ address: at(42) })],
      [`address-moving octopi ${at(30)} ${at(42)} hosts.octopi`],
    ],
    [
      "others moved the lease of a machine that stays",
      [wanted(at(30), at(30))],
      [lease({ address: at(99) })],
      [`lease-pending octopi ${at(30)} ${at(99)} hosts.octopi`],
    ],
    [
      "one takes the address another leaves",
      [wanted(at(30), at(31), "nas", nasMac), wanted(at(42), at(30))],
      [lease()],
      [
        "create lease/nas: nas .30 after lease/octopi",
        "update lease/octopi: pi .30 keyed => pi .42 keyed",
        `address-moving nas ${at(31)} ${at(30)} hosts.nas`,
        `address-moving octopi ${at(30)} ${at(42)} hosts.octopi`,
      ],
    ],
    [
      "two that swap do not wait for each other",
      [wanted(at(31), at(30)), wanted(at(30), at(31), "nas", nasMac)],
      [lease(), lease({ mac: nasMac, address: at(31), ref: nasMac })],
      [
        "update lease/nas: nas .31 keyed => nas .30 keyed",
        "update lease/octopi: pi .30 keyed => pi .31 keyed",
        `address-moving nas ${at(31)} ${at(30)} hosts.nas`,
        `address-moving octopi ${at(30)} ${at(31)} hosts.octopi`,
      ],
    ],
  ];
  it.each(rows)("%s", (_title, leases, held, expected) => {
    expect(brief({ leases }, seen(held))).toEqual(expected);
    expect(brief({ leases: leases.toReversed() }, seen(held.toReversed()))).toEqual(expected);
  });

  it("keeps the router's key, or gives none, and takes our mark", () => {
    const { ref: _ref, ...keyless } = lease({ comment: "old" });
    const [step] = plan("taprest", { ...nothing, leases: [wanted(at(42), at(30))] }, seen([keyless])).steps;
    expect(step).toEqual({
      id: "lease/octopi",
      target: "router",
      needs: [],
      verb: "update",
      before: keyless,
      after: { kind: "lease", mac: octopi.mac, address: at(42), comment: "porchlight:taprest/octopi" },
    });
  });
});

describe("leases an earlier file had made", () => {
  const { addressNow: _now, ...dropped } = wanted(at(30), at(30));
  const rows: readonly [string, readonly Lease[], readonly string[]][] = [
    ["go", [lease()], ["remove lease/octopi/remove: pi .30 keyed"]],
    ["go wherever they were moved to", [lease({ address: at(99) })], ["remove lease/octopi/remove: pi .99 keyed"]],
    ["are gone already", [], []],
    ["are another's", [lease({ comment: "" })], []],
    [
      "are another entry's",
      [lease({ comment: "porchlight:taprest/pi" })],
      [`undeclared ${octopi.mac} 192.168.1.30 porchlight:taprest/pi `],
    ],
  ];
  it.each(rows)("%s", (_title, held, expected) => {
    expect(brief(absent([dropped]), seen(held))).toEqual(expected);
  });

  it("go after the redirections that lead there, and before who takes the address", () => {
    const { ref: _ref, ...item } = rule();
    const forwards = [{ item, name: "ssh", host: "octopi", path: ["forwards", "ssh"] }];
    const held = seen([lease()], { forwards: known([rule(), rule({ comment: "x", wanPorts: [1, 1] })]) });
    expect(
      brief({ ...absent([dropped], forwards), leases: [wanted(at(30), at(31), "nas", nasMac)] }, held).slice(0, 3),
    ).toEqual([
      "create lease/nas: nas .30 after lease/octopi/remove",
      "remove forward/ssh/tcp/7654/remove: forward",
      "remove lease/octopi/remove: pi .30 keyed after forward/ssh/tcp/7654/remove",
    ]);
  });

  it("stay where the machine has another entry", () => {
    expect(brief({ ...absent([dropped]), leases: [wanted(at(30), at(30), "pi")] }, seen([lease()]))).toEqual([]);
  });

  it("of several cards go each by a step of its own", () => {
    const second = { ...dropped, item: { ...dropped.item, mac: nasMac } };
    const held = [lease(), lease({ mac: nasMac, address: at(31) })];
    expect(brief(absent([dropped, second]), seen(held)).map((line) => line.split(":")[0])).toEqual([
      "remove lease/octopi/remove",
      "remove lease/octopi/remove/2",
    ]);
  });
});

describe("what bears our mark and is nobody's", () => {
  const old = lease({ mac: nasMac, address: at(9), comment: "porchlight:taprest/old" });
  const told = [`undeclared ${nasMac} ${at(9)} porchlight:taprest/old `];

  it("is told", () => {
    expect(brief({}, seen([lease({ mac: "ff:ff:ff:ff:ff:ff", comment: "" }), old]))).toEqual(told);
    const rules = known([rule({ comment: "porchlight:taprest/old" })]);
    expect(brief({}, seen([], { forwards: rules }))).toEqual(["undeclared WAN tcp 7654 porchlight:taprest/old "]);
  });

  it("in one order", () => {
    const other = { ...old, mac: "00:00:00:00:00:01" };
    expect(brief({}, seen([old, other]))).toEqual(brief({}, seen([other, old])));
    expect(brief({}, seen([old, other]))[0]).toContain("00:00:00:00:00:01");
  });

  it("is not told of another card of a declared host", () => {
    const card = lease({ mac: nasMac, address: at(31) });
    expect(brief({ leases: [wanted(at(30), at(30))] }, seen([lease(), card]))).toEqual([]);
  });

  it("is not told of a machine that another entry declares", () => {
    expect(brief({ leases: [wanted(at(9), at(9), "nas", nasMac)] }, seen([old]))).toEqual([]);
  });

  it.each([
    ["hosts", []],
    ["forwards", []],
    ["names", told],
    ["router", told],
  ])("with something of %s left out: %j", (path, expected) => {
    expect(brief({ unmet: [unmet(path)] }, seen([old]))).toEqual(expected);
  });
});

describe("what is worth saying", () => {
  const { ref: _ref, ...item } = rule();
  const forwards: Wanted["forwards"] = [{ item, name: "ssh", host: "octopi", path: ["forwards", "ssh"] }];
  const rules = { forwards: known([rule()]) };

  it("what else takes the router's ports is not known", () => {
    const blind = { ...rules, portUses: { known: false as const, failure } };
    expect(brief({ forwards }, seen([], blind))).toEqual(["port-uses-unknown no answer "]);
    expect(brief({}, seen([], { ...blind, forwards: known([]) }))).toEqual([]);
    const { portUses: _uses, ...without } = seen([], rules).router;
    expect(brief({ forwards }, { router: without, zones: {} })).toEqual([]);
  });

  const here: LanHost = { ...octopi, ipv6Addresses: ["2001:db8::1", "2001:db8::2"] };
  const ipv6 = (change: Partial<RouterFacets["ipv6"]>): ObservedChange["router"] => ({
    hosts: known([here, { ...here, names: [], mac: nasMac, ipv6Addresses: ["2001:db8::3"] }, octopi]),
    ipv6: known({ enabled: true, prefixes: [], firewall: true, ...change }),
  });
  it("a machine is shielded over IPv6", () => {
    const records = [
      aaaa("b.fr", ["2001:db8::2", "2001:db8::9"]),
      aaaa("a.fr", ["2001:db8::3"]),
      aaaa("c.fr", ["2001:db8::1"], "absent"),
      { ...aaaa("d.fr", ["2001:db8::1"]), type: "TXT" },
    ];
    expect(brief({ records }, seen([], ipv6({})))).toEqual([
      `ipv6-firewall ${nasMac} a.fr names.a.fr`,
      "ipv6-firewall octopi b.fr names.b.fr",
    ]);
    expect(brief({ records }, seen([], ipv6({ firewall: false })))).toEqual([]);
    expect(brief({ records }, seen([], { ...ipv6({}), ipv6: { known: false, failure } }))).toEqual([]);
  });
});
