import { parseValue } from "./api.ts";
import { apiPath } from "./api-path.ts";
import type { ApiCall, OvhCallOptions } from "./call.ts";
import { subDomainOf } from "./names.ts";
import { getRecord, parseRecords, type OvhRecord, type OvhRecordFilter } from "./records.ts";
import type { Session } from "./session.ts";
import { listWhole, pagesOf, type Listing } from "./whole-list.ts";

/**
 * Lists the stored records that match, edits not yet refreshed included; order is OVHcloud's. One call a page when it
 * answers with whole records, else one more call for each record. Never partial, never from OVHcloud's cache.
 * Throws NOT_FOUND for an unknown zone, and when a listed record twice cannot be found.
 */
export async function listRecords(
  session: Session,
  zone: string,
  filter: OvhRecordFilter,
  options?: OvhCallOptions,
): Promise<readonly OvhRecord[]> {
  const { listing, matches } = asked(session, zone, filter, options);
  return (await listWhole(session, listing, options)).filter(matches);
}

/**
 * The same records one after the other, a page asked for when the one before is used up. What changes meanwhile may be
 * seen before or after its change. Throws NOT_FOUND when a listed record cannot be found.
 */
export async function* iterateRecords(
  session: Session,
  zone: string,
  filter: OvhRecordFilter,
  options?: OvhCallOptions,
): AsyncGenerator<OvhRecord, void, undefined> {
  const { listing, matches } = asked(session, zone, filter, options);
  for await (const { items, missing } of pagesOf(session, listing, options)) {
    yield* items.filter(matches);
    if (missing !== undefined) throw missing;
  }
}

function asked(
  session: Session,
  zone: string,
  filter: OvhRecordFilter,
  options: OvhCallOptions | undefined,
): { readonly listing: Listing<OvhRecord, number>; readonly matches: (record: OvhRecord) => boolean } {
  const subDomain = filter.name === undefined ? undefined : subDomainOf(filter.name, zone);
  const fieldType = filter.type?.toUpperCase();
  const call: ApiCall = {
    method: "GET",
    path: apiPath("domain", "zone", zone, "record"),
    query: { ...(fieldType === undefined ? {} : { fieldType }), ...(subDomain === undefined ? {} : { subDomain }) },
  };
  return {
    listing: {
      call,
      parse: (answer) => parseRecords(call, answer),
      parseKeys: (answer) => parseValue("long[]", call, answer),
      keyOf: ({ id }) => id,
      get: (id) => getRecord(session, zone, id, options),
    },
    // Filters are SQL patterns ("like", schema): "_" may have matched any letter.
    matches: (record) =>
      (subDomain === undefined || record.subDomain.toLowerCase() === subDomain) &&
      (fieldType === undefined || record.fieldType === fieldType),
  };
}
