import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { issuesWith } from "../../test/issues.ts";
import { home, homeInput, wholeKey } from "../../test/sample.ts";
import type { Desired, HomeIssue, HomePath } from "../desired.ts";
import { parseHome } from "../home.ts";
import type { HomeInput } from "./file.ts";
import { knownKeys } from "./schema.ts";
import { recordKeys } from "./record-values.ts";

type Names = NonNullable<HomeInput["names"]>;
const name = "home.taprest.fr";

/** The records of one entry, each as [type, wish, values in words, path]. */
const recordsOf = (entry: Names[string]): readonly unknown[] =>
  home({ hosts: { octopi: { "host-key": wholeKey } }, names: { [name]: entry } }).records.map(
    ({ type, wish, values, path }) => [
      `${type} ${wish}`,
      values.map((value) => ("literal" in value ? value.literal : value.follow === "host" ? `@${value.host}` : "@")),
      path.slice(2).join("."),
    ],
  );

describe("names", () => {
  it.each<[string, Names[string], readonly unknown[]]>([
    ["router", "router", [["CNAME exact", ["@"], ""]]],
    [
      "absent",
      "absent",
      [
        ["CNAME absent", [], ""],
        ["DNAME absent", [], ""],
        ["A absent", [], ""],
        ["AAAA absent", [], ""],
      ],
    ],
    ["the router by type", { cname: "router" }, [["CNAME exact", ["@"], "cname"]]],
    [
      "whole sets",
      { dname: "Other.Example", a: ["192.0.2.2", "192.0.2.1"], aaaa: "2001:DB8::0:1" },
      [
        ["DNAME exact", ["other.example."], "dname"],
        ["A exact", ["192.0.2.2", "192.0.2.1"], "a"],
        ["AAAA exact", ["2001:db8::1"], "aaaa"],
      ],
    ],
    ["a machine", { aaaa: "octopi" }, [["AAAA exact", ["@octopi"], "aaaa"]]],
    [
      "machines and addresses",
      { aaaa: ["octopi", "2001:db8::1"] },
      [["AAAA exact", ["@octopi", "2001:db8::1"], "aaaa"]],
    ],
    [
      "members",
      { txt: ["plain", '"quoted"', "plain"], mx: "10 Mail.Example", sshfp: ["octopi", "1 2 AB"], ns: "ns1.example" },
      [
        ["TXT contains", ['"plain"', String.raw`"\"quoted\""`], "txt"],
        ["MX contains", ["10 mail.example."], "mx"],
        ["SSHFP contains", ["@octopi", "1 2 ab"], "sshfp"],
        ["NS contains", ["ns1.example."], "ns"],
      ],
    ],
    [
      "what is to go",
      { a: "router", absent: { txt: ["old", "older"], aaaa: true, mx: "10 mail.example.", sshfp: "octopi" } },
      [
        ["A exact", ["@"], "a"],
        ["AAAA absent", [], "absent.aaaa"],
        ["TXT absent", ['"old"', '"older"'], "absent.txt"],
        ["MX absent", ["10 mail.example."], "absent.mx"],
        ["SSHFP absent", ["@octopi"], "absent.sshfp"],
      ],
    ],
    [
      "what a whole set says already",
      { a: "192.0.2.1", absent: { a: "192.0.2.2", cname: true } },
      [
        ["A exact", ["192.0.2.1"], "a"],
        ["CNAME absent", [], "absent.cname"],
      ],
    ],
    [
      "a member that stays beside one that goes",
      { txt: "new", absent: { txt: "old" } },
      [
        ["TXT contains", ['"new"'], "txt"],
        ["TXT absent", ['"old"'], "absent.txt"],
      ],
    ],
    [
      "only what is to go",
      { absent: { cname: "router", a: "router" } },
      [
        ["CNAME absent", ["@"], "absent.cname"],
        ["A absent", ["@"], "absent.a"],
      ],
    ],
  ])("%s", (_title, entry, expected) => {
    expect(recordsOf(entry)).toEqual(expected);
  });

  it("carry their TTL where something is to be, and their hazards everywhere", () => {
    const entry: Names[string] = { txt: "new", ttl: 300, allow: ["short-ttl"], absent: { txt: "old" } };
    const { records } = home({ names: { [name]: entry } });
    const base = { name, zone: "taprest.fr", type: "TXT", allow: ["short-ttl"] };
    expect(records).toEqual([
      { ...base, wish: "contains", values: [{ literal: '"new"' }], ttlSeconds: 300, path: ["names", name, "txt"] },
      { ...base, wish: "absent", values: [{ literal: '"old"' }], path: ["names", name, "absent", "txt"] },
    ]);
  });

  it("may be international, wild, or the zone itself", () => {
    const names = {
      "é.taprest.fr": { a: "router" },
      "*.taprest.fr": { a: "router" },
      "taprest.fr": { ns: "ns1.example." },
    };
    expect(home({ names }).records.map((records) => [records.name, records.type])).toEqual([
      ["xn--9ca.taprest.fr", "A"],
      ["*.taprest.fr", "A"],
      ["taprest.fr", "NS"],
    ]);
  });

  it("know every record type, with a value or with all that are there", () => {
    expect(knownKeys["names.absent"]).toEqual(recordKeys);
    for (const type of recordKeys) {
      const { records } = home({ names: { [name]: { absent: { [type]: true } } } });
      expect(records.map((found) => [found.type, found.wish, found.values])).toEqual([
        [type.toUpperCase(), "absent", []],
      ]);
    }
  });
});

