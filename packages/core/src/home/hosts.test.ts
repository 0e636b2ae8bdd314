import { describe, expect, it } from "vitest";
import { issuesWith } from "../../test/issues.ts";
import { home } from "../../test/sample.ts";
import type { HomeIssue, HomePath } from "../desired.ts";
import type { HomeInput } from "./file.ts";

const eth = "b8:27:eb:12:34:56";
const wlan = "b8:27:eb:12:34:57";
const wholeKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDmYfg5GoNs+Q3qgE7zqckgUAkw7N9+yh9hp/az2mo+v pi@octopi";

const hosts = (entry: unknown, others: object = {}): Record<string, unknown> => ({
  hosts: { octopi: entry, ...others },
});
const forwards = (entry: object, others: object = {}): Record<string, unknown> => ({
  forwards: { ssh: { wan: 7654, to: "octopi:22", ...entry }, ...others },
});
const at = (...path: (string | number)[]): HomePath => path;

describe("hosts", () => {
  it("have several cards, another name on the LAN, an address and a whole key", () => {
    const entry = { mac: [eth, wlan.toUpperCase()], name: " Raspberry Pi ", ip: "192.168.1.42", "host-key": wholeKey };
    expect(home({ hosts: { octopi: entry } }).hosts).toEqual([
      {
        name: "octopi",
        lanName: "raspberry pi",
        macs: [eth, wlan],
        address: "192.168.1.42",
        hostKey: "SHA256:QHl+bQcCnM4gmdPdvhS7pMT3wXMdIo23uUk67XWNqjE",
        hostKeyType: "ssh-ed25519",
        allow: [],
        path: ["hosts", "octopi"],
      },
    ]);
    expect(home({ hosts: { octopi: {} } }).hosts).toEqual([
      { name: "octopi", lanName: "octopi", macs: [], allow: [], path: ["hosts", "octopi"] },
    ]);
  });

  it.each<[string, Record<string, unknown>, HomePath, string, string?]>([
    [
      "a wrong card in a list",
      hosts({ mac: [eth, "x"] }),
      at("hosts", "octopi", "mac", 1),
      'must be six pairs of hex digits: "b8:27:eb:12:34:56"',
    ],
    ["a card as a number", hosts({ mac: 12 }), at("hosts", "octopi", "mac"), "must be text, or a list"],
    ["no card in a list", hosts({ mac: [] }), at("hosts", "octopi", "mac"), "must hold at least one"],
    [
      "a card twice",
      hosts({ mac: [eth, eth] }),
      at("hosts", "octopi", "mac", 1),
      `${eth} is the mac of octopi already`,
      "correct one",
    ],
    [
      "a card of two",
      hosts({ mac: eth }, { nas: { mac: [wlan, eth] } }),
      at("hosts", "nas", "mac", 1),
      `${eth} is the mac of octopi already`,
      "correct one",
    ],
    [
      "an address of two",
      hosts({ ip: "192.168.1.42" }, { nas: { ip: "192.168.1.42" } }),
      at("hosts", "nas", "ip"),
      "192.168.1.42 is the address of octopi already",
      "choose another",
    ],
    ["an address with zeros", hosts({ ip: "192.168.01.4" }), at("hosts", "octopi", "ip"), "must be an IPv4 address"],
    ["no name", hosts({ name: " " }), at("hosts", "octopi", "name"), "must be a name of 1-63 characters"],
    [
      "a name of two lines",
      hosts({ name: "a\nb" }),
      at("hosts", "octopi", "name"),
      "must be a name of 1-63 characters",
    ],
    [
      "a key cut short",
      hosts({ "host-key": wholeKey.slice(0, 60) }),
      at("hosts", "octopi", "host-key"),
      "must be a whole public key: this one is cut or damaged",
    ],
    ["a key as a number", hosts({ "host-key": 5 }), at("hosts", "octopi", "host-key"), "must be text"],
    [
      "a hazard unknown",
      hosts({ allow: ["adress-move"] }),
      at("hosts", "octopi", "allow", 0),
      "must be take-over or exposed-service or own-connection or address-move or dangling-cname or removal or short-ttl or shadowed",
      "did you mean address-move?",
    ],
  ])("%s", (_title, change, path, message, remedy) => {
    const expected: HomeIssue = { path, message, ...(remedy === undefined ? {} : { remedy }) };
    expect(issuesWith(change)).toEqual([expected]);
  });

  it("accept every hazard", () => {
    const allow: HomeInput["hosts"] = { octopi: { allow: ["address-move", "removal"] } };
    expect(home({ hosts: allow }).hosts[0]?.allow).toEqual(["address-move", "removal"]);
  });
});

