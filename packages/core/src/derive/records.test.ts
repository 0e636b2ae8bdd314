import { describe, expect, it } from "vitest";
import { failure, home, known, look, type ObservedChange, octopi, unknown, wholeKey } from "../../test/sample.ts";
import type { Ipv6, LanHost } from "../contracts.ts";
import { derive, type Wanted } from "../derive.ts";
import type { Desired } from "../desired.ts";
import type { HomeInput } from "../home/file.ts";

const name = "home.taprest.fr";
type Name = NonNullable<HomeInput["names"]>[string];

/** Records as "TYPE wish values", and what cannot be had. */
const brief = ({ records, unmet }: Wanted): readonly string[] => [
  ...records.map(({ type, wish, values }) => [type, wish, ...values].join(" ")),
  ...unmet.map(({ path, message }) => `${path.join(".")} ${message.code}`),
];
const derived = (entry: Name, seen: ObservedChange = {}, change: Partial<HomeInput> = {}): readonly string[] =>
  brief(derive(home({ names: { [name]: entry }, ...change }), look(seen)));

const briefly = (changed: Desired, change?: ObservedChange): readonly string[] => brief(derive(changed, look(change)));

const followingOctopi = (wish: "absent" | "exact"): Desired["records"] => [
  {
    name,
    zone: "taprest.fr",
    type: "AAAA",
    wish,
    values: [{ follow: "host", host: "octopi" }],
    path: [],
    allow: [],
  },
];

const ipv6 = (change: Partial<Ipv6>): Ipv6 => ({
  enabled: true,
  prefixes: ["2a01:e0a:1:2::/64"],
  firewall: true,
  ...change,
});
const own = "2a01:e0a:1:2:ba27:ebff:fe12:3456"; // of b8:27:eb:12:34:56
const withAddresses = (...ipv6Addresses: readonly string[]): LanHost => ({ ...octopi, ipv6Addresses });
const seen = (machine: LanHost, facet: Ipv6 = ipv6({})): ObservedChange => ({
  router: { hosts: known([machine]), ipv6: known(facet) },
});

describe("a name that follows a machine's IPv6 address", () => {
  it.each<[string, ObservedChange, string]>([
    ["the only one", seen(withAddresses("2a01:e0a:1:2::9")), "2a01:e0a:1:2::9"],
    ["the one of its card, wherever it stands", seen(withAddresses("2a01:e0a:1:2::9", own)), own],
    [
      "the first inside the prefix",
      seen(withAddresses("2001:db8::1", "2a01:e0a:1:2::9", "2a01:e0a:1:2::8")),
      "2a01:e0a:1:2::9",
    ],
    [
      "in any prefix",
      seen(withAddresses("2001:db8::1"), ipv6({ prefixes: ["x", "2a01:e0a:1:2::/64", "2001:db8::/32"] })),
      "2001:db8::1",
    ],
    [
      "not the card's own of another line",
      seen(withAddresses(own.replace("2a01", "2a02"), "2a01:e0a:1:2::9")),
      "2a01:e0a:1:2::9",
    ],
    ["in its shortest form", seen(withAddresses("garbage", "2A01:0e0a:1:2:0:0:0:9")), "2a01:e0a:1:2::9"],
  ])("%s", (_title, change, address) => {
    expect(derived({ aaaa: "octopi" }, change)).toEqual([`AAAA exact ${address}`]);
  });

  const at = `names.${name}.aaaa`;
  it.each<[string, ObservedChange, readonly string[]]>([
    ["no address inside", seen(withAddresses("fd00::1")), [`${at} host-without-ipv6`]],
    ["no address told", seen(octopi), [`${at} host-without-ipv6`]],
    ["IPv6 off", seen(withAddresses(own), ipv6({ enabled: false })), [`${at} ipv6-disabled`]],
    ["IPv6 unread", { router: { hosts: known([withAddresses(own)]), ipv6: unknown } }, [`${at} not-readable`]],
    ["the machine not there", seen({ ...octopi, mac: "aa:bb:cc:dd:ee:ff" }), ["hosts.octopi.mac host-not-found"]],
    ["the machines unread", { router: { hosts: unknown } }, ["hosts.octopi not-readable"]],
  ])("%s", (_title, change, expected) => {
    expect(derived({ aaaa: "octopi" }, change)).toEqual(expected);
  });

  it("says what it looked for, and of whom", () => {
    const desired = home({ names: { [name]: { aaaa: "octopi" } } });
    const messages = (change: ObservedChange): unknown => derive(desired, look(change)).unmet;
    const path = ["names", name, "aaaa"];
    expect(messages(seen(octopi))).toEqual([
      { path, message: { code: "host-without-ipv6", params: { host: "octopi", prefixes: ["2a01:e0a:1:2::/64"] } } },
    ]);
    expect(messages(seen(octopi, ipv6({ enabled: false })))).toEqual([
      { path, message: { code: "ipv6-disabled", params: { host: "octopi" } } },
    ]);
    const { ipv6: _left, ...router } = look().router;
    expect(derive(desired, { ...look(), router }).unmet).toEqual([
      { path, message: { code: "no-ipv6-facet", params: { host: "octopi" } } },
    ]);
    expect(messages({ router: { ipv6: unknown } })).toEqual([
      {
        path,
        message: {
          code: "not-readable",
          params: { facet: "ipv6", detail: "GET /lan/: no answer", kind: "unreachable", right: "" },
        },
        failure,
      },
    ]);
  });

  it("needs no IPv4 address of the machine", () => {
    const machine = { ...withAddresses(own), addresses: [] };
    const change = { router: { hosts: known([machine]), leases: known([]) } };
    expect(derived({ aaaa: "octopi" }, change)).toEqual([`AAAA exact ${own}`, "hosts.octopi host-without-address"]);
  });
});

