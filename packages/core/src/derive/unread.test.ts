import { describe, expect, it } from "vitest";
import { facets, home, known, look, octopi, unknown } from "../../test/sample.ts";
import { derive, type Wanted } from "../derive.ts";
import type { HomeInput } from "../home/file.ts";
import { parseHome } from "../index.ts";
import type { Observed } from "../observe.ts";

const lacking = ({ unmet }: Wanted): readonly string[] =>
  unmet.map(({ path, message: { code, params } }) =>
    [path.join("."), code, String(params["facet"] ?? ""), String(params["detail"] ?? "")].join(" ").trimEnd(),
  );
const off = known([{ ...octopi, active: false }]);
const follows = (entry: NonNullable<HomeInput["names"]>[string]): Partial<HomeInput> => ({
  names: { "home.taprest.fr": entry },
});
const without = (facet: keyof Observed["router"]): Observed => {
  const { [facet]: _facet, ...router } = look().router;
  return { ...look(), router };
};

describe("what could not be read is named, and what was not asked too", () => {
  const why = "GET /lan/: no answer";
  const rows: readonly [string, Partial<HomeInput>, Observed, readonly string[]][] = [
    ["hosts", {}, look({ router: { hosts: unknown } }), [`hosts.octopi not-readable hosts ${why}`]],
    ["leases", {}, look({ router: { leases: unknown } }), [`hosts.octopi not-readable leases ${why}`]],
    [
      "leases, for a machine that is off",
      {},
      look({ router: { leases: unknown, hosts: off } }),
      [`hosts.octopi not-readable leases ${why}`],
    ],
    ["line", {}, look({ router: { line: unknown } }), [`forwards.ssh not-readable line ${why}`]],
    ["rules", {}, look({ router: { forwards: unknown } }), [`forwards.ssh not-readable forwards ${why}`]],
    ["static names", {}, look({ router: { staticNames: unknown } }), [`router.name not-readable staticNames ${why}`]],
    [
      "automatic name",
      { router: { kind: "freebox", name: "automatic" } },
      look({ router: { automaticName: unknown } }),
      [`router.name not-readable automaticName ${why}`],
    ],
    [
      "line, for an address that follows it",
      { ...follows({ a: "router" }), forwards: {}, tunnels: {} },
      look({ router: { line: unknown } }),
      [`names.home.taprest.fr.a not-readable line ${why}`],
    ],
    ["zone", {}, look({ stored: unknown }), [`names.home.taprest.fr not-readable zone taprest.fr ${why}`]],
    ["leases, not asked", {}, without("leases"), ["hosts.octopi not-readable leases it was not read"]],
    ["hosts, not asked", {}, without("hosts"), ["hosts.octopi not-readable hosts it was not read"]],
    ["static names, not asked", {}, without("staticNames"), ["router.name not-readable staticNames it was not read"]],
  ];
  it.each(rows)("%s", (_title, change, observed, expected) => {
    expect(lacking(derive(home(change), observed))).toEqual(expected);
  });

  it("a line that is down gives no address now, and that is all that is said", () => {
    const { ipv4: _ipv4, ...line } = facets.line;
    const observed = look({ router: { line: known({ ...line, up: false }) } });
    expect(derive(home({ ...follows({ a: "router" }), forwards: {}, tunnels: {} }), observed).unmet).toEqual([
      {
        path: ["names", "home.taprest.fr", "a"],
        message: { code: "line-down", params: {} },
        failure: { kind: "unreachable", operation: "read", message: "the line is down" },
      },
    ]);
  });

  it("a machine without any address is named", () => {
    const observed = look({ router: { hosts: known([{ ...octopi, addresses: [] }]), leases: known([]) } });
    expect(derive(home(), observed).unmet).toEqual([
      { path: ["hosts", "octopi"], message: { code: "host-without-address", params: { host: "octopi" } } },
    ]);
  });

  it("a file without a router lacks nothing of one", () => {
    const desired = parseHome({
      version: 1,
      home: "taprest",
      zones: { "taprest.fr": { kind: "ovh" } },
      names: { "home.taprest.fr": { a: "192.0.2.1" } },
    });
    const wanted = derive(desired, { router: {}, zones: look().zones });
    expect([lacking(wanted), wanted.records.map(({ values }) => values), "staticName" in wanted]).toEqual([
      [],
      [["192.0.2.1"]],
      false,
    ]);
  });

  it("the automatic name is had as a static one is", () => {
    const wanted = derive(home({ router: { kind: "freebox", name: "automatic" } }), look());
    expect(wanted.staticName).toEqual({
      item: { kind: "static-name", name: "abcdefgh.fbxos.fr" },
      name: "abcdefgh.fbxos.fr",
      path: ["router", "name"],
    });
  });
});

describe("what the file leaves open", () => {
  it("is left out of what is wanted, rather than there and empty", () => {
    const wanted = derive(home(follows({ a: "192.0.2.1" })), look());
    expect(wanted.records.map((set) => Object.hasOwn(set, "ttlSeconds"))).toEqual([false]);
    expect(wanted.forwards.map(({ item }) => Object.hasOwn(item, "from"))).toEqual([false]);
    const timed = derive(home(follows({ a: "192.0.2.1", ttl: 300 })), look());
    expect(timed.records.map(({ ttlSeconds }) => ttlSeconds)).toEqual([300]);
  });
});
