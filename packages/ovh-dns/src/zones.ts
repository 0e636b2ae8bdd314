import * as z from "zod";
import { apiPath } from "./api-path.ts";
import { receiptOf, type ApiCall, type OvhCallOptions, type OvhReceipt } from "./call.ts";
import { parseAnswer } from "./schema.ts";
import type { Session } from "./session.ts";

/** A zone as OVHcloud describes it. */
export interface OvhZoneInfo {
  readonly name: string;
  /** Host names of the servers that serve it, no final dot. */
  readonly nameServers: readonly string[];
  readonly dnssecSupported: boolean;
  readonly hasDnsAnycast: boolean;
  /** ISO text; null when never changed. */
  readonly lastUpdate: string | null;
}

const ZoneInfo = z.object({
  name: z.string(),
  nameServers: z.array(z.string()),
  dnssecSupported: z.boolean(),
  hasDnsAnycast: z.boolean(),
  lastUpdate: z.string().nullable().default(null),
});

/** Names of every zone the keys can see. Right: GET /domain/zone. Source: domain-zone.schema.json. */
export async function listZones(session: Session, options?: OvhCallOptions): Promise<readonly string[]> {
  const call: ApiCall = { method: "GET", path: apiPath("domain", "zone") };
  return parseAnswer(z.array(z.string()), call, await session.call(call, options));
}

/** One zone. A zone that is not there and one of somebody else are the same NOT_FOUND. Source: ZoneWithIAM. */
export async function getZone(session: Session, zone: string, options?: OvhCallOptions): Promise<OvhZoneInfo> {
  const call: ApiCall = { method: "GET", path: apiPath("domain", "zone", zone) };
  return parseAnswer(ZoneInfo, call, await session.call(call, options));
}

/**
 * Schedules the publication of everything stored in the zone. Answers before it is served: 204 without a body since
 * October 2023, 200 `null` before (recorded).
 */
export async function refreshZone(session: Session, zone: string, options?: OvhCallOptions): Promise<OvhReceipt> {
  return receiptOf(await session.call({ method: "POST", path: apiPath("domain", "zone", zone, "refresh") }, options));
}