const at = (...path: (string | number)[]): HomePath => ["names", name, ...path];
const one = "keep one of them";
const notKnown = "known here: cname, dname, a, aaaa, txt";

describe("one helpful issue for each fault of a name", () => {
  it.each<[string, unknown, HomePath, string, string?]>([
    ["absnt", "absnt", at(), "must be router or absent, or an entry with keys", "did you mean absent?"],
    ["a type misspelt", { ttx: "x" }, at("ttx"), "ttx is not known here", "did you mean txt?"],
    ["a type in capitals", { TXT: "x" }, at("TXT"), "TXT is not known here", "did you mean txt?"],
    [
      "an absent type misspelt",
      { absent: { aaa: true } },
      at("absent", "aaa"),
      "aaa is not known here",
      "did you mean aaaa?",
    ],
    ["a ttl of what is absent", { absent: { ttl: 60 } }, at("absent", "ttl"), "ttl is not known here", notKnown],
    ["a type of no kind", { nonsense: 5 }, at("nonsense"), "nonsense is not known here", notKnown],
    ["two targets", { cname: ["a.example", "b.example"] }, at("cname"), "must be router, or a full host name"],
    ["a dname of one word", { dname: "other" }, at("dname"), "must be a full host name"],
    ["a dname to the router", { dname: "router" }, at("dname"), "must be a full host name"],
    [
      "a mail server without preference",
      { mx: "mail.example." },
      at("mx"),
      'must be PREFERENCE HOST, as "10 mail.example.fr."',
    ],
    [
      "the second mail server",
      { mx: ["10 mail.example.", "20 mail"] },
      at("mx", 1),
      'must be PREFERENCE HOST, as "10 mail.example.fr."',
    ],
    [
      "a service without port",
      { srv: "0 5 host.example." },
      at("srv"),
      'must be PRIORITY WEIGHT PORT HOST, as "0 5 443 www.example.fr."',
    ],
    ["an authority without tag", { caa: "x" }, at("caa"), 'must be FLAGS TAG VALUE, as "0 issue letsencrypt.org"'],
    ["a certificate of words", { tlsa: "3 1 1 x" }, at("tlsa"), 'must be USAGE SELECTOR DIGEST HEX, as "3 1 1 0a1b2c"'],
    ["a digest of words", { ds: "x" }, at("ds"), 'must be TAG ALGORITHM DIGEST HEX, as "12345 13 2 0a1b2c"'],
    ["a server of one word", { ns: "ns1" }, at("ns"), "must be a full host name"],
    ["a pointer to an empty name", { ptr: "" }, at("ptr"), "must be a full host name"],
    ["nothing where", { hinfo: " " }, at("hinfo"), "must be a value as zone files write it"],
    [
      "a place that is none",
      { loc: "here" },
      at("loc"),
      'must be LATITUDE N LONGITUDE E ALTITUDE, as "48 51 24.5 N 2 21 3 E 35m"',
    ],
    [
      "a key twice",
      { https: "1 . alpn=h2 alpn=h3" },
      at("https"),
      'must be PRIORITY HOST KEY=VALUE..., as "1 . alpn=h2,h3 port=443"',
    ],
    ["a text that is no policy", { spf: "x" }, at("spf"), 'must be a policy, as "v=spf1 include:mx.example.fr -all"'],
    ["a text as a number", { txt: 5 }, at("txt"), "must be text, or a list"],
    ["an address as an entry", { aaaa: {} }, at("aaaa"), "must be an IPv6 address, or the key of a host, or a list"],
    ["an IPv4 address as aaaa", { aaaa: "192.0.2.1" }, at("aaaa"), "must be an IPv6 address, or the key of a host"],
    ["a machine unknown", { aaaa: "octopie" }, at("aaaa"), "octopie is not one of the hosts", "did you mean octopi?"],
    [
      "a machine of all objects",
      { aaaa: "constructor" },
      at("aaaa"),
      "constructor is not one of the hosts",
      "known here: octopi",
    ],
    [
      "the second machine unknown",
      { aaaa: ["octopi", "nas"] },
      at("aaaa", 1),
      "nas is not one of the hosts",
      "known here: octopi",
    ],
    [
      "a key nobody pinned whole",
      { sshfp: "octopi" },
      at("sshfp"),
      "octopi has no whole host key in this file",
      "pin the whole key: the output of ssh-keyscan, or /etc/ssh/ssh_host_ed25519_key.pub of that machine",
    ],
    [
      "a CNAME beside text",
      { cname: "a.example", txt: "x", mx: "0 ." },
      at(),
      "a CNAME stands alone: no txt, mx beside it",
      one,
    ],
    [
      "nothing to serve",
      { absent: {} },
      at(),
      "says nothing to serve",
      "router, absent, or one of cname, a, aaaa, txt",
    ],
    ["nothing at all", {}, at(), "says nothing to serve", "router, absent, or one of cname, a, aaaa, txt"],
    ["false", { absent: { a: false } }, at("absent", "a"), "must be true, or router, or an IPv4 address, or a list"],
    [
      "there and gone",
      { txt: ["x", "y"], absent: { txt: "y" } },
      at("absent", "txt"),
      "is declared at the same name",
      one,
    ],
    [
      "there and among those gone",
      { a: "192.0.2.1", absent: { a: ["192.0.2.2", "192.0.2.1"] } },
      at("absent", "a", 1),
      "is declared at the same name",
      one,
    ],
    [
      "there and all gone",
      { txt: "x", absent: { txt: true } },
      at("absent", "txt"),
      "none of txt is to be there, and txt is declared",
      one,
    ],
  ])("%s", (_title, entry, path, message, remedy) => {
    const issues = issuesWith({ names: { [name]: entry } });
    const [only] = issues;
    expect(issues.map((issue) => issue.path)).toEqual([path]);
    expect(only?.message).toBe(message);
    if (remedy === notKnown) expect(only?.remedy).toMatch(new RegExp(`^${notKnown}`));
    else expect(only?.remedy).toBe(remedy);
  });

  it("says of what follows the router in vain where it stands", () => {
    const { router: _router, ...rest } = homeInput;
    const alone = { ...rest, hosts: {}, forwards: {}, tunnels: {} };
    const problems = (entry: unknown, router?: object): readonly HomeIssue[] =>
      issuesWith({ ...alone, router, names: { [name]: entry } });
    const noName = {
      message: "follows the router's static name, and the router has none in this file",
      remedy: "add name: NAME.freeboxos.fr (or automatic) to router",
    };
    const noRouter = {
      message: "follows the router's address, and there is no router in this file",
      remedy: "add router: { kind: freebox }",
    };
    expect(problems("router")).toEqual([{ path: at(), ...noName }]);
    expect(problems("router", { kind: "f" })).toEqual([{ path: at(), ...noName }]);
    expect(problems({ absent: { cname: "router" } }, { kind: "f" })).toEqual([
      { path: at("absent", "cname"), ...noName },
    ]);
    expect(problems({ a: "router" })).toEqual([{ path: at("a"), ...noRouter }]);
    expect(problems({ a: "router" }, { kind: "f" })).toEqual([]);
    expect(problems("router", { kind: "f", name: "automatic" })).toEqual([]);
  });
});

