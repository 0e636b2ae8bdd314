import { describe, expect, it } from "vitest";
import { home, homeInput, wholeKey } from "../../test/sample.ts";
import { type Desired, type DesiredRecords, HomeError } from "../desired.ts";
import { parseHome } from "../home.ts";
import type { HomeInput } from "./file.ts";
import { withPrevious } from "./previous.ts";

const name = "home.taprest.fr";
const eth = "b8:27:eb:12:34:56";
const wlan = "b8:27:eb:12:34:57";
type Change = Partial<HomeInput>;

const both = (then: Change, now: Change): Desired => withPrevious(home(now), home(then));
const alone: Change = { forwards: {}, names: {}, tunnels: {} };

describe("withPrevious", () => {
  it("changes nothing of a file that declares the same", () => {
    expect(both({}, {})).toEqual(home());
    expect(both({ hosts: {}, ...alone }, {})).toEqual(home());
  });

  it("refuses the file of another home", () => {
    const other = home({ home: "garage" });
    expect(() => withPrevious(home(), other)).toThrow(HomeError);
    expect(() => withPrevious(home(), other)).toThrow("home: this is taprest, and the earlier file is of garage");
  });

  it("drops everything of a file that is empty now, and names what it must be dropped from", () => {
    const nothing: HomeInput = { version: 1, home: "taprest" };
    const then = home({ names: { [name]: { cname: "router", allow: ["removal"] } } });
    const { hosts, forwards, zones } = then;
    expect(withPrevious(parseHome(nothing), then)).toEqual({
      home: "taprest",
      router: { kind: "freebox", path: ["router"] },
      zones,
      hosts: [],
      forwards: [],
      tunnels: [],
      dropped: { hosts, forwards },
      records: [
        {
          name,
          zone: "taprest.fr",
          type: "CNAME",
          wish: "absent",
          values: [{ literal: "taprest.freeboxos.fr." }],
          path: ["names", name, "cname"],
          allow: [],
        },
      ],
    });
  });

  it("names no router and no zone again that nothing goes from", () => {
    const now = parseHome({ version: 1, home: "taprest" });
    expect(withPrevious(now, home({ hosts: {}, ...alone }))).toEqual(now);
  });

  it("leaves alone what was made on another kind of router", () => {
    const other = { router: { kind: "other", name: "taprest.freeboxos.fr" } };
    expect(both({}, { ...other, hosts: {}, ...alone, names: homeInput.names ?? {} })).not.toHaveProperty("dropped");
  });
});

const droppedHosts = (then: HomeInput["hosts"], now: HomeInput["hosts"]): readonly string[] =>
  (both({ ...alone, hosts: then ?? {} }, { ...alone, hosts: now ?? {} }).dropped?.hosts ?? []).map(
    ({ name: key, macs }) => [key, ...macs.map((mac) => mac.slice(-2))].join(" "),
  );

describe("hosts", () => {
  it.each<[string, HomeInput["hosts"], HomeInput["hosts"], readonly string[]]>([
    ["gone", { octopi: { mac: eth } }, {}, ["octopi 56"]],
    ["gone, known by name", { octopi: {} }, {}, ["octopi"]],
    ["the same", { octopi: { mac: eth } }, { octopi: { mac: eth } }, []],
    ["under another key", { octopi: { mac: eth } }, { pi: { mac: eth } }, []],
    ["another machine", { octopi: { mac: eth } }, { octopi: { mac: wlan } }, ["octopi 56"]],
    ["a card less", { octopi: { mac: [eth, wlan] } }, { octopi: { mac: wlan } }, ["octopi 56"]],
    ["a card more", { octopi: { mac: eth } }, { octopi: { mac: [wlan, eth] } }, []],
    ["its cards at two hosts", { octopi: { mac: [eth, wlan] } }, { one: { mac: eth }, two: { mac: wlan } }, []],
    ["by name now", { octopi: { mac: eth } }, { octopi: {} }, []],
    ["by another key with its name", { octopi: { mac: eth, name: "pi" } }, { print: { name: "pi" } }, []],
    ["by address now", { octopi: { mac: eth, ip: "192.168.1.42" } }, { print: { ip: "192.168.1.42" } }, []],
    ["by its card now", { octopi: {} }, { octopi: { mac: eth } }, []],
    ["by its card and name now", { octopi: { name: "pi" } }, { print: { mac: eth, name: "pi" } }, []],
    ["a namesake with another card", { octopi: { mac: eth } }, { nas: { mac: wlan, name: "octopi" } }, ["octopi 56"]],
  ])("%s", (_title, then, now, expected) => {
    expect(droppedHosts(then, now)).toEqual(expected);
  });
});

