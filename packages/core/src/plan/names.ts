/** Everything at one name of a zone: which records are rewritten, made or removed for its sets. Pure. */
import type { DnsRecord, Step } from "../contracts.ts";
import type { WantedRecords } from "../derive.ts";
import type { HomePath } from "../desired.ts";
import { inTextOrder } from "./ports.ts";
import type { Planned } from "../plan.ts";

type PlannedStep = Planned["steps"][number];

/**
 * What an exact set suffers no record of beside it. A DNAME redirects what is below its name, and excludes only a CNAME
 * (RFC 6672). Types that are declared value by value drive nothing away: beside a CNAME they are refused.
 */
const excludes: Readonly<Record<string, ReadonlySet<string>>> = {
  CNAME: new Set(["A", "AAAA", "DNAME"]),
  DNAME: new Set(["CNAME"]),
  A: new Set(["CNAME"]),
  AAAA: new Set(["CNAME"]),
};

const numeric = new Intl.Collator("en", { numeric: true });
/** Refs are hints of age: the lowest number is the oldest record. */
const byAge = (one: DnsRecord, other: DnsRecord): number =>
  numeric.compare(one.ref ?? "", other.ref ?? "") ||
  inTextOrder(one.value, other.value) ||
  one.ttlSeconds - other.ttlSeconds;

/** The absent sets by what they speak of. */
export interface Absences {
  /** The set that names this very value. */
  readonly naming: (record: DnsRecord) => WantedRecords | undefined;
  /** The set that names the value, else the one that says none of the type. */
  readonly covering: (record: DnsRecord) => WantedRecords | undefined;
}

/** Indexes the absent sets among these, of whatever names. */
export const absencesIn = (sets: readonly WantedRecords[]): Absences => {
  const byValue = new Map<string, WantedRecords>();
  const byType = new Map<string, WantedRecords>();
  for (const set of sets.filter(({ wish }) => wish === "absent")) {
    if (set.values.length === 0) byType.set(`${set.name} ${set.type}`, set);
    for (const value of set.values) byValue.set(`${set.name} ${set.type} ${value}`, set);
  }
  const naming: Absences["naming"] = ({ name, type, value }) => byValue.get(`${name} ${type} ${value}`);
  return { naming, covering: (record) => naming(record) ?? byType.get(`${record.name} ${record.type}`) };
};

/** What becomes of the records of one type, before the steps have ids. */
interface Changes {
  readonly removes: readonly DnsRecord[];
  readonly updates: readonly { readonly before: DnsRecord; readonly value: string; readonly isNew: boolean }[];
  readonly creates: readonly string[];
}

/** One set: what stands is kept, the oldest of each value; the rest is spare. */
const changesOf = (wanted: WantedRecords, stored: readonly DnsRecord[]): Changes => {
  const values = new Set(wanted.values);
  const kept = new Map<string, DnsRecord>();
  for (const record of stored) if (values.has(record.value) && !kept.has(record.value)) kept.set(record.value, record);
  const missing = [...values].filter((value) => !kept.has(value)).toSorted();
  const retimed = [...kept.values()]
    .filter(({ ttlSeconds }) => ttlSeconds !== (wanted.ttlSeconds ?? ttlSeconds))
    .map((before) => ({ before, value: before.value, isNew: false }));
  const spare = stored.filter((record) => kept.get(record.value) !== record);
  // Beside values of others a second of ours goes, and nothing else; an exact set is rewritten in place first.
  if (wanted.wish === "contains")
    return { removes: spare.filter(({ value }) => values.has(value)), updates: retimed, creates: missing };
  const paired = spare.flatMap((before, index) =>
    missing.slice(index, index + 1).map((value) => ({ before, value, isNew: true })),
  );
  return {
    removes: spare.slice(missing.length),
    updates: [...paired, ...retimed],
    creates: missing.slice(spare.length),
  };
};

