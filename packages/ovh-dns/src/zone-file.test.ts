import { startOvh } from "@porchlight/simulator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalTarget } from "./canonical.ts";
import { createOvhDns } from "./ovh-dns.ts";
import { parseZoneFile } from "./zone-file.ts";

const zone = "taprest.fr";
const read = (text: string): (string | number | undefined)[][] =>
  parseZoneFile(text, "Taprest.fr.").map(({ subDomain, ttl, fieldType, target }) => [
    subDomain,
    ttl,
    fieldType,
    target,
  ]);

describe("a zone file", () => {
  it.each<[string, string, (string | number)[][]]>([
    [
      "as OVHcloud exports it",
      '$TTL 3600\n@\tIN SOA dns11.ovh.net. tech.ovh.net. (1 2 3 4 60)\n   IN NS     dns11.ovh.net.\nwww        IN TXT     "3|hey"\n',
      [
        ["", 0, "NS", "dns11.ovh.net."],
        ["www", 0, "TXT", '"3|hey"'],
      ],
    ],
    [
      "with windows line ends and no last one",
      "a 60 IN A 192.0.2.1\r\nb IN 1h30m A 192.0.2.2",
      [
        ["a", 60, "A", "192.0.2.1"],
        ["b", 5400, "A", "192.0.2.2"],
      ],
    ],
    [
      "with the owner of the line before",
      "a A 192.0.2.1\n\n  ; nothing\n\tAAAA 2001:db8::1\n",
      [
        ["a", 0, "A", "192.0.2.1"],
        ["a", 0, "AAAA", "2001:db8::1"],
      ],
    ],
    [
      "with comments and parentheses",
      'k TXT ( "v=DKIM1; p=(" ; first\n  "x)" ) ; last\nb TLSA 3 1 1 ab\n',
      [
        ["k", 0, "TXT", '"v=DKIM1; p=(" "x)"'],
        ["b", 0, "TLSA", "3 1 1 ab"],
      ],
    ],
    [
      "with a quoted text inside a word",
      'a HTTPS 1 . alpn="h2,h3" port=443 ; last\nb TXT "k=" "v"\n',
      [
        ["a", 0, "HTTPS", '1 . alpn="h2,h3" port=443'],
        ["b", 0, "TXT", '"k=" "v"'],
      ],
    ],
    ["with escapes", 'a TXT "say \\"hi\\" \\\\"\n', [["a", 0, "TXT", '"say \\"hi\\" \\\\"']]],
    [
      "with absolute names",
      "taprest.fr. MX 1 mx\nA.taprest.fr. A 192.0.2.1\n$ORIGIN taprest.fr.\n*.b CNAME @\n",
      [
        ["", 0, "MX", "1 mx"],
        ["a", 0, "A", "192.0.2.1"],
        ["*.b", 0, "CNAME", "@"],
      ],
    ],
    [
      "with a second default",
      "$TTL 1h\na A 192.0.2.1\n$TTL 60\nb A 192.0.2.1\n",
      [
        ["a", 0, "A", "192.0.2.1"],
        ["b", 60, "A", "192.0.2.1"],
      ],
    ],
  ])("%s", (_, text, records) => {
    expect(read(text)).toEqual(records);
  });

  it.each([
    ["a A 192.0.2.1\nx.example. A 192.0.2.1", /line 2: x.example. is not in taprest.fr/],
    ["\n\na 60 IN", /line 3: no record type/],
    ["a A", /line 1: a A record without a value/],
    ['a "A" 192.0.2.1', /no record type/],
    ["$ORIGIN sub.taprest.fr.", /\$ORIGIN sub.taprest.fr. is not understood/],
    ["$INCLUDE other", /\$INCLUDE other is not understood/],
    ["$TTL", /\$TTL without a number/],
  ])("%j is refused", (text, message) => {
    expect(() => parseZoneFile(text, zone)).toThrow(message);
  });

  it("says what the records say, whatever they hold", async () => {
    const door = await startOvh({ records: [] });
    const ovh = createOvhDns(door.clientOptions);
    const world = door.world.zones.get(zone);
    const line = fc.record({
      subDomain: fc.constantFrom("", "a", "b.c", "*", "_dmarc"),
      ttl: fc.constantFrom(0, 60, 86_400),
      record: fc.oneof(
        fc.ipV4().map((target) => ["A", target] as const),
        fc
          .string({ minLength: 1, maxLength: 300 })
          .map((target) => ["TXT", `"${target.replaceAll(/["\\\n]/g, "\\$&")}"`] as const),
        fc.nat(65_535).map((preference) => ["MX", `${preference} mx`] as const),
        fc.stringMatching(/^[0-9a-f]{40}$/).map((hex) => ["SSHFP", `4 1 ${hex}`] as const),
      ),
    });
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
          const said = lines.map(({ subDomain, ttl, record: [fieldType, target] }) =>
            [subDomain, ttl, fieldType, canonicalTarget(fieldType, target, zone)].join(" "),
          );
          if (world !== undefined)
            world.stored = lines.map(({ subDomain, ttl, record: [fieldType, target] }, id) => ({
              id,
              zone,
              fieldType,
              subDomain,
              target,
              ttl,
            }));
          const found = parseZoneFile(await ovh.zone(zone).export(), zone).map(
            ({ subDomain, ttl, fieldType, target }) =>
              [subDomain, ttl, fieldType, canonicalTarget(fieldType, target, zone)].join(" "),
          );
          expect(found).toEqual(said);
        }),
        { numRuns: 40 },
      );
    } finally {
      ovh.close();
      await door.close();
    }
  });
});
