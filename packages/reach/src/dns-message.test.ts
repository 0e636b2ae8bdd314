import { type Answer, decode, encode } from "dns-packet";
import { describe, expect, test } from "vitest";
import { decodeReply, encodeQuery, type Query } from "./dns-message.ts";

const question = { name: "home.example", type: "CNAME" };
const ask = (one = question): Query => encodeQuery(one, { recursion: false, edns: true });

const opt = (extendedRcode: number): Answer => ({
  type: "OPT",
  name: ".",
  udpPayloadSize: 1232,
  extendedRcode,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
});

describe("a query", () => {
  test("carries the question, no recursion unless asked, and room for 1232 bytes", () => {
    const query = decode(ask().bytes);
    expect(query).toMatchObject({ type: "query", flag_rd: false, questions: [{ ...question, class: "IN" }] });
    expect(query.additionals).toMatchObject([{ type: "OPT", udpPayloadSize: 1232 }]);
    expect(decode(encodeQuery(question, { recursion: true, edns: false }).bytes)).toMatchObject({
      flag_rd: true,
      additionals: [],
    });
  });

  test("has an id nobody can guess", () => {
    expect(new Set(Array.from({ length: 64 }, () => ask().id)).size).toBeGreaterThan(32);
  });

  test.each([
    ["HTTPS", "UNKNOWN_65"],
    ["TYPE999", "UNKNOWN_999"],
    ["CAA", "CAA"],
  ])("asks for %s", (type, wire) => {
    expect(decode(ask({ name: "Home.Example.", type }).bytes).questions).toEqual([
      { name: "home.example", type: wire, class: "IN" },
    ]);
  });

  test.each(["a..b", "", "with space.example", `${"a".repeat(64)}.example`, "a.".repeat(127) + "bc", "é.example"])(
    "refuses the name %j",
    (name) => {
      expect(() => ask({ name, type: "A" })).toThrow(expect.objectContaining({ code: "invalid" }));
    },
  );

  test.each(["NONSENSE", "TYPE65536", "cname"])("refuses the type %s", (type) => {
    expect(() => ask({ name: "home.example", type })).toThrow(expect.objectContaining({ code: "invalid" }));
  });
});

describe("an answer", () => {
  const query = ask();
  const good = {
    type: "response" as const,
    id: query.id,
    flags: 0x0400,
    questions: decode(query.bytes).questions ?? [],
  };

  test("is read with its AA bit, its code and its records", () => {
    const bytes = encode({
      ...good,
      answers: [{ name: "HOME.example", type: "CNAME", ttl: 300, data: "Box.Example" }],
      additionals: [{ name: "box.example", type: "A", ttl: 60, data: "192.0.2.7" }, opt(0)],
    });
    expect(decodeReply(bytes, query)).toEqual({
      truncated: false,
      authoritative: true,
      authenticated: false,
      rcode: "NOERROR",
      authorities: [],
      answers: [{ kind: "record", name: "home.example", type: "CNAME", ttlSeconds: 300, value: "box.example." }],
      additionals: [{ kind: "record", name: "box.example", type: "A", ttlSeconds: 60, value: "192.0.2.7" }],
    });
  });

  test.each([
    ["another id", { ...good, id: query.id ^ 1 }],
    ["a query", { ...good, type: "query" as const }],
    ["another name", { ...good, questions: [{ name: "evil.example", type: "CNAME" as const }] }],
    ["another type", { ...good, questions: [{ name: "home.example", type: "A" as const }] }],
    ["another class", { ...good, questions: [{ name: "home.example", type: "CNAME" as const, class: "CH" as const }] }],
    ["no question", { ...good, questions: [] }],
    ["two questions", { ...good, questions: [...good.questions, ...good.questions] }],
  ])("is not %s", (_what, packet) => {
    expect(decodeReply(encode(packet), query)).toBeUndefined();
  });

  test("is not what cannot be decoded", () => {
    const whole = encode({ ...good, answers: [{ name: "home.example", type: "A", ttl: 1, data: "192.0.2.7" }] });
    expect(decodeReply(whole.subarray(0, whole.length - 3), query)).toBeUndefined();
    const lost = Buffer.from(whole);
    lost.writeUInt16BE(0xffff, 12); // the name points beyond the message
    expect(decodeReply(lost, query)).toBeUndefined();
    expect(decodeReply(Buffer.from("no DNS at all"), query)).toBeUndefined();
    expect(decodeReply(Buffer.alloc(3), query)).toBeUndefined();
  });

  test("that was cut in the middle of a record is only truncated", () => {
    const whole = encode({
      ...good,
      flags: 0x0600,
      answers: [{ name: "home.example", type: "A", ttl: 1, data: "192.0.2.7" }],
    });
    expect(decodeReply(whole.subarray(0, whole.length - 3), query)).toEqual({ truncated: true });
  });

  test.each([
    [3, 0, "NXDOMAIN"],
    [2, 0, "SERVFAIL"],
    [11, 0, "RCODE_11"],
    [0, 1, "RCODE_16"],
  ])("with code %i and upper bits %i says %s", (low, upper, rcode) => {
    const bytes = encode({ ...good, flags: low, additionals: [opt(upper)] });
    expect(decodeReply(bytes, query)).toMatchObject({ rcode, authoritative: false });
  });

  test("of a server without EDNS may be a bare FORMERR", () => {
    expect(decodeReply(encode({ ...good, flags: 1, questions: [] }), query)).toMatchObject({ rcode: "FORMERR" });
  });
});
