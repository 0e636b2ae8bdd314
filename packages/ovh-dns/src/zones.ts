import type { OvhModel } from "./api-types.ts";
import { apiPath } from "./api-path.ts";
import type { ApiCall, OvhCallOptions, OvhReceipt } from "./call.ts";
import { valueOf } from "./chapter.ts";
import { isOvhError } from "./errors.ts";
import { parseReceipt } from "./schema.ts";
import type { Session } from "./session.ts";

/** First try included: about twenty seconds in all. */
const maxRefreshTries = 5;
const refreshWaitMs = 2000;

/** A zone as OVHcloud describes it. */
export interface OvhZoneInfo {
  readonly name: string;
  /** Host names of the servers that serve it, no final dot. */
  readonly nameServers: readonly string[];
  readonly dnssecSupported: boolean;
  readonly hasDnsAnycast: boolean;
  readonly dnssecActivated: boolean;
  /** ISO text; null when never changed. */
  readonly lastUpdate: string | null;
  /** How access policies know the zone: its urn, its tags, and a state such as "EXPIRED"; null when not told. */
  readonly iam: OvhModel<"iam.ResourceMetadata"> | null;
}

/** How a zone fares on its servers. */
export interface OvhZoneStatus {
  /** False between a refresh and its deployment (inferred from the name), and while something keeps it from deploying. */
  readonly isDeployed: boolean;
  /** In OVHcloud's words; their texts are unknown. Empty when nothing is wrong. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Names of every zone the keys can see. Right: GET /domain/zone. Source: domain-zone.schema.json. */
export async function listZones(session: Session, options?: OvhCallOptions): Promise<readonly string[]> {
  return valueOf(session, "GET /domain/zone", {}, options);
}

/** One zone. A zone that is not there and one of somebody else are the same NOT_FOUND. Source: ZoneWithIAM. */
export async function getZone(session: Session, zone: string, options?: OvhCallOptions): Promise<OvhZoneInfo> {
  return valueOf(session, "GET /domain/zone/{zoneName}", { zoneName: zone }, options);
}

/** How a zone fares on its servers. Right: GET /domain/zone/ZONE/status. Source: recorded/authenticate.json. */
export async function getZoneStatus(session: Session, zone: string, options?: OvhCallOptions): Promise<OvhZoneStatus> {
  const status = await valueOf(session, "GET /domain/zone/{zoneName}/status", { zoneName: zone }, options);
  const { isDeployed, errors, warnings } = status;
  return { isDeployed, errors: errors ?? [], warnings: warnings ?? [] };
}

/**
 * Schedules the publication of everything stored in the zone. Answers before it is served: 204 without a body since
 * October 2023, 200 `null` before (recorded). One refresh may be scheduled at a time (said by a maintainer; that the answer
 * is a conflict then is a guess): it is asked for again until the other is through.
 */
export async function refreshZone(session: Session, zone: string, options?: OvhCallOptions): Promise<OvhReceipt> {
  const call: ApiCall = { method: "POST", path: apiPath("domain", "zone", zone, "refresh") };
  for (let tries = 1; ; tries += 1) {
    try {
      return parseReceipt(call, await session.call(call, options));
    } catch (error) {
      if (!isOvhError(error) || error.code !== "CONFLICT" || tries === maxRefreshTries) throw error;
      // A wait cut short is told by the next try, which finds the signal aborted.
      await session.clock.sleep(refreshWaitMs * tries, options?.signal).catch(() => undefined);
    }
  }
}
