import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { issuesOf, issuesWith } from "../test/issues.ts";
import { fingerprint, homeInput } from "../test/sample.ts";
import { type HomePath, isOurs, markOf, zoneOf } from "./desired.ts";
import { defineHome, parseHome } from "./home.ts";
import type { HomeInput } from "./home/file.ts";

/** Whether the document has something at a path. */
const has = (input: unknown, path: HomePath): boolean => {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  if (typeof input !== "object" || input === null || !Object.hasOwn(input, key)) return false;
  return has(Reflect.get(input, key), rest);
};

describe("a good home file", () => {
  it("becomes plain data with every default", () => {
    expect(parseHome(homeInput)).toEqual({
      home: "taprest",
      router: { kind: "freebox", staticName: "taprest.freeboxos.fr", path: ["router"] },
      zones: [{ name: "taprest.fr", kind: "ovh", path: ["zones", "taprest.fr"] }],
      hosts: [
        {
          name: "octopi",
          lanName: "octopi",
          macs: ["b8:27:eb:12:34:56"],
          user: "pi",
          hostKey: fingerprint,
          allow: [],
          path: ["hosts", "octopi"],
        },
      ],
      forwards: [
        {
          name: "ssh",
          protocols: ["tcp"],
          wanPorts: [[7654, 7654]],
          host: "octopi",
          port: 22,
          enabled: true,
          allow: [],
          path: ["forwards", "ssh"],
        },
      ],
      records: [
        {
          name: "home.taprest.fr",
          zone: "taprest.fr",
          type: "CNAME",
          wish: "exact",
          values: [{ follow: "router" }],
          allow: [],
          path: ["names", "home.taprest.fr"],
        },
      ],
      tunnels: [
        {
          name: "octoprint",
          through: "ssh",
          localPort: 8080,
          to: { host: "localhost", port: 80 },
          expect: "octoprint",
          allow: [],
          path: ["tunnels", "octoprint"],
        },
      ],
    });
  });

  it("may be as small as a name", () => {
    const least = parseHome({ version: 1, home: "x" });
    expect(least).toEqual({ home: "x", zones: [], hosts: [], forwards: [], records: [], tunnels: [] });
  });

  it("is typed by defineHome and left as it is", () => {
    expect(defineHome(homeInput)).toBe(homeInput);
  });

  it("carries everything optional", () => {
    const desired = parseHome({
      ...homeInput,
      router: { kind: "freebox" },
      forwards: {
        web: { wan: [443, 8443], to: "octopi:443", protocol: "udp", from: "203.0.113.9", allow: ["take-over"] },
      },
      names: {
        "Home.Taprest.FR.": {
          a: "router",
          aaaa: ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
          ttl: 300,
          allow: ["take-over"],
        },
        "*.taprest.fr": { cname: "Other.Example." },
        "taprest.fr": { a: ["192.0.2.7"] },
      },
      tunnels: {},
      network: { vantage: "outside", resolvers: ["127.0.0.1:53"], map: { "a:1": "b:2" } },
    });
    expect(desired.router).toEqual({ kind: "freebox", path: ["router"] });
    expect(desired.forwards[0]).toMatchObject({
      protocols: ["udp"],
      wanPorts: [
        [443, 443],
        [8443, 8443],
      ],
      from: "203.0.113.9",
      allow: ["take-over"],
    });
    expect(
      desired.records.map(({ name, type, values, ttlSeconds, path }) => [name, type, values, ttlSeconds, path]),
    ).toEqual([
      ["home.taprest.fr", "A", [{ follow: "router" }], 300, ["names", "Home.Taprest.FR.", "a"]],
      ["home.taprest.fr", "AAAA", [{ literal: "2001:db8::1" }], 300, ["names", "Home.Taprest.FR.", "aaaa"]],
      ["*.taprest.fr", "CNAME", [{ literal: "other.example." }], undefined, ["names", "*.taprest.fr", "cname"]],
      ["taprest.fr", "A", [{ literal: "192.0.2.7" }], undefined, ["names", "taprest.fr", "a"]],
    ]);
    expect(desired.network).toEqual({ vantage: "outside", resolvers: ["127.0.0.1:53"], map: { "a:1": "b:2" } });
    expect(parseHome({ version: 1, home: "x", network: {} }).network).toEqual({});
  });

  it("follows the static name through a long form too, and takes the longest zone", () => {
    const desired = parseHome({
      ...homeInput,
      zones: { "Taprest.fr": { kind: "ovh" }, "lab.taprest.fr": { kind: "ovh" } },
      names: { "a.lab.taprest.fr": { cname: "router" }, "b.taprest.fr": "router" },
    });
    expect(desired.zones.map(({ name, path }) => [name, path])).toEqual([
      ["taprest.fr", ["zones", "Taprest.fr"]],
      ["lab.taprest.fr", ["zones", "lab.taprest.fr"]],
    ]);
    expect(desired.records.map(({ zone, values }) => [zone, values])).toEqual([
      ["lab.taprest.fr", [{ follow: "router" }]],
      ["taprest.fr", [{ follow: "router" }]],
    ]);
  });
});

