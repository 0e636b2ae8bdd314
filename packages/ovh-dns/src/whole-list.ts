import type { ApiAnswer, ApiCall, OvhCallOptions } from "./call.ts";
import { isOvhError, type OvhError } from "./errors.ts";
import { mapLimited } from "./gate.ts";
import type { Session } from "./session.ts";

/** OVHcloud's own default, as reported; asking for more might be cut to it without a word, and end a list too early. */
const pageSize = 1000;
const maxConcurrentReads = 4;

/** A list of OVHcloud's: keys by its documents, whole objects for those who ask. */
export interface Listing<T, K extends string | number> {
  readonly call: ApiCall;
  readonly parse: (answer: ApiAnswer) => readonly T[];
  readonly parseKeys: (answer: ApiAnswer) => readonly K[];
  readonly keyOf: (item: T) => K;
  readonly get: (key: K) => Promise<T>;
}

/** A part of one listing. */
interface Look<T, K> {
  readonly items: readonly T[];
  /** Every key there is, where they were asked for. */
  readonly keys?: ReadonlySet<K>;
  /** Why something listed is not among the items. */
  readonly missing?: OvhError;
}

/**
 * Lists whole objects: one call a page when OVHcloud answers with objects, else one more call for each, four at a time.
 * Never partial, never from its cache. Throws NOT_FOUND when something listed twice cannot be found.
 */
export async function listWhole<T, K extends string | number>(
  session: Session,
  listing: Listing<T, K>,
  options?: OvhCallOptions,
): Promise<readonly T[]> {
  const first = await look(session, listing, options);
  // What cannot be found was removed meanwhile, or is so new that OVHcloud lists it and does not know it yet (reported,
  // for up to a minute). A second list tells.
  const { items, missing } = first.missing === undefined ? first : await look(session, listing, options);
  if (missing !== undefined) throw missing;
  return items;
}

async function look<T, K extends string | number>(
  session: Session,
  listing: Listing<T, K>,
  options: OvhCallOptions | undefined,
): Promise<Look<T, K>> {
  let items: readonly T[] = [];
  for await (const { items: more, keys, missing } of pagesOf(session, listing, options)) {
    // What is in the pages and no longer among the keys was removed meanwhile.
    items = [...(keys === undefined ? items : items.filter((item) => keys.has(listing.keyOf(item)))), ...more];
    if (missing !== undefined) return { items, missing };
  }
  return { items };
}

/**
 * The pages of a listing as they come, nothing twice. The last one has `missing` when something listed could not be found.
 * When pages do not add up to the announced total, the keys are asked for and what is not there yet is got one by one.
 */
export async function* pagesOf<T, K extends string | number>(
  session: Session,
  listing: Listing<T, K>,
  options: OvhCallOptions | undefined,
): AsyncGenerator<Look<T, K>, void, undefined> {
  const seen = new Set<K>();
  let announced: number | undefined;
  for (let page = 1; ; page += 1) {
    const answer = await session.call({ ...listing.call, headers: pageHeaders(page) }, options);
    announced = countIn(answer, "x-pagination-elements") ?? announced;
    // The pagination headers were ignored: these are all the keys there are.
    if (isKeys(answer.body)) {
      yield await getEach(listing, answer, seen);
      return;
    }
    const rows = listing.parse(answer);
    const fresh = rows.filter((row) => !seen.has(listing.keyOf(row)));
    for (const row of fresh) seen.add(listing.keyOf(row));
    if (fresh.length > 0) yield { items: distinct(fresh, listing.keyOf) };
    if (fresh.length > 0 && !isLast(answer, rows.length, seen.size, announced)) continue;
    // Fewer than announced: a change between two pages, or a total that does not heed the filter, which nobody has seen.
    if (announced !== undefined && seen.size < announced) {
      const keys = await session.call({ ...listing.call, headers: { Pragma: "no-cache" } }, options);
      yield await getEach(listing, keys, seen);
    }
    return;
  }
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

/** Asks for whole objects instead of keys, and for no cache, as OVHcloud's manager does on other lists. */
function pageHeaders(page: number): Readonly<Record<string, string>> {
  return {
    Pragma: "no-cache",
    "X-Pagination-Mode": "CachedObjectList-Pages",
    "X-Pagination-Number": String(page),
    "X-Pagination-Size": String(pageSize),
  };
}

function isKeys(body: unknown): boolean {
  return Array.isArray(body) && body.length > 0 && body.every((item) => typeof item !== "object");
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

async function getEach<T, K extends string | number>(
  listing: Listing<T, K>,
  answer: ApiAnswer,
  seen: ReadonlySet<K>,
): Promise<Look<T, K>> {
  const keys = new Set(listing.parseKeys(answer));
  const unseen = [...keys].filter((key) => !seen.has(key));
  let missing: OvhError | undefined;
  const found = await mapLimited(unseen, maxConcurrentReads, async (key) => {
    try {
      return [await listing.get(key)];
    } catch (error) {
      if (!isOvhError(error) || error.code !== "NOT_FOUND") throw error;
      missing = error;
      return [];
    }
  });
  return { items: found.flat(), keys, ...(missing === undefined ? {} : { missing }) };
}
