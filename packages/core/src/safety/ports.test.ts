import { describe, expect, it } from "vitest";
import { facets, home, known, lease, look, octopi, rule } from "../../test/sample.ts";
import type { Forward, LanHost, PortRange, PortUse, RouterCapabilities, RouterFacets } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { HomeInput } from "../home/file.ts";
import type { Observed } from "../observe.ts";
import { plan } from "../plan.ts";
import type { Refusal } from "./refusal.ts";
import { safety } from "../safety.ts";

const refused = (
  change: Partial<HomeInput>,
  router: Partial<RouterFacets>,
  more: Partial<Observed> = {},
): readonly Refusal[] => {
  const desired = home({ tunnels: {}, ...change });
  const readings = Object.fromEntries(Object.entries(router).map(([facet, value]) => [facet, known(value)]));
  const observed = { ...look({ router: readings }), ...more };
  const wanted = derive(desired, observed);
  return safety(desired, wanted, observed, plan("taprest", wanted, observed));
};
const brief = (refusals: readonly Refusal[]): readonly string[] =>
  refusals.map(({ path, message: { code, params } }) => {
    const about = Object.entries(params).map(([key, value]) => `${key}=${String(value)}`);
    return `${path.join(".")} ${code} ${about.join(" ")}`.trimEnd();
  });
const ports = (wan: NonNullable<HomeInput["forwards"]>[string]["wan"], more: object = {}): Partial<HomeInput> => ({
  // A range from port 22 on holds Telnet's.
  forwards: { ssh: { wan, to: "octopi:22", allow: ["exposed-service"], ...more } },
});
const line = (portRange: PortRange): Partial<RouterFacets> => ({ line: { up: true, ipv4: "82.64.1.2", portRange } });

const outside = (change: Partial<HomeInput>, range: PortRange, forwards: readonly Forward[] = []): readonly string[] =>
  brief(refused(change, { ...line(range), forwards })).map((text) => text.replace(/^.*port=/, ""));

describe("ports outside the line's own", () => {
  it("a range that sticks out at either end", () => {
    expect(outside(ports("16380-16390"), [16_384, 32_767])).toEqual([
      "16380-16390 first=16384 last=32767 free=16391-16401",
    ]);
    expect(outside(ports("32760-32768"), [16_384, 32_767])[0]).toMatch(/^32760-32768 /);
    expect(outside(ports("16384-32767"), [16_384, 32_767])).toEqual([]);
  });

  it("proposes as many in a row, once each, and past what is taken", () => {
    expect(outside(ports([80, 81]), [20_000, 20_100])).toEqual([
      "80 first=20000 last=20100 free=20080",
      "81 first=20000 last=20100 free=20081",
    ]);
    expect(outside(ports([80, 181]), [20_000, 20_100])).toEqual([
      "80 first=20000 last=20100 free=20080",
      "181 first=20000 last=20100 free=20081",
    ]);
    expect(outside(ports("80-82"), [20_000, 20_100], [rule({ wanPorts: [20_081, 20_081] })])).toEqual([
      "80-82 first=20000 last=20100 free=20082-20084",
    ]);
    expect(outside(ports("99-101"), [20_000, 20_100])).toEqual(["99-101 first=20000 last=20100 free=20000-20002"]);
    expect(outside(ports("80-90"), [20_000, 20_005])).toEqual(["80-90 first=20000 last=20005 free=0"]);
    expect(outside(ports("80-85"), [20_000, 20_005])).toEqual(["80-85 first=20000 last=20005 free=20000-20005"]);
    expect(outside(ports(3000), [1000, 1030])).toEqual(["3000 first=1000 last=1030 free=1024"]);
    expect(outside(ports(3000), [65_535, 65_535])).toEqual(["3000 first=65535 last=65535 free=65535"]);
  });
});

const heldIn = (change: Partial<HomeInput>, ...forwards: readonly Forward[]): readonly string[] =>
  brief(refused(change, { forwards })).map((text) => text.replace("forwards.ssh.wan ", ""));

const nasRule = (change: Partial<Forward> = {}): Forward =>
  rule({ comment: "NAS", lanAddress: "192.168.1.50", ref: "9", ...change });

