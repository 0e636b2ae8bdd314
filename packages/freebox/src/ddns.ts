import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { flag, maybeText, maybeWhole, objectOf } from "./wire.ts";

/** The providers the box knows; any other: `invalid_provider` (documented). */
export type DdnsProvider = "ovh" | "dyndns" | "noip";

/** What is to be kept up to date where. Source: /connection/ddns/PROVIDER/, documented; fixture connection_ddns.json. */
export interface DdnsConfig {
  readonly enabled: boolean;
  readonly hostname?: string;
  readonly user?: string;
}

/** What can be changed of it; the password is written and never read. */
export interface DdnsChange extends Partial<DdnsConfig> {
  readonly password?: string;
}

/** How it fares. Times in Unix seconds, 0: never. */
export interface DdnsStatus {
  /**
   * "disabled", "ok", "wait", "reqfail", "authfail", "nocredential", "ipinval", "hostinval", "abuse", "dnserror",
   * "unavailable", "nowan", "unknown".
   */
  readonly status: string;
  readonly last_refresh?: number;
  readonly next_refresh?: number;
  readonly next_retry?: number;
  readonly last_error?: number;
}

const ddnsConfig: z.ZodType<DdnsConfig> = objectOf({ enabled: flag, hostname: maybeText, user: maybeText });

const ddnsStatus: z.ZodType<DdnsStatus> = objectOf({
  status: z.string(),
  last_refresh: maybeWhole,
  next_refresh: maybeWhole,
  next_retry: maybeWhole,
  last_error: maybeWhole,
});

/** The chapter `connection/ddns`: the box's own dynamic DNS client. Writing needs the right `settings`. */
export interface Ddns {
  get(provider: DdnsProvider, options?: CallOptions): Promise<DdnsConfig>;
  /** Changes what is given and leaves the rest. */
  update(provider: DdnsProvider, change: DdnsChange, options?: CallOptions): Promise<DdnsConfig>;
  status(provider: DdnsProvider, options?: CallOptions): Promise<DdnsStatus>;
}

/** The chapter over a session. No I/O. */
export function createDdns(session: Session): Ddns {
  return Object.freeze<Ddns>({
    get: async (provider, options) =>
      session.request({ ...options, method: "GET", path: pathOf("GET", provider), schema: ddnsConfig }),
    update: async (provider, change, options) => {
      const secrets = change.password === undefined ? [] : [change.password];
      const path = pathOf("PUT", provider);
      return session.request({ ...options, method: "PUT", path, body: change, secrets, schema: ddnsConfig });
    },
    status: async (provider, options) =>
      session.request({ ...options, method: "GET", path: `${pathOf("GET", provider)}status/`, schema: ddnsStatus }),
  });
}

function pathOf(method: string, provider: string): string {
  return `/connection/ddns/${pathSegment(`${method} /connection/ddns/`, provider)}/`;
}