const names = (entry: unknown): Record<string, unknown> => ({ names: { "home.taprest.fr": entry } });

const forward = (entry: object): Record<string, unknown> => ({
  forwards: { ssh: { wan: 7654, to: "octopi:22", ...entry } },
});

const at = (...path: (string | number)[]): HomePath => path;

describe("one helpful issue for each fault", () => {
  const rows: readonly [string, Record<string, unknown>, HomePath, RegExp, RegExp?][] = [
    ["a key misspelt at the top", { hsots: {} }, at("hsots"), /hsots is not known here/, /did you mean hosts\?/],
    ["a key like no other", { colour: 1 }, at("colour"), /not known/, /known here: version, home/],
    ["a key misspelt inside", { hosts: { octopi: { mca: "x" } } }, at("hosts", "octopi", "mca"), /not known/, /mac\?/],
    [
      "a key misspelt in a union",
      names({ cnam: "a.b.fr" }),
      at("names", "home.taprest.fr", "cnam"),
      /not known/,
      /cname\?/,
    ],
    [
      "a token on the router",
      { router: { kind: "f", token: "s3cret" } },
      at("router", "token"),
      /looks like a secret/,
      /FREEBOX_TOKEN/,
    ],
    ["app_token", { router: { kind: "f", app_token: "s3cret" } }, at("router", "app_token"), /secret/, /FREEBOX_TOKEN/],
    [
      "an OVH secret",
      { zones: { "taprest.fr": { kind: "ovh", application_secret: "s3cret" } } },
      at("zones", "taprest.fr", "application_secret"),
      /secret/,
      /OVH_APPLICATION_SECRET/,
    ],
    [
      "an OVH key",
      { zones: { "taprest.fr": { kind: "ovh", "consumer-key": "s3cret" } } },
      at("zones", "taprest.fr", "consumer-key"),
      /secret/,
      /OVH_CONSUMER_KEY/,
    ],
    [
      "a password of the Pi",
      { hosts: { octopi: { password: "s3cret" } } },
      at("hosts", "octopi", "password"),
      /secret/,
      /PORCHLIGHT_SSH_KEY_FILE/,
    ],
    ["a private key at the top", { private_key: "s3cret" }, at("private_key"), /secret/, /environment/],
    [
      "a secret in a name",
      names({ a: "router", apiKey: "s3cret" }),
      at("names", "home.taprest.fr", "apiKey"),
      /secret/,
    ],
    ["a port too high", forward({ wan: 70_000 }), at("forwards", "ssh", "wan"), /1-65535/],
    ["port 0", forward({ wan: 0 }), at("forwards", "ssh", "wan"), /1-65535/],
    ["the wrong one of several ports", forward({ wan: [443, 70_000] }), at("forwards", "ssh", "wan", 1), /1-65535/],
    ["a port in quotes", forward({ wan: "7654" }), at("forwards", "ssh", "wan"), /number/, /without quotes: 7654/],
    [
      "a word as a port",
      forward({ wan: "ssh" }),
      at("forwards", "ssh", "wan"),
      /^must be a port number, or ports as "8000-8010"$/,
    ],
    [
      "a port as an entry",
      forward({ wan: {} }),
      at("forwards", "ssh", "wan"),
      /^must be a whole number, or ports as "8000-8010", or a list$/,
    ],
    ["half a port", forward({ wan: 1.5 }), at("forwards", "ssh", "wan"), /whole number/],
    ["no port at all", forward({ wan: [] }), at("forwards", "ssh", "wan"), /at least one/],
    [
      "a missing port",
      { forwards: { ssh: { to: "octopi:22" } } },
      at("forwards", "ssh", "wan"),
      /^is missing: a whole number/,
    ],
    [
      "the same port twice",
      forward({ wan: [7654, 7654] }),
      at("forwards", "ssh", "wan", 1),
      /taken by forward ssh/,
      /once/,
    ],
    [
      "a port in two entries",
      { forwards: { ssh: { wan: 1, to: "octopi:22" }, web: { wan: [2, 1], to: "octopi:80" } } },
      at("forwards", "web", "wan", 1),
      /WAN tcp 1 is already taken by forward ssh/,
      /another port/,
    ],
    ["no port on the host", forward({ to: "octopi" }), at("forwards", "ssh", "to"), /HOST:PORT/],
    ["a host port too high", forward({ to: "octopi:65536" }), at("forwards", "ssh", "to"), /1-65535/],
    [
      "a host unknown",
      forward({ to: "octopie:22" }),
      at("forwards", "ssh", "to"),
      /octopie is not one of the hosts/,
      /octopi\?/,
    ],
    ["a protocol unknown", forward({ protocol: "tpc" }), at("forwards", "ssh", "protocol"), /tcp or udp/, /tcp\?/],
    ["a source that is a name", forward({ from: "work" }), at("forwards", "ssh", "from"), /IPv4/],
    ["a source with zeros before", forward({ from: "010.1.1.1" }), at("forwards", "ssh", "from"), /IPv4/],
    [
      "a hazard unknown",
      forward({ allow: ["takeover"] }),
      at("forwards", "ssh", "allow", 0),
      /take-over/,
      /take-over\?/,
    ],
    [
      "hosts without a router",
      { router: undefined, forwards: {}, names: {}, tunnels: {} },
      at("hosts"),
      /needs a router/,
    ],
    [
      "rooter",
      names("rooter"),
      at("names", "home.taprest.fr"),
      /^must be router or absent, or an entry with keys$/,
      /did you mean router\?/,
    ],
    [
      "a number as a name",
      names(5),
      at("names", "home.taprest.fr"),
      /^must be router or absent, or an entry with keys$/,
    ],
    [
      "cname rooter",
      names({ cname: "rooter" }),
      at("names", "home.taprest.fr", "cname"),
      /router, or a full host name/,
      /did you mean router\?/,
    ],
    ["cname of one word", names({ cname: "octopi" }), at("names", "home.taprest.fr", "cname"), /host name/],
    ["cname to an address", names({ cname: "82.64.1.20" }), at("names", "home.taprest.fr", "cname"), /host name/],
    ["cname to a wildcard", names({ cname: "*.taprest.fr" }), at("names", "home.taprest.fr", "cname"), /host name/],
    [
      "cname to itself",
      names({ cname: "Home.taprest.fr." }),
      at("names", "home.taprest.fr", "cname"),
      /^leads back to itself: home\.taprest\.fr -> home\.taprest\.fr$/,
    ],
    [
      "a rooter",
      names({ a: "rooter" }),
      at("names", "home.taprest.fr", "a"),
      /router, or an IPv4 address/,
      /did you mean router\?/,
    ],
    [
      "a wrong address in a list",
      names({ a: ["192.0.2.1", "x"] }),
      at("names", "home.taprest.fr", "a", 1),
      /^must be an IPv4 address$/,
    ],
    [
      "an address as a number",
      names({ a: 5 }),
      at("names", "home.taprest.fr", "a"),
      /router, or an IPv4 address, or a list/,
    ],
    ["IPv4 as aaaa", names({ aaaa: "192.0.2.1" }), at("names", "home.taprest.fr", "aaaa"), /IPv6/],
    ["a ttl too low", names({ a: "router", ttl: 5 }), at("names", "home.taprest.fr", "ttl"), /60-86400/],
    ["a ttl in words", names({ a: "router", ttl: "60" }), at("names", "home.taprest.fr", "ttl"), /number/, /60/],
    [
      "a CNAME beside an address",
      names({ cname: "router", a: "router" }),
      at("names", "home.taprest.fr"),
      /stands alone/,
    ],
    ["a CNAME beside IPv6", names({ cname: "router", aaaa: "::1" }), at("names", "home.taprest.fr"), /stands alone/],
    ["nothing to serve", names({ ttl: 60 }), at("names", "home.taprest.fr"), /nothing to serve/],
    [
      "a name without a static name",
      { router: { kind: "freebox" } },
      at("names", "home.taprest.fr"),
      /has none in this file/,
      /NAME\.freeboxos\.fr/,
    ],
    [
      "a name outside every zone",
      { names: { "home.example.fr": "router" } },
      at("names", "home.example.fr"),
      /none of the zones \(taprest\.fr\)/,
    ],
    [
      "a name that only ends alike",
      { names: { "nottaprest.fr": "router" } },
      at("names", "nottaprest.fr"),
      /none of the zones/,
    ],
    ["a name of one word", { names: { home: "router" } }, at("names", "home"), /full host name/],
    [
      "one name twice",
      { names: { "home.taprest.fr": "router", "HOME.taprest.fr.": "router" } },
      at("names", "HOME.taprest.fr."),
      /same name as home\.taprest\.fr/,
    ],
    [
      "one zone twice",
      { zones: { "taprest.fr": { kind: "ovh" }, "Taprest.FR": { kind: "ovh" } } },
      at("zones", "Taprest.FR"),
      /same name/,
    ],
    [
      "a zone of one word",
      { zones: { "taprest.fr": { kind: "ovh" }, fr: { kind: "ovh" } } },
      at("zones", "fr"),
      /domain name/,
    ],
    [
      "a host key of another kind",
      { hosts: { octopi: { "host-key": "MD5:aa" } } },
      at("hosts", "octopi", "host-key"),
      /SHA256/,
    ],
    ["a bad user", { hosts: { octopi: { user: "-oProxyCommand=x" } } }, at("hosts", "octopi", "user"), /user name/],
    ["a bad MAC", { hosts: { octopi: { mac: "b8:27:eb:12:34" } } }, at("hosts", "octopi", "mac"), /six pairs/],
    ["a MAC as a number", { hosts: { octopi: { mac: 12 } } }, at("hosts", "octopi", "mac"), /text/],
    [
      "one MAC twice",
      { hosts: { octopi: { mac: "b8:27:eb:12:34:56" }, other: { mac: "B8:27:EB:12:34:56" } } },
      at("hosts", "other", "mac"),
      /mac of octopi already/,
    ],
    ["a host name with capitals", { hosts: { octopi: {}, Octo_Pi: {} } }, at("hosts", "Octo_Pi"), /lower-case/],
    ["a host as text", { hosts: { octopi: "b8" } }, at("hosts", "octopi"), /an entry with keys/],
    [
      "a tunnel through nothing",
      { tunnels: { t: { through: "shs", local: 8080, to: "localhost:80" } } },
      at("tunnels", "t", "through"),
      /not one of the tcp forwards/,
      /ssh\?/,
    ],
    [
      "a tunnel through udp",
      { ...forward({ protocol: "udp" }) },
      at("tunnels", "octoprint", "through"),
      /not one of the tcp forwards/,
      /known here: nothing/,
    ],
    ["a section as a list", { zones: [] }, at("zones"), /an entry with keys/],
    [
      "a vantage misspelt",
      { network: { vantage: "insid" } },
      at("network", "vantage"),
      /inside or outside/,
      /inside\?/,
    ],
    [
      "a router misnamed",
      { router: { kind: "freebox", name: "automatc" } },
      at("router", "name"),
      /automatic, or a full host name/,
      /automatic\?/,
    ],
    ["a newer version", { version: 2 }, at("version"), /must be 1/],
    ["no home", { home: undefined }, at("home"), /^is missing: text$/],
    ["a home too long", { home: "a".repeat(25) }, at("home"), /1-24/],
  ];

  it.each(rows)("%s", (_title, change, path, message, remedy) => {
    const issues = issuesWith(change);
    expect(issues.map((issue) => issue.path)).toEqual([path]);
    expect(issues[0]?.message).toMatch(message);
    if (remedy !== undefined) expect(issues[0]?.remedy).toMatch(remedy);
    const input = { ...homeInput, ...change };
    expect(has(input, path) || has(input, path.slice(0, -1))).toBe(true);
    expect(JSON.stringify(issues)).not.toContain("s3cret");
    expect(JSON.stringify(issues)).not.toContain("undefined");
  });

  it.each(["zones", "hosts", "forwards", "names", "tunnels"])("%s: with nothing below it is empty", (section) => {
    const least = { version: 1, home: "taprest" };
    expect(parseHome({ ...least, [section]: null })).toEqual(parseHome(least));
  });

  it.each(["zones", "hosts", "forwards", "names", "tunnels"])(
    "an entry of %s called __proto__ is refused",
    (section) => {
      const entry: unknown = JSON.parse('{ "__proto__": {} }');
      expect(issuesOf({ version: 1, home: "taprest", [section]: entry })).toEqual([
        { path: [section, "__proto__"], message: "__proto__ cannot name an entry", remedy: "give it another name" },
      ]);
    },
  );

  it.each([[null], [undefined], [[]], [5], ["version: 1"], [true]])("the document %j", (input) => {
    const issues = issuesOf(input);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ path: [], message: "must hold keys" });
  });

  it("tells all faults at once, with their places in the message", () => {
    const bad = { ...homeInput, forwards: { ssh: { wan: 0, to: "octopi:0" } }, hosts: { octopi: { mac: "x" } } };
    expect(issuesOf(bad)).toHaveLength(3);
    expect(() => parseHome(bad)).toThrow(/forwards\.ssh\.wan: port must be 1-65535/);
    expect(() => parseHome(null)).toThrow(/^the file: must hold keys/);
  });

  it("needs a router for what follows it", () => {
    const { router: _router, ...without } = homeInput;
    const issues = issuesOf({ ...without, names: { "home.taprest.fr": { a: "router" }, "x.taprest.fr": "router" } });
    expect(issues.map((issue) => issue.path.join("."))).toEqual([
      "hosts",
      "forwards",
      "names.home.taprest.fr.a",
      "names.x.taprest.fr",
    ]);
  });

  it("says so when there are no zones or hosts to name", () => {
    const issues = issuesWith({ zones: {}, hosts: {} });
    expect(issues.map((issue) => issue.message).join("\n")).toContain("there are none");
    expect(issues.map((issue) => issue.remedy).join("\n")).toContain("known here: nothing");
  });
});

