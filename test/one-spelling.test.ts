/** What the home file declares, what a zone's keeper tells and what its servers serve are spelled alike, whatever it is. */
import { canonicalValue } from "@porchlight/core";
import { createOvhDns, ovhFromEnv } from "@porchlight/ovh-dns";
import { ovhZone } from "@porchlight/ovh-dns/zone";
import { createReach } from "@porchlight/reach";
import type { ZoneRecord } from "@porchlight/simulator";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { cases } from "../packages/core/test/depth.ts";
import { zoneName, zoneOf } from "./peers-support.ts";
import { stage } from "./support.ts";

/** A value as somebody may have written it. */
interface Written {
  readonly type: string;
  readonly text: string;
}

const gap = fc.constantFrom(" ", "  ", "\t");
const inWords = (...words: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...words.map((word) => fc.tuple(word, gap))).map((pairs) => pairs.flat().join("").trim());

const anyCase = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.boolean()).map(([one, isUpper]) => (isUpper ? one.toUpperCase() : one));
const label = fc.stringMatching(/^[a-z0-9_][a-z0-9-]{0,8}$/);
const host = anyCase(
  fc.oneof(
    fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join(".")}.`),
    fc.constant("."),
  ),
);
const upTo = (max: number): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(max), fc.constantFrom("", "0")).map(([value, zero]) => `${zero}${value}`);
const hex = (bytes: number): fc.Arbitrary<string> =>
  anyCase(
    fc.array(fc.stringMatching(/^[0-9a-f]{2}$/), { minLength: bytes, maxLength: bytes }).map((all) => all.join("")),
  );

/** Bytes between quotes, each written in one of the ways there are. */
const quotedBytes = (bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<string> =>
  fc.tuple(bytes, fc.boolean()).map(([all, isNumbers]) => {
    const ways = Array.from(all, (byte) => {
      const number = `\\${String(byte).padStart(3, "0")}`;
      if (isNumbers || byte < 0x20 || byte > 0x7e) return number;
      return byte === 0x22 || byte === 0x5c ? `\\${String.fromCharCode(byte)}` : String.fromCharCode(byte);
    });
    return `"${ways.join("")}"`;
  });
const quotedText = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  quotedBytes(text.map((one) => Buffer.from(one)));
/** A text in any number of strings, which are one. */
const cutText = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(quotedText(text), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(" "));

const angle = (most: number, letters: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(most - 1), fc.nat(59), fc.nat(59_999), fc.nat(2), fc.constantFrom(...letters))
    .map(([degrees, minutes, ms, more, letter]) =>
      [degrees, ...[minutes, (ms / 1000).toFixed(3)].slice(0, more), letter].join(" "),
    );
const metres = (most: number): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(most), fc.constantFrom("m", "")).map(([cm, unit]) => `${cm / 100}${unit}`);
const place = fc
  .tuple(
    angle(90, ["N", "S", "n", "s"]),
    angle(180, ["E", "W", "e", "w"]),
    fc.tuple(fc.constantFrom("", "-"), metres(9_999_999)).map((parts) => parts.join("")),
    fc.array(metres(9_000_000_000), { maxLength: 3 }),
  )
  .map(([north, east, altitude, sizes]) => [north, east, altitude, ...sizes].join(" "));

const some = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { minLength: 1, maxLength: 3 });
const protocol = fc
  .string({ unit: fc.constantFrom("h", "2", "-", ",", "\\", " ", '"', ";"), minLength: 1, maxLength: 6 })
  .map((name) => name.replaceAll(/[,\\]/g, String.raw`\$&`));
/** What each key takes; a value between quotes, or nothing. */
const parameters: Readonly<Record<string, fc.Arbitrary<string>>> = {
  mandatory: fc.subarray(["alpn", "port", "ipv4hint", "KEY999"], { minLength: 1 }).map((keys) => `"${keys.join(",")}"`),
  alpn: quotedText(some(protocol).map((names) => names.join(","))),
  "no-default-alpn": fc.constantFrom("", '""'),
  port: upTo(65_535),
  ipv4hint: some(fc.ipV4()).map((all) => all.join(",")),
  ech: fc.uint8Array({ minLength: 1, maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  ipv6hint: anyCase(some(fc.ipV6()).map((all) => all.join(","))),
  dohpath: quotedText(fc.string({ unit: "binary", minLength: 1, maxLength: 9 })),
  ohttp: fc.constantFrom("", '""'),
  key70: quotedBytes(fc.uint8Array({ maxLength: 9 })),
  key65280: quotedBytes(fc.uint8Array({ maxLength: 9 })),
};
const service = fc
  .tuple(
    upTo(65_535),
    host,
    fc
      .shuffledSubarray(Object.keys(parameters))
      .chain((keys) =>
        fc.tuple(...keys.map((key) => fc.tuple(anyCase(fc.constant(key)), parameters[key] ?? fc.constant("")))),
      ),
    gap,
  )
  .map(([priority, name, chosen, between]) =>
    [priority, name, ...chosen.map(([key, value]) => (value === "" ? key : `${key}=${value}`))].join(between),
  );

const words = fc.string({ unit: fc.constantFrom("a", "Z", '"', "\\", " ", "é", "!", ";"), maxLength: 12 });
const tags = fc
  .array(fc.tuple(fc.stringMatching(/^ ?[a-z]{1,3} ?= ?[a-z0-9:@/.,_-]{0,9} ?$/), fc.constantFrom(";", "; ")), {
    maxLength: 4,
  })
  .map((all) => all.flat().join(""));
const tagList = (start: string): fc.Arbitrary<string> =>
  fc.tuple(tags, fc.boolean()).map(([rest, isQuoted]) => (isQuoted ? `"${start}${rest}"` : `${start}${rest}`));

const texts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  AAAA: anyCase(fc.ipV6()),
  CAA: inWords(upTo(255), anyCase(fc.constantFrom("issue", "issuewild", "iodef")), quotedText(words)),
  CNAME: host,
  DKIM: tagList("v=DKIM1;p=x;"),
  DMARC: tagList("v = DMARC1; p=none;"),
  HTTPS: service,
  LOC: place,
  MX: inWords(upTo(65_535), host),
  NAPTR: inWords(upTo(65_535), upTo(65_535), quotedText(words), quotedText(words), quotedText(words), host),
  RP: inWords(host, host),
  SPF: fc.tuple(fc.constantFrom("v=spf1", "V=SPF1"), words).map(([start, rest]) => JSON.stringify(`${start} ${rest}`)),
  SRV: inWords(upTo(65_535), upTo(65_535), upTo(65_535), host),
  SSHFP: inWords(upTo(255), fc.constant("2"), hex(16), hex(16)),
  SVCB: service,
  TLSA: inWords(upTo(255), upTo(255), upTo(255), hex(3), hex(2)),
  TXT: cutText(words),
};
const written: fc.Arbitrary<Written> = fc.oneof(
  ...Object.entries(texts).map(([type, text]) => text.map((one): Written => ({ type, text: one }))),
);

const recordOf = ({ type }: Written, index: number, target: string): ZoneRecord => {
  const subDomain = `v${index}`;
  return { id: 9_000_000_000 + index, zone: zoneName, fieldType: type, subDomain, target, ttl: 60 };
};

it("as declared, as stored and as served", async () => {
  const on = await stage();
  onTestFinished(() => on.close());
  const { home } = on;
  const ovh = createOvhDns({ credentials: ovhFromEnv(home.env), ca: home.ovh.clientOptions.ca });
  const keeper = ovhZone(ovh.zone(zoneName));
  const reach = createReach({ net: home.net });
  const zone = zoneOf(on);
  const { stored, served } = zone;
  await fc.assert(
    fc.asyncProperty(fc.array(written, { minLength: 1, maxLength: 20 }), async (all) => {
      const declared = all.map(({ type, text }) => canonicalValue(type, text) ?? "");
      expect(declared.filter((value, index) => value === "" && all[index]?.text !== "")).toEqual([]);
      zone.stored = [...stored, ...all.map((one, index) => recordOf(one, index, one.text))];
      zone.served = [...served, ...all.map((one, index) => recordOf(one, index, declared[index] ?? ""))];
      const names = all.map((_, index) => `v${index}.${zoneName}`);
      const kept = await keeper.read(names, { fresh: true });
      const told = kept.known ? kept.value.map(({ value }) => value) : kept.failure;
      expect(told).toEqual(declared);
      const questions = all.map(({ type }, index) => ({ name: names[index] ?? "", type }));
      const seen = await reach.served(zoneName, questions);
      if (!seen.known) throw new Error(seen.failure.message);
      for (const { name, type, records } of seen.value) {
        const index = names.indexOf(name);
        expect(records.map((record) => [record.type, record.value])).toEqual([[type, declared[index]]]);
      }
    }),
    { numRuns: cases(40) },
  );
});
