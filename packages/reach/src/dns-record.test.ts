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
    ["\\# 2 ab12", { ...base, type: "LOC", data: hash }],
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

  test("a type dns-packet does not know keeps its bytes", () => {
    const bytes = encode({ type: "response", answers: [{ ...base, type: "LOC", data: hash }] });
    bytes.writeUInt16BE(65, 12 + "name.example".length + 2);
    expect(toRecords(decode(bytes).answers ?? [])).toMatchObject([{ type: "HTTPS", value: "\\# 2 ab12" }]);
    bytes.writeUInt16BE(999, 12 + "name.example".length + 2);
    expect(toRecords(decode(bytes).answers ?? [])).toMatchObject([{ type: "TYPE999", value: "\\# 2 ab12" }]);
  });
});