describe("forwards", () => {
  type Forwards = HomeInput["forwards"];
  const hosts = { octopi: { mac: eth }, nas: { mac: wlan } };
  const dropped = (then: Forwards, now: Forwards, hostsNow: HomeInput["hosts"] = hosts): readonly string[] =>
    (
      both({ ...alone, hosts, forwards: then ?? {} }, { ...alone, hosts: hostsNow, forwards: now ?? {} }).dropped
        ?.forwards ?? []
    ).map((forward) => {
      const ports = forward.wanPorts.map(([first, last]) => `${first}-${last}`).join(",");
      return `${forward.name} ${forward.protocols.join()} ${ports} ${forward.host}:${forward.port}`;
    });
  it.each<[string, Forwards, Forwards, readonly string[], HomeInput["hosts"]?]>([
    ["gone", { ssh: { wan: [1, "5-9"], to: "octopi:22" } }, {}, ["ssh tcp 1-1,5-9 octopi:22"]],
    ["the same", { ssh: { wan: 1, to: "octopi:22" } }, { ssh: { wan: 1, to: "octopi:22" } }, []],
    [
      "a port less",
      { ssh: { wan: [1, 2], to: "octopi:22" } },
      { ssh: { wan: 2, to: "octopi:22" } },
      ["ssh tcp 1-1 octopi:22"],
    ],
    [
      "a protocol less",
      { ssh: { wan: 1, to: "octopi:22", protocol: ["tcp", "udp"] } },
      { ssh: { wan: 1, to: "octopi:22", protocol: "udp" } },
      ["ssh tcp 1-1 octopi:22"],
    ],
    [
      "another target on its port: rewritten",
      { ssh: { wan: 1, to: "octopi:22" } },
      { ssh: { wan: 1, to: "nas:80" } },
      [],
    ],
    [
      "its port at another entry: rewritten",
      { ssh: { wan: 1, to: "octopi:22" } },
      { web: { wan: 1, to: "nas:80" } },
      [],
    ],
    [
      "another target on another port",
      { ssh: { wan: 1, to: "octopi:22" } },
      { ssh: { wan: 2, to: "nas:80" } },
      ["ssh tcp 1-1 octopi:22"],
    ],
    [
      "a shorter range",
      { ssh: { wan: "1-9", to: "octopi:22" } },
      { ssh: { wan: "1-5", to: "octopi:22" } },
      ["ssh tcp 1-9 octopi:22"],
    ],
    [
      "to a host with another key now",
      { ssh: { wan: 1, to: "octopi:22" } },
      {},
      ["ssh tcp 1-1 pi:22"],
      { pi: { mac: eth } },
    ],
    [
      "to a host without card now",
      { ssh: { wan: 1, to: "octopi:22" } },
      {},
      ["ssh tcp 1-1 pi:22"],
      { pi: { name: "octopi" } },
    ],
    ["to a host that is gone too", { ssh: { wan: 1, to: "octopi:22" } }, {}, ["ssh tcp 1-1 octopi:22"], {}],
    [
      "to a machine that was replaced",
      { ssh: { wan: 1, to: "octopi:22" } },
      {},
      ["ssh tcp 1-1 octopi:22"],
      { octopi: { mac: "aa:aa:aa:aa:aa:aa" } },
    ],
  ])("%s", (_title, then, now, expected, hostsNow) => {
    expect(dropped(then, now, hostsNow)).toEqual(expected);
  });
});

const said = (records: readonly DesiredRecords[]): readonly string[] =>
  records.map(({ type, wish, values }) =>
    [type, wish, ...values.map((value) => ("literal" in value ? value.literal : JSON.stringify(value)))].join(" "),
  );

