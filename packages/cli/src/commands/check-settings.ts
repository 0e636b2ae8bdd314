/** How a check is made, whichever home it is of: what the options of the command say, as reach takes it. */
import { BlockList, isIPv4 } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import type { CheckOptions, Net } from "@porchlight/reach";
import type { Clock } from "@porchlight/core";

/** Every setting of a look, besides what is expected. */
export interface CheckSettings {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** For a whole walk. */
  readonly timeoutMs: number;
  readonly resolvers: readonly string[];
  readonly echo?: string;
  /** Where this machine stands, when the person says so. */
  readonly vantage?: "inside" | "outside";
  /** The same, as far as its surroundings tell. */
  readonly surroundings?: "outside" | undefined;
}

/** Addresses that many networks have at once (IANA's special-purpose registry): they tell nothing of where one stands. */
const shared = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  shared.addSubnet(network, bits);

/** True for an address that only this machine's own line can have. */
const isPublic = (address: string): boolean => isIPv4(address) && !shared.check(address);

/**
 * Where a machine stands as far as its surroundings tell: CI runs elsewhere, and so does a machine with a public IPv4
 * address of its own. Undefined: nothing is known.
 */
export const ownVantage = (
  env: Readonly<Record<string, string | undefined>>,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): "outside" | undefined => {
  if (/^(1|true)$/i.test(env["CI"] ?? "")) return "outside";
  const own = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  return own.some(({ internal, address }) => !internal && isPublic(address)) ? "outside" : undefined;
};

/** The settings as reach takes them. The person's word counts most, then what the router's LAN table tells. */
export const checkOptionsOf = (
  settings: CheckSettings,
  net: Net,
  told: "inside" | "outside" | undefined,
): CheckOptions => {
  const { signal, clock, timeoutMs: deadlineMs, resolvers, echo } = settings;
  const vantage = settings.vantage ?? net.vantage ?? told ?? settings.surroundings;
  return { net, signal, clock, deadlineMs, resolvers, echo, ...(vantage === undefined ? {} : { vantage }) };
};
