import { isIpv4 } from "./addresses.ts";
import type { DmzConfig } from "./dmz.ts";
import type { IncomingPort } from "./incoming-ports.ts";
import type { UpnpRedirection } from "./upnp.ts";

/** What holds WAN ports besides the rules, in the router contract's terms. The shapes fit the contract without naming it. */

type Ports = readonly [first: number, last: number];

/** A service of the box itself. */
export interface ServiceTerms {
  readonly kind: "service";
  readonly protocol: "tcp" | "udp";
  readonly wanPorts: Ports;
  readonly name: string;
}

/** A port that a program on the LAN opened. */
export interface UpnpTerms {
  readonly kind: "upnp";
  readonly protocol: "tcp" | "udp";
  readonly wanPorts: Ports;
  readonly lanAddress: string;
  readonly lanPort: number;
  readonly comment: string;
}

/** The machine that gets the rest. */
export interface DmzTerms {
  readonly kind: "dmz";
  readonly lanAddress: string;
}

/** Whatever holds ports. */
export type PortUseTerms = ServiceTerms | UpnpTerms | DmzTerms;

/**
 * A service that is in force, once for each protocol. One that goes through the box's VPN client counts: whether it leaves
 * the line's port free is unknown. One that does not tell whether it is active is taken to be.
 */
export function toServices(port: IncomingPort): readonly ServiceTerms[] {
  if (!port.enabled || port.active === false) return [];
  return protocolsOf(port.type).map((protocol) => ({
    kind: "service",
    protocol,
    wanPorts: [port.in_port, port.in_port],
    name: port.id,
  }));
}

/** A mapping that is in force; none for a protocol without ports. */
export function toMappings(mapping: UpnpRedirection): readonly UpnpTerms[] {
  if (!mapping.enabled) return [];
  return protocolsOf(mapping.proto).map((protocol) => ({
    kind: "upnp",
    protocol,
    wanPorts: [mapping.ext_port, mapping.ext_port],
    lanAddress: mapping.int_ip,
    lanPort: mapping.int_port,
    comment: mapping.desc ?? "",
  }));
}

/** The DMZ, when there is one. */
export function toDmz({ enabled, ip }: DmzConfig): readonly DmzTerms[] {
  return enabled && isIpv4(ip) ? [{ kind: "dmz", lanAddress: ip }] : [];
}

function protocolsOf(type: string): readonly ("tcp" | "udp")[] {
  if (type === "tcp_udp") return ["tcp", "udp"];
  return type === "tcp" || type === "udp" ? [type] : [];
}
