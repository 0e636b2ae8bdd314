/** The records a home file declares, one entry for each type at each name. Pure. */
import { type DesiredRecords, type DesiredValue, type HomePath, plainName, zoneOf } from "../desired.ts";
import type { HomeFile, NameFile } from "./file.ts";
import { type RecordKey, recordKeys } from "./record-values.ts";

/** Types that are declared as the whole set; of the others a declaration says only what is among them. */
const isWholeSet: ReadonlySet<RecordKey> = new Set(["cname", "dname", "a", "aaaa"]);

/** The same value written twice is one. */
const distinct = (values: readonly DesiredValue[]): readonly DesiredValue[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

const recordsAt = (key: string, entry: NameFile, zone: string): readonly DesiredRecords[] => {
  const path = (...rest: readonly string[]): HomePath =>
    entry.word === undefined ? ["names", key, ...rest] : ["names", key];
  const base = { name: plainName(key), zone, allow: entry.allow };
  const present = recordKeys.flatMap((type): readonly DesiredRecords[] => {
    const values = entry.present[type];
    if (values === undefined) return [];
    return [
      {
        ...base,
        type: type.toUpperCase(),
        wish: isWholeSet.has(type) ? "exact" : "contains",
        values: distinct(values),
        ...(entry.ttl === undefined ? {} : { ttlSeconds: entry.ttl }),
        path: path(type),
      },
    ];
  });
  const absent = recordKeys.flatMap((type): readonly DesiredRecords[] => {
    const values = entry.absent[type];
    // A whole set says already what is not in it.
    if (values === undefined || (isWholeSet.has(type) && entry.present[type] !== undefined)) return [];
    const wish = "absent";
    return [{ ...base, type: type.toUpperCase(), wish, values: distinct(values), path: path("absent", type) }];
  });
  return [...present, ...absent];
};

/** Every record of a file whose names are all in one of its zones. */
export const recordsOf = (file: HomeFile): readonly DesiredRecords[] => {
  const zones = Object.keys(file.zones).map(plainName);
  return Object.entries(file.names).flatMap(([key, entry]) => {
    const zone = zoneOf(plainName(key), zones);
    return zone === undefined ? [] : recordsAt(key, entry, zone);
  });
};
