import { describe, expect, it } from "vitest";
import { home, known, lease, look, type ObservedChange, octopi, record, rule, unknown } from "../test/sample.ts";
import type { LanHost, Line, RouterCapabilities, Step } from "./contracts.ts";
import { derive } from "./derive.ts";
import type { HazardName } from "./desired.ts";
import type { HomeInput } from "./home/file.ts";
import { type Plan, plan } from "./plan.ts";
import type { Refusal } from "./safety/refusal.ts";
import { refuseOffline, safety } from "./safety.ts";

const refusedFor = (
  change: Partial<HomeInput>,
  seen: ObservedChange,
  allow?: readonly HazardName[],
): readonly Refusal[] => {
  const desired = home(change);
  const observed = look(seen);
  const wanted = derive(desired, observed);
  return safety(desired, wanted, observed, plan(desired.home, wanted, observed), allow);
};
const brief = (refusal: Refusal): string => `${refusal.kind} ${refusal.path.join(".")} ${refusal.message.code}`;

const line = (change: Partial<Line>): ObservedChange => ({
  router: { line: known({ up: true, ipv4: "82.64.1.2", portRange: [0, 65_535], ...change }) },
});
const forwards = (...rules: Parameters<typeof rule>[0][]): ObservedChange => ({
  router: { forwards: known(rules.map((one) => rule(one))) },
});
const stored = (...records: Parameters<typeof record>[0][]): ObservedChange => ({
  stored: known(records.map((one) => record(one))),
});
const nas: LanHost = { mac: "00:11:22:33:44:55", names: ["nas"], addresses: ["192.168.1.30"], active: true };
const bare: Partial<HomeInput> = { hosts: {}, forwards: {}, tunnels: {} };
const address = { names: { "home.taprest.fr": { a: "router" } } } as const;

