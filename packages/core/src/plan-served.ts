/** What the authoritative servers answer against what is stored. Pure. */
import type { DnsRecord, ServedAnswer } from "./contracts.ts";
import type { WantedRecords } from "./derive.ts";
import { groupedBy } from "./grouped.ts";

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

/** A set as one text. A declared TTL is part of what is served; an undeclared one is nobody's promise. */
const textOf = (wanted: WantedRecords, records: readonly DnsRecord[]): string => {
  const texts = records
    .filter((record) => record.name === wanted.name && record.type === wanted.type)
    .map(({ value, ttlSeconds }) => (wanted.ttlSeconds === undefined ? value : `${value} ${ttlSeconds}`));
  return [...new Set(texts)].toSorted().join("\n");
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
    const asStored = textOf(wanted, storedBy.get(keyOf(wanted)) ?? []);
    const evidence = said.filter(isEvidence);
    if (evidence.some((answer) => textOf(wanted, answer.records) !== asStored)) return { state: "differs" };
    const silent = said.filter((answer) => !isEvidence(answer)).map((answer) => answer.server);
    return evidence.length > 0 && silent.length === 0 ? { state: "served" } : { state: "unknown", servers: silent };
  });
};
