/** What the authoritative servers answer against what is stored. Pure. */
import type { DnsRecord, ServedAnswer } from "../contracts.ts";
import type { WantedRecords } from "../derive.ts";
import { groupedBy } from "../grouped.ts";

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
    const held = storedBy.get(keyOf(wanted)) ?? [];
    const evidence = said.filter(isEvidence);
    if (evidence.some((answer) => !agrees(wanted, held, answer.records))) return { state: "differs" };
    const silent = said.filter((answer) => !isEvidence(answer)).map((answer) => answer.server);
    return evidence.length > 0 && silent.length === 0 ? { state: "served" } : { state: "unknown", servers: silent };
  });
};