describe("the values of a name", () => {
  it.each<[string, Name, ObservedChange, readonly string[]]>([
    ["its own, each once", { aaaa: ["2001:db8::1", "2001:DB8::0:1"] }, {}, ["AAAA exact 2001:db8::1"]],
    ["one that follows what another says", { aaaa: ["octopi", own] }, seen(withAddresses(own)), [`AAAA exact ${own}`]],
    ["half a set is none", { aaaa: ["2001:db8::1", "octopi"] }, seen(octopi), [`names.${name}.aaaa host-without-ipv6`]],
    ["members and what is to go", { txt: "x", absent: { mx: true } }, {}, ['TXT contains "x"', "MX absent"]],
    ["a name that leads nowhere", "absent", {}, ["CNAME absent", "DNAME absent", "A absent", "AAAA absent"]],
    [
      "what is to go and cannot be told",
      { absent: { aaaa: "octopi" } },
      seen(octopi),
      [`names.${name}.absent.aaaa host-without-ipv6`],
    ],
    ["what is to go of the router's", { absent: { a: "router" } }, {}, ["A absent 82.64.1.2"]],
  ])("%s", (_title, entry, change, expected) => {
    expect(derived(entry, change)).toEqual(expected);
  });

  it("follow a pinned key", () => {
    const change = { hosts: { octopi: { mac: octopi.mac, "host-key": wholeKey } } };
    expect(derived({ sshfp: "octopi" }, {}, change)).toEqual([
      "SSHFP contains 4 2 40797e6d07029cce2099d3ddbe14bba4c4f7c1731d228db7b9493aed758daa31",
    ]);
  });

  it("stand in nobody's way when they are to go and cannot be told any more", () => {
    const desired = home({ names: {} });
    const following = (host: string, from = desired): Wanted =>
      derive(
        {
          ...from,
          records: [
            {
              name,
              zone: "taprest.fr",
              type: "AAAA",
              wish: "absent",
              values: [{ follow: "host", host }],
              path: ["names", "old"],
              allow: [],
            },
          ],
        },
        look(seen(octopi)),
      );
    const untold = { kind: "not-found", operation: "read", message: "what it followed cannot be told any more" };
    const params = { host: "octopi", prefixes: ["2a01:e0a:1:2::/64"] };
    expect(following("octopi").unmet).toEqual([
      { path: ["names", "old"], message: { code: "host-without-ipv6", params }, failure: untold },
    ]);
    const gone = desired.hosts.map((host) => ({
      ...host,
      name: "nas",
      macs: ["aa:bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee:fe"],
    }));
    const notFound = (mac: string): unknown => [
      {
        path: ["names", "old"],
        message: { code: "host-not-found", params: { host: "nas", mac, names: [] } },
        failure: untold,
      },
    ];
    expect(following("nas", { ...desired, dropped: { hosts: gone, forwards: [] } }).unmet).toEqual(
      notFound("aa:bb:cc:dd:ee:ff, aa:bb:cc:dd:ee:fe"),
    );
    expect(following("nas").unmet).toEqual(notFound(""));
    expect(following("nas").records).toEqual([]);
  });

  it("are of the machine that was dropped, when what goes followed it", () => {
    const desired = home({ names: {} });
    const [octopiNow] = desired.hosts;
    if (octopiNow === undefined) throw new Error("the sample has a host");
    const old = { ...octopiNow, macs: ["b8:27:eb:12:34:57"] };
    const machines = [withAddresses(own), { ...octopi, mac: "b8:27:eb:12:34:57", ipv6Addresses: ["2a01:e0a:1:2::57"] }];
    const values = (wish: "absent" | "exact"): unknown =>
      derive(
        { ...desired, records: followingOctopi(wish), dropped: { hosts: [old], forwards: [] } },
        look({ router: { hosts: known(machines) } }),
      ).records.map((set) => set.values);
    expect(values("absent")).toEqual([["2a01:e0a:1:2::57"]]);
    expect(values("exact")).toEqual([[own]]);
  });

  it("keep what an earlier file followed and what nothing else says", () => {
    const desired = home({ names: { [name]: { txt: "x", ttl: 300 } } });
    const going = (values: Desired["records"][number]["values"], type = "TXT"): Desired => ({
      ...desired,
      records: [
        ...desired.records,
        { name, zone: "taprest.fr", type, wish: "absent", values, path: ["names", "old"], allow: [] },
      ],
    });
    expect(briefly(going([{ literal: '"x"' }, { literal: '"y"' }]))).toEqual(['TXT contains "x"', 'TXT absent "y"']);
    expect(briefly(going([{ literal: '"x"' }]))).toEqual(['TXT contains "x"']); // not the whole type
    expect(briefly(going([], "MX"))).toEqual(['TXT contains "x"', "MX absent"]);
    expect(briefly(going([{ literal: "0 ." }], "MX"))).toEqual(['TXT contains "x"', "MX absent 0 ."]);
    expect(briefly(going([{ follow: "host", host: "nobody" }], "SSHFP"))).toEqual(['TXT contains "x"']);
    const { staticName: _name, ...router } = desired.router ?? { kind: "f", path: [] };
    const nameless = { ...going([{ follow: "router" }], "CNAME"), router };
    expect(briefly(nameless)).toEqual(['TXT contains "x"', "CNAME absent abcdefgh.fbxos.fr."]);
    expect(briefly(nameless, { router: { automaticName: known({}) } })).toEqual([
      'TXT contains "x"',
      "names.old no-automatic-name",
    ]);
    expect(briefly(nameless, { router: { automaticName: unknown } })).toEqual([
      'TXT contains "x"',
      "names.old not-readable",
    ]);
  });
});

