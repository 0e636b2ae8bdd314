import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalTarget, parseTarget, printTarget, sentTarget, targetOf } from "./canonical.ts";
import type { OvhRecord } from "./records.ts";
import type { OvhTarget } from "./targets.ts";

const zone = "taprest.fr";

describe("canonicalTarget", () => {
  it.each([
    ["A", " 192.0.2.1 ", "192.0.2.1"],
    ["A", "010.1.1.1", "010.1.1.1"],
    ["AAAA", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["AAAA", "::ffff:192.0.2.1", "::ffff:c000:201"],
    ["AAAA", "fe80::1%eth0", "fe80::1%eth0"],
    ["CNAME", "TapRest.FreeboxOS.fr.", "taprest.freeboxos.fr."],
    ["CNAME", "docs.example.com", "docs.example.com.taprest.fr."],
    ["CNAME", "@", "taprest.fr."],
    ["CNAME", "bücher.example.", "xn--bcher-kva.example."],
    ["NS", "dns103.ovh.net.", "dns103.ovh.net."],
    ["MX", "01   Redirect.ovh.net.", "1 redirect.ovh.net."],
    ["MX", "redirect.ovh.net.", "redirect.ovh.net."],
    ["SRV", "0 5 5060 sip", "0 5 5060 sip.taprest.fr."],
    ["TXT", "bare text", '"bare text"'],
    ["TXT", '"a" "b"', '"ab"'],
    ["TXT", '"unfinished', '"\\"unfinished"'],
    ["TXT", '"\\255"', '"\\255"'],
    ["TXT", '"caf\\195\\169"', '"caf\\195\\169"'],
    ["TXT", "café", '"caf\\195\\169"'],
    ["TXT", '"\\1" "23"', '"123"'],
    ["DKIM", "v=DKIM1;  p=x", "v=DKIM1; p=x"],
    ["CAA", "000 Issue letsencrypt.org", '0 issue "letsencrypt.org"'],
    ["CAA", "nonsense", "nonsense"],
    ["SSHFP", "4  2 ABCDEF", "4 2 abcdef"],
    ["CAA", '0  issue   "a  b"', '0 issue "a  b"'],
    ["CAA", '256 issue "a"', '256 issue "a"'],
    ["DMARC", '"v=DMARC1; p=none"', "v=DMARC1; p=none"],
    ["DKIM", 'v=DKIM1; n="x"', 'v=DKIM1; n="x"'],
    ["SSHFP", "04 02 ABCD EF01", "4 2 abcdef01"],
    ["SSHFP", "4 2 abc", "4 2 abc"],
    ["SSHFP", "4", "4"],
    ["TLSA", "3 1 1 AB CD", "3 1 1 abcd"],
    ["TLSA", "3 1 x", "3 1 x"],
    ["MX", "65536 a.", "65536 a."],
    ["SRV", "0 5 5060", "0 5 5060"],
    ["NAPTR", "100  10 u  E2U+sip !^.*$!sip:a@b!  .", '100 10 "u" "E2U+sip" "!^.*$!sip:a@b!" .'],
    ["NAPTR", '100 10 "" "" "" other', '100 10 "" "" "" other.taprest.fr.'],
    ["NAPTR", '100 10 "" "" ""', '100 10 "" "" ""'],
    ["NAPTR", '100 10 "\\255" "" "" .', '100 10 "\\255" "" "" .'],
    ["RP", "Admin  .", "admin.taprest.fr. ."],
    ["RP", "admin. . .", "admin. . ."],
    ["HTTPS", '1 . port=443 ALPN="h2,h3"', "1 . alpn=h2,h3 port=443"],
    ["HTTPS", '1 @ key65000="a b" no-default-alpn zz', '1 taprest.fr. no-default-alpn key65000="a b" zz'],
    ["SVCB", "1 . alpn=h2 alpn=h3", "1 . alpn=h2 alpn=h3"],
    ["SVCB", '1 . key9="" key10=', "1 . key9 key10"],
    ["SVCB", "1 . port=0443 port0=x", "1 . port=443 port0=x"],
    ["SVCB", "1 . port=x ipv4hint=x ipv6hint=x ech=?", "1 . port=x ipv4hint=x ech=? ipv6hint=x"],
    ["SVCB", "1 . ipv6hint=2001:DB8:0::1,::2 ech=AQIDBA", "1 . ech=AQIDBA== ipv6hint=2001:db8::1,::2"],
    ["SVCB", "1 . mandatory=port,ALPN alpn=h2 port=1", "1 . mandatory=alpn,port alpn=h2 port=1"],
    ["SVCB", String.raw`1 . alpn="f\\\\oo\\,b\\a" key9=a\032b`, String.raw`1 . alpn="f\\\\oo\\,ba" key9="a b"`],
    ["SVCB", "1 . key9=a;b", '1 . key9="a;b"'],
    ["SVCB", "1 . =x", "1 . =x"],
    ["SVCB", "0  svc.example.", "0 svc.example."],
    ["LOC", "48 51 24.5 N 2 21 3 E 35m", "48 51 24.500 N 2 21 3.000 E 35.00m 1.00m 10000.00m 10.00m"],
    ["LOC", "1 N 0 E 0m 39m 0m 1.5m", "1 0 0.000 N 0 0 0.000 E 0.00m 30.00m 0.00m 1.00m"],
    ["DKIM", ' k = rsa ;p=a  b; n="x"; ', 'k=rsa; p=a b; n="x"'],
    ["DMARC", ';"x"', ';"x"'],
    ["LOC", "0 S 0 w -0 0m", "0 0 0.000 N 0 0 0.000 E 0.00m 0.00m 10000.00m 10.00m"],
    ["LOC", "90 0 0.001 N 0 E 0m", "90 0 0.001 N 0 E 0m"],
    ["LOC", "1 60 N 0 E 0m", "1 60 N 0 E 0m"],
    ["LOC", "1 N 0 E 0m -1m", "1 N 0 E 0m -1m"],
    ["LOC", "1 N 0 E -100001m", "1 N 0 E -100001m"],
  ])("%s %s is %s", (type, written, canonical) => {
    expect(canonicalTarget(type, written, zone)).toBe(canonical);
  });

  it("tells apart what differs", () => {
    expect(canonicalTarget("TXT", '"A"', zone)).not.toBe(canonicalTarget("TXT", '"a"', zone));
    expect(canonicalTarget("CNAME", "x", zone)).not.toBe(canonicalTarget("CNAME", "x.", zone));
  });
});

const label = fc.stringMatching(/^[a-z0-9_][a-z0-9-]{0,8}$/);
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join(".")}.`);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.string({ unit: fc.constantFrom('"', "\\", " ", "1", "é", "🏠"), maxLength: 400 }),
);
const address = fc.oneof(
  fc.ipV4().map((value) => ["A", value] as const),
  fc.ipV6().map((value) => ["AAAA", value] as const),
);

/** A type and a target as somebody may have written it. */
const written = fc.oneof(
  address,
  fc.tuple(fc.constantFrom("CNAME", "DNAME", "NS", "PTR"), fc.oneof(host, label)),
  fc.tuple(fc.nat(65535), host).map(([preference, name]) => ["MX", `${preference} ${name}`] as const),
  fc.tuple(fc.constantFrom("TXT", "SPF", "DKIM", "CAA", "A", "CNAME", "MX"), text),
);

/** Ways to write the same. */
const respelt = (type: string, target: string): string[] => {
  if (["CNAME", "DNAME", "NS", "PTR", "MX", "AAAA"].includes(type)) return [target.toUpperCase(), ` ${target} `];
  return [`${target} `];
};

describe("properties", () => {
  it("printing what was parsed, and parsing it again, gives the same target", () => {
    fc.assert(
      fc.property(written, ([type, target]) => {
        const once = parseTarget(type, target, zone);
        const again = parseTarget(type, printTarget(once), zone);
        expect(again).toEqual(once);
      }),
    );
  });

  it("a text is read back whole, whatever it holds, from both spellings", () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 300 })), (content) => {
        const bytes = Buffer.from(content);
        const printed = printTarget({ kind: "text", content: bytes });
        expect(printed).toMatch(/^"[\x20-\x7e]*"$/);
        for (const spelling of [printed, sentTarget("TXT", printed, zone)])
          expect(parseTarget("TXT", spelling, zone)).toEqual({ kind: "text", content: bytes });
      }),
    );
  });

  it("equality is by canonical text, so it is an equivalence; spelling does not matter", () => {
    fc.assert(
      fc.property(written, ([type, target]) => {
        const canonical = canonicalTarget(type, target, zone);
        expect(canonicalTarget(type, canonical, zone)).toBe(canonical);
        if (parseTarget(type, target, zone).kind === "text") return;
        for (const other of respelt(type, target)) {
          if (parseTarget(type, target, zone).kind === "opaque") continue;
          expect(canonicalTarget(type, other, zone)).toBe(canonical);
        }
      }),
    );
  });

  it("two different addresses or hosts never become one", () => {
    fc.assert(
      fc.property(host, host, (one, other) => {
        const same = canonicalTarget("CNAME", one, zone) === canonicalTarget("CNAME", other, zone);
        expect(same).toBe(one === other);
      }),
    );
    const shapes: OvhTarget["kind"][] = ["192.0.2.1", "x"].map((value) => parseTarget("A", value, zone).kind);
    expect(shapes).toEqual(["address", "opaque"]);
  });
});

const addressOf = <T extends string>(value: fc.Arbitrary<T>, type: "A" | "AAAA"): fc.Arbitrary<OvhTarget> =>
  value.map((spelling) => parseTarget(type, spelling, zone));

describe("every published type", () => {
  const byte = fc.nat(255);
  const word = fc.nat(65_535);
  const hex = fc.stringMatching(/^(?:[0-9a-f]{2}){1,40}$/);
  const words = fc.string({ unit: fc.constantFrom("a", "Z", '"', "\\", " ", "é", "!", "^"), maxLength: 20 });
  const absolute = fc.oneof(host, fc.constant("."));
  const param = fc.record(
    {
      key: fc.constantFrom("alpn", "port", "mandatory", "dohpath", "key7", "key65000", "zz"),
      value: fc.stringMatching(/^[a-z0-9,/? ]{0,9}$/),
    },
    { requiredKeys: ["key"] },
  );
  const hosts = absolute.map((name): OvhTarget => ({ kind: "host", host: name }));
  const texts = fc
    .uint8Array({ maxLength: 300 })
    .map((content): OvhTarget => ({ kind: "text", content: Buffer.from(content) }));
  const tagLists = fc
    .stringMatching(/^v=[a-z0-9;=:@/.,_-]{0,60}(?: [a-z0-9;=]{1,9}){0,3}$/)
    .map((tags) => parseTarget("DKIM", tags, zone));
  const svcbs = fc
    .tuple(word, absolute, fc.uniqueArray(param, { maxLength: 5, selector: ({ key }) => key }))
    .map(([priority, name, params]) => {
      const target: OvhTarget = { kind: "svcb", priority, host: name, params };
      return parseTarget("SVCB", printTarget(target), zone);
    });
  const sizes = fc.tuple(fc.nat(9), fc.nat(9)).map(([digit, power]) => digit * 10 ** power);

  /** One of everything a target of each type can say. */
  const all: Record<OvhRecord["fieldType"], fc.Arbitrary<OvhTarget>> = {
    A: addressOf(fc.ipV4(), "A"),
    AAAA: addressOf(fc.ipV6(), "AAAA"),
    CAA: fc.record({
      kind: fc.constant("caa" as const),
      flags: byte,
      tag: fc.constantFrom("issue", "issuewild", "iodef"),
      value: words,
    }),
    CNAME: hosts,
    DKIM: tagLists,
    DMARC: tagLists,
    DNAME: hosts,
    HTTPS: svcbs,
    LOC: fc.record({
      kind: fc.constant("loc" as const),
      latitude: fc.integer({ min: -324_000_000, max: 324_000_000 }),
      longitude: fc.integer({ min: -648_000_000, max: 648_000_000 }),
      altitudeCm: fc.integer({ min: -10_000_000, max: 4_284_967_295 }),
      sizeCm: sizes,
      horizontalCm: sizes,
      verticalCm: sizes,
    }),
    MX: fc.record({ kind: fc.constant("mx" as const), preference: word, host: absolute }),
    NAPTR: fc.record({
      kind: fc.constant("naptr" as const),
      order: word,
      preference: word,
      flags: words,
      service: words,
      regexp: words,
      replacement: absolute,
    }),
    NS: hosts,
    PTR: hosts,
    RP: fc.record({ kind: fc.constant("rp" as const), mailbox: absolute, text: absolute }),
    SPF: texts,
    SRV: fc.record({ kind: fc.constant("srv" as const), priority: word, weight: word, port: word, host: absolute }),
    SSHFP: fc.record({ kind: fc.constant("sshfp" as const), algorithm: byte, hashType: byte, fingerprint: hex }),
    SVCB: svcbs,
    TLSA: fc.record({
      kind: fc.constant("tlsa" as const),
      usage: byte,
      selector: byte,
      matchingType: byte,
      data: hex,
    }),
    TXT: texts,
  };

  it.each(Object.entries(all))("%s: what is printed is parsed to the same", (type, targets) => {
    fc.assert(
      fc.property(targets, (target) => {
        const printed = printTarget(target);
        expect(parseTarget(type, printed, zone)).toEqual(target);
        expect(canonicalTarget(type, printed, zone)).toBe(printed);
        expect(canonicalTarget(type, sentTarget(type, printed, zone), zone)).toBe(printed);
      }),
    );
  });

  it("of a record, typed by its fieldType", () => {
    const record: OvhRecord = {
      id: 1,
      zone,
      fieldType: "SRV",
      subDomain: "_sip._tcp",
      target: "0 5 5060 sip",
      ttl: 0,
    };
    const srv = targetOf(record);
    expect(srv.kind === "srv" ? srv.port : undefined).toBe(5060);
    const found: OvhRecord = { ...record, fieldType: "MX", target: "1 mx" };
    for (const any of [record, found])
      if (any.fieldType === "MX") expect(targetOf(any)).toEqual({ kind: "mx", preference: 1, host: "mx.taprest.fr." });
  });
});