describe("forwards", () => {
  it("have ranges, protocols, a source, a kind, and may be off", () => {
    const entry = {
      wan: [7654, "8000-8010"] as const,
      to: "octopi:22",
      protocol: ["tcp", "udp", "tcp"] as const,
      from: "203.0.113.9",
      enabled: false,
      kind: "octoprint",
    };
    expect(home({ forwards: { ssh: entry } }).forwards).toEqual([
      {
        name: "ssh",
        protocols: ["tcp", "udp"],
        wanPorts: [
          [7654, 7654],
          [8000, 8010],
        ],
        host: "octopi",
        port: 22,
        from: "203.0.113.9",
        enabled: false,
        serviceKind: "octoprint",
        allow: [],
        path: ["forwards", "ssh"],
      },
    ]);
    expect(home({ forwards: { ssh: { wan: "1-65535", to: "octopi:1" } } }).forwards[0]?.wanPorts).toEqual([
      [1, 65_535],
    ]);
    expect(home({ forwards: { ssh: { wan: "80-80", to: "octopi:1" } } }).forwards[0]?.wanPorts).toEqual([[80, 80]]);
  });

  it("take a port for each protocol", () => {
    const both = { dns: { wan: 53, to: "octopi:53", protocol: "udp" }, ssh: { wan: 53, to: "octopi:22" } } as const;
    expect(home({ forwards: both }).forwards).toHaveLength(2);
  });

  const wan = at("forwards", "ssh", "wan");
  const order = "ports must be 1-65535, the lowest first";
  it.each<[string, Record<string, unknown>, HomePath, string, string?]>([
    ["a range the wrong way round", forwards({ wan: "8010-8000" }), wan, order],
    ["a range from 0", forwards({ wan: "0-10" }), wan, order],
    ["a range past the last port", forwards({ wan: [1, "65000-65536"] }), at(...wan, 1), order],
    ["a range of words", forwards({ wan: "a-b" }), wan, 'must be a port number, or ports as "8000-8010"'],
    [
      "a range that runs out of ports on the host",
      forwards({ wan: [1, "8000-8010"], to: "octopi:65526" }),
      at("forwards", "ssh", "to"),
      "port 65526 and the 10 behind it go past 65535",
      "8000-8010 needs as many ports on the host",
    ],
    [
      "a port within a range of its own",
      forwards({ wan: ["8000-8010", 8005] }),
      at(...wan, 1),
      "WAN tcp 8005 is already taken by forward ssh",
      "name it once",
    ],
    [
      "a range over an earlier port",
      forwards({}, { web: { wan: "7000-8000", to: "octopi:80" } }),
      at("forwards", "web", "wan"),
      "WAN tcp 7000-8000 is already taken by forward ssh",
      "choose another port",
    ],
    [
      "a range that begins in another's last port",
      forwards({ wan: "7000-7654" }, { web: { wan: [1, "7654-7700"], to: "octopi:80" } }),
      at("forwards", "web", "wan", 1),
      "WAN tcp 7654-7700 is already taken by forward ssh",
      "choose another port",
    ],
    [
      "one of two protocols taken, of rules that are off",
      forwards({ protocol: "udp", enabled: false }, { web: { wan: 7654, to: "octopi:80", protocol: ["tcp", "udp"] } }),
      at("forwards", "web", "wan"),
      "WAN udp 7654 is already taken by forward ssh",
      "choose another port",
    ],
    ["no protocol", forwards({ protocol: [] }), at("forwards", "ssh", "protocol"), "must hold at least one"],
    ["a flag in words", forwards({ enabled: "no" }), at("forwards", "ssh", "enabled"), "must be true or false"],
    ["a kind in capitals", forwards({ kind: "OctoPrint" }), at("forwards", "ssh", "kind"), "must be a lower-case word"],
  ])("%s", (_title, change, path, message, remedy) => {
    const expected: HomeIssue = { path, message, ...(remedy === undefined ? {} : { remedy }) };
    expect(issuesWith({ tunnels: {}, ...change })).toEqual([expected]);
  });

  it("tell each overlap once, at the later of the two, in the order of the file", () => {
    const entries = {
      wide: { wan: "8000-9000", to: "octopi:1" },
      one: { wan: 8500, to: "octopi:1" },
      two: { wan: [100, 8600], to: "octopi:1" },
      same: { wan: 100, to: "octopi:1" },
    };
    expect(
      issuesWith({ forwards: entries, tunnels: {} }).map(({ path, message }) => [path.join("."), message]),
    ).toEqual([
      ["forwards.one.wan", "WAN tcp 8500 is already taken by forward wide"],
      ["forwards.two.wan.1", "WAN tcp 8600 is already taken by forward wide"],
      ["forwards.same.wan", "WAN tcp 100 is already taken by forward two"],
    ]);
  });

  it("may carry a tunnel when one of their protocols is tcp", () => {
    expect(issuesWith(forwards({ protocol: ["udp", "tcp"] }))).toEqual([]);
  });
});