describe("names that lead back to themselves", () => {
  const loops = (names: Names): readonly string[] =>
    issuesWith({ names }).map(({ path, message }) => `${path.slice(1).join("/")}: ${message}`);
  it.each<[string, Names, readonly string[]]>([
    ["in one step", { [name]: { cname: `${name}.` } }, [`${name}/cname: leads back to itself: ${name} -> ${name}`]],
    [
      "in two, told once at the first",
      { "a.taprest.fr": { cname: "b.taprest.fr" }, "b.taprest.fr": { cname: "a.taprest.fr" } },
      ["a.taprest.fr/cname: leads back to itself: a.taprest.fr -> b.taprest.fr -> a.taprest.fr"],
    ],
    [
      "with a way into the circle, in other letters",
      {
        "a.taprest.fr": { cname: "B.taprest.fr" },
        "b.taprest.fr": { cname: "c.taprest.fr" },
        "c.taprest.fr": { cname: "b.taprest.fr" },
      },
      ["a.taprest.fr/cname: leads back to itself: a.taprest.fr -> b.taprest.fr -> c.taprest.fr -> b.taprest.fr"],
    ],
    [
      "two circles",
      { "a.taprest.fr": { cname: "a.taprest.fr" }, "b.taprest.fr": { cname: "b.taprest.fr" } },
      [
        "a.taprest.fr/cname: leads back to itself: a.taprest.fr -> a.taprest.fr",
        "b.taprest.fr/cname: leads back to itself: b.taprest.fr -> b.taprest.fr",
      ],
    ],
    [
      "through a tree of names",
      {
        "a.taprest.fr": { cname: "x.old.taprest.fr" },
        "old.taprest.fr": { dname: "new.taprest.fr" },
        "x.new.taprest.fr": { cname: "a.taprest.fr" },
      },
      [
        "a.taprest.fr/cname: leads back to itself: a.taprest.fr -> x.old.taprest.fr -> x.new.taprest.fr -> a.taprest.fr",
      ],
    ],
    [
      "a tree into itself",
      { "old.taprest.fr": { dname: "old.taprest.fr" } },
      ["old.taprest.fr/dname: leads back to itself: old.taprest.fr -> old.taprest.fr"],
    ],
    [
      "a tree below itself, cut short",
      { "old.taprest.fr": { dname: "b.old.taprest.fr" } },
      [
        `old.taprest.fr/dname: leads back to itself: ${Array.from({ length: 8 }, (_, index) => `${"b.".repeat(index)}old.taprest.fr`).join(" -> ")} -> …`,
      ],
    ],
    [
      "no: a line, a tree aside, the router, and what is to go",
      {
        "a.taprest.fr": { cname: "b.taprest.fr" },
        "b.taprest.fr": { cname: "c.old.taprest.fr" },
        "old.taprest.fr": { dname: "new.taprest.fr" },
        "new.taprest.fr": { a: "192.0.2.1" },
        "d.taprest.fr": "router",
        "e.taprest.fr": { absent: { cname: "e.taprest.fr" } },
      },
      [],
    ],
  ])("%s", (_title, names, expected) => {
    expect(loops(names)).toEqual(expected);
  });

  it("are looked for in one pass", () => {
    const chain = Array.from({ length: 5000 }, (_, index): [string, Names[string]] => [
      `n${index}.taprest.fr`,
      { cname: `n${index + 1}.taprest.fr` },
    ]);
    expect(loops(Object.fromEntries(chain.toReversed()))).toEqual([]);
    expect(loops(Object.fromEntries(chain))).toEqual([]);
  });
});

