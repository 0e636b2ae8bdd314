import { describe, expect, it } from "vitest";
import type { DesiredHost } from "@porchlight/core";
import { findLanAddresses, isInside, isPrivate, neighboursIn, ownNetworks } from "./lan.ts";

describe("a machine stands on the LAN", () => {
  it.each([
    ["192.168.1.42", ["192.168.1.7/24"], true],
    ["192.168.1.42", ["192.168.0.7/24"], false],
    ["192.168.1.42", ["10.0.0.1/8", "192.168.1.7/16"], true],
    ["192.168.1.42", [], false],
    ["82.64.1.2", ["82.64.1.3/24"], false],
    ["172.16.5.1", ["172.16.0.1/12"], true],
    ["172.32.5.1", ["172.32.0.1/12"], false],
    ["fd00::1", ["fd00::2/64"], false],
  ])("with %s in %j: %s", (address, networks, inside) => {
    expect(isInside(address, networks)).toBe(inside);
  });

  it("by its own cards, loopback apart", () => {
    const base = { netmask: "255.255.255.0", mac: "b8:27:eb:00:00:01" };
    const networks = ownNetworks({
      lo: [{ ...base, address: "127.0.0.1", family: "IPv4", internal: true, cidr: "127.0.0.1/8" }],
      eth0: [
        { ...base, address: "192.168.1.7", family: "IPv4", internal: false, cidr: "192.168.1.7/24" },
        { ...base, address: "fe80::1", family: "IPv6", internal: false, cidr: "fe80::1/64", scopeid: 2 },
      ],
    });
    expect(networks).toEqual(["192.168.1.7/24"]);
    expect(isPrivate("127.0.0.1")).toBe(false);
  });
});

it("reads the neighbours, but for those that never answered", () => {
  const table = [
    "IP address       HW type     Flags       HW address            Mask     Device",
    "192.168.1.42     0x1         0x2         B8:27:EB:12:34:56     *        eth0",
    "192.168.1.43     0x1         0x0         00:00:00:00:00:00     *        eth0",
    "",
  ].join("\n");
  expect([...neighboursIn(table)]).toEqual([["192.168.1.42", "b8:27:eb:12:34:56"]]);
  expect(neighboursIn("").size).toBe(0);
});

describe("where a host may stand", () => {
  const host: DesiredHost = { name: "octopi", lanName: "octopi", macs: [], allow: [], path: [] };
  const map = { "192.168.1.42:22": "127.0.0.1:1", "82.64.1.2:22": "127.0.0.1:2", "192.168.1.50:80": "127.0.0.1:3" };

  it("is what the file says, else what the map of a virtual network has", async () => {
    await expect(findLanAddresses({ ...host, address: "192.168.1.9" }, 22, { map })).resolves.toEqual(["192.168.1.9"]);
    await expect(findLanAddresses(host, 22, { map })).resolves.toEqual(["192.168.1.42"]);
    await expect(findLanAddresses(host, 2222, { map })).resolves.toEqual([]);
  });
});
