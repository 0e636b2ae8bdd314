import { getServers } from "node:dns";
import { describe, expect, test } from "vitest";
import { endpointText, parseEndpoint, resolversOf, route, shortestAddress } from "./net.ts";

describe("an endpoint", () => {
  test.each([
    ["192.0.2.1", { address: "192.0.2.1", port: 53 }],
    ["192.0.2.1:5353", { address: "192.0.2.1", port: 5353 }],
    ["2001:DB8:0:0::1", { address: "2001:db8::1", port: 53 }],
    ["[2001:db8::1]:5353", { address: "2001:db8::1", port: 5353 }],
    ["fe80::1%eth0", { address: "fe80::1%eth0", port: 53 }],
  ])("%s is read", (text, endpoint) => {
    expect(parseEndpoint(text, 53)).toEqual(endpoint);
  });

  test.each([
    "",
    "dns.example",
    "dns.example:53",
    "192.0.2.1:0",
    "192.0.2.1:65536",
    "192.0.2.1:",
    "[192.0.2.1]:53",
    "[2001:db8::1]",
    "010.1.1.1",
    "1.2.3:53",
  ])("%j is refused", (text) => {
    expect(parseEndpoint(text, 53)).toBeUndefined();
  });

  test("an address alone needs a default port", () => {
    expect(parseEndpoint("192.0.2.1")).toBeUndefined();
  });

  test("IPv6 is written in brackets", () => {
    expect(endpointText({ address: "2001:db8::1", port: 53 })).toBe("[2001:db8::1]:53");
    expect(endpointText({ address: "192.0.2.1", port: 53 })).toBe("192.0.2.1:53");
  });

  test.each([
    ["2001:0DB8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["::ffff:192.0.2.1", "::ffff:c000:201"],
    ["192.0.2.1", "192.0.2.1"],
  ])("%s is %s at its shortest", (address, shortest) => {
    expect(shortestAddress(address)).toBe(shortest);
  });
});

describe("a virtual network", () => {
  const map = { "192.0.2.1:53": "127.0.0.1:20001", "[2001:db8::1]:53": "127.0.0.1:20002", "192.0.2.2:53": "nowhere" };

  test("leads where its map says", () => {
    expect(route({ map }, { address: "192.0.2.1", port: 53 })).toEqual({ address: "127.0.0.1", port: 20001 });
    expect(route({ map }, { address: "2001:DB8:0::1", port: 53 })).toEqual({ address: "127.0.0.1", port: 20002 });
  });

  test.each(["192.0.2.9", "127.0.0.1", "constructor"])("holds nothing else: %s", (address) => {
    expect(() => route({ map }, { address, port: 53 })).toThrow(expect.objectContaining({ code: "unreachable" }));
  });

  test("names a map entry that leads nowhere", () => {
    expect(() => route({ map }, { address: "192.0.2.2", port: 53 })).toThrow(
      expect.objectContaining({ code: "invalid" }),
    );
  });

  test("the real network changes nothing", () => {
    expect(route({}, { address: "192.0.2.9", port: 22 })).toEqual({ address: "192.0.2.9", port: 22 });
  });
});

describe("the resolvers", () => {
  test("are the net's, in its order", () => {
    expect(resolversOf({ resolvers: ["192.0.2.2", "192.0.2.1:5353"] }).map(endpointText)).toEqual([
      "192.0.2.2:53",
      "192.0.2.1:5353",
    ]);
  });

  test("are the system's by default", () => {
    expect(resolversOf({ resolvers: getServers() })).toEqual(resolversOf({}));
  });

  test("must be addresses, and there must be one", () => {
    expect(() => resolversOf({ resolvers: ["dns.example"] })).toThrow(/"dns.example"/);
    expect(() => resolversOf({ resolvers: [] })).toThrow(expect.objectContaining({ code: "unreachable" }));
  });
});