describe("the static name", () => {
  const automatic = { router: { kind: "f", name: "automatic" } };
  it("is read alone: neither kind hides the other", () => {
    const blind = { router: { staticNames: unknown } };
    expect(derived("router", blind, automatic)).toEqual(["CNAME exact abcdefgh.fbxos.fr."]);
    expect(derived("router", { router: { automaticName: unknown } })).toEqual(["CNAME exact taprest.freeboxos.fr."]);
    expect(derived("router", { router: { automaticName: unknown } }, automatic)).toEqual(["router.name not-readable"]);
    expect(derived("router", blind)).toEqual(["router.name not-readable"]);
  });

  it("is nobody's automatic one on a router that has none", () => {
    const { automaticName: _left, ...router } = look().router;
    const { unmet, staticName } = derive(home(automatic), { ...look(), router });
    expect(unmet).toEqual([{ path: ["router", "name"], message: { code: "no-automatic-name", params: {} } }]);
    expect(staticName).toBeUndefined();
  });

  it("is wanted all the same of a router that cannot have one, which is refused for it", () => {
    const { staticNames: _left, ...router } = look().router;
    const can = { comments: true, sourceFilter: true, portRanges: true };
    const asked = (staticName: boolean): Wanted =>
      derive(home(), { ...look(), router, capabilities: { ...can, staticName } });
    expect(asked(false).staticName?.item.name).toBe("taprest.freeboxos.fr");
    expect(asked(true).staticName).toBeUndefined();
    expect(asked(true).unmet.map(({ message }) => message.code)).toEqual(["not-readable"]);
  });
});
