import { OvhApiError } from "./errors.ts";
import { fullName, subDomainOf } from "./names.ts";
import { pollUntil, type OvhWaitOptions } from "./poll.ts";
import { listRecords } from "./record-list.ts";
import type { OvhFieldType } from "./record-types.ts";
import type { OvhRecord } from "./records.ts";
import type { Session } from "./session.ts";
import { getZoneStatus } from "./zones.ts";

/** Options of `waitUntilServed`. */
export interface OvhServedOptions extends OvhWaitOptions {
  /**
   * Asks the name servers, if you can: true when they serve these records. Without it OVHcloud's word counts, which says
   * that the zone is deployed and not who has seen it.
   */
  readonly isServed?: (records: readonly OvhRecord[]) => boolean | Promise<boolean>;
}

/**
 * Waits until OVHcloud says the zone is deployed, and, with `isServed`, until that says so too. Gives the records stored
 * at the name. Throws NOT_DEPLOYED when the zone has errors, TIMEOUT, ABORTED.
 */
export async function waitUntilServed(
  session: Session,
  zone: string,
  asked: { readonly name: string; readonly type: OvhFieldType },
  options: OvhServedOptions | undefined,
): Promise<readonly OvhRecord[]> {
  const subDomain = subDomainOf(asked.name, zone);
  const operation = `wait for ${fullName(subDomain, zone)} ${asked.type.toUpperCase()}`;
  const name = subDomain === "" ? "@" : `${subDomain}.${zone}.`;
  const look = async (): Promise<readonly OvhRecord[] | undefined> => {
    const { isDeployed, errors } = await getZoneStatus(session, zone, options);
    if (errors.length > 0)
      throw new OvhApiError(`OVHcloud does not deploy the zone: ${errors.join("; ")}`, {
        code: "NOT_DEPLOYED",
        operation,
      });
    if (!isDeployed) return undefined;
    const records = await listRecords(session, zone, { name, type: asked.type }, options);
    return (await (options?.isServed?.(records) ?? true)) ? records : undefined;
  };
  return pollUntil(session, operation, look, options);
}