describe("ports that are held", () => {
  it("by another machine, in a range of theirs or ours", () => {
    const text = "port-held forward=ssh port=7650-7660 protocol=tcp holder=192.168.1.50 comment=NAS";
    expect(heldIn(ports("7650-7660"), nasRule({ wanPorts: [7655, 7655] }))).toEqual([text]);
    expect(heldIn(ports("7650-7660"), rule({ wanPorts: [7650, 7650] }), nasRule({ wanPorts: [7655, 7655] }))).toEqual([
      text,
    ]);
    expect(heldIn(ports("7650-7660"), nasRule({ wanPorts: [7661, 7661] }))).toEqual([]);
    expect(heldIn(ports("7650-7660"), nasRule({ wanPorts: [7655, 7655], enabled: false }))).toEqual([]);
    expect(heldIn(ports(7654, { protocol: "udp" }), nasRule())).toEqual([]);
    expect(heldIn(ports(7654, { protocol: ["tcp", "udp"] }), nasRule({ protocol: "udp" }))).toEqual([
      "port-held forward=ssh port=7654 protocol=udp holder=192.168.1.50 comment=NAS",
    ]);
  });

  it("names the first holder, whatever the order", () => {
    const both = [nasRule({ wanPorts: [7656, 7656], comment: "b" }), nasRule({ wanPorts: [7655, 7655], comment: "a" })];
    expect(heldIn(ports("7650-7660"), ...both)).toEqual(heldIn(ports("7650-7660"), ...both.toReversed()));
    expect(heldIn(ports("7650-7660"), ...both)[0]).toContain("comment=a");
  });

  it("not when the wish lets nobody in", () => {
    expect(heldIn(ports(7654, { enabled: false }), nasRule())).toEqual([]);
  });
});

const shadows = (change: Partial<HomeInput>, ...portUses: readonly PortUse[]): readonly string[] =>
  refused(change, { portUses, forwards: [rule()] })
    .filter((refusal) => refusal.kind === "hazard" && refusal.name === "shadowed")
    .map((refusal) => brief([refusal])[0]?.replace("forwards.ssh ", "") ?? "");

const service = (wanPorts: PortRange, protocol: "tcp" | "udp" = "tcp"): PortUse => ({
  kind: "service",
  protocol,
  wanPorts,
  name: "https",
});

const upnp = (wanPort: number, lanAddress: string, lanPort: number, protocol: "tcp" | "udp" = "tcp"): PortUse => ({
  kind: "upnp",
  protocol,
  wanPorts: [wanPort, wanPort],
  lanAddress,
  lanPort,
  comment: "game",
});

describe("ports that something else of the router's has", () => {
  const pi = "192.168.1.30";
  it.each([
    [
      "its own service",
      {},
      [service([7654, 7654])],
      ["shadowed-service forward=ssh protocol=tcp port=7654 service=https"],
    ],
    [
      "its own service, over a range",
      {},
      [service([7000, 8000])],
      ["shadowed-service forward=ssh protocol=tcp port=7000-8000 service=https"],
    ],
    ["its own service of udp", {}, [service([7654, 7654], "udp")], []],
    ["its own service beside", {}, [service([7655, 7655])], []],
    [
      "a mapping on the port",
      {},
      [upnp(7654, "192.168.1.50", 1)],
      ["shadowed-upnp forward=ssh protocol=tcp port=7654 to=192.168.1.50:1 comment=game"],
    ],
    [
      "a mapping to the same place: two doors",
      {},
      [upnp(2222, pi, 22)],
      ["shadowed-upnp forward=ssh protocol=tcp port=2222 to=192.168.1.30:22 comment=game"],
    ],
    [
      "a mapping on the port and to the same place, once",
      {},
      [upnp(7654, pi, 22)],
      ["shadowed-upnp forward=ssh protocol=tcp port=7654 to=192.168.1.30:22 comment=game"],
    ],
    ["a mapping to another port there", {}, [upnp(2222, pi, 23)], []],
    ["a mapping to another machine", {}, [upnp(2222, "192.168.1.50", 22)], []],
    ["a mapping of udp", {}, [upnp(7654, pi, 22, "udp")], []],
    [
      "a mapping into a range",
      ports("7650-7660"),
      [upnp(1, pi, 32), upnp(2, pi, 33), upnp(3, pi, 21)],
      ["shadowed-upnp forward=ssh protocol=tcp port=1 to=192.168.1.30:32 comment=game"],
    ],
    [
      "another machine that gets the rest",
      {},
      [{ kind: "dmz", lanAddress: "192.168.1.50" }],
      ["shadowed-dmz forward=ssh protocol=tcp port=7654 holder=192.168.1.50"],
    ],
    ["the machine itself gets the rest", {}, [{ kind: "dmz", lanAddress: pi }], []],
    ["no wish that lets somebody in", ports(7654, { enabled: false }), [service([7654, 7654]), upnp(7654, pi, 22)], []],
  ] as const)("%s", (_title, change, uses, expected) => {
    expect(shadows(change, ...uses)).toEqual(expected);
  });

  it("can be allowed on the entry", () => {
    expect(shadows(ports(7654, { allow: ["shadowed"] }), service([7654, 7654]))).toEqual([]);
  });
});

