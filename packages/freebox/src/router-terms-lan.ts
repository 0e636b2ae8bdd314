import { globalIpv6, isIpv4 } from "./addresses.ts";
import type { Ipv6Config } from "./ipv6-config.ts";
import type { LanHost, LanHostAddress } from "./lan.ts";
import type { LanConfig } from "./lan-config.ts";

/** The vendor's view of the LAN in the router contract's terms. The shapes fit the contract without naming it. */

/** How the box stands on the LAN. */
export interface LanTerms {
  readonly mode: "router" | "bridge";
  readonly address?: string;
}

/** The line's IPv6 side. */
export interface Ipv6Terms {
  readonly enabled: boolean;
  readonly prefixes: readonly string[];
  readonly firewall: boolean;
}

/** A machine on the LAN. */
export interface HostTerms {
  readonly mac: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly ipv6Addresses?: readonly string[];
  readonly active: boolean;
}

/** The LAN. The vendor knows two modes; a third one would be a router's. */
export function toLan({ mode, ip }: LanConfig): LanTerms {
  return { mode: mode === "bridge" ? "bridge" : "router", ...(isIpv4(ip) ? { address: ip } : {}) };
}

/** IPv6, the LAN's own prefix first as the box lists it (a guess). A box that tells of no firewall has none. */
export function toIpv6(config: Ipv6Config): Ipv6Terms {
  return {
    enabled: config.ipv6_enabled,
    prefixes: config.delegations.map(({ prefix }) => prefix.toLowerCase()),
    firewall: config.ipv6_firewall === true,
  };
}

/** A machine, or nothing when it has no MAC address to know it by. */
export function toHost(host: LanHost): HostTerms | undefined {
  const id = host.l2ident?.type === "mac_address" ? host.l2ident.id : host.id.replace(/^ether-/, "");
  const mac = id.toLowerCase();
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) return undefined;
  const names = [
    host.primary_name,
    host.domain_name,
    host.default_name,
    ...host.names.map((each) => each.name),
  ].flatMap((name) => (name === undefined || name === "" ? [] : [name]));
  const ipv6Addresses = inUseFirst(host, "ipv6").flatMap(({ addr }) => globalIpv6(addr) ?? []);
  return {
    mac,
    names: [...new Set(names)],
    addresses: [
      ...new Set(
        inUseFirst(host, "ipv4")
          .map(({ addr }) => addr)
          .filter(isIpv4),
      ),
    ],
    ...(ipv6Addresses.length === 0 ? {} : { ipv6Addresses: [...new Set(ipv6Addresses)] }),
    active: host.active === true || host.reachable === true,
  };
}

/** Addresses of one family: those in use, then those the box reaches, then the others by their last sign of life. */
function inUseFirst({ l3connectivities }: LanHost, family: string): readonly LanHostAddress[] {
  const addresses = l3connectivities.filter(({ af }) => af === family);
  return addresses.toSorted(
    (a, b) =>
      Number(b.active === true) - Number(a.active === true) ||
      Number(b.reachable === true) - Number(a.reachable === true) ||
      (b.last_activity ?? 0) - (a.last_activity ?? 0),
  );
}
