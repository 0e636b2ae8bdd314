import { describe, expect, it } from "vitest";
import {
  facets,
  failure,
  home,
  known,
  lease,
  look,
  type ObservedChange,
  octopi,
  rule,
  unknown,
} from "../test/sample.ts";
import type { LanHost } from "./contracts.ts";
import { derive, type Wanted } from "./derive.ts";
import type { HomeInput } from "./home/file.ts";

const derived = (change: Partial<HomeInput> = {}, seen: ObservedChange = {}): Wanted =>
  derive(home(change), look(seen));
const other: LanHost = { mac: "aa:bb:cc:dd:ee:ff", names: ["tv"], addresses: ["192.168.1.40"], active: true };

/** Wanted in few words: lease and forward addresses, static name, record values, and what cannot be had. */
const brief = (wanted: Wanted): object => ({
  leases: wanted.leases.map(({ item }) => item.address),
  forwards: wanted.forwards.map(({ item }) => `${item.wanPorts[0]} ${item.lanAddress}:${item.lanPort}`),
  name: wanted.staticName?.item.name,
  records: wanted.records.map(({ type, values }) => `${type} ${values.join()}`),
  unmet: wanted.unmet.map(
    ({ path, message, failure: why }) => `${path.join(".")} ${message.code}${why === undefined ? "" : " (unread)"}`,
  ),
});
const whole = {
  leases: ["192.168.1.30"],
  forwards: ["7654 192.168.1.30:22"],
  name: "taprest.freeboxos.fr",
  records: ["CNAME taprest.freeboxos.fr."],
  unmet: [] as string[],
};
const noHost = { ...whole, leases: [], forwards: [] };

const hosts = (...seen: readonly LanHost[]): ObservedChange => ({ router: { hosts: known(seen) } });

