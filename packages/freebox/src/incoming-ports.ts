import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { flag, listOf, maybeFlag, maybeText, maybeWhole, objectOf, whole } from "./wire.ts";

/**
 * A WAN port on which a service of the box itself listens; it wins over a redirection of the same port (documented).
 * Source: /fw/incoming/, documented; fixture fw_incoming.json.
 */
export interface IncomingPort {
  /** "http", "https", "bittorrent-main", "openvpn_routed", "ipsec_ike", "pptp", "ftp"…; a newer box may know more. */
  readonly id: string;
  readonly enabled: boolean;
  /** The service listens now. Absent in the documentation's own example. */
  readonly active?: boolean;
  /** "tcp", "udp", "tcp_udp". */
  readonly type: string;
  readonly in_port: number;
  /** Bounds of `in_port`, both included: those of the line's `ipv4_port_range`. */
  readonly min_port?: number;
  readonly max_port?: number;
  /** The protocol fixes the port. */
  readonly readonly?: boolean;
  /** "init", or "vpn" for what goes through the box's VPN client. */
  readonly netns?: string;
}

/** What can be changed of it. */
export interface IncomingPortChange {
  readonly enabled?: boolean;
  /** 1-65535, inside `min_port` and `max_port`. */
  readonly in_port?: number;
}

const PATH = "/fw/incoming/";

const incomingPort: z.ZodType<IncomingPort> = objectOf({
  id: z.string().min(1),
  enabled: flag,
  active: maybeFlag,
  type: z.string(),
  in_port: whole,
  min_port: maybeWhole,
  max_port: maybeWhole,
  readonly: maybeFlag,
  netns: maybeText,
});

/** The chapter `fw/incoming`. Entries can be neither added nor removed. Writing needs the right `settings`. */
export interface IncomingPorts {
  list(options?: CallOptions): Promise<readonly IncomingPort[]>;
  /** Unknown id: `noent`. */
  get(id: string, options?: CallOptions): Promise<IncomingPort>;
  /** Changes what is given and leaves the rest. A port outside the bounds: `port_outside_range` (a guess). */
  update(id: string, change: IncomingPortChange, options?: CallOptions): Promise<IncomingPort>;
}

/** The chapter over a session. No I/O. */
export function createIncomingPorts(session: Session): IncomingPorts {
  return Object.freeze<IncomingPorts>({
    list: (options) => session.request({ ...options, method: "GET", path: PATH, schema: listOf(incomingPort) }),
    get: async (id, options) =>
      session.request({ ...options, method: "GET", path: itemPath("GET", id), schema: incomingPort }),
    update: async (id, change, options) =>
      session.request({ ...options, method: "PUT", path: itemPath("PUT", id), body: change, schema: incomingPort }),
  });
}

function itemPath(method: string, id: string): string {
  return `${PATH}${pathSegment(`${method} ${PATH}`, id)}`;
}
