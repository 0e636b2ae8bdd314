/** The way back from an apply: its plan read backwards against what is there now. Pure. */
import type { AwaitStep, Forward, Item, Lease, Reading, StaticName, Step, WriteStep } from "./contracts.ts";
import type { Unmet, Wanted, WantedRecords } from "./derive.ts";
import type { Desired } from "./desired.ts";
import { groupedBy } from "./grouped.ts";
import type { Observed } from "./observe.ts";
import type { Note, Plan } from "./plan.ts";
import { overlaps, portsText } from "./plan/ports.ts";
import { servedStates } from "./plan/served.ts";
import { saying } from "./spelled.ts";
import { isWriteStep, itemOf, withoutRef } from "./steps.ts";
import { notReadable } from "./derive/unread.ts";

/** What an apply was about to do, kept before its first write: the plan holds every before-value. JSON, no secret. */
export interface Journal {
  readonly version: 1;
  readonly home: string;
  readonly desired: Desired;
  readonly plan: Plan;
}

export const journalOf = (desired: Desired, plan: Plan): Journal => ({ version: 1, home: desired.home, desired, plan });

/** The sets a journal's steps are about, as wishes. */
const setsOf = ({ plan }: Journal, about: (step: WriteStep) => Item): readonly WantedRecords[] =>
  plan.steps.filter(isWriteStep).flatMap((step) => {
    const item = about(step);
    if (item.kind !== "record") return [];
    const { name, type, value } = item;
    const zone = step.target.replace(/^zone:/, "");
    return [{ name, zone, type, wish: "exact" as const, values: [value], path: plan.origins[step.id] ?? [] }];
  });

/** What the journal's steps wrote, as wishes: so that taking it away again is no take-over. */
export const wrote = (journal: Journal): Wanted => ({
  leases: [],
  forwards: [],
  records: setsOf(journal, itemOf),
  absent: { leases: [], forwards: [] },
  unmet: [],
});

const valuesOf = <T>(reading: Reading<readonly T[]> | undefined): readonly T[] =>
  reading?.known === true ? reading.value : [];

/** What is there now, by what it says; each thing is taken once. */
type Present = Map<string, Item[]>;

const presentIn = ({ router, zones }: Observed): Present => {
  const items: readonly Item[] = [
    ...valuesOf<Lease>(router.leases),
    ...valuesOf<Forward>(router.forwards),
    ...valuesOf<StaticName>(router.staticNames),
    ...Object.values(zones).flatMap(({ stored }) => valuesOf(stored)),
  ];
  return new Map([...groupedBy(items, saying)].map(([text, group]) => [text, [...group]]));
};

/** Takes one thing that says the same, the one under the same key first. */
const take = (present: Present, item: Item): Item | undefined => {
  const same = present.get(saying(item)) ?? [];
  const index = same.findIndex((other) => refOf(other) === refOf(item));
  return same.splice(Math.max(0, index), 1)[0];
};

const refOf = (item: Item): string | undefined => ("ref" in item ? item.ref : undefined);

/** What one step of the journal left to do: the step back, or a thing that is no longer as it was left. */
type Way = { readonly back: WriteStep } | { readonly changed: Item } | undefined;

/** Types of which a name holds one set, so that another value there is what became of the one that was made. */
const setTypes: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME", "DNAME"]);

/** True when something else stands where a thing was made: the same rule, lease or set, changed by somebody since. */
const isInPlaceOf = (other: Item, item: Item): boolean => {
  if (item.kind === "forward")
    return other.kind === "forward" && other.comment === item.comment && overlaps(other, item);
  if (item.kind === "lease") return other.kind === "lease" && other.mac === item.mac;
  if (item.kind !== "record" || other.kind !== "record") return false;
  return setTypes.has(item.type) && other.name === item.name && other.type === item.type;
};

const wayBack = (step: WriteStep, present: Present): Way => {
  const base = { id: `${step.id}/undo`, target: step.target, needs: [] };
  if (step.verb === "remove")
    return take(present, step.before) === undefined
      ? { back: { ...base, verb: "create", after: withoutRef(step.before) } }
      : undefined;
  const made = take(present, step.after);
  if (step.verb === "create" && made !== undefined) return { back: { ...base, verb: "remove", before: made } };
  if (step.verb === "create") {
    const isChanged = [...present.values()].flat().some((other) => isInPlaceOf(other, step.after));
    return isChanged ? { changed: step.after } : undefined;
  }
  if (made === undefined) return take(present, step.before) === undefined ? { changed: step.after } : undefined;
  const ref = refOf(made);
  const after = { ...withoutRef(step.before), ...(ref === undefined ? {} : { ref }) };
  return { back: { ...base, verb: "update", before: made, after } };
};

/** A rule that was removed cannot come back where another stands that stays. */
const isHeld = (step: WriteStep, backs: readonly WriteStep[], rules: readonly Forward[]): boolean => {
  if (step.verb !== "create" || step.after.kind !== "forward" || !step.after.enabled) return false;
  const { after } = step;
  const going = new Set(backs.flatMap((back) => (back.verb === "create" ? [] : [back.before])));
  return rules.some((rule) => rule.enabled && !going.has(rule) && overlaps(rule, after));
};

