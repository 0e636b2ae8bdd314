import { describe, expect, it } from "vitest";
import { fingerprint, home, homeInput, look, type ObservedChange, unknown, known } from "../test/sample.ts";
import { routesOf } from "./expect.ts";
import type { HomeInput } from "./home-file.ts";

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
          port: 7654,
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
      { router: { staticNames: known({ owned: [], automatic: "x.fbxos.fr" }) } },
      ["home.taprest.fr CNAME x.fbxos.fr. 7654 octoprint pi"],
    ],
    [
      "the automatic name unread",
      automatic,
      { router: { staticNames: unknown } },
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
  ];
  it.each(rows)("%s", (_title, change, seen, expected) => {
    expect(routes(change, seen)).toEqual(expected);
  });

  it("says of a name that leads elsewhere that it does", () => {
    expect(flags({ a: "213.186.33.5" })).toEqual([false]);
    expect(flags({ cname: "other.example" })).toEqual([false]);
    expect(flags("router")).toEqual([undefined]);
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
