import { isIpv4 } from "./addresses.ts";
import type { ConnectionStatus } from "./connection.ts";
import type { OwnedDomain } from "./domains.ts";
import type { Redirection, RedirectionInput } from "./redirections.ts";
import type { StaticLease, StaticLeaseInput } from "./static-leases.ts";

/** The vendor's shapes in the router contract's terms and back. The shapes fit the contract without naming it. */

/** A line. */
export interface LineTerms {
  readonly up: boolean;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly portRange: readonly [first: number, last: number];
}

/** A static lease. */
export interface LeaseTerms {
  readonly kind: "lease";
  readonly mac: string;
  readonly address: string;
  readonly comment: string;
  readonly ref?: string;
}

/** A port forward. */
export interface ForwardTerms {
  readonly kind: "forward";
  readonly protocol: "tcp" | "udp";
  readonly wanPorts: readonly [first: number, last: number];
  readonly lanAddress: string;
  readonly lanPort: number;
  readonly from?: string;
  readonly enabled: boolean;
  readonly comment: string;
  readonly ref?: string;
}

/** A name the operator keeps pointed at the box. */
export interface StaticNameTerms {
  readonly kind: "static-name";
  readonly name: string;
}

const ANY_SOURCE = "0.0.0.0";

/**
 * The line. Without a range the whole address is taken to be ours: old firmwares have none (a guess), and the box refuses
 * a port outside it anyway. An address that is not four plain decimals is left out.
 */
export function toLine(status: ConnectionStatus): LineTerms {
  const up = status.state === "up";
  return {
    up,
    ...(up && isIpv4(status.ipv4) ? { ipv4: status.ipv4 } : {}),
    ...(up && status.ipv6 !== undefined && status.ipv6 !== "" ? { ipv6: status.ipv6.toLowerCase() } : {}),
    portRange: status.ipv4_port_range ?? [0, 65_535],
  };
}

/** A lease. */
export function toLease(lease: StaticLease): LeaseTerms {
  return {
    kind: "lease",
    mac: lease.mac.toLowerCase(),
    address: lease.ip,
    comment: lease.comment ?? "",
    ref: lease.id,
  };
}

/** What to send for a lease; the box writes MAC addresses in upper case (observed). */
export function fromLease(lease: LeaseTerms): Required<StaticLeaseInput> {
  return { mac: lease.mac.toUpperCase(), ip: lease.address, comment: lease.comment };
}

/** A forward, or nothing for a rule of a protocol or of ports the contract has no words for. */
export function toForward(rule: Redirection): ForwardTerms | undefined {
  const { ip_proto: protocol, wan_port_start: first, wan_port_end: last } = rule;
  if ((protocol !== "tcp" && protocol !== "udp") || first < 0 || last > 65_535 || first > last) return undefined;
  const from = rule.src_ip ?? "";
  return {
    kind: "forward",
    protocol,
    wanPorts: [first, last],
    lanAddress: rule.lan_ip,
    lanPort: rule.lan_port,
    ...(from === "" || from === ANY_SOURCE ? {} : { from }),
    enabled: rule.enabled,
    comment: rule.comment ?? "",
    ref: String(rule.id),
  };
}

/** What to send for a forward: every documented key. */
export function fromForward(forward: ForwardTerms): Required<RedirectionInput> {
  return {
    enabled: forward.enabled,
    comment: forward.comment,
    ip_proto: forward.protocol,
    wan_port_start: forward.wanPorts[0],
    wan_port_end: forward.wanPorts[1],
    lan_ip: forward.lanAddress,
    lan_port: forward.lanPort,
    src_ip: forward.from ?? ANY_SOURCE,
  };
}

/** A static name. */
export function toStaticName({ id }: OwnedDomain): StaticNameTerms {
  return { kind: "static-name", name: bareName(id) };
}

/**
 * True for a name the box holds because its owner asked for it: under "freeboxos.fr", or a domain of the owner's own. The
 * box's automatic name is none.
 */
export function isHeldByOwner({ id, type, owner }: OwnedDomain): boolean {
  const name = bareName(id);
  return isOwnersName(name) || (!isAutomaticName(name) && type !== "auto" && (type === "custom" || owner === "user"));
}

/** True for a name the operator gives every box: under "fbxos.fr" in France, "ibxos.it" in Italy. */
export function isAutomaticName(name: string): boolean {
  return /\.(fbxos\.fr|ibxos\.it)$/.test(name);
}

/**
 * True for a name under "freeboxos.fr", one label below it: those are of the owner's choice. The syntax of the label is
 * unknown; this is that of host names (a guess).
 */
export function isOwnersName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.freeboxos\.fr$/.test(name);
}

/** Lower case, no final dot. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
