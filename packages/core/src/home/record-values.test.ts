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
    ["SPF", '"V=SPF1 " "~all"', '"V=SPF1 ~all"'],
    ["DKIM", " k = rsa ;p=a b;; ", "k=rsa; p=a b"],
    ["DKIM", 'v=DKIM1; n="x  y"; p=', 'v=DKIM1; n="x y"; p='],
    ["DMARC", "v = DMARC1;p=none;", "v=DMARC1; p=none"],
    ["DMARC", "v=DMARC1", "v=DMARC1"],
    ["CAA", "00 Issue  letsencrypt.org", '0 issue "letsencrypt.org"'],
    ["CAA", '128 iodef "mailto:a@b.fr"', '128 iodef "mailto:a@b.fr"'],
    ["SSHFP", "04 2 0A1b 2C", "4 2 0a1b2c"],
    ["TLSA", "3 1 1 ABCD", "3 1 1 abcd"],
    ["SMIMEA", "3 1 1 ABCD", "3 1 1 abcd"],
    ["DS", "12345 13 2 AB CD", "12345 13 2 abcd"],
    ["LOC", "48 51 N   2 21 E  35m", "48 51 0.000 N 2 21 0.000 E 35.00m 1.00m 10000.00m 10.00m"],
    ["LOC", "48 51 24.5 s 02 21 3.07 w -1.5 0 39m 0.1", "48 51 24.500 S 2 21 3.070 W -1.50m 0.00m 30.00m 0.10m"],
    ["LOC", "90 S 180 W 0", "90 0 0.000 S 180 0 0.000 W 0.00m 1.00m 10000.00m 10.00m"],
    ["LOC", "0 0 0 S 0 W -0", "0 0 0.000 N 0 0 0.000 E 0.00m 1.00m 10000.00m 10.00m"],
    ["LOC", "1 N 1 E 42849672.95m 90000000m 1m 1m", "1 0 0.000 N 1 0 0.000 E 42849672.95m 90000000.00m 1.00m 1.00m"],
    ["NAPTR", '100 010  "u  v" s "" .', '100 10 "u  v" "s" "" .'],
    ["NAPTR", String.raw`1 1 u "\069x" "!^.*$!\"!" Sip.Example`, String.raw`1 1 "u" "Ex" "!^.*$!\"!" sip.example.`],
    ["RP", "Admin.Example   TXT.example.", "admin.example. txt.example."],
    ["RP", ". .", ". ."],
    ["HTTPS", '01  . port=0443 ALPN="h2,h3"', "1 . alpn=h2,h3 port=443"],
    ["HTTPS", "1 . alpn=h2,h3", "1 . alpn=h2,h3"],
    ["SVCB", "0 Svc.Example", "0 svc.example."],
    ["SVCB", '1 . no-default-alpn="" ohttp= key9 key65535=""', "1 . no-default-alpn ohttp key9 key65535"],
    ["SVCB", "1 . ipv6hint=2001:DB8:0::1,::ffff:1.2.3.4", "1 . ipv6hint=2001:db8::1,::ffff:102:304"],
    ["SVCB", "1 . mandatory=port,ALPN alpn=h2 port=1", "1 . mandatory=alpn,port alpn=h2 port=1"],
    [
      "SVCB",
      '1 . dohpath="/q{?dns}" ech=AQIDBA ipv4hint="192.0.2.1,192.0.2.2"',
      "1 . ipv4hint=192.0.2.1,192.0.2.2 ech=AQIDBA== dohpath=/q{?dns}",
    ],
    ["SVCB", String.raw`1 . key667="hello\210qoo" key70=a\032b`, String.raw`1 . key70="a b" key667="hello\210qoo"`],
    ["SVCB", String.raw`1 . alpn="f\\\\oo\\,bar,h2"`, String.raw`1 . alpn="f\\\\oo\\,bar,h2"`],
    ["SVCB", String.raw`1 . alpn=f\\\092oo\092,bar,h\050`, String.raw`1 . alpn="f\\\\oo\\,bar,h2"`],
    ["SVCB", "1 . key12=a;b", '1 . key12="a;b"'],
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
    ["DKIM", "v=DKIM1"],
    ["DKIM", "v=spf1 p=x"],
    ["DKIM", "v=DKIM2; p=x"],
    ["DKIM", String.raw`"p=\255"`],
    ["DMARC", "p=none; v=DMARC1"],
    ["DMARC", "v=DMARC10"],
    ["SPF", "v=spf10"],
    ["SPF", "google-site-verification=x"],
    ["LOC", " "],
    ["LOC", "here"],
    ["LOC", "90 0 0.001 N 0 E 0m"],
    ["LOC", "0 N 181 E 0m"],
    ["LOC", "1 60 N 0 E 0m"],
    ["LOC", "1 0 60 N 0 E 0m"],
    ["LOC", "1 N 0 E 0m -1m"],
    ["LOC", "1 N 0 E 0m 90000001m"],
    ["LOC", "1 N 0 E -100001m"],
    ["LOC", "1 N 0 E 42849673m"],
    ["NAPTR", '100 10 "u" "s" ""'],
    ["NAPTR", '100 65536 "u" "s" "" .'],
    ["NAPTR", '100 10 "u" "s" "" octopi'],
    ["NAPTR", `1 1 "" "" "${"x".repeat(256)}" .`],
    ["RP", "admin.example."],
    ["RP", "a.example. b.example. c.example."],
    ["RP", "admin@mail.example. ."],
    ["RP", "admin ."],
    ["HTTPS", "65536 ."],
    ["HTTPS", "1"],
    ["HTTPS", "1 octopi"],
    ["HTTPS", "1 . zz"],
    ["HTTPS", "1 . =x"],
    ["HTTPS", "1 . key1=x"],
    ["HTTPS", "1 . key65536=x"],
    ["HTTPS", "1 . key012=x"],
    ["HTTPS", "1 . alpn=h2 ALPN=h3"],
    ["HTTPS", "1 . alpn="],
    ["HTTPS", "1 . alpn=h2,,h3"],
    ["HTTPS", `1 . alpn=${"x".repeat(256)}`],
    ["HTTPS", "1 . port=65536"],
    ["HTTPS", "1 . no-default-alpn=x"],
    ["HTTPS", "1 . ipv4hint=::1"],
    ["HTTPS", "1 . ipv6hint=fe80::1%eth0"],
    ["HTTPS", "1 . ech=x"],
    ["HTTPS", "1 . ech=?"],
    ["HTTPS", "1 . dohpath"],
    ["HTTPS", "1 . mandatory=mandatory"],
    ["HTTPS", "1 . mandatory=alpn,alpn"],
    ["HTTPS", '1 . alpn="h2'],
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
