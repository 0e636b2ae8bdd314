import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { listOf, maybeObject, maybeText, nothing, objectOf } from "./wire.ts";

/** What a caller chooses of a lease. */
export interface StaticLeaseInput {
  /** With colons; the box keeps it in upper case. */
  readonly mac: string;
  readonly ip: string;
  /** Empty by default. */
  readonly comment?: string;
}

/** A DHCP lease that never changes. Source: /dhcp/static_lease/, documented; fixture dhcp_static_lease.json. */
export interface StaticLease {
  /** The MAC address. */
  readonly id: string;
  readonly mac: string;
  readonly ip: string;
  readonly comment?: string;
  /** The MAC address itself when the machine is unknown. */
  readonly hostname?: string;
  /** The machine as the LAN browser shows it, as it came; none when it is unknown. */
  readonly host?: Readonly<Record<string, unknown>> | undefined;
}

const PATH = "/dhcp/static_lease/";

const staticLease: z.ZodType<StaticLease> = objectOf({
  id: z.string().min(1),
  mac: z.string(),
  ip: z.string(),
  comment: maybeText,
  hostname: maybeText,
  host: maybeObject.optional(),
});

/** The chapter `dhcp/static_lease`. Writing needs the right `settings`. */
export interface StaticLeases {
  list(options?: CallOptions): Promise<readonly StaticLease[]>;
  /** Unknown id: `noent`. */
  get(id: string, options?: CallOptions): Promise<StaticLease>;
  /** A MAC or address that already has a lease: `exist` (a guess); a bad MAC: `invalid_request`. Never repeated. */
  create(lease: StaticLeaseInput, options?: CallOptions): Promise<StaticLease>;
  /** Changes what is given and leaves the rest; the id stays. */
  update(id: string, change: Partial<StaticLeaseInput>, options?: CallOptions): Promise<StaticLease>;
  remove(id: string, options?: CallOptions): Promise<void>;
}

/** The chapter over a session. No I/O. */
export function createStaticLeases(session: Session): StaticLeases {
  return Object.freeze<StaticLeases>({
    list: (options) => session.request({ ...options, method: "GET", path: PATH, schema: listOf(staticLease) }),
    get: async (id, options) =>
      session.request({ ...options, method: "GET", path: itemPath("GET", id), schema: staticLease }),
    create: (lease, options) =>
      session.request({ ...options, method: "POST", path: PATH, body: { comment: "", ...lease }, schema: staticLease }),
    update: async (id, change, options) =>
      session.request({ ...options, method: "PUT", path: itemPath("PUT", id), body: change, schema: staticLease }),
    remove: async (id, options) =>
      session.request({ ...options, method: "DELETE", path: itemPath("DELETE", id), schema: nothing }),
  });
}

function itemPath(method: string, id: string): string {
  return `${PATH}${pathSegment(`${method} ${PATH}`, id)}`;
}
