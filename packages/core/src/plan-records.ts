/** The zones' part of the plan: records as exact sets, and one publish a zone at most. Pure. */
import type { DnsRecord, Step } from "./contracts.ts";
import type { Wanted, WantedRecords } from "./derive.ts";
import type { Observed } from "./observe.ts";
import { groupedBy } from "./grouped.ts";
import type { Note, Planned } from "./plan.ts";
import { servedStates } from "./plan-served.ts";

type PlannedStep = Planned["steps"][number];

/** What a type suffers no record of beside it. A DNAME redirects what is below its name, and excludes only a CNAME (RFC 6672). */
const excludes: Readonly<Record<WantedRecords["type"], ReadonlySet<string>>> = {
  CNAME: new Set(["A", "AAAA", "DNAME"]),
  A: new Set(["CNAME"]),
  AAAA: new Set(["CNAME"]),
};

const numeric = new Intl.Collator("en", { numeric: true });
/** Refs are hints of age: the lowest number is the oldest record. */
const byAge = (one: DnsRecord, other: DnsRecord): number =>
  numeric.compare(one.ref ?? "", other.ref ?? "") ||
  numeric.compare(one.value, other.value) ||
  one.ttlSeconds - other.ttlSeconds;

const idOf = (verb: string, { name, type }: { name: string; type: string }, index: number): string =>
  `record/${name}/${type}/${verb}/${index + 1}`;

/** One set made exact: what stands is kept, then rewritten in place, and only then removed or created. */
const planSet = (
  wanted: WantedRecords,
  storedAtName: readonly DnsRecord[],
  waits: readonly string[],
  makesRoom: readonly string[],
): readonly Step[] => {
  const { name, type } = wanted;
  const target = `zone:${wanted.zone}`;
  const stored = storedAtName.filter((record) => record.type === type).toSorted(byAge);
  const values = new Set(wanted.values);
  const kept = new Map<string, DnsRecord>();
  for (const record of stored) if (values.has(record.value) && !kept.has(record.value)) kept.set(record.value, record);
  const missing = [...values].filter((value) => !kept.has(value)).toSorted();
  const spare = stored.filter((record) => kept.get(record.value) !== record);
  const ttlOf = (before?: DnsRecord): number => wanted.ttlSeconds ?? before?.ttlSeconds ?? 0;
  const paired = spare.flatMap((before, index) =>
    missing.slice(index, index + 1).map((value) => ({ value, before, needs: waits })),
  );
  const retimed = [...kept.values()]
    .filter((record) => record.ttlSeconds !== ttlOf(record))
    .map((before) => ({ value: before.value, before, needs: [] }));
  const removes = spare
    .slice(missing.length)
    .map((before, index): Step => ({ id: idOf("remove", before, index), target, verb: "remove", before, needs: [] }));
  const updates = [...paired, ...retimed].map(({ value, before, needs }, index): Step => {
    const after = { ...before, value, ttlSeconds: ttlOf(before) };
    return { id: idOf("update", wanted, index), target, verb: "update", before, after, needs };
  });
  const creates = missing.slice(spare.length).map((value, index): Step => {
    const after: DnsRecord = { kind: "record", name, type, ttlSeconds: ttlOf(), value };
    return { id: idOf("create", wanted, index), target, verb: "create", after, needs: [...makesRoom, ...waits] };
  });
  return [...removes, ...updates, ...creates];
};

/** Everything at one name: what is in the way goes first, once, however many sets it stands in the way of. */
const planName = (
  sets: readonly WantedRecords[],
  storedAtName: readonly DnsRecord[],
  waitsOf: (wanted: WantedRecords) => readonly string[],
): readonly PlannedStep[] => {
  const counts = new Map<string, number>();
  const inTheWay = storedAtName.toSorted(byAge).flatMap((before) => {
    const [wanted] = sets.filter((set) => excludes[set.type].has(before.type));
    if (wanted === undefined) return [];
    const index = counts.get(before.type) ?? 0;
    counts.set(before.type, index + 1);
    const step: Step = {
      id: idOf("remove", before, index),
      target: `zone:${wanted.zone}`,
      verb: "remove",
      before,
      needs: waitsOf(wanted), // nothing goes before what replaces it can come
    };
    return [{ step, path: wanted.path }];
  });
  const makesRoom = inTheWay.map(({ step }) => step.id);
  const written = sets.flatMap((wanted) =>
    planSet(wanted, storedAtName, waitsOf(wanted), makesRoom).map((step) => ({ step, path: wanted.path })),
  );
  return [...inTheWay, ...written];
};

const nameOf = ({ name }: { readonly name: string }): string => name;

const planZone = (
  zone: string,
  sets: readonly WantedRecords[],
  observed: Observed,
  waitsOf: (wanted: WantedRecords) => readonly string[],
): Planned => {
  const { stored, served } = observed.zones[zone] ?? {};
  if (stored?.known !== true) return { steps: [], notes: [] };
  const storedBy = groupedBy(stored.value, nameOf);
  const writes = [...groupedBy(sets, nameOf)].flatMap(([name, atName]) =>
    planName(atName, storedBy.get(name) ?? [], waitsOf),
  );
  const needs = writes.map(({ step }) => step.id);
  const publish: PlannedStep = {
    step: { id: `publish/${zone}`, target: `zone:${zone}`, verb: "publish", zone, needs },
    path: sets[0]?.path ?? [],
  };
  const changes = writes.length > 0 ? [...writes, publish] : [];
  if (served?.known !== true)
    return {
      steps: changes,
      notes: [note("served-not-asked", { zone, detail: served?.failure.message ?? "not read" })],
    };
  if (changes.length > 0) return { steps: changes, notes: [] };
  const states = servedStates(sets, stored.value, served.value);
  const silent = states.flatMap((state) => (state.state === "unknown" ? state.servers : []));
  const doubt = note("served-not-authoritative", { zone, servers: [...new Set(silent)].toSorted() });
  return {
    steps: states.some(({ state }) => state === "differs") ? [publish] : [],
    notes: states.some(({ state }) => state === "unknown") ? [doubt] : [],
  };
};

const note = (code: string, params: Note["message"]["params"]): Note => ({ message: { code, params } });

/**
 * Plans each zone in turn, name by name, then one publish. `activation` is the step that a CNAME to the static name
 * waits for, when that name is not active yet. Pure.
 */
export const planRecords = (wanted: Wanted, observed: Observed, activation?: string): Planned => {
  const staticTarget = `${wanted.staticName?.item.name ?? ""}.`;
  const waitsOf = ({ type, values }: WantedRecords): readonly string[] =>
    activation !== undefined && type === "CNAME" && values.includes(staticTarget) ? [activation] : [];
  const sorted = [...wanted.records].toSorted(
    (one, other) => one.name.localeCompare(other.name) || one.type.localeCompare(other.type),
  );
  const parts = [...groupedBy(sorted, (set) => set.zone)]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([zone, sets]) => planZone(zone, sets, observed, waitsOf));
  return { steps: parts.flatMap((part) => part.steps), notes: parts.flatMap((part) => part.notes) };
};
