import { describe, expect, it } from "vitest";
import { home, known, lease, look, octopi } from "../../test/sample.ts";
import type { LanHost, Lease } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { HomeInput } from "../home/file.ts";

type Host = NonNullable<HomeInput["hosts"]>[string];
const eth: LanHost = { ...octopi, addresses: ["192.168.1.30"] };
const wlan: LanHost = { ...octopi, mac: "b8:27:eb:12:34:57", names: ["octopi-wifi"], addresses: ["192.168.1.31"] };
const tv: LanHost = { mac: "aa:bb:cc:dd:ee:ff", names: ["tv"], addresses: ["192.168.1.40"], active: true };
const off = (machine: LanHost): LanHost => ({ ...machine, active: false });

/** The lease of one host as "mac address now", or why there is none. */
const leaseOf = (host: Host, seen: readonly LanHost[], leases: readonly Lease[] = []): readonly string[] => {
  const desired = home({ hosts: { octopi: host }, forwards: { ssh: { wan: 7654, to: "octopi:22" } }, names: {} });
  const wanted = derive(desired, look({ router: { hosts: known(seen), leases: known(leases) } }));
  for (const { item } of wanted.forwards) expect(item.lanAddress).toBe(wanted.leases[0]?.addressNow);
  expect(wanted.forwards).toHaveLength(wanted.leases.length);
  return [
    ...wanted.leases.map(({ item, addressNow }) => `${item.mac.slice(-2)} ${item.address} ${addressNow}`),
    ...wanted.unmet.map(({ path, message }) => `${path.join(".")} ${message.code}`),
  ];
};

describe("which machine a host is, and where", () => {
  const both = { mac: [eth.mac, wlan.mac] };
  it.each<[string, Host, readonly LanHost[], readonly string[], (readonly Lease[])?]>([
    ["the first of two cards", both, [wlan, eth], ["56 192.168.1.30 192.168.1.30"]],
    ["the card in use", both, [off(eth), wlan], ["57 192.168.1.31 192.168.1.31"]],
    ["the first card known, when none is in use", both, [off(wlan), off(eth)], ["56 192.168.1.30 192.168.1.30"]],
    ["the only card known", both, [off(wlan)], ["57 192.168.1.31 192.168.1.31"]],
    ["none of two cards", both, [tv], ["hosts.octopi.mac host-not-found"]],
    ["another name on the LAN", { name: "TV" }, [eth, tv], ["ff 192.168.1.40 192.168.1.40"]],
    ["a name before an address", { ip: "192.168.1.40" }, [tv, eth], ["56 192.168.1.40 192.168.1.30"]],
    ["an address when no name fits", { name: "pi", ip: "192.168.1.30" }, [tv, eth], ["56 192.168.1.30 192.168.1.30"]],
    [
      "the machine at an address, not one that had it before",
      { name: "pi", ip: "192.168.1.40" },
      [{ ...off(eth), addresses: ["192.168.1.40"] }, tv, { ...wlan, addresses: ["192.168.1.31", "192.168.1.40"] }],
      ["ff 192.168.1.40 192.168.1.40"],
    ],
    [
      "the machine that was last at an address",
      { name: "pi", ip: "192.168.1.30" },
      [tv, off(eth)],
      ["56 192.168.1.30 192.168.1.30"],
    ],
    [
      "two machines at an address",
      { name: "pi", ip: "192.168.1.40" },
      [tv, { ...eth, addresses: ["192.168.1.40"] }],
      ["hosts.octopi host-ambiguous"],
    ],
    ["nobody at an address", { name: "pi", ip: "192.168.1.99" }, [eth], ["hosts.octopi host-not-found"]],
    [
      "never by name when a card is declared",
      { mac: wlan.mac },
      [{ ...eth, names: ["octopi"] }],
      ["hosts.octopi.mac host-not-found"],
    ],
    ["an address it has not yet", { mac: eth.mac, ip: "192.168.1.42" }, [eth], ["56 192.168.1.42 192.168.1.30"]],
    [
      "off, an address it has not yet, and a lease",
      { mac: eth.mac, ip: "192.168.1.42" },
      [off(eth)],
      ["56 192.168.1.42 192.168.1.35"],
      [lease({ address: "192.168.1.35" })],
    ],
    [
      "nobody knows where, and the address declared",
      { mac: eth.mac, ip: "192.168.1.42" },
      [{ ...eth, addresses: [] }],
      ["56 192.168.1.42 192.168.1.42"],
    ],
    ["nobody knows where", { mac: eth.mac }, [{ ...eth, addresses: [] }], ["hosts.octopi host-without-address"]],
  ])("%s", (_title, host, seen, expected, leases) => {
    expect(leaseOf(host, seen, leases)).toEqual(expected);
  });

  it("names every card that was not found", () => {
    const desired = home({ hosts: { octopi: both }, forwards: {}, tunnels: {}, names: {} });
    const { unmet } = derive(desired, look({ router: { hosts: known([tv]) } }));
    expect(unmet.map(({ message }) => message)).toEqual([
      { code: "host-not-found", params: { host: "octopi", mac: `${eth.mac}, ${wlan.mac}`, names: ["tv"] } },
    ]);
  });

  it("names the cards that could be meant", () => {
    const desired = home({ hosts: { octopi: {} }, forwards: {}, tunnels: {}, names: {} });
    const { unmet } = derive(desired, look({ router: { hosts: known([eth, { ...tv, names: ["OctoPi"] }]) } }));
    expect(unmet.map(({ message }) => message)).toEqual([
      { code: "host-ambiguous", params: { host: "octopi", macs: [tv.mac, eth.mac] } },
    ]);
  });
});

describe("the rules of a forward", () => {
  it("are one for each protocol and range", () => {
    const entry = { wan: [7654, "8000-8010"], to: "octopi:22", protocol: ["udp", "tcp"], enabled: false } as const;
    const { forwards } = derive(home({ forwards: { ssh: entry }, tunnels: {} }), look());
    expect(forwards.map(({ item }) => `${item.protocol} ${item.wanPorts.join("-")} ${item.lanPort}`)).toEqual([
      "udp 7654-7654 22",
      "udp 8000-8010 22",
      "tcp 7654-7654 22",
      "tcp 8000-8010 22",
    ]);
    expect(new Set(forwards.map(({ item }) => item.enabled))).toEqual(new Set([false]));
  });
});
