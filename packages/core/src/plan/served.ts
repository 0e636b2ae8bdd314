/** What the authoritative servers answer against what is stored. Pure. */
import type { DnsRecord, ServedAnswer } from "../contracts.ts";
import type { WantedRecords } from "../derive.ts";
import { groupedBy } from "../grouped.ts";
import { canonicalValue } from "../home/record-values.ts";

/** Answers that can be evidence: the others say nothing of what the zone holds. */
export const isEvidence = ({ authoritative, rcode }: ServedAnswer): boolean =>
  authoritative && (rcode === "NOERROR" || rcode === "NXDOMAIN");

/**
 * How one wanted set is served: `served` by every server as stored, `differs` when a server says so with authority,
 * else `unknown`, with the servers that gave no evidence.
 */
export type ServedState =
  | { readonly state: "served" | "differs" }
  | { readonly state: "unknown"; readonly servers: readonly string[] };

const keyOf = ({ name, type }: { readonly name: string; readonly type: string }): string => `${name} ${type}`;

/** The records of a set as texts. A declared TTL is part of what is served; an undeclared one is nobody's promise. */
const textsOf = (wanted: WantedRecords, records: readonly DnsRecord[]): ReadonlySet<string> =>
  new Set(
    records
      .filter((record) => record.name === wanted.name && record.type === wanted.type)
      .map(({ value, ttlSeconds }) =>
        wanted.ttlSeconds === undefined || wanted.wish === "absent" ? value : `${value} ${ttlSeconds}`,
      ),
  );

const isWithin = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...some].every((text) => all.has(text));

/**
 * True when an answer is what the stored records make of it. Of a set that shares its type with others only its own
 * values are compared: siblings are nobody's promise. Of an absent one, whatever is served and no longer stored.
 */
const agrees = (wanted: WantedRecords, stored: readonly DnsRecord[], answered: readonly DnsRecord[]): boolean => {
  const values = new Set(wanted.values);
  const own = (records: readonly DnsRecord[]): ReadonlySet<string> =>
    textsOf(
      wanted,
      records.filter(({ value }) => values.has(value) || (wanted.wish === "absent" && values.size === 0)),
    );
  switch (wanted.wish) {
    case "exact": {
      const [asStored, asServed] = [textsOf(wanted, stored), textsOf(wanted, answered)];
      return isWithin(asStored, asServed) && isWithin(asServed, asStored);
    }
    case "contains":
      return isWithin(own(stored), textsOf(wanted, answered));
    case "absent":
      return isWithin(own(answered), own(stored));
  }
};

/** Types that zones store apart and DNS serves as one: TXT. */
const textTypes: ReadonlySet<string> = new Set(["TXT", "SPF", "DKIM", "DMARC"]);

/** A stored text as it reads under another of those types, where it is a value of that type. */
const respelled = (record: DnsRecord, type: string): readonly DnsRecord[] => {
  const value = record.type === type ? record.value : canonicalValue(type, record.value);
  return value === undefined ? [] : [{ ...record, type, value }];
};

/** What is stored that a set is served from: an absent text may still be served, from another type beside it. */
const sourcesOf = (
  { name, type, wish }: WantedRecords,
  storedBy: ReadonlyMap<string, readonly DnsRecord[]>,
): readonly DnsRecord[] =>
  wish === "absent" && textTypes.has(type)
    ? [...textTypes]
        .flatMap((other) => storedBy.get(keyOf({ name, type: other })) ?? [])
        .flatMap((one) => respelled(one, type))
    : (storedBy.get(keyOf({ name, type })) ?? []);

/** Judges every wanted set of a zone, in the order given. Linear in records and answers. */
export const servedStates = (
  sets: readonly WantedRecords[],
  stored: readonly DnsRecord[],
  answers: readonly ServedAnswer[],
): readonly ServedState[] => {
  const storedBy = groupedBy(stored, keyOf);
  const answersBy = groupedBy(answers, keyOf);
  return sets.map((wanted): ServedState => {
    const said = answersBy.get(keyOf(wanted)) ?? [];
    const held = sourcesOf(wanted, storedBy);
    const evidence = said.filter(isEvidence);
    if (evidence.some((answer) => !agrees(wanted, held, answer.records))) return { state: "differs" };
    const silent = said.filter((answer) => !isEvidence(answer)).map((answer) => answer.server);
    return evidence.length > 0 && silent.length === 0 ? { state: "served" } : { state: "unknown", servers: silent };
  });
};