describe("what is refused", () => {
  const rows: readonly [string, Partial<HomeInput>, ObservedChange, readonly string[]][] = [
    ["nothing, when all is in order", {}, {}, []],
    [
      "nothing, when all is to be made",
      {},
      { router: { leases: known([]), forwards: known([]) }, stored: known([]) },
      [],
    ],
    ["a host that is not there", {}, { router: { hosts: known([]) } }, ["impossible hosts.octopi.mac host-not-found"]],
    ["nothing for what was not read: that is blocked", {}, { router: { hosts: unknown } }, []],
    [
      "a port outside the line's range",
      {},
      line({ portRange: [16_384, 32_767] }),
      ["impossible forwards.ssh.wan port-outside-range"],
    ],
    [
      "a port below the range",
      { forwards: { ssh: { wan: 80, to: "octopi:22" } } },
      line({ portRange: [1024, 65_535] }),
      ["impossible forwards.ssh.wan port-outside-range"],
    ],
    [
      "nothing at the edges of the range",
      { forwards: { ssh: { wan: [16_384, 32_767], to: "octopi:22" } } },
      { router: { ...line({ portRange: [16_384, 32_767] }).router, forwards: known([]) } },
      [],
    ],
    [
      "a port that leads to another machine",
      {},
      forwards({ comment: "NAS", lanAddress: "192.168.1.50" }),
      ["impossible forwards.ssh.wan port-held"],
    ],
    [
      "a port in somebody's range to another machine",
      {},
      forwards({ comment: "", lanAddress: "192.168.1.50", wanPorts: [7000, 8000] }),
      ["impossible forwards.ssh.wan port-held"],
    ],
    [
      "nothing for a disabled rule to another machine",
      {},
      forwards({ comment: "", lanAddress: "192.168.1.50", enabled: false }),
      [],
    ],
    [
      "nothing for udp on the same port",
      {},
      forwards({ comment: "", lanAddress: "192.168.1.50", protocol: "udp" }),
      [],
    ],
    ["nothing for our own rule to where the machine was", {}, forwards({ lanAddress: "192.168.1.50" }), []],
    [
      "our own rule of another home",
      {},
      forwards({ lanAddress: "192.168.1.50", comment: "porchlight:taprest2/ssh" }),
      ["impossible forwards.ssh.wan port-held"],
    ],
    [
      "somebody's rule to the same machine's other port",
      {},
      forwards({ comment: "mine", lanPort: 80 }),
      ["hazard forwards.ssh take-over-forward"],
    ],
    ["nothing for an identical rule of somebody's", {}, forwards({ comment: "mine" }), []],
    [
      "an address promised to another machine",
      {},
      { router: { leases: known([lease({ mac: nas.mac })]) } },
      ["impossible hosts.octopi lease-conflict"],
    ],
    [
      "nothing when the machine has a lease of its own",
      {},
      { router: { leases: known([lease(), lease({ mac: nas.mac })]) } },
      [],
    ],
    [
      "two machines with one address",
      { hosts: { octopi: { mac: octopi.mac }, nas: { mac: nas.mac } } },
      { router: { hosts: known([octopi, nas]), leases: known([]) } },
      ["impossible hosts.octopi lease-conflict", "impossible hosts.nas lease-conflict"],
    ],
    ["an address shared by the ISP", {}, line({ ipv4: "100.64.1.2" }), ["impossible forwards carrier-grade-nat"]],
    ["a private address", {}, line({ ipv4: "192.168.0.10" }), ["impossible forwards double-nat"]],
    [
      "a private address that a name follows",
      { ...bare, ...address },
      { ...line({ ipv4: "10.0.0.2" }), ...stored({ type: "A", value: "10.0.0.2" }) },
      ["impossible names.home.taprest.fr.a double-nat"],
    ],
    ["nothing for a private address that nothing relies on", bare, line({ ipv4: "10.0.0.2" }), []],
    ["nothing for something that is no address", {}, line({ ipv4: "010.0.0.2" }), []],
    [
      "a CNAME at the top of a zone",
      { names: { "taprest.fr": "router" } },
      {},
      ["impossible names.taprest.fr cname-at-apex"],
    ],
    [
      "a CNAME beside mail",
      {},
      stored({ type: "MX", value: "1 mail.example." }, { name: "www.taprest.fr", type: "TXT" }),
      ["impossible names.home.taprest.fr cname-beside-data"],
    ],
    ["nothing for an address beside mail", address, stored({ type: "A", value: "82.64.1.2" }, { type: "MX" }), []],
    [
      "a CNAME in place of an address",
      {},
      stored({ type: "A", value: "192.0.2.1" }),
      ["hazard names.home.taprest.fr take-over-record"],
    ],
    [
      "a CNAME in place of another",
      {},
      stored({ value: "old.example." }),
      ["hazard names.home.taprest.fr take-over-record"],
    ],
    [
      "every foreign value of a set",
      address,
      stored({ type: "A", value: "192.0.2.1" }, { type: "A", value: "192.0.2.2" }),
      ["hazard names.home.taprest.fr.a take-over-record", "hazard names.home.taprest.fr.a take-over-record"],
    ],
    [
      "nothing for a duplicate of a declared value",
      address,
      stored({ type: "A", value: "82.64.1.2", ref: "1" }, { type: "A", value: "82.64.1.2", ref: "2" }),
      [],
    ],
    [
      "nothing for a TTL of a declared value",
      { names: { "home.taprest.fr": { cname: "router", ttl: 300 } } },
      stored({ ttlSeconds: 60 }),
      [],
    ],
  ];
  it.each(rows)("%s", (_title, change, seen, expected) => {
    expect(refusedFor(change, seen).map(brief).toSorted()).toEqual(expected.toSorted());
  });

  it("names what is lost, who holds a port, and a port that is free", () => {
    expect(refusedFor({}, stored({ type: "A", value: "192.0.2.1" }))[0]).toMatchObject({
      name: "take-over",
      message: { params: { name: "home.taprest.fr", value: "A 192.0.2.1" } },
    });
    expect(refusedFor({}, forwards({ comment: "NAS", lanAddress: "192.168.1.50" }))[0]?.message.params).toEqual({
      forward: "ssh",
      port: 7654,
      protocol: "tcp",
      holder: "192.168.1.50",
      comment: "NAS",
    });
    const range = (portRange: Line["portRange"], ...rules: Parameters<typeof rule>[0][]): unknown =>
      refusedFor(
        { forwards: { ssh: { wan: [7654, 20_000], to: "octopi:22" } } },
        { router: { ...line({ portRange }).router, ...forwards(...rules).router } },
      )[0]?.message.params["free"];
    expect(range([16_384, 32_767])).toBe(16_384 + 7654);
    expect(range([16_384, 32_767], { wanPorts: [24_038, 24_040] })).toBe(24_041);
    expect(range([20_000, 20_001])).toBe(20_001); // 20 000 is wanted by the same entry
    expect(range([0, 1023])).toBe(0);
  });
});