describe("records", () => {
  type Name = NonNullable<HomeInput["names"]>[string];
  /** What is added to the file of now. */
  const added = (
    then: Name | undefined,
    now: Name | undefined,
    thenHome: Change = {},
    nowHome: Change = {},
  ): readonly string[] => {
    const names = (entry: Name | undefined): Change => ({ names: entry === undefined ? {} : { [name]: entry } });
    const desired = home({ ...nowHome, ...names(now) });
    return said(withPrevious(desired, home({ ...thenHome, ...names(then) })).records.slice(desired.records.length));
  };
  it.each<[string, Name | undefined, Name | undefined, readonly string[]]>([
    [
      "a name gone",
      { a: ["192.0.2.1", "192.0.2.2"], txt: "x" },
      undefined,
      ["A absent 192.0.2.1 192.0.2.2", 'TXT absent "x"'],
    ],
    ["a name that was absent", "absent", undefined, []],
    ["a type gone", { a: "192.0.2.1", aaaa: "::1" }, { a: "192.0.2.1" }, ["AAAA absent ::1"]],
    ["a value gone of a whole set", { a: ["192.0.2.1", "192.0.2.2"] }, { a: "192.0.2.2" }, ["A absent 192.0.2.1"]],
    ["a member gone", { txt: ["x", "y"] }, { txt: "y" }, ['TXT absent "x"']],
    ["a member that stays", { txt: ["x", "y"] }, { txt: ["y", "x"] }, []],
    ["a member that is to go by the file itself", { txt: ["x", "y"] }, { absent: { txt: "x" } }, ['TXT absent "y"']],
    ["a type that is to go as a whole", { txt: ["x", "y"] }, { absent: { txt: true } }, []],
    ["a CNAME that became an address", { cname: "a.example" }, { a: "192.0.2.1" }, ["CNAME absent a.example."]],
    ["a CNAME that became an IPv6 address", { cname: "a.example" }, { aaaa: "::1" }, ["CNAME absent a.example."]],
    ["a CNAME that became a text", { cname: "a.example" }, { txt: "x" }, ["CNAME absent a.example."]],
    [
      "addresses that became a CNAME",
      { a: "192.0.2.1", aaaa: "::1" },
      { cname: "a.example" },
      ["A absent 192.0.2.1", "AAAA absent ::1"],
    ],
    ["a text that became a CNAME", { txt: "x" }, { cname: "a.example" }, ['TXT absent "x"']],
    ["a tree that became a CNAME", { dname: "a.example" }, { cname: "a.example" }, ["DNAME absent a.example."]],
    ["an address that became one of IPv6", { a: "192.0.2.1" }, { aaaa: "::1" }, ["A absent 192.0.2.1"]],
    ["the router's static name", "router", undefined, ["CNAME absent taprest.freeboxos.fr."]],
    ["the router's address", { a: "router" }, undefined, ['A absent {"follow":"router"}']],
    ["a machine's address that stays", { aaaa: "octopi" }, { aaaa: "octopi" }, []],
    ["a machine's address", { aaaa: "octopi" }, undefined, ['AAAA absent {"follow":"host","host":"octopi"}']],
  ])("%s", (_title, then, now, expected) => {
    expect(added(then, now)).toEqual(expected);
  });

  const automatic: Change = { router: { kind: "freebox", name: "automatic" } };
  const renamed: Change = { hosts: { pi: { mac: eth } }, forwards: {}, tunnels: {} };
  const pinned: Change = { hosts: { octopi: { mac: eth, "host-key": wholeKey } } };
  const sshfp = "4 2 40797e6d07029cce2099d3ddbe14bba4c4f7c1731d228db7b9493aed758daa31";
  it.each<[string, Name | undefined, Name | undefined, readonly string[], Change, Change?]>([
    [
      "an automatic name, whatever it was",
      "router",
      undefined,
      ['CNAME absent {"follow":"router"}'],
      automatic,
      automatic,
    ],
    [
      "the static name of then",
      "router",
      undefined,
      ["CNAME absent taprest.freeboxos.fr."],
      {},
      { router: { kind: "freebox", name: "x.freeboxos.fr" } },
    ],
    [
      "a machine that has another key now",
      { aaaa: "octopi" },
      undefined,
      ['AAAA absent {"follow":"host","host":"pi"}'],
      {},
      renamed,
    ],
    ["a pinned key", { sshfp: "octopi" }, undefined, [`SSHFP absent ${sshfp}`], pinned],
    ["a pinned key that stays, written out", { sshfp: "octopi" }, { sshfp: sshfp.toUpperCase() }, [], pinned],
    ["a pinned key that stays, followed", { sshfp: sshfp }, { sshfp: "octopi" }, [], pinned, pinned],
  ])("%s", (_title, then, now, expected, thenHome, nowHome) => {
    expect(added(then, now, thenHome, nowHome)).toEqual(expected);
  });
});
