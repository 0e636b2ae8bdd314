import { decode, encode } from "dns-packet";
import { describe, expect, test } from "vitest";
import { wireRecord } from "./dns-data.ts";

/** The data of a record as it goes over the wire, in hexadecimal: what follows header, root name, type, class, ttl, length. */
const bytesOf = (type: string, target: string): string | undefined => {
  const record = wireRecord(".", type, target, "example.org");
  return record === undefined
    ? undefined
    : encode({ type: "response", answers: [record] })
        .subarray(23)
        .toString("hex");
};
const foo = "03666f6f076578616d706c65036f726700";

/** Latitude and longitude in thousandths of a second, altitude in centimetres. */
const numbers = (target: string): number[] => {
  const bytes = Buffer.from(bytesOf("LOC", target) ?? "", "hex");
  return [bytes.readUInt32BE(4) - 2 ** 31, bytes.readUInt32BE(8) - 2 ** 31, bytes.readUInt32BE(12) - 10_000_000];
};

describe("wire forms", () => {
  // RFC 9460, appendix D.
  test.each([
    ["0 foo.example.org.", `0000${foo}`],
    ["1 .", "000100"],
    ["16 foo.example.org. port=53", `0010${foo}000300020035`],
    ["1 foo.example.org. key667=hello", `0001${foo}029b000568656c6c6f`],
    [
      '1 foo.example.org. ipv6hint="2001:db8::1,2001:db8::53:1"',
      `0001${foo}0006002020010db800000000000000000000000120010db8000000000000000000530001`,
    ],
    [
      '16 foo.example.org. alpn="h2,h3-19" mandatory=ipv4hint,alpn ipv4hint=192.0.2.1',
      `0010${foo}0000000400010004000100090268320568332d313900040004c0000201`,
    ],
    [`16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"`, `0010${foo}0001000c08665c6f6f2c626172026832`],
    ['1 foo.example.org. key667="hello\\210qoo" ohttp', `0001${foo}00080000029b000968656c6c6fd2716f6f`],
    ["1 foo no-default-alpn ech=AQID dohpath=/q{?dns}", `0001${foo}0002000000050003010203000700082f717b3f646e737d`],
  ])("SVCB and HTTPS %s", (target, hex) => {
    expect([bytesOf("SVCB", target), bytesOf("HTTPS", target)]).toEqual([hex, hex]);
  });

  test("LOC has its sizes as a digit and a power of ten; RP its two names", () => {
    expect(bytesOf("LOC", "42 21 54 N 71 06 18 W -24m 30m")?.slice(0, 8)).toBe("00331613");
    expect(bytesOf("RP", "me.example.org. .")).toBe("026d65076578616d706c65036f72670000");
  });

  test("CAA keeps the spaces between its quotes", () => {
    expect(bytesOf("CAA", '0 issue   "a  b"')).toBe(`0005${Buffer.from("issuea  b").toString("hex")}`);
  });

  test("hexadecimal digits may be cut by spaces", () => {
    expect(bytesOf("TLSA", "3 1 1 AB cd")).toBe("030101abcd");
    expect(bytesOf("SSHFP", `04 2 ${"ab ".repeat(32)}`)).toBe(`0402${"ab".repeat(32)}`);
  });

  test("a place is where it was said to be", () => {
    expect(numbers("42 21 54.5 N 71 6 18 W -24m")).toEqual([152_514_500, -255_978_000, -2400]);
    expect(numbers("1 S 2 E 3m 1m 10m 10m")).toEqual([-3_600_000, 7_200_000, 300]);
    expect(numbers("1 N 2 E 1.15m")).toEqual([3_600_000, 7_200_000, 115]);
  });

  test("NAPTR is decoded as it was written", () => {
    const record = wireRecord("x", "NAPTR", '100 10 "u" "E2U+sip" "!^.*$!sip:a@b!" .', "example.org");
    const [answer] = decode(encode({ type: "response", answers: record === undefined ? [] : [record] })).answers ?? [];
    expect(answer).toMatchObject({
      type: "NAPTR",
      data: { order: 100, preference: 10, flags: "u", services: "E2U+sip", regexp: "!^.*$!sip:a@b!", replacement: "." },
    });
  });

  test.each([
    ["NAPTR", "100 10"],
    ["RP", "one"],
    ["LOC", "here"],
    ["SVCB", "x ."],
    ["SVCB", "1"],
    ["HTTPS", "1 . port=x"],
    ["HTTPS", "1 . ipv4hint=x"],
    ["HTTPS", "1 . ipv6hint=x"],
    ["HTTPS", "1 . unheard=x"],
    ["URI", "1 1 x"],
  ])("%s %s is none", (type, target) => {
    expect(bytesOf(type, target)).toBeUndefined();
  });
});