describe("what was observed makes wishes concrete", () => {
  const off = { ...octopi, active: false };
  const rows: readonly [string, Partial<HomeInput>, ObservedChange, object][] = [
    ["the scenario", {}, {}, whole],
    [
      "a host found by its name, in any letters",
      { hosts: { octopi: {} } },
      hosts(other, { ...octopi, names: ["Pi", "OctoPi"] }),
      whole,
    ],
    ["a host not there, by MAC", {}, hosts(other), { ...noHost, unmet: ["hosts.octopi.mac host-not-found"] }],
    [
      "a host not there, by name",
      { hosts: { octopi: {} } },
      hosts(other),
      { ...noHost, unmet: ["hosts.octopi host-not-found"] },
    ],
    [
      "two machines of one name",
      { hosts: { octopi: {} } },
      hosts(octopi, { ...other, names: ["octopi"] }),
      { ...noHost, unmet: ["hosts.octopi host-ambiguous"] },
    ],
    ["one machine listed twice", { hosts: { octopi: {} } }, hosts(octopi, octopi), whole],
    [
      "a machine that is off follows its lease",
      {},
      { router: { hosts: known([{ ...off, addresses: ["192.168.1.99"] }]) } },
      whole,
    ],
    ["a machine that is off, without address", {}, hosts({ ...off, addresses: [] }), whole],
    ["a machine that is off, without lease", {}, { router: { hosts: known([off]), leases: known([]) } }, whole],
    [
      "a machine that is on follows the address it has",
      {},
      { router: { leases: known([lease({ address: "192.168.1.99" })]) } },
      whole,
    ],
    [
      "no address and no lease",
      {},
      { router: { hosts: known([{ ...octopi, addresses: [] }]), leases: known([]) } },
      { ...noHost, unmet: ["hosts.octopi host-without-address"] },
    ],
    ["hosts unread", {}, { router: { hosts: unknown } }, { ...noHost, unmet: ["hosts.octopi not-readable (unread)"] }],
    [
      "leases unread",
      {},
      { router: { leases: unknown } },
      { ...noHost, unmet: ["hosts.octopi not-readable (unread)"] }, // no redirection without the lease it needs
    ],
    [
      "leases unread, machine off",
      {},
      { router: { hosts: known([off]), leases: unknown } },
      { ...noHost, unmet: ["hosts.octopi not-readable (unread)"] },
    ],
    [
      "forwards unread",
      {},
      { router: { forwards: unknown } },
      { ...whole, forwards: [], unmet: ["forwards.ssh not-readable (unread)"] },
    ],
    [
      "line unread",
      {},
      { router: { line: unknown } },
      { ...whole, forwards: [], unmet: ["forwards.ssh not-readable (unread)"] },
    ],
    [
      "static names unread",
      {},
      { router: { staticNames: unknown } },
      { ...whole, name: undefined, records: [], unmet: ["router.name not-readable (unread)"] },
    ],
    [
      "the zone unread",
      {},
      { stored: unknown },
      { ...whole, records: [], unmet: ["names.home.taprest.fr not-readable (unread)"] },
    ],
    [
      "the automatic name",
      { router: { kind: "f", name: "automatic" } },
      { router: { automaticName: known({ name: "x.fbxos.fr" }), staticNames: unknown } },
      { ...whole, name: "x.fbxos.fr", records: ["CNAME x.fbxos.fr."] },
    ],
    [
      "no automatic name",
      { router: { kind: "f", name: "automatic" } },
      { router: { automaticName: known({}) } },
      { ...whole, name: undefined, records: [], unmet: ["router.name no-automatic-name"] },
    ],
    ["no static name asked for", { router: { kind: "f" }, names: {} }, {}, { ...whole, name: undefined, records: [] }],
    [
      "the router's address",
      { names: { "home.taprest.fr": { a: "router" } } },
      {},
      { ...whole, records: ["A 82.64.1.2"] },
    ],
    [
      "the router's address, line unread",
      { names: { "home.taprest.fr": { a: "router" } }, forwards: {}, tunnels: {} },
      { router: { line: unknown } },
      { ...whole, forwards: [], records: [], unmet: ["names.home.taprest.fr.a not-readable (unread)"] },
    ],
    [
      "the router's address, line down",
      { names: { "home.taprest.fr": { a: "router" } } },
      { router: { line: known({ up: false, portRange: [0, 65_535] }) } },
      { ...whole, records: [], unmet: ["names.home.taprest.fr.a line-down (unread)"] },
    ],
    [
      "values of their own, each once",
      { names: { "home.taprest.fr": { aaaa: ["2001:db8::1", "2001:DB8:0::1"] } } },
      {},
      { ...whole, records: ["AAAA 2001:db8::1"] },
    ],
    [
      "several ports",
      { forwards: { ssh: { wan: [7654, 443], to: "octopi:22" } } },
      {},
      { ...whole, forwards: ["7654 192.168.1.30:22", "443 192.168.1.30:22"] },
    ],
  ];
  it.each(rows)("%s", (_title, change, seen, expected) => {
    expect(brief(derived(change, seen))).toEqual(expected);
  });

  it("marks what it makes and keeps where it comes from", () => {
    const wanted = derived({
      forwards: { ssh: { wan: 7654, to: "octopi:22", from: "203.0.113.9" } },
      names: { "home.taprest.fr": { cname: "router", ttl: 300 } },
    });
    expect(wanted.leases).toEqual(
      [{ item: lease({}), addressNow: "192.168.1.30", path: ["hosts", "octopi"], name: "octopi" }].map(
        ({ item: { ref: _ref, ...item }, ...rest }) => ({ item, ...rest }),
      ),
    );
    const { ref: _ref, ...expected } = rule({ from: "203.0.113.9" });
    expect(wanted.forwards).toEqual([{ item: expected, path: ["forwards", "ssh"], name: "ssh", host: "octopi" }]);
    expect(wanted.records[0]).toEqual({
      name: "home.taprest.fr",
      zone: "taprest.fr",
      type: "CNAME",
      wish: "exact",
      path: ["names", "home.taprest.fr", "cname"],
      ttlSeconds: 300,
      values: ["taprest.freeboxos.fr."],
    });
  });

  it("says why of what was not read at all, and carries a failure as it came", () => {
    const desired = home();
    const nothing = derive(desired, { router: {}, zones: {} });
    expect(nothing.unmet.map(({ message }) => message.params["detail"])).toEqual(Array(3).fill("it was not read"));
    expect(derived({}, { stored: unknown }).unmet[0]?.failure).toEqual(failure);
  });

  it("leaves out a forward whose host is in no file", () => {
    const desired = home();
    const strange = { ...desired, forwards: desired.forwards.map((forward) => ({ ...forward, host: "nobody" })) };
    expect(derive(strange, look()).forwards).toEqual([]);
  });

  it("tells of a machine's absence once, with the names the router sees", () => {
    const { unmet } = derived({}, { router: { hosts: known([other]) } });
    expect(unmet).toEqual([
      {
        path: ["hosts", "octopi", "mac"],
        message: { code: "host-not-found", params: { host: "octopi", mac: octopi.mac, names: ["tv"] } },
      },
    ]);
    expect(facets.hosts).toEqual([octopi]);
  });
});
