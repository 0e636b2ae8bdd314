import { describe, expect, it } from "vitest";
import {
  fingerprint,
  home,
  homeInput,
  known,
  look,
  type ObservedChange,
  octopi,
  unknown,
  wholeKey,
} from "../../test/sample.ts";
import { routesOf } from "./expect.ts";
import type { HomeInput } from "../home/file.ts";

const routes = (change: Partial<HomeInput> = {}, seen: ObservedChange = {}): readonly string[] =>
  routesOf(home(change), look(seen).router).map(({ expectation: { name, record, port, tunnel, udpPorts }, user }) =>
    [
      name,
      record === undefined ? "?" : `${record.type} ${record.value}`,
      port,
      tunnel?.name,
      user,
      udpPorts === undefined ? undefined : `udp ${udpPorts.join(",")}`,
    ]
      .filter((part) => part !== undefined)
      .join(" "),
  );

const name = (entry: NonNullable<HomeInput["names"]>[string]): Partial<HomeInput> => ({
  names: { "home.taprest.fr": entry },
});

const flags = (entry: NonNullable<HomeInput["names"]>[string]): readonly unknown[] =>
  routesOf(home(name(entry)), look().router).map(({ expectation }) => expectation.leadsHome);
const keys = (change: Partial<HomeInput>): readonly unknown[] =>
  routesOf(home(change), look().router).map(({ expectation }) => [expectation.port, expectation.hostKey]);