describe("any document", () => {
  const section = fc.constantFrom(
    "version",
    "home",
    "router",
    "zones",
    "hosts",
    "forwards",
    "names",
    "tunnels",
    "network",
  );
  const entryKey = fc.oneof(
    fc.constantFrom(
      "kind",
      "name",
      "mac",
      "wan",
      "to",
      "from",
      "cname",
      "a",
      "aaaa",
      "ttl",
      "through",
      "local",
      "allow",
    ),
    fc.constantFrom("ip", "host-key", "protocol", "enabled", "absent", "txt", "mx", "dname", "sshfp"),
    fc.constantFrom("octopi", "ssh", "home.taprest.fr", "taprest.fr", "__proto__", "constructor", "toString"),
    fc.string(),
  );
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(
      1,
      7654,
      70_000,
      "router",
      "automatic",
      "octopi:22",
      "tcp",
      "::1",
      "1.2.3.4",
      "a.taprest.fr",
    ),
    fc.constantFrom<unknown>(
      true,
      "absent",
      "8000-8010",
      "9-1",
      "octopi",
      "10 mail.fr.",
      "b8:27:eb:12:34:56",
      fingerprint,
    ),
    fc.jsonValue({ maxDepth: 2 }),
    fc.ipV6(),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(entryKey, tie("tree"), { maxKeys: 4 }),
    ),
  }));
  const anyHome = fc
    .dictionary(section, tree, { maxKeys: 9 })
    .map((part) => ({ version: 1, home: "x", zones: { "taprest.fr": { kind: "o" } }, ...part }));

  it("is parsed, or refused by HomeError with places that exist", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anyHome, tree), (input) => {
        for (const issue of issuesOf(input)) {
          expect(has(input, issue.path) || has(input, issue.path.slice(0, -1)), issue.path.join(".")).toBe(true);
          expect(`${issue.message} ${issue.remedy ?? ""}`).not.toMatch(/undefined|\[object/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("is refused like any other when it poses as something else", () => {
    for (const posed of ["hosts", "home", "router"]) {
      const hostile: unknown = Object.assign(Object.create(null), { constructor: { name: Object.create(null) } });
      const input = { version: 1, home: "x", [posed]: hostile };
      expect(issuesOf(input).map((issue) => issue.path[0])).toContain(posed);
    }
  });

  it("of the right shape keeps every entry and fits every mark in 63 characters", () => {
    const label = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,23}$/);
    fc.assert(
      fc.property(
        label,
        fc.uniqueArray(label, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 60_000 }),
        (name, hosts, first) => {
          const input: HomeInput = {
            version: 1,
            home: name,
            router: { kind: "freebox" },
            hosts: Object.fromEntries(hosts.map((host) => [host, {}])),
            forwards: Object.fromEntries(hosts.map((host, index) => [host, { wan: first + index, to: `${host}:22` }])),
          };
          const desired = parseHome(input);
          expect(desired.hosts.map((host) => host.name).toSorted()).toEqual(hosts.toSorted());
          expect(desired.forwards).toHaveLength(hosts.length);
          for (const host of hosts) expect(markOf(name, host).length).toBeLessThanOrEqual(63);
        },
      ),
    );
  });
});

describe("zones and marks", () => {
  it.each([
    ["home.taprest.fr", ["taprest.fr"], "taprest.fr"],
    ["taprest.fr", ["taprest.fr"], "taprest.fr"],
    ["a.lab.taprest.fr", ["taprest.fr", "lab.taprest.fr"], "lab.taprest.fr"],
    ["a.lab.taprest.fr", ["lab.taprest.fr", "taprest.fr"], "lab.taprest.fr"],
    ["nottaprest.fr", ["taprest.fr"], undefined],
    ["taprest.fr", [], undefined],
  ])("%s in %j is in %s", (name, zones, zone) => {
    expect(zoneOf(name, zones)).toBe(zone);
  });

  it("tells our marks from those of a home whose name begins alike", () => {
    expect(isOurs("home", markOf("home", "ssh"))).toBe(true);
    expect(isOurs("home", markOf("home2", "ssh"))).toBe(false);
    expect(isOurs("home", "")).toBe(false);
  });
});
