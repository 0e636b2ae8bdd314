import { expect, test } from "vitest";
import { globalIpv6, isIpv4 } from "./addresses.ts";

test.each([
  ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["3fff::1", "3fff::1"],
  ["fe80::1", undefined],
  ["fe80::1%eth0", undefined],
  ["2001:db8::1%eth0", undefined],
  ["fd12:3456::1", undefined],
  ["ff02::1", undefined],
  ["::1", undefined],
  ["::ffff:192.0.2.1", undefined],
  ["4000::1", undefined],
  ["192.0.2.1", undefined],
  ["2001:db8::1]@x", undefined],
  ["", undefined],
])("globalIpv6(%j) is %j", (text, expected) => {
  expect(globalIpv6(text)).toBe(expected);
});

test.each([
  ["192.168.1.42", true],
  ["0.0.0.0", true],
  ["010.1.1.1", false],
  ["256.1.1.1", false],
  ["1.2.3", false],
  ["1.2.3.4.5", false],
  ["1.2.3.x", false],
  ["", false],
  [undefined, false],
])("isIpv4(%j) is %j", (text, expected) => {
  expect(isIpv4(text)).toBe(expected);
});
