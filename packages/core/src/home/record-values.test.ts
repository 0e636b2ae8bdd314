import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalValue, recordKeys, textValue } from "./record-values.ts";

describe("canonicalValue", () => {
  it.each([
    ["A", " 82.64.1.2 ", "82.64.1.2"],
    ["a", "82.64.1.2", "82.64.1.2"],
    ["AAAA", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["AAAA", "::ffff:1.2.3.4", "::ffff:102:304"],
    ["CNAME", "Other.Example", "other.example."],
    ["CNAME", "other.example.", "other.example."],
    ["CNAME", "fr.", "fr."],
    ["DNAME", "Émile.example", "xn--mile-9oa.example."],
    ["NS", "ns1.example.", "ns1.example."],
    ["PTR", "0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa."],
    ["CNAME", String.raw`a\.b.example`, String.raw`a\.b.example.`],
    ["CNAME", String.raw`a\200b.example`, String.raw`a\200b.example.`],
    ["MX", "010  Mail.Example", "10 mail.example."],
    ["MX", "0 .", "0 ."],
    ["SRV", "0 5\t443 Host.Example.", "0 5 443 host.example."],
    ["TXT", "plain words", '"plain words"'],
    ["TXT", '"one piece"', '"one piece"'],
    ["TXT", '"two " "pieces"', '"two pieces"'],
    ["TXT", String.raw`"a\"b\\c\065"`, String.raw`"a\"b\\cA"`],
    ["TXT", '"open', String.raw`"\"open"`],
    ["TXT", "é", String.raw`"\195\169"`],
    ["TXT", "a\nb", String.raw`"a\010b"`],
    ["TXT", "", '""'],
    ["SPF", "v=spf1 -all", '"v=spf1 -all"'],
    ["DKIM", '"v=DKIM1;   p=abc"', "v=DKIM1; p=abc"],
    ["DMARC", "v=DMARC1;  p=none", "v=DMARC1; p=none"],
    ["DMARC", 'x  "y  z', 'x "y z'],
    ["CAA", "00 issue  letsencrypt.org", '0 issue "letsencrypt.org"'],
    ["CAA", '128 iodef "mailto:a@b.fr"', '128 iodef "mailto:a@b.fr"'],
    ["SSHFP", "04 2 0A1b 2C", "4 2 0a1b2c"],
    ["TLSA", "3 1 1 ABCD", "3 1 1 abcd"],
    ["SMIMEA", "3 1 1 ABCD", "3 1 1 abcd"],
    ["DS", "12345 13 2 AB CD", "12345 13 2 abcd"],
    ["LOC", "48 51 N   2 21 E  35m", "48 51 N 2 21 E 35m"],
    ["NAPTR", '100 10  "u  v" "s" "" .', '100 10 "u  v" "s" "" .'],
    ["TYPE65280", " x   y ", "x y"],
  ])("%s %j is %j", (type, text, canonical) => {
    expect(canonicalValue(type, text)).toBe(canonical);
  });

  it.each([
    ["A", "010.1.1.1"],
    ["A", "1.2.3"],
    ["A", "::1"],
    ["AAAA", "1.2.3.4"],
    ["AAAA", "fe80::1%eth0"],
    ["CNAME", "octopi"],
    ["CNAME", ""],
    ["CNAME", "a b.example"],
    ["CNAME", "a..example"],
    ["CNAME", `${"a".repeat(64)}.example`],
    ["CNAME", "abcdefg.".repeat(32)],
    ["MX", "mail.example"],
    ["MX", "70000 mail.example"],
    ["MX", "10 mail.example more"],
    ["MX", "-1 mail.example"],
    ["SRV", "0 5 host.example"],
    ["SRV", "0 5 x host.example"],
    ["CAA", "256 issue x"],
    ["CAA", "issue x"],
    ["SSHFP", "4 256 aa"],
    ["SSHFP", "4 2 abc"],
    ["SSHFP", "4 2"],
    ["SSHFP", "4"],
    ["TLSA", "3 1 aa"],
    ["DS", "65536 13 2 aa"],
    ["DKIM", " "],
    ["LOC", " "],
  ])("%s %j is no value", (type, text) => {
    expect(canonicalValue(type, text)).toBeUndefined();
  });

  it("leaves a name at the longest a name can be", () => {
    const longest = `${"abcdefg.".repeat(31)}abcde`; // 253, and the final dot
    expect(canonicalValue("CNAME", longest)).toBe(`${longest}.`);
    expect(canonicalValue("CNAME", `${longest}f`)).toBeUndefined();
  });

  it("gives a spelling whose spelling is itself", () => {
    const word = fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom("0", "010", "65535", "4", "2", "AbCd", "issue", '"a  b"', "Mail.Example", "é.fr.", "1.2.3.4"),
      fc.constantFrom("2001:DB8::0:1", String.raw`\000`, String.raw`"\065\""`, ".", "@", "\\"),
    );
    const text = fc
      .tuple(fc.array(word, { maxLength: 5 }), fc.constantFrom(" ", "  ", "\t", "\n"))
      .map(([words, gap]) => words.join(gap));
    fc.assert(
      fc.property(fc.constantFrom(...recordKeys, "type99"), text, (type, written) => {
        const value = canonicalValue(type, written);
        if (value !== undefined) expect(canonicalValue(type, value)).toBe(value);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("textValue", () => {
  it.each([
    ["v=spf1 -all", '"v=spf1 -all"'],
    ['"quoted"', String.raw`"\"quoted\""`],
    [" kept ", '" kept "'],
    ["", '""'],
  ])("holds exactly %j", (text, value) => {
    expect(textValue(text)).toBe(value);
  });

  it("is canonical, and tells every two texts apart", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, other) => {
        expect(canonicalValue("TXT", textValue(one))).toBe(textValue(one));
        expect(textValue(one) === textValue(other)).toBe(one === other);
      }),
    );
  });
});