describe("routesOf", () => {
  it("the scenario, whole", () => {
    expect(routesOf(home(), look().router)).toEqual([
      {
        expectation: {
          name: "home.taprest.fr",
          zone: "taprest.fr",
          record: { type: "CNAME", value: "taprest.freeboxos.fr." },
          staticName: "taprest.freeboxos.fr",
          forward: { host: "octopi", lanPort: 22, address: "192.168.1.30" },
          port: 7654,
          ssh: true,
          hostKey: fingerprint,
          tunnel: { name: "octoprint", to: { host: "localhost", port: 80 }, expect: "octoprint" },
        },
        user: "pi",
      },
    ]);
  });

  const automatic = { router: { kind: "f", name: "automatic" } };
  const rows: readonly [string, Partial<HomeInput>, ObservedChange, readonly string[]][] = [
    ["no forwards", { forwards: {}, tunnels: {} }, {}, ["home.taprest.fr CNAME taprest.freeboxos.fr."]],
    [
      "only udp forwards",
      { forwards: { game: { wan: 1, to: "octopi:1", protocol: "udp" } }, tunnels: {} },
      {},
      ["home.taprest.fr CNAME taprest.freeboxos.fr. udp 1"],
    ],
    [
      "two forwards, one without tunnel or user",
      {
        hosts: { ...homeInput.hosts, nas: {} },
        forwards: { ...homeInput.forwards, web: { wan: [443, 8443], to: "nas:443" } },
      },
      {},
      [
        "home.taprest.fr CNAME taprest.freeboxos.fr. 7654 octoprint pi",
        "home.taprest.fr CNAME taprest.freeboxos.fr. 443",
        "home.taprest.fr CNAME taprest.freeboxos.fr. 8443",
      ],
    ],
    [
      "two ports of one redirection, and udp beside",
      {
        forwards: {
          vpn: { wan: [51_820, 51_821], to: "octopi:51820", protocol: "udp" },
          ssh: { wan: [7654, 7655], to: "octopi:22" },
        },
      },
      {},
      [
        "home.taprest.fr CNAME taprest.freeboxos.fr. 7654 octoprint pi udp 51820,51821",
        "home.taprest.fr CNAME taprest.freeboxos.fr. 7655 pi",
      ],
    ],
    [
      "two tunnels through one redirection",
      {
        tunnels: {
          ...homeInput.tunnels,
          cam: { through: "ssh", local: 8081, to: "localhost:8080" },
        },
      },
      {},
      [
        "home.taprest.fr CNAME taprest.freeboxos.fr. 7654 octoprint pi",
        "home.taprest.fr CNAME taprest.freeboxos.fr. 7654 cam pi",
      ],
    ],
    [
      "a tunnel to any service",
      { tunnels: { t: { through: "ssh", local: 1, to: "localhost:1" } } },
      {},
      ["home.taprest.fr CNAME taprest.freeboxos.fr. 7654 t pi"],
    ],
    [
      "the automatic name",
      automatic,
      { router: { automaticName: known({ name: "x.fbxos.fr" }), staticNames: unknown } },
      ["home.taprest.fr CNAME x.fbxos.fr. 7654 octoprint pi"],
    ],
    [
      "the automatic name unread",
      automatic,
      { router: { automaticName: unknown } },
      ["home.taprest.fr ? 7654 octoprint pi"],
    ],
    ["the router's address", name({ a: "router" }), {}, ["home.taprest.fr A 82.64.1.2 7654 octoprint pi"]],
    [
      "the router's address unread",
      name({ a: "router" }),
      { router: { line: unknown } },
      ["home.taprest.fr ? 7654 octoprint pi"],
    ],
    [
      "an address that is the router's",
      name({ a: "82.64.1.2" }),
      {},
      ["home.taprest.fr A 82.64.1.2 7654 octoprint pi"],
    ],
    [
      "an address while the router's is unread",
      name({ a: "192.0.2.1" }),
      { router: { line: unknown } },
      ["home.taprest.fr A 192.0.2.1 7654 octoprint pi"],
    ],
    ["an address elsewhere: our ports are not there", name({ a: "192.0.2.1" }), {}, ["home.taprest.fr A 192.0.2.1"]],
    [
      "a CNAME to the static name",
      name({ cname: "taprest.freeboxos.fr" }),
      {},
      ["home.taprest.fr CNAME taprest.freeboxos.fr. 7654 octoprint pi"],
    ],
    ["a CNAME elsewhere", name({ cname: "other.example" }), {}, ["home.taprest.fr CNAME other.example."]],
    [
      "a CNAME elsewhere, and no static name",
      { router: { kind: "f" }, ...name({ cname: "other.example" }) },
      {},
      ["home.taprest.fr CNAME other.example."],
    ],
    [
      "IPv6 passes redirections by",
      name({ a: "router", aaaa: "2001:db8::1" }),
      {},
      ["home.taprest.fr A 82.64.1.2 7654 octoprint pi", "home.taprest.fr AAAA 2001:db8::1"],
    ],
    ["names that are to be absent", name("absent"), {}, []],
    ["a text alone", name({ txt: ["x", "y"] }), {}, ['home.taprest.fr TXT "x"']],
    ["a tree of names", name({ dname: "taprest.freeboxos.fr" }), {}, ["home.taprest.fr DNAME taprest.freeboxos.fr."]],
    [
      "a machine's IPv6 address",
      name({ aaaa: "octopi" }),
      { router: { hosts: known([{ ...octopi, ipv6Addresses: ["2a01:e0a:1:2::9"] }]) } },
      ["home.taprest.fr AAAA 2a01:e0a:1:2::9"],
    ],
    ["a machine's IPv6 address unread", name({ aaaa: "octopi" }), { router: { ipv6: unknown } }, ["home.taprest.fr ?"]],
    [
      "half a set that is known is none",
      name({ aaaa: ["octopi", "2001:db8::1"] }),
      { router: { ipv6: unknown } },
      ["home.taprest.fr ?"],
    ],
    [
      "a redirection that is off, and both protocols of another",
      {
        forwards: {
          ssh: { wan: 7654, to: "octopi:22", protocol: ["tcp", "udp"] },
          web: { wan: 80, to: "octopi:80", enabled: false },
          game: { wan: 90, to: "octopi:90", protocol: "udp", enabled: false },
        },
      },
      {},
      ["home.taprest.fr CNAME taprest.freeboxos.fr. 7654 octoprint pi udp 7654"],
    ],
    [
      "ranges, by their first ports",
      {
        forwards: {
          ssh: { wan: ["7000-7010", 7654], to: "octopi:22" },
          game: { wan: "9000-9010", to: "octopi:9000", protocol: "udp" },
        },
      },
      {},
      [
        "home.taprest.fr CNAME taprest.freeboxos.fr. 7000 octoprint pi udp 9000",
        "home.taprest.fr CNAME taprest.freeboxos.fr. 7654 pi",
      ],
    ],
  ];
  it.each(rows)("%s", (_title, change, seen, expected) => {
    expect(routes(change, seen)).toEqual(expected);
  });

  it("knows the machine behind each port, or says why not, and the other ports of the home", () => {
    const two = { web: { wan: 443, to: "octopi:443" }, ssh: { wan: 7654, to: "octopi:22" } };
    const found = (seen: ObservedChange): readonly unknown[] =>
      routesOf(home({ forwards: two }), look(seen).router).map(({ expectation: { port, forward, otherPorts } }) => [
        port,
        forward?.address ?? forward?.missing?.code,
        otherPorts,
      ]);
    expect(found({})).toEqual([
      [443, "192.168.1.30", [7654]],
      [7654, "192.168.1.30", [443]],
    ]);
    const nobody = found({ router: { hosts: known([]) } });
    expect(nobody).toEqual([
      [443, "host-not-found", [7654]],
      [7654, "host-not-found", [443]],
    ]);
    const unread = found({ router: { hosts: unknown } });
    expect(unread).toEqual([
      [443, undefined, [7654]],
      [7654, undefined, [443]],
    ]);
  });

  it("says which ports the first one stands for", () => {
    const change = { forwards: { web: { wan: ["7000-7010", 7654, "80-80"], to: "octopi:80" } as const }, tunnels: {} };
    const found = routesOf(home(change), look().router).map(({ expectation, ports }) => [expectation.port, ports]);
    expect(found).toEqual([
      [7000, [7000, 7010]],
      [7654, undefined],
      [80, undefined],
    ]);
  });

  it("expects of members that they are there, and of nothing else", () => {
    expect(routesOf(home(name({ txt: ["x", "y"] })), look().router)).toEqual([
      {
        expectation: {
          name: "home.taprest.fr",
          zone: "taprest.fr",
          record: { type: "TXT", value: '"x"', besides: ['"y"'] },
          leadsHome: false,
        },
      },
    ]);
  });

  it("says of a name that leads elsewhere that it does", () => {
    expect(flags({ a: "213.186.33.5" })).toEqual([false]);
    expect(flags({ cname: "other.example" })).toEqual([false]);
    expect(flags("router")).toEqual([undefined]);
  });

  it("knows the kind of a key that the file has whole", () => {
    const change = { hosts: { octopi: { ...homeInput.hosts?.["octopi"], "host-key": wholeKey } } };
    const [route] = routesOf(home(change), look().router);
    expect(route?.expectation).toMatchObject({
      hostKeyType: "ssh-ed25519",
      hostKey: expect.stringMatching(/^SHA256:/),
    });
  });

  it("speaks SSH only where SSH is expected", () => {
    const web = { web: { wan: 8443, to: "octopi:80" } };
    expect(keys({ forwards: { ssh: { wan: [7654, 7655], to: "octopi:22" }, ...web } })).toEqual([
      [7654, fingerprint],
      [7655, fingerprint],
      [8443, undefined],
    ]);
    expect(keys({ forwards: { ssh: { wan: 7654, to: "octopi:2222" }, ...web } })).toEqual([
      [7654, fingerprint],
      [8443, undefined],
    ]);
  });

  it("expects every value of a set, none left out", () => {
    const [route] = routesOf(home(name({ a: ["192.0.2.1", "192.0.2.2", "192.0.2.3"] })), look().router);
    expect(route?.expectation.record).toEqual({ type: "A", value: "192.0.2.1", besides: ["192.0.2.2", "192.0.2.3"] });
  });

  it("expects no record of an empty set", () => {
    const desired = home();
    const empty = { ...desired, records: desired.records.map((records) => ({ ...records, values: [] })) };
    expect(routesOf(empty, look().router).map(({ expectation }) => expectation)).toEqual([
      { name: "home.taprest.fr", zone: "taprest.fr", leadsHome: false },
    ]);
  });
});
