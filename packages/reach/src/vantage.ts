import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import type { LanHost } from "@porchlight/core";

/**
 * Tells where this machine stands: `inside` when the router's LAN table holds the MAC of one of its interfaces, else
 * `outside`. No network I/O.
 *
 * Internal interfaces do not count, nor the all-zero MAC that tunnels and loopback show.
 */
export const vantageOf = (
  hosts: readonly LanHost[],
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): "inside" | "outside" => {
  const onLan = new Set(hosts.map((host) => host.mac.toLowerCase()));
  const ours = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, mac }) => !internal && mac !== "00:00:00:00:00:00");
  return ours.some(({ mac }) => onLan.has(mac.toLowerCase())) ? "inside" : "outside";
};
