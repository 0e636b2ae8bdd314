import * as z from "zod";
import type { CallOptions, Session } from "./session.ts";
import { listOf, maybeFlag, maybeText, maybeWhole, objectOf } from "./wire.ts";

/** One of the box's VPN servers. Source: GET /vpn/, documented; fixture vpn_list.json. */
export interface VpnServer {
  /** "openvpn_routed", "wireguard"… */
  readonly name: string;
  /** "pptp", "openvpn", "ipsec", "wireguard". */
  readonly type?: string;
  /** "stopped", "starting", "started", "stopping", "error". */
  readonly state: string;
  readonly connection_count?: number;
  readonly auth_connection_count?: number;
}

/** Somebody who came in. Source: GET /vpn/connection/, documented; fixture vpn_pool_and_connections.json. */
export interface VpnConnection {
  readonly id: string;
  /** Name of the server. */
  readonly vpn?: string;
  readonly user?: string;
  readonly authenticated?: boolean;
  /** Unix seconds. */
  readonly auth_time?: number;
  readonly src_ip?: string;
  readonly src_port?: number;
  readonly local_ip?: string;
  readonly rx_bytes?: number;
  readonly tx_bytes?: number;
}

/** The addresses those who come in are given. Source: GET /vpn/ip_pool/, documented; same fixture. */
export interface VpnPool {
  readonly ip_start: string;
  readonly ip_end: string;
  readonly reservations: readonly { readonly login: string; readonly ip: string }[];
}

const server: z.ZodType<VpnServer> = objectOf({
  name: z.string(),
  type: maybeText,
  state: z.string(),
  connection_count: maybeWhole,
  auth_connection_count: maybeWhole,
});

const connection: z.ZodType<VpnConnection> = objectOf({
  id: z.string(),
  vpn: maybeText,
  user: maybeText,
  authenticated: maybeFlag,
  auth_time: maybeWhole,
  src_ip: maybeText,
  src_port: maybeWhole,
  local_ip: maybeText,
  rx_bytes: maybeWhole,
  tx_bytes: maybeWhole,
});

const pool: z.ZodType<VpnPool> = objectOf({
  ip_start: z.string(),
  ip_end: z.string(),
  reservations: listOf(objectOf({ login: z.string(), ip: z.string() })),
});

/** What there is to read of the chapter `vpn`: another way home. Unstable, says the vendor. */
export interface Vpn {
  servers(options?: CallOptions): Promise<readonly VpnServer[]>;
  connections(options?: CallOptions): Promise<readonly VpnConnection[]>;
  pool(options?: CallOptions): Promise<VpnPool>;
}

/** The chapter over a session. No I/O. */
export function createVpn(session: Session): Vpn {
  const read = <T>(path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T> =>
    session.request({ ...options, method: "GET", path, schema });
  return Object.freeze<Vpn>({
    servers: (options) => read("/vpn/", listOf(server), options),
    connections: (options) => read("/vpn/connection/", listOf(connection), options),
    pool: (options) => read("/vpn/ip_pool/", pool, options),
  });
}