const moved = (ip: string): Partial<HomeInput> => ({
  hosts: { octopi: { mac: octopi.mac, ip, allow: ["address-move"] } },
});

describe("leases that cannot be", () => {
  const nas: LanHost = { mac: "00:11:22:33:44:55", names: ["nas"], addresses: ["192.168.1.50"], active: true };
  const leases = (change: Partial<HomeInput>, router: Partial<RouterFacets>): readonly string[] =>
    brief(refused(change, { hosts: [octopi, nas], ...router }));
  it.each([
    ["free", "192.168.1.42", {}, []],
    [
      "held by another",
      "192.168.1.50",
      { leases: [lease(), lease({ mac: nas.mac, address: "192.168.1.50" })] },
      ["hosts.octopi lease-conflict host=octopi address=192.168.1.50 holder=00:11:22:33:44:55"],
    ],
    [
      "held by another, and by ourselves",
      "192.168.1.50",
      { leases: [lease({ mac: nas.mac, address: "192.168.1.50" }), lease({ address: "192.168.1.50" })] },
      [],
    ],
    [
      "the router's own",
      "192.168.1.254",
      {},
      ["hosts.octopi lease-conflict host=octopi address=192.168.1.254 holder=the router"],
    ],
    [
      "of another network",
      "192.168.2.42",
      {},
      ["hosts.octopi address-outside-lan host=octopi address=192.168.2.42 lan=192.168.1.254"],
    ],
    ["of another network, nobody knows which", "192.168.2.42", { lan: { mode: "router" as const } }, []],
    ["where it is already", "192.168.2.42", { hosts: [{ ...octopi, addresses: ["192.168.2.42"] }], leases: [] }, []],
  ])("%s", (_title, ip, router, expected) => {
    expect(leases(moved(ip), router)).toEqual(expected);
  });

  const both = (pi: string, other: string): Partial<HomeInput> => ({
    hosts: {
      octopi: { mac: octopi.mac, ip: pi, allow: ["address-move"] },
      nas: { mac: nas.mac, ip: other, allow: ["address-move"] },
    },
  });
  it("one may take what another leaves first, and two may not swap", () => {
    const held = [lease(), lease({ mac: nas.mac, address: "192.168.1.50", comment: "porchlight:taprest/nas" })];
    expect(leases(both("192.168.1.50", "192.168.1.60"), { leases: held })).toEqual([]);
    expect(leases(both("192.168.1.50", "192.168.1.30"), { leases: held }).map((text) => text.split(" ")[1])).toEqual([
      "lease-conflict",
      "lease-conflict",
    ]);
  });
});

describe("a router", () => {
  it("in bridge mode redirects nothing and leases nothing", () => {
    const bridge: Partial<RouterFacets> = { lan: { mode: "bridge" } };
    expect(brief(refused({}, bridge))).toEqual(["forwards bridge-mode"]);
    expect(brief(refused({ forwards: {} }, bridge))).toEqual(["hosts bridge-mode"]);
    expect(brief(refused({ forwards: {}, hosts: {} }, bridge))).toEqual([]);
    expect(brief(refused({}, { lan: facets.lan }))).toEqual([]);
  });

  it("that cannot redirect a range in one rule", () => {
    const capabilities: RouterCapabilities = {
      comments: true,
      staticName: true,
      sourceFilter: true,
      portRanges: false,
    };
    expect(brief(refused(ports("7654-7655"), { forwards: [] }, { capabilities }))).toEqual([
      "forwards.ssh.wan no-port-ranges forward=ssh",
    ]);
    expect(brief(refused(ports([7654, 7655]), { forwards: [] }, { capabilities }))).toEqual([]);
    const able = { ...capabilities, portRanges: true };
    expect(brief(refused(ports("7654-7655"), { forwards: [] }, { capabilities: able }))).toEqual([]);
  });

  it("gives advice on what is impossible, and on nothing else", () => {
    const advice = { "bridge-mode": "see page 4", "take-over-forward": "no", "host-not-found": "look" };
    expect(brief(refused({}, { lan: { mode: "bridge" } }, { advice }))).toEqual([
      "forwards bridge-mode advice=see page 4",
    ]);
    expect(brief(refused({}, { forwards: [rule({ comment: "x", lanPort: 1 })] }, { advice }))[0]).not.toContain(
      "advice",
    );
    expect(brief(refused({}, { hosts: [] }, { advice }))[0]).toMatch(/ advice=look$/);
    expect(brief(refused({}, line([1, 2]), { advice }))[0]).not.toContain("advice");
  });
});