/** What was needed first goes last. */
const inOrder = (backs: readonly WriteStep[], { plan }: Journal): readonly Step[] => {
  const needs = new Map<string, string[]>(backs.map(({ id }) => [id, []]));
  for (const { id, needs: needed } of plan.steps)
    if (needs.has(`${id}/undo`)) for (const need of needed) needs.get(`${need}/undo`)?.push(`${id}/undo`);
  return backs.toReversed().map((step) => ({ ...step, needs: needs.get(step.id) ?? [] }));
};

const publishes = (journal: Journal, writes: readonly Step[], observed: Observed): readonly Step[] =>
  [...groupedBy(setsOf(journal, itemOf), ({ zone }) => zone)].flatMap(([zone, sets]): readonly Step[] => {
    const target = `zone:${zone}`;
    const needs = writes.filter((step) => step.target === target).map(({ id }) => id);
    const { stored, served } = observed.zones[zone] ?? {};
    const records = valuesOf(stored);
    // All put back, and a run was killed before it published. Exact sets are judged by what is stored there.
    const differs = servedStates(sets, records, valuesOf(served)).some(({ state }) => state === "differs");
    return needs.length > 0 || differs ? [{ id: `publish/${zone}`, target, verb: "publish", zone, needs }] : [];
  });

/** True for a step that gave a static name up. */
const isReleased = (step: WriteStep): boolean => step.verb === "remove" && step.before.kind === "static-name";

/** A name that comes back is waited for, and what leads to it comes after. */
const afterNames = (steps: readonly Step[]): readonly Step[] => {
  const waits = steps.flatMap((step): readonly AwaitStep[] => {
    if (step.verb !== "create" || step.after.kind !== "static-name") return [];
    const { name } = step.after;
    const condition = { code: "static-name-active", name } as const;
    return [{ id: `${step.id}/active`, target: step.target, verb: "await", condition, needs: [step.id] }];
  });
  const waitFor = new Map<string, string>(waits.map(({ id, condition }) => [`${condition.name}.`, id]));
  const later = steps.map((step): Step => {
    if (!isWriteStep(step) || step.verb === "remove" || step.after.kind !== "record") return step;
    const wait = waitFor.get(step.after.value);
    return wait === undefined ? step : { ...step, needs: [...step.needs, wait] };
  });
  return [...later, ...waits];
};

/** What must be known to tell what became of the steps, and is not. */
const unread = (journal: Journal, { router, zones }: Observed): readonly Unmet[] => {
  const writes = journal.plan.steps.filter(isWriteStep);
  const readings: readonly (readonly [string, Reading<unknown> | undefined, boolean])[] = [
    ["leases", router.leases, writes.some((step) => itemOf(step).kind === "lease")],
    ["forwards", router.forwards, writes.some((step) => itemOf(step).kind === "forward")],
    ["staticNames", router.staticNames, writes.some(isReleased)],
    ...[...new Set(setsOf(journal, itemOf).map(({ zone }) => zone))].map(
      (zone) => [`zone ${zone}`, zones[zone]?.stored, true] as const,
    ),
  ];
  return readings.flatMap(([facet, reading, isNeeded]) =>
    isNeeded && reading?.known !== true ? [notReadable([], facet, reading?.failure)] : [],
  );
};

const nameOf = (item: Item): string => {
  switch (item.kind) {
    case "forward":
      return `WAN ${item.protocol} ${portsText(item.wanPorts)}`;
    case "lease":
      return item.mac;
    case "record":
      return `${item.name} ${item.type}`;
    case "static-name":
      return item.name;
  }
};
const keptName = ({ plan }: Journal): readonly Note[] =>
  plan.steps.flatMap((step): readonly Note[] =>
    step.verb === "create" && step.after.kind === "static-name"
      ? [{ message: { code: "static-name-kept", params: { name: step.after.name } } }]
      : [],
  );
const changedSince = (item: Item): Note => ({ message: { code: "changed-since", params: { what: nameOf(item) } } });

/**
 * Plans the way back of a journal. Only what is still as the apply left it is touched; what somebody changed since is
 * noted and left alone. A static name that was made is kept, since others may lead to it; one that was given up is asked
 * for again. Pure.
 */
export const planUndo = (journal: Journal, observed: Observed): Plan => {
  const blocked = unread(journal, observed);
  const present = presentIn(observed);
  const kept = journal.plan.steps
    .filter(isWriteStep)
    .filter((step) => itemOf(step).kind !== "static-name" || isReleased(step));
  const ways = blocked.length > 0 ? [] : kept.map((step) => wayBack(step, present));
  const backs = ways.flatMap((way) => (way !== undefined && "back" in way ? [way.back] : []));
  const held = new Set(backs.filter((step) => isHeld(step, backs, valuesOf(observed.router.forwards))));
  const ordered = inOrder(
    backs.filter((step) => !held.has(step)),
    journal,
  );
  const writes = afterNames(ordered);
  const steps = [...writes, ...(blocked.length > 0 ? [] : publishes(journal, writes, observed))];
  const changed = [
    ...ways.flatMap((way) => (way !== undefined && "changed" in way ? [way.changed] : [])),
    ...[...held].map(itemOf),
  ];
  const { origins } = journal.plan;
  return {
    version: 1,
    home: journal.home,
    steps,
    origins: Object.fromEntries(steps.map(({ id }) => [id, origins[id.replace(/\/undo$/, "")] ?? []])),
    notes: [...changed.map(changedSince), ...keptName(journal)],
    blocked,
  };
};