/** Numbers the steps of a name: ids are distinct however many sets share a type. */
const createIds = (): ((verb: string, about: { readonly name: string; readonly type: string }) => string) => {
  const counts = new Map<string, number>();
  return (verb, { name, type }) => {
    const key = `${type}/${verb}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return `record/${name}/${type}/${verb}/${count}`;
  };
};

/** A CNAME stands alone: it comes after everything else went, and everything else after it went. */
const isInTheWayOf = (type: string, removed: DnsRecord): boolean =>
  type !== removed.type && (type === "CNAME" || removed.type === "CNAME");

/**
 * Plans one name: what is in the way goes first, once, however many sets it stands in the way of; then each set; then
 * what is declared absent and still there. The sets come in the order their steps are to have. `waitsOf` gives the steps
 * that what a set brings waits for.
 */
export const planName = (
  sets: readonly WantedRecords[],
  unsortedRecords: readonly DnsRecord[],
  waitsOf: (wanted: WantedRecords) => readonly string[],
): readonly PlannedStep[] => {
  const stored = unsortedRecords.toSorted(byAge);
  const wishes = sets.filter(({ wish }) => wish !== "absent");
  const target = `zone:${sets[0]?.zone ?? ""}`;
  const absences = absencesIn(sets);
  const idOf = createIds();
  const claimed = new Set<DnsRecord>();
  const remove = (before: DnsRecord, needs: readonly string[], path: HomePath): PlannedStep => {
    claimed.add(before);
    return {
      step: { id: idOf("remove", before), target, verb: "remove", before, needs },
      path: absences.naming(before)?.path ?? path, // an entry that names the very value answers for its going
    };
  };
  const inTheWay = stored.flatMap((before) => {
    const wanted = wishes.find((set) => excludes[set.type]?.has(before.type) === true);
    return wanted === undefined ? [] : [remove(before, waitsOf(wanted), wanted.path)]; // not before what replaces it can come
  });
  const ofTypes = new Map(wishes.map((set) => [set, stored.filter(({ type }) => type === set.type)]));
  const changes = [...ofTypes].map(([wanted, records]) => ({ wanted, ...changesOf(wanted, records) }));
  const wanted = new Set(wishes.flatMap(({ type, values }) => values.map((value) => `${type} ${value}`)));
  for (const { updates } of changes) for (const { before } of updates) claimed.add(before);
  const spare = changes.flatMap((change) =>
    change.removes.filter((before) => !claimed.has(before)).map((before) => remove(before, [], change.wanted.path)),
  );
  const absent = stored.flatMap((before) => {
    if (claimed.has(before) || wanted.has(`${before.type} ${before.value}`)) return [];
    const set = absences.covering(before);
    return set === undefined ? [] : [remove(before, [], set.path)];
  });
  const removed = [...inTheWay, ...spare, ...absent].map(({ step }) => step);
  const written = changes.flatMap((change): readonly PlannedStep[] => {
    const { name, type, ttlSeconds, path } = change.wanted;
    const waits = waitsOf(change.wanted);
    const room = removed.flatMap((step) =>
      step.verb === "remove" && step.before.kind === "record" && isInTheWayOf(type, step.before) ? [step.id] : [],
    );
    const updates = change.updates.map(({ before, value, isNew }): Step => {
      const after = { ...before, value, ttlSeconds: ttlSeconds ?? before.ttlSeconds };
      return { id: idOf("update", before), target, verb: "update", before, after, needs: isNew ? waits : [] };
    });
    const creates = change.creates.map((value): Step => {
      const after: DnsRecord = { kind: "record", name, type, ttlSeconds: ttlSeconds ?? 0, value };
      return { id: idOf("create", after), target, verb: "create", after, needs: [...room, ...waits] };
    });
    return [...updates, ...creates].map((step) => ({ step, path }));
  });
  return [...inTheWay, ...spare, ...absent, ...written];
};
