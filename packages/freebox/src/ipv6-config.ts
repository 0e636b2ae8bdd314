import * as z from "zod";
import type { Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { flag, listOf, maybeFlag, maybeText, objectOf } from "./wire.ts";

/** A prefix of the line. */
export interface Ipv6Delegation {
  /** "2a01:e0a:12:3450::/64" */
  readonly prefix: string;
  /** Link-local address of the router it is handed to; empty when it is not. */
  readonly next_hop?: string;
}

/**
 * The line's IPv6 side. Source: /connection/ipv6/config/, documented; the firewalls since API 11; fixture
 * connection_ipv6_config.json.
 */
export interface Ipv6Config {
  readonly ipv6_enabled: boolean;
  /** Lets no connection in; older boxes have none. */
  readonly ipv6_firewall?: boolean;
  /** The same for the further prefixes. */
  readonly ipv6_prefix_firewall?: boolean;
  /** Link-local address of the box. */
  readonly ipv6ll?: string;
  /** Eight on a box; the first is the LAN's own (a guess). */
  readonly delegations: readonly Ipv6Delegation[];
}

/** What can be changed of it; delegations are matched by their prefix, those not given stay. */
export interface Ipv6ConfigChange {
  readonly ipv6_enabled?: boolean;
  readonly ipv6_firewall?: boolean;
  readonly ipv6_prefix_firewall?: boolean;
  readonly delegations?: readonly Ipv6Delegation[];
}

const PATH = "/connection/ipv6/config/";

const ipv6Delegation: z.ZodType<Ipv6Delegation> = objectOf({ prefix: z.string(), next_hop: maybeText });

const ipv6Config: z.ZodType<Ipv6Config> = objectOf({
  ipv6_enabled: flag,
  ipv6_firewall: maybeFlag,
  ipv6_prefix_firewall: maybeFlag,
  ipv6ll: maybeText,
  delegations: listOf(ipv6Delegation),
});

/** The chapter `connection/ipv6/config`. Refuses a next hop that is not link-local with `invalid_next_hop`. */
export type Ipv6Configs = Settings<Ipv6Config, Ipv6ConfigChange>;

/** The chapter over a session. No I/O. */
export function createIpv6Configs(session: Session): Ipv6Configs {
  return createSettings(session, PATH, ipv6Config);
}
