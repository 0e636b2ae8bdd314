import type { NetworkInterfaceInfo } from "node:os";
import type { LanHost } from "@porchlight/core";
import { expect, test } from "vitest";
import { vantageOf } from "./vantage.ts";

const host = (mac: string): LanHost => ({ mac, names: [], addresses: [], active: true });
const card = (mac: string, internal = false): NetworkInterfaceInfo => ({
  address: "192.168.1.7",
  netmask: "255.255.255.0",
  family: "IPv4",
  mac,
  internal,
  cidr: null,
});

test.each<["inside" | "outside", string, NodeJS.Dict<NetworkInterfaceInfo[]>]>([
  ["inside", "b8:27:eb:12:34:56", { eth0: [card("B8:27:EB:12:34:56")] }],
  ["inside", "b8:27:eb:12:34:56", { lo: [card("00:00:00:00:00:00", true)], eth0: [card("b8:27:eb:12:34:56")] }],
  ["outside", "b8:27:eb:12:34:56", { eth0: [card("b8:27:eb:00:00:00")], none: undefined }],
  ["outside", "b8:27:eb:12:34:56", { eth0: [card("b8:27:eb:12:34:56", true)] }],
  ["outside", "00:00:00:00:00:00", { tun0: [card("00:00:00:00:00:00")] }],
  ["outside", "b8:27:eb:12:34:56", {}],
])("%s, with %s on the LAN and %j here", (vantage, mac, interfaces) => {
  expect(vantageOf([host(mac)], interfaces)).toBe(vantage);
});

test("this machine is not in an empty LAN", () => {
  expect(vantageOf([])).toBe("outside");
});
