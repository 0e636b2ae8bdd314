import * as z from "zod";
import type { CallOptions, Session } from "./session.ts";
import { listOf, maybeFlag, maybeObject, maybeText, maybeWhole, objectOf } from "./wire.ts";

/** An address that is given out now. Source: /dhcp/dynamic_lease/, documented; fixture dhcp_dynamic_lease.json. */
export interface DynamicLease {
  readonly mac: string;
  readonly ip: string;
  /** Chosen by the machine: untrusted text. */
  readonly hostname?: string;
  /** Seconds; 0 was seen for a static one. */
  readonly lease_remaining?: number;
  /** Unix seconds. */
  readonly assign_time?: number;
  readonly refresh_time?: number;
  /** It is that of a static lease. */
  readonly is_static?: boolean;
  /** The machine as the LAN browser shows it, as it came; none when it is unknown. */
  readonly host?: Readonly<Record<string, unknown>> | undefined;
}

const dynamicLease: z.ZodType<DynamicLease> = objectOf({
  mac: z.string(),
  ip: z.string(),
  hostname: maybeText,
  lease_remaining: maybeWhole,
  assign_time: maybeWhole,
  refresh_time: maybeWhole,
  is_static: maybeFlag,
  host: maybeObject.optional(),
});

/** The chapter `dhcp/dynamic_lease`. */
export interface DynamicLeases {
  /** Every address given out, static ones included; hundreds of kilobytes on a big network (reported). Reads. */
  list(options?: CallOptions): Promise<readonly DynamicLease[]>;
}

/** The chapter over a session. No I/O. */
export function createDynamicLeases(session: Session): DynamicLeases {
  return Object.freeze<DynamicLeases>({
    list: (options) =>
      session.request({ ...options, method: "GET", path: "/dhcp/dynamic_lease/", schema: listOf(dynamicLease) }),
  });
}
