import { describe, expect, it } from "vitest";
import { facets, home, known, lease, look, octopi, unknown } from "../../test/sample.ts";
import type { LanHost, Lease, RouterCapabilities, Step } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { HomeInput } from "../home/file.ts";
import type { Observed } from "../observe.ts";
import { type Plan, plan } from "../plan.ts";
import { refuseRouter } from "./router.ts";

/** What is impossible, as its place, code and what is said of it. */
const refused = (change: Partial<HomeInput>, observed: Observed, steps?: readonly Step[]): readonly unknown[] => {
  const desired = home(change);
  const wanted = derive(desired, observed);
  const made = plan("taprest", wanted, observed);
  const given: Plan = steps === undefined ? made : { ...made, steps };
  return refuseRouter(desired, wanted, observed, given).map(({ path, message: { code, params } }) => [
    path.join("."),
    code,
    params,
  ]);
};

const nas: LanHost = { mac: "00:11:22:33:44:55", names: ["nas"], addresses: ["192.168.1.50"], active: true };
const base = { target: "router", needs: [] } as const;
const give = (after: Lease, ...needs: readonly string[]): Step => ({
  ...base,
  id: "lease/octopi",
  verb: "create",
  after,
  needs,
});
const conflict = [["hosts.octopi", "lease-conflict", { host: "octopi", address: "192.168.1.30", holder: nas.mac }]];

describe("an address that another machine's lease has", () => {
  const held = lease({ mac: nas.mac, ref: nas.mac });
  const moved = lease({ mac: nas.mac, ref: nas.mac, address: "192.168.1.51" });
  const leave: Step = { ...base, id: "lease/nas/remove", verb: "remove", before: held };
  const move: Step = { ...base, id: "lease/nas", verb: "update", before: held, after: moved };
  const bring: Step = { ...base, id: "lease/nas", verb: "create", after: held };
  const rows: readonly [string, readonly Step[], readonly unknown[]][] = [
    ["which stays", [give(lease())], conflict],
    ["which is given up first", [leave, give(lease(), leave.id)], []],
    ["which moves first", [move, give(lease(), move.id)], []],
    ["which is given up at no certain time", [leave, give(lease())], conflict],
    ["which moves at no certain time", [move, give(lease())], conflict],
    ["which is only written again first", [bring, give(lease(), bring.id)], conflict],
  ];
  it.each(rows)("%s", (_title, steps, expected) => {
    const observed = look({ router: { hosts: known([octopi, nas]), leases: known([held]) } });
    expect(refused({}, observed, steps)).toEqual(expected);
  });

  it("is no conflict with the machine's own lease", () => {
    expect(refused({}, look(), [give(lease())])).toEqual([]);
  });
});

describe("the router's own address and network", () => {
  const { lan: _lan, ...router } = look().router;
  const rows: readonly [string, Observed["router"], readonly unknown[]][] = [
    [
      "the address is the router's",
      { ...router, lan: known({ mode: "router", address: "192.168.1.42" }) },
      [["hosts.octopi", "lease-conflict", { host: "octopi", address: "192.168.1.42", holder: "the router" }]],
    ],
    [
      "the address is in no network of the router's",
      { ...router, lan: known({ mode: "router", address: "192.168.0.254" }) },
      [["hosts.octopi", "address-outside-lan", { host: "octopi", address: "192.168.1.42", lan: "192.168.0.254" }]],
    ],
    ["neither could be read", { ...router, lan: unknown }, []],
    ["neither is a thing this router tells", router, []],
  ];
  it.each(rows)("%s", (_title, seen, expected) => {
    const change = { hosts: { octopi: { mac: octopi.mac, ip: "192.168.1.42" } } };
    expect(refused(change, { ...look(), router: { ...seen, leases: known([]) } })).toEqual(expected);
  });
});

const on = (ipv4: string): Observed => look({ router: { line: known({ ...facets.line, ipv4 }) } });

describe("a line that nobody outside can reach", () => {
  const bare = { hosts: {}, forwards: {}, tunnels: {} } as const;
  const rows: readonly [string, Partial<HomeInput>, string, readonly unknown[]][] = [
    [
      "is one whose address many share",
      {},
      "100.64.1.2",
      [["forwards", "carrier-grade-nat", { address: "100.64.1.2" }]],
    ],
    ["is one behind another router", {}, "10.0.0.2", [["forwards", "double-nat", { address: "10.0.0.2" }]]],
    [
      "matters to a name that follows it",
      { ...bare, names: { "home.taprest.fr": { a: "router" } } },
      "10.0.0.2",
      [["names.home.taprest.fr.a", "double-nat", { address: "10.0.0.2" }]],
    ],
    [
      "is nothing to a name of another address",
      { ...bare, names: { "x.taprest.fr": { a: "192.0.2.1" } } },
      "10.0.0.2",
      [],
    ],
    [
      "is nothing to a name that shall not have it",
      { ...bare, names: { "x.taprest.fr": { absent: { a: "router" } } } },
      "10.0.0.2",
      [],
    ],
    ["is nothing to a CNAME to the router's name", { ...bare, names: { "x.taprest.fr": "router" } }, "10.0.0.2", []],
    ["is nothing when nothing is declared", { ...bare, names: {} }, "10.0.0.2", []],
  ];
  it.each(rows)("%s", (_title, change, ipv4, expected) => {
    expect(refused(change, on(ipv4))).toEqual(expected);
  });

  it("is not judged when it was not read, is not told, or has no address now", () => {
    const { line: _line, ...router } = look().router;
    const { ipv4: _ipv4, ...without } = facets.line;
    expect(refused({}, look({ router: { line: unknown } }))).toEqual([]);
    expect(refused({}, { ...look(), router })).toEqual([]);
    expect(refused({}, look({ router: { line: known(without) } }))).toEqual([]);
  });
});

describe("what a router cannot do", () => {
  const all: RouterCapabilities = { comments: true, staticName: true, sourceFilter: true, portRanges: true };
  const rows: readonly [string, Partial<HomeInput>, Partial<RouterCapabilities>, readonly unknown[]][] = [
    [
      "let in one address only",
      { forwards: { ssh: { wan: 7654, to: "octopi:22", from: "203.0.113.9" }, web: { wan: 443, to: "octopi:443" } } },
      { sourceFilter: false },
      [["forwards.ssh.from", "no-source-filter", { forward: "ssh" }]],
    ],
    [
      "redirect a range, beside a single port of the same entry too",
      { forwards: { ssh: { wan: [7654, "8000-8010"], to: "octopi:22" }, web: { wan: [80, 443], to: "octopi:443" } } },
      { portRanges: false },
      [["forwards.ssh.wan", "no-port-ranges", { forward: "ssh" }]],
    ],
    ["keep a name", {}, { staticName: false }, [["router.name", "no-static-name", { name: "taprest.freeboxos.fr" }]]],
    ["keep a name, where none is wanted", { router: { kind: "freebox" }, names: {} }, { staticName: false }, []],
  ];
  it.each(rows)("%s", (_title, change, less, expected) => {
    const observed = { ...look({ router: { staticNames: known([]) } }), capabilities: { ...all, ...less } };
    const rules = refused({ tunnels: {}, ...change }, observed);
    expect(rules).toEqual(expected);
    expect(refused({ tunnels: {}, ...change }, { ...observed, capabilities: all })).toEqual([]);
  });
});
