import * as z from "zod";
import { apiPath } from "./api-path.ts";
import type { ApiAnswer, ApiCall, OvhCallOptions } from "./call.ts";
import { isOvhError, type OvhError } from "./errors.ts";
import { mapLimited } from "./gate.ts";
import { subDomainOf } from "./names.ts";
import { getRecord, parseRecords, type OvhRecord, type OvhRecordFilter } from "./records.ts";
import { parseAnswer } from "./schema.ts";
import type { Session } from "./session.ts";

/** OVHcloud's own default, as reported; asking for more might be cut to it without a word, and end a list too early. */
const pageSize = 1000;
const maxConcurrentReads = 4;

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
  const subDomain = filter.name === undefined ? undefined : subDomainOf(filter.name, zone);
  const fieldType = filter.type?.toUpperCase();
  const call: ApiCall = {
    method: "GET",
    path: apiPath("domain", "zone", zone, "record"),
    query: { ...(fieldType === undefined ? {} : { fieldType }), ...(subDomain === undefined ? {} : { subDomain }) },
  };
  const first = await look(session, zone, call, options);
  // A record that cannot be found was removed meanwhile, or is so new that OVHcloud lists it and does not know it yet
  // (reported, for up to a minute). A second list tells.
  const { records, missing } = first.missing === undefined ? first : await look(session, zone, call, options);
  if (missing !== undefined) throw missing;
  // Filters are SQL patterns ("like", schema): "_" may have matched any letter.
  return records.filter(
    (record) =>
      (subDomain === undefined || record.subDomain.toLowerCase() === subDomain) &&
      (fieldType === undefined || record.fieldType === fieldType),
  );
}

interface Look {
  readonly records: readonly OvhRecord[];
  /** Why a listed record is not among `records`. */
  readonly missing?: OvhError;
}

/** One listing, all pages. */
async function look(session: Session, zone: string, call: ApiCall, options: OvhCallOptions | undefined): Promise<Look> {
  const found = new Map<number, OvhRecord>();
  let announced: number | undefined;
  for (let page = 1; ; page += 1) {
    const answer = await session.call({ ...call, headers: pageHeaders(page) }, options);
    announced = countIn(answer, "x-pagination-elements") ?? announced;
    // The pagination headers were ignored: these are all the ids there are.
    if (isIds(answer.body)) return getEach(session, zone, parseAnswer(z.array(z.int()), call, answer), options);
    const rows = parseRecords(call, answer);
    const known = found.size;
    for (const record of rows) found.set(record.id, record);
    if (found.size > known && !isLast(answer, rows.length, found.size, announced)) continue;
    // Fewer than announced: a change between two pages, or a total that does not heed the filter, which nobody has seen.
    if (announced !== undefined && found.size < announced) return lookById(session, zone, call, options);
    return { records: [...found.values()] };
  }
}

/** The listing as it is documented: ids, then each record. */
async function lookById(
  session: Session,
  zone: string,
  call: ApiCall,
  options: OvhCallOptions | undefined,
): Promise<Look> {
  const answer = await session.call({ ...call, headers: { Pragma: "no-cache" } }, options);
  return getEach(session, zone, parseAnswer(z.array(z.int()), call, answer), options);
}

/** Asks for whole records instead of ids, and for no cache, as OVHcloud's manager does on other lists. */
function pageHeaders(page: number): Readonly<Record<string, string>> {
  return {
    Pragma: "no-cache",
    "X-Pagination-Mode": "CachedObjectList-Pages",
    "X-Pagination-Number": String(page),
    "X-Pagination-Size": String(pageSize),
  };
}

function isIds(body: unknown): boolean {
  return Array.isArray(body) && body.length > 0 && body.every((item) => typeof item === "number");
}

/** The total OVHcloud announces decides; without it, a page that is not full is the last. */
function isLast(answer: ApiAnswer, rows: number, total: number, announced: number | undefined): boolean {
  if (announced !== undefined) return total >= announced;
  const granted = countIn(answer, "x-pagination-size") ?? pageSize;
  return rows < (granted > 0 ? Math.min(granted, pageSize) : pageSize);
}

/** The whole number in a header; anything else, an empty header too, is no number. */
function countIn(answer: ApiAnswer, header: string): number | undefined {
  const text = answer.headers[header]?.trim() ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

async function getEach(
  session: Session,
  zone: string,
  ids: readonly number[],
  options: OvhCallOptions | undefined,
): Promise<Look> {
  let missing: OvhError | undefined;
  const rows = await mapLimited(ids, maxConcurrentReads, async (id) => {
    try {
      return await getRecord(session, zone, id, options);
    } catch (error) {
      if (!isOvhError(error) || error.code !== "NOT_FOUND") throw error;
      missing = error;
      return undefined;
    }
  });
  const records = rows.filter((row) => row !== undefined);
  return missing === undefined ? { records } : { records, missing };
}
