import { type Answer, decode, encode } from "dns-packet";
import { describe, expect, test } from "vitest";
import { toRecords } from "./dns-record.ts";

const over = (answer: Answer): ReturnType<typeof toRecords> =>
  toRecords(decode(encode({ type: "response", answers: [answer] })).answers ?? []);

const base = { name: "Name.Example", ttl: 300 };
const hash = Buffer.from("AB12", "hex");

describe("a record's canonical value", () => {
  test.each<[string, Answer]>([
    ["192.0.2.7", { ...base, type: "A", data: "192.0.2.7" }],
    ["2001:db8::7", { ...base, type: "AAAA", data: "2001:0db8:0:0:0:0:0:7" }],
    ["box.example.", { ...base, type: "CNAME", data: "Box.EXAMPLE" }],
    ["box.example.", { ...base, type: "DNAME", data: "box.example" }],
    ["ns1.example.", { ...base, type: "NS", data: "ns1.example" }],
    ["host.example.", { ...base, type: "PTR", data: "host.example" }],
    ["10 mail.example.", { ...base, type: "MX", data: { preference: 10, exchange: "Mail.example" } }],
    ["0 .", { ...base, type: "MX", data: { exchange: "." } }],
    ["1 2 22 pi.example.", { ...base, type: "SRV", data: { priority: 1, weight: 2, port: 22, target: "pi.example" } }],
    ['"v=spf1 -all"', { ...base, type: "TXT", data: "v=spf1 -all" }],
    ['"one piece and another"', { ...base, type: "TXT", data: ["one piece ", "and another"] }],
    ['"a \\"quote\\", a \\\\ and \\195\\169\\010"', { ...base, type: "TXT", data: 'a "quote", a \\ and é\n' }],
    ['""', { ...base, type: "TXT", data: "" }],
    ['128 issue "ca.example"', { ...base, type: "CAA", data: { flags: 128, tag: "issue", value: "ca.example" } }],
    ["4 2 ab12", { ...base, type: "SSHFP", data: { algorithm: 4, hash: 2, fingerprint: "AB12".padEnd(64, "0") } }],
    ["3 1 1 ab12", { ...base, type: "TLSA", data: { usage: 3, selector: 1, matchingType: 1, certificate: hash } }],
    ["7 8 2 ab12", { ...base, type: "DS", data: { keyTag: 7, algorithm: 8, digestType: 2, digest: hash } }],
    [
      '1 2 "u" "E2U+sip" "!^.*$!sip:a@b!" .',
      {
        ...base,
        type: "NAPTR",
        data: { order: 1, preference: 2, flags: "u", services: "E2U+sip", regexp: "!^.*$!sip:a@b!", replacement: "." },
      },
    ],
    [
      "ns.example. tech.example. 2024010203 1 2 3 4",
      {
        ...base,
        type: "SOA",
        data: {
          mname: "ns.example",
          rname: "tech.example",
          serial: 2024010203,
          refresh: 1,
          retry: 2,
          expire: 3,
          minimum: 4,
        },
      },
    ],
    ["me.example. txt.example.", { ...base, type: "RP", data: { mbox: "Me.Example", txt: "txt.example" } }],
    ["me.example. .", { ...base, type: "RP", data: { mbox: "me.example", txt: "." } }],
    // RFC 1876, 4: a place in Boston.
    [
      "42 21 54.000 N 71 6 18.000 W -24.00m 30.00m 10000.00m 10.00m",
      { ...base, type: "LOC", data: Buffer.from("0033161389172dd070be15f000988d20", "hex") },
    ],
    ["\\# 2 ab12", { ...base, type: "LOC", data: hash }],
    [`\\# 16 01${"00".repeat(15)}`, { ...base, type: "LOC", data: Buffer.from(`01${"00".repeat(15)}`, "hex") }],
    // A size is one digit: no other.
    [`\\# 16 00a0${"00".repeat(14)}`, { ...base, type: "LOC", data: Buffer.from(`00a0${"00".repeat(14)}`, "hex") }],
    ["\\# 0", { ...base, type: "LOC", data: Buffer.alloc(0) }],
  ])("%s", (value, answer) => {
    const [record] = over(answer);
    expect(record).toMatchObject({ kind: "record", name: "name.example", ttlSeconds: 300, type: answer.type });
    expect(record?.value.startsWith(value)).toBe(true);
    if (answer.type !== "SSHFP") expect(record?.value).toBe(value);
  });

  test("other classes and EDNS are no records", () => {
    const opt = {
      type: "OPT",
      name: ".",
      udpPayloadSize: 512,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
    };
    expect(over({ ...base, type: "A", class: "CH", data: "192.0.2.7" })).toEqual([]);
    expect(over({ ...opt, type: "OPT", options: [] })).toEqual([]);
  });

  /** A record of a type by its number, which dns-packet need not know. */
  const ofType = (number: number, data: Buffer): ReturnType<typeof toRecords> => {
    const bytes = encode({ type: "response", answers: [{ ...base, type: "LOC", data }] });
    bytes.writeUInt16BE(number, 12 + "name.example".length + 2);
    return toRecords(decode(bytes).answers ?? []);
  };

  test("a type nobody here can read keeps its bytes", () => {
    expect(ofType(999, hash)).toMatchObject([{ type: "TYPE999", value: "\\# 2 ab12" }]);
  });

  const foo = "03666f6f076578616d706c65036f726700";

  // RFC 9460, appendix D.
  test.each([
    [`0000${foo}`, "0 foo.example.org."],
    ["000100", "1 ."],
    [`0010${foo}000300020035`, "16 foo.example.org. port=53"],
    [`0001${foo}029b000568656c6c6f`, "1 foo.example.org. key667=hello"],
    [`0001${foo}029b000968656c6c6fd2716f6f`, String.raw`1 foo.example.org. key667="hello\210qoo"`],
    [
      `0001${foo}0006002020010db800000000000000000000000120010db8000000000000000000530001`,
      "1 foo.example.org. ipv6hint=2001:db8::1,2001:db8::53:1",
    ],
    [
      `0010${foo}0000000400010004000100090268320568332d313900040004c0000201`,
      "16 foo.example.org. mandatory=alpn,ipv4hint alpn=h2,h3-19 ipv4hint=192.0.2.1",
    ],
    [`0010${foo}0001000c08665c6f6f2c626172026832`, String.raw`16 foo.example.org. alpn="f\\\\oo\\,bar,h2"`],
    [
      `0001${foo}0002000000050003010203000700082f717b3f646e737d00080000`,
      "1 foo.example.org. no-default-alpn ech=AQID dohpath=/q{?dns} ohttp",
    ],
  ])("HTTPS and SVCB %s", (hex, value) => {
    for (const [type, number] of [
      ["SVCB", 64],
      ["HTTPS", 65],
    ] as const)
      expect(ofType(number, Buffer.from(hex, "hex"))).toMatchObject([{ type, value }]);
  });

  test.each([
    ["is cut in its priority", "00"],
    ["is cut in its name", "000103666f"],
    ["has a pointer for a name", "0001c00c"],
    ["is cut in a parameter", "0001000003000200"],
    ["is cut in a protocol", "000100000100030568320a"],
    ["is cut in an address", "00010000040003c00002"],
    ["has an odd list of keys", "0001000000000100"],
    ["has a parameter twice", "0001000002000000020000"],
  ])("an HTTPS that %s keeps its bytes", (_, hex) => {
    expect(ofType(65, Buffer.from(hex, "hex"))).toMatchObject([
      { type: "HTTPS", value: `\\# ${hex.length / 2} ${hex}` },
    ]);
  });
});
