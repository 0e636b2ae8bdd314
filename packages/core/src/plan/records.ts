/** The zones' part of the plan: name by name, and one publish a zone at most. Pure. */
import type { WantedRecords, Wanted } from "../derive.ts";
import { groupedBy } from "../grouped.ts";
import type { Observed } from "../observe.ts";
import { planName } from "./names.ts";
import { inTextOrder } from "./ports.ts";
import { servedStates } from "./served.ts";
import type { Note, Planned } from "../plan.ts";

type PlannedStep = Planned["steps"][number];

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
  const waitsOf = ({ type, values, wish }: WantedRecords): readonly string[] =>
    activation !== undefined && type === "CNAME" && wish === "exact" && values.includes(staticTarget)
      ? [activation]
      : [];
  const sorted = wanted.records.toSorted(
    (one, other) =>
      inTextOrder(one.name, other.name) ||
      inTextOrder(one.type, other.type) ||
      inTextOrder(one.path.join("\n"), other.path.join("\n")),
  );
  const parts = [...groupedBy(sorted, (set) => set.zone)]
    .toSorted(([one], [other]) => inTextOrder(one, other))
    .map(([zone, sets]) => planZone(zone, sets, observed, waitsOf));
  return { steps: parts.flatMap((part) => part.steps), notes: parts.flatMap((part) => part.notes) };
};
