/** Lists of the OVH API: ids, or whole objects in pages for those who ask with `X-Pagination-Mode`. */
import type { DoorAnswer, DoorRequest } from "./exchange.ts";
import { done } from "./ovh-errors.ts";
import type { World } from "./world.ts";

/** "About five minutes", says a comment of a client. */
const cacheMs = 300_000;

const wantsPages = (world: World, request: DoorRequest): boolean =>
  world.switches.bulk === "honoured" && request.headers["x-pagination-mode"] === "CachedObjectList-Pages";

/** A header that counts from 1; anything else is the default. */
const countOf = (header: string | undefined, byDefault: number): number => {
  const count = Number(header);
  return Number.isInteger(count) && count >= 1 ? count : byDefault;
};

/** The objects of a listing: those kept for five minutes, unless `Pragma: no-cache` asks for fresh ones. */
const itemsOf = (world: World, request: DoorRequest, fresh: readonly object[]): readonly object[] => {
  const kept = world.bulkCache.get(request.target);
  const isUsable = kept !== undefined && world.now() - kept.at < cacheMs && request.headers["pragma"] !== "no-cache";
  if (isUsable) return kept.items;
  world.bulkCache.set(request.target, { at: world.now(), items: structuredClone(fresh) });
  return fresh;
};

/**
 * Answers a listing: whole objects and the pagination headers in bulk mode, else what `key` makes of each. The mode is
 * marked for zone records in OVH's own description (domain-zone.openapi.2025-09.json, `x-expanded-response`); no exchange
 * was ever recorded, so its details are those of other routes.
 */
export const listAnswer = <T extends object>(
  world: World,
  request: DoorRequest,
  all: readonly T[],
  key: (item: T) => number | string,
): DoorAnswer => {
  if (!wantsPages(world, request)) return done(all.map(key));
  const items = itemsOf(world, request, all);
  const page = countOf(request.headers["x-pagination-number"], 1);
  const size = countOf(request.headers["x-pagination-size"], 1000);
  return done(items.slice((page - 1) * size, page * size), {
    "X-Pagination-Elements": String(items.length),
    "X-Pagination-Number": String(page),
    "X-Pagination-Size": String(size),
  });
};

/** True when a value fits a filter as SQL's ILIKE would say: case is nothing, % any text, _ itself (a guess). */
export const isLike = (value: string, filter: string): boolean => {
  const pattern = filter.split("%").map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`, "is").test(value);
};