describe("what a router cannot do", () => {
  const all: RouterCapabilities = { comments: true, staticName: true, sourceFilter: true, portRanges: true };
  const filtered = { forwards: { ssh: { wan: 7654, to: "octopi:22", from: "203.0.113.9" } } };
  const noNames = { router: { staticNames: known([]) } };
  const rows: readonly [
    string,
    Partial<HomeInput>,
    ObservedChange,
    RouterCapabilities | undefined,
    readonly string[],
  ][] = [
    ["a source filter it has", filtered, {}, all, []],
    [
      "a source filter it lacks",
      filtered,
      {},
      { ...all, sourceFilter: false },
      ["impossible forwards.ssh.from no-source-filter"],
    ],
    ["no filter wanted", {}, {}, { ...all, sourceFilter: false }, []],
    [
      "a static name it cannot keep",
      {},
      noNames,
      { ...all, staticName: false },
      ["impossible router.name no-static-name"],
    ],
    ["a static name it has already", {}, {}, { ...all, staticName: false }, []],
    [
      "a name it has by itself",
      { router: { kind: "f", name: "automatic" } },
      { router: { staticNames: known([]), automaticName: known({ name: "x.fbxos.fr" }) } },
      { ...all, staticName: false },
      [],
    ],
    ["not known what it can", filtered, noNames, undefined, []],
  ];
  it.each(rows)("%s", (_title, change, seen, capabilities, expected) => {
    const desired = home(change);
    const observed = { ...look(seen), ...(capabilities === undefined ? {} : { capabilities }) };
    const wanted = derive(desired, observed);
    const made = plan(desired.home, wanted, observed);
    expect(safety(desired, wanted, observed, made, ["take-over"]).map(brief)).toEqual(expected);
  });
});

describe("what the owner allows", () => {
  const occupied = stored({ type: "A", value: "192.0.2.1" });
  it("for one run", () => {
    expect(refusedFor({}, occupied, ["take-over"])).toEqual([]);
  });

  it("on the entry itself, and on no other", () => {
    expect(refusedFor({ names: { "home.taprest.fr": { cname: "router", allow: ["take-over"] } } }, occupied)).toEqual(
      [],
    );
    const other = { "home.taprest.fr": "router", "x.taprest.fr": { cname: "router", allow: ["take-over"] } } as const;
    expect(refusedFor({ names: other }, occupied).map(brief)).toEqual([
      "hazard names.home.taprest.fr take-over-record",
    ]);
    expect(
      refusedFor(
        { forwards: { ssh: { wan: 7654, to: "octopi:22", allow: ["take-over"] } } },
        forwards({ comment: "", lanPort: 80 }),
      ),
    ).toEqual([]);
  });

  it("nothing that is impossible", () => {
    expect(refusedFor({}, forwards({ comment: "", lanAddress: "192.168.1.50" }), ["take-over"])).toHaveLength(1);
  });
});

const refusedIn = (step: Step): readonly string[] => {
  const desired = home();
  const observed = look();
  const made: Plan = { version: 1, home: "taprest", steps: [step], origins: {}, notes: [], blocked: [] };
  return safety(desired, derive(desired, observed), observed, made).map(brief);
};

const remove = (before: Extract<Step, { verb: "remove" }>["before"]): Step => ({
  id: "x",
  target: "router",
  verb: "remove",
  needs: [],
  before,
});

describe("plans of others", () => {
  it("lose nothing that is somebody else's unseen", () => {
    expect(refusedIn(remove(lease({ comment: "" })))).toEqual(["hazard  take-over-lease"]);
    expect(refusedIn(remove(lease()))).toEqual([]);
    expect(refusedIn(remove(rule({ comment: "" })))).toEqual(["hazard  take-over-forward"]);
    expect(refusedIn(remove({ kind: "static-name", name: "x.freeboxos.fr" }))).toEqual([]);
  });
});

describe("refuseOffline", () => {
  it("knows what the file alone makes impossible", () => {
    expect(refuseOffline(home({ names: { "taprest.fr": "router" } })).map(brief)).toEqual([
      "impossible names.taprest.fr cname-at-apex",
    ]);
    expect(refuseOffline(home())).toEqual([]);
    expect(refuseOffline(home({ names: { "taprest.fr": { a: "router" } } }))).toEqual([]);
  });
});
