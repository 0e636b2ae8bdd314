import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalTarget, parseTarget, printTarget, sentTarget, type OvhTarget } from "./canonical.ts";

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
    ["CAA", "000 issue letsencrypt.org", '0 issue "letsencrypt.org"'],
    ["CAA", "nonsense", "nonsense"],
    ["SSHFP", "4  2 ABCDEF", "4 2 abcdef"],
    ["CAA", '0  issue   "a  b"', '0 issue "a  b"'],
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
