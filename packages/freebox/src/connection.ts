import * as z from "zod";
import { type ConnectionMedia, createConnectionMedia } from "./connection-media.ts";
import type { CallOptions, Session } from "./session.ts";
import { maybeText, maybeWhole, objectOf, whole } from "./wire.ts";

/** The line to the internet. Source: GET /connection/, documented; fixture connection_status.json. */
export interface ConnectionStatus {
  /** "going_up", "up", "going_down", "down". */
  readonly state: string;
  /** "ethernet" (also fibre), "rfc2684", "pppoatm". */
  readonly type?: string;
  /** "ftth", "xdsl", "ethernet", "backup_4g". */
  readonly media?: string;
  /** Only while up. */
  readonly ipv4?: string;
  /** Only while up; the box's own address. */
  readonly ipv6?: string;
  /** First and last usable port, both included; a quarter of all ports on a shared address. */
  readonly ipv4_port_range?: readonly [first: number, last: number];
  /** Byte/s now. */
  readonly rate_up?: number;
  readonly rate_down?: number;
  /** Bit/s available. */
  readonly bandwidth_up?: number;
  readonly bandwidth_down?: number;
  /** Since the line came up. */
  readonly bytes_up?: number;
  readonly bytes_down?: number;
}

const connectionStatus: z.ZodType<ConnectionStatus> = objectOf({
  state: z.string(),
  type: maybeText,
  media: maybeText,
  ipv4: maybeText,
  ipv6: maybeText,
  ipv4_port_range: z.tuple([whole, whole]).exactOptional(),
  rate_up: maybeWhole,
  rate_down: maybeWhole,
  bandwidth_up: maybeWhole,
  bandwidth_down: maybeWhole,
  bytes_up: maybeWhole,
  bytes_down: maybeWhole,
});

/** The chapter `connection`; its settings are chapters of their own. */
export interface Connection extends ConnectionMedia {
  /** State and addresses of the line, now. Reads. */
  get(options?: CallOptions): Promise<ConnectionStatus>;
}

/** The chapter over a session. No I/O. */
export function createConnection(session: Session): Connection {
  return Object.freeze<Connection>({
    get: (options) => session.request({ ...options, method: "GET", path: "/connection/", schema: connectionStatus }),
    ...createConnectionMedia(session),
  });
}