const isEntry = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: { readonly path: HomePath }): string => JSON.stringify(value.path);

const byPath = <T extends { readonly path: HomePath }>(list: readonly T[]): readonly T[] =>
  list.toSorted((first, second) => (text(first) < text(second) ? -1 : 1));

const inOrder = (desired: Desired): unknown => ({
  ...desired,
  hosts: byPath(desired.hosts),
  forwards: byPath(desired.forwards),
  records: desired.records.toSorted((first, second) => (JSON.stringify(first) < JSON.stringify(second) ? -1 : 1)),
});

describe("the order of keys", () => {
  const whole: HomeInput = {
    ...homeInput,
    hosts: { octopi: { mac: ["b8:27:eb:12:34:56"], ip: "192.168.1.42", name: "pi", "host-key": wholeKey }, nas: {} },
    forwards: {
      ssh: { wan: [7654, "8000-8010"], to: "octopi:22", protocol: ["tcp", "udp"], kind: "ssh" },
      web: { wan: 443, to: "nas:443" },
    },
    names: {
      [name]: { a: "router", txt: ["x", "y"], sshfp: "octopi", ttl: 300, absent: { txt: "z", cname: true } },
      "b.taprest.fr": "absent",
    },
  };
  /** The same document, the keys of each entry in an order drawn from `seed`. */
  const shuffled = (value: unknown, seed: readonly number[]): unknown =>
    isEntry(value)
      ? Object.fromEntries(
          Object.entries(value)
            .map(([key, inner], index) => ({ key, inner, order: seed[index % seed.length] ?? 0 }))
            .toSorted((first, second) => first.order - second.order)
            .map(({ key, inner }) => [key, shuffled(inner, seed)]),
        )
      : value;
  it("never matters", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (seed) => {
        expect(inOrder(parseHome(shuffled(whole, seed)))).toEqual(inOrder(parseHome(whole)));
      }),
    );
  });
});
