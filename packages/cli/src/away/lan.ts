/** Where a host stands on the LAN, and whether this machine stands there too. */
import { readFile } from "node:fs/promises";
import { lookup } from "node:dns/promises";
import { BlockList, isIPv4 } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import type { DesiredHost } from "@porchlight/core";
import type { Net } from "@porchlight/reach";

/** The networks that a home can have (RFC 1918). */
const privateNetworks = new BlockList();
privateNetworks.addSubnet("10.0.0.0", 8);
privateNetworks.addSubnet("172.16.0.0", 12);
privateNetworks.addSubnet("192.168.0.0", 16);

/** True for an IPv4 address that only a network of one's own has. */
export const isPrivate = (address: string): boolean => isIPv4(address) && privateNetworks.check(address);

/** This machine's networks, loopback apart: "192.168.1.5/24". */
export const ownNetworks = (interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces()): readonly string[] =>
  Object.values(interfaces).flatMap((cards) =>
    (cards ?? []).flatMap(({ internal, family, cidr }) =>
      internal || family !== "IPv4" || cidr === null ? [] : [cidr],
    ),
  );

/** True when a private address is in one of these networks, so that a dial to it passes no router. */
export const isInside = (address: string, networks: readonly string[]): boolean =>
  isPrivate(address) &&
  networks.some((network) => {
    const [own = "", bits = ""] = network.split("/");
    const list = new BlockList();
    list.addSubnet(own, Number(bits), "ipv4");
    return list.check(address);
  });

/** Who the neighbours are, by address: what Linux keeps in /proc/net/arp. Lower-case MACs; unfinished entries left out. */
export const neighboursIn = (table: string): ReadonlyMap<string, string> =>
  new Map(
    table.split("\n").flatMap((line): [string, string][] => {
      const [, address = "", mac = ""] = /^(\d+(?:\.\d+){3})\s+\S+\s+\S+\s+([0-9a-fA-F:]{17})\s/.exec(line) ?? [];
      return mac === "" || mac === "00:00:00:00:00:00" ? [] : [[address, mac.toLowerCase()]];
    }),
  );

/** The neighbours of this machine now; empty where the system keeps no such table to read. */
export const readNeighbours = async (): Promise<ReadonlyMap<string, string>> =>
  neighboursIn(await readFile("/proc/net/arp", "utf8").catch(() => ""));

/** The LAN addresses of a virtual network at which something listens on a port. */
const mappedAddresses = (net: Net, port: number): readonly string[] =>
  Object.keys(net.map ?? {}).flatMap((key) => {
    const [address = "", at] = key.split(":");
    return at === String(port) && isPrivate(address) ? [address] : [];
  });

const lookUp = (name: string): Promise<readonly string[]> =>
  lookup(name, { family: 4, all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );

/**
 * Where a host may stand on the LAN, the surest first: the address the file gives it, its network card's among the
 * neighbours, its name as the LAN spells it. In a virtual network, what the map has. Empty: nobody here knows it.
 */
export const findLanAddresses = async (host: DesiredHost, port: number, net: Net): Promise<readonly string[]> => {
  if (host.address !== undefined) return [host.address];
  if (net.map !== undefined) return mappedAddresses(net, port);
  const neighbours = await readNeighbours();
  const byCard = [...neighbours].flatMap(([address, mac]) => (host.macs.includes(mac) ? [address] : []));
  if (byCard.length > 0) return byCard;
  for (const name of [`${host.lanName}.local`, host.lanName]) {
    const found = (await lookUp(name)).filter(isPrivate);
    if (found.length > 0) return found;
  }
  return [];
};
