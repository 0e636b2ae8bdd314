import * as z from "zod";
import type { FreeboxClock } from "./clock.ts";
import { createShared, withDeadline } from "./deadline.ts";
import { parseAnswer } from "./schema.ts";
import type { Transport } from "./transport.ts";
import { flag, whole } from "./wire.ts";

/** Who the box is and where its API lives. Source: GET /api_version, documented; asked from outside it may be shorter. */
export interface ApiVersion {
  /** "16.0" */
  readonly api_version: string;
  /** "/api/" */
  readonly api_base_url: string;
  readonly uid?: string;
  readonly device_name?: string;
  readonly device_type?: string;
  /** A name that always points at the box: random under `fbxos.fr`, or the default name its owner chose. */
  readonly api_domain?: string;
  readonly https_available?: boolean;
  readonly https_port?: number;
  readonly box_model?: string;
  readonly box_model_name?: string;
}

const apiVersion: z.ZodType<ApiVersion> = z.looseObject({
  api_version: z.string().regex(/^\d{1,4}(\.\d{1,4})?$/),
  // Part of every address the session token is sent to, so nothing but a plain path.
  api_base_url: z.string().regex(/^\/(\w[\w.-]*\/)*$/),
  uid: z.string().exactOptional(),
  device_name: z.string().exactOptional(),
  device_type: z.string().exactOptional(),
  api_domain: z.string().exactOptional(),
  https_available: flag.exactOptional(),
  https_port: whole.exactOptional(),
  box_model: z.string().exactOptional(),
  box_model_name: z.string().exactOptional(),
});

/** The newest major whose shapes this package knows. A box serves every older one too (reported by several clients). */
const NEWEST_KNOWN_MAJOR = 16;

/** Where requests go: "/api/v16", of the box's major or the newest one known here, whichever is older. */
export function apiBase(version: ApiVersion): string {
  const major = Math.min(Number.parseInt(version.api_version, 10), NEWEST_KNOWN_MAJOR);
  return `${version.api_base_url}v${major}`;
}

/** What a box announces on the LAN, where every value is text; undefined when that is not what is known of boxes. */
export function announcedVersion(entries: Readonly<Record<string, string>>): ApiVersion | undefined {
  return apiVersion.safeParse(entries).data;
}

/**
 * Where the box is reached from outside, for the option `endpoint`: "https://abcdefgh.fbxos.fr:29491". Undefined when its
 * owner lets nobody in from there. The name leads to the public address, which may not answer on the LAN itself.
 */
export function remoteEndpoint({ api_domain, https_available, https_port }: ApiVersion): string | undefined {
  if (https_available !== true || https_port === undefined || api_domain === undefined || api_domain === "")
    return undefined;
  return `https://${api_domain}:${https_port}`;
}

/** Asks the box once who it is. */
export type Discovery = (signal: AbortSignal) => Promise<ApiVersion>;

/** A discovery that asks on first use, shares that one request among concurrent callers, and keeps the answer. */
export function createDiscovery(transport: Transport, clock: FreeboxClock, timeoutMs: number): Discovery {
  let known: ApiVersion | undefined;
  const ask = createShared("GET /api_version", (outer) =>
    withDeadline(clock, timeoutMs, outer, async (signal) => {
      const path = "/api_version";
      const answer = await transport.send({ method: "GET", base: "", path, bare: true, preparatory: true, signal });
      known = parseAnswer(`GET ${path}`, apiVersion, answer, "body");
      return known;
    }),
  );
  return (signal) => (known === undefined ? ask(signal) : Promise.resolve(known));
}
