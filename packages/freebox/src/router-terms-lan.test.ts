import { describe, expect, test } from "vitest";
import { toHost, toIpv6, toLan } from "./router-terms-lan.ts";

const address = (addr: string, active: boolean, reachable: boolean, last_activity?: number, af = "ipv4") => ({
  addr,
  af,
  active,
  reachable,
  ...(last_activity === undefined ? {} : { last_activity }),
});

describe("a machine", () => {
  test("goes by its own MAC, its names in order without repeats, the address in use first", () => {
    expect(
      toHost({
        id: "ether-b8:27:eb:12:34:56",
        l2ident: { id: "B8:27:EB:12:34:56", type: "mac_address" },
        primary_name: "Octopi",
        default_name: "octopi",
        domain_name: "",
        names: [
          { name: "octopi", source: "dhcp" },
          { name: "octopi-2", source: "mdns" },
        ],
        l3connectivities: [
          address("192.168.1.9", false, false),
          address("192.168.1.8", false, false, 5),
          address("192.168.1.7", false, true, 9),
          address("fe80::1", true, true, 99, "ipv6"),
          address("fd00::1", true, true, 99, "ipv6"),
          address("2A01:0E0A:0000:0001:0000:0000:0000:0042", false, true, 5, "ipv6"),
          address("2a01:e0a:0:1::43", true, true, 1, "ipv6"),
          address("2a01:e0a:0:1:0::42", false, false, 9, "ipv6"),
          address("2a01::e0a::1", true, true, 9, "ipv6"),
          address("192.168.1.42", true, true, 1),
          address("192.168.1.42", true, true, 1),
          address("192.168.1.300", true, true, 1),
        ],
        reachable: true,
      }),
    ).toEqual({
      mac: "b8:27:eb:12:34:56",
      names: ["Octopi", "octopi", "octopi-2"],
      addresses: ["192.168.1.42", "192.168.1.7", "192.168.1.8", "192.168.1.9"],
      ipv6Addresses: ["2a01:e0a:0:1::43", "2a01:e0a:0:1::42"],
      active: true,
    });
  });

  test("is known by its id where it has no link identity, and left out where that is no MAC either", () => {
    const bare = { names: [], l3connectivities: [] };
    expect(toHost({ id: "ether-B8:27:EB:12:34:56", ...bare })).toEqual({
      mac: "b8:27:eb:12:34:56",
      names: [],
      addresses: [],
      active: false,
    });
    expect(toHost({ id: "something", ...bare })).toBeUndefined();
  });
});

describe("the LAN", () => {
  test.each([
    ["router", "192.168.1.254", { mode: "router", address: "192.168.1.254" }],
    ["bridge", "", { mode: "bridge" }],
    ["something new", "192.168.1", { mode: "router" }],
  ])("of mode %j at %j", (mode, ip, expected) => {
    expect(toLan({ mode, ip })).toEqual(expected);
    expect(toLan({ mode })).toEqual({ mode: expected.mode });
  });
});

describe("IPv6", () => {
  test("a box that tells of no firewall has none", () => {
    expect(toIpv6({ ipv6_enabled: false, delegations: [] })).toEqual({ enabled: false, prefixes: [], firewall: false });
    expect(toIpv6({ ipv6_enabled: true, ipv6_firewall: true, delegations: [{ prefix: "2A01::/64" }] })).toEqual({
      enabled: true,
      prefixes: ["2a01::/64"],
      firewall: true,
    });
  });
});
