/** Where CNAMEs lead once a plan is done: in circles, or to names that nobody holds. Pure. */
import type { DnsRecord } from "../contracts.ts";
import type { Wanted } from "../derive.ts";
import { type Desired, type HomePath, plainName } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import type { Observed } from "../observe.ts";
import { inTextOrder } from "../plan/ports.ts";
import type { Plan } from "../plan.ts";
import { hazard, impossible, type Refusal } from "./refusal.ts";
import { isWriteStep, itemOf } from "../steps.ts";

type ByName = ReadonlyMap<string, readonly DnsRecord[]>;

/** What is stored at each name before and after a plan, where it was read. */
interface Stored {
  readonly before: ByName;
  readonly after: ByName;
  /** The entry whose step takes something from a name. */
  readonly takers: ReadonlyMap<string, HomePath>;
}

const byName = (records: readonly DnsRecord[]): ByName => groupedBy(records, ({ name }) => name);
const identityOf = ({ name, type, value, ref }: DnsRecord): string => [name, type, value, ref ?? ""].join("\n");

/** Carries a plan out on paper. */
const carriedOut = (observed: Observed, plan: Plan): Stored => {
  const stored = Object.values(observed.zones).flatMap((zone) => (zone.stored.known ? zone.stored.value : []));
  const gone = new Set<string>();
  const come: DnsRecord[] = [];
  const takers = new Map<string, HomePath>();
  for (const step of plan.steps.filter(isWriteStep)) {
    if (step.verb !== "create" && step.before.kind === "record") {
      gone.add(identityOf(step.before));
      takers.set(step.before.name, plan.origins[step.id] ?? []);
    }
    const item = itemOf(step);
    if (step.verb !== "remove" && item.kind === "record") come.push(item);
  }
  const staying = stored.filter((record) => !gone.has(identityOf(record)));
  return { before: byName(stored), after: byName([...staying, ...come]), takers };
};

const addressTypes: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);
const leadsOn = (records: readonly DnsRecord[]): boolean => records.some(({ type }) => addressTypes.has(type));

/** A declared CNAME to a name of the file that holds nothing, or whose last address goes. Names not read are unknown. */
const danglingTargets = (desired: Desired, wanted: Wanted, observed: Observed, stored: Stored): readonly Refusal[] => {
  const read = new Set(
    desired.records.filter(({ zone }) => observed.zones[zone]?.stored.known === true).map(({ name }) => name),
  );
  const cnames = wanted.records.filter(({ type, wish }) => type === "CNAME" && wish === "exact");
  return cnames.flatMap(({ name, values, path }) =>
    values.map(plainName).flatMap((target) => {
      const after = stored.after.get(target) ?? [];
      const taker = leadsOn(stored.before.get(target) ?? []) && !leadsOn(after) ? stored.takers.get(target) : undefined;
      const isThere = (stored.after.get(name) ?? []).some(({ value }) => plainName(value) === target);
      return isThere && read.has(target) && (after.length === 0 || taker !== undefined)
        ? [hazard("dangling-cname", taker ?? path, "dangling-cname", { name, target })]
        : [];
    }),
  );
};

/** A CNAME that stays while the static name it leads to is given up. */
const leftBehind = (plan: Plan, { after }: Stored): readonly Refusal[] => {
  const released = new Map(
    plan.steps.flatMap((step) =>
      step.verb === "remove" && step.before.kind === "static-name" ? [[step.before.name, step.id] as const] : [],
    ),
  );
  if (released.size === 0) return [];
  return [...after.values()].flat().flatMap(({ name, type, value }) => {
    const target = plainName(value);
    const id = type === "CNAME" ? released.get(target) : undefined;
    return id === undefined
      ? []
      : [hazard("dangling-cname", plan.origins[id] ?? [], "dangling-cname", { name, target })];
  });
};

/** Every CNAME that a plan would leave leading nowhere, as far as it can be known. */
export const danglingCnames = (
  desired: Desired,
  wanted: Wanted,
  observed: Observed,
  plan: Plan,
): readonly Refusal[] => {
  const stored = carriedOut(observed, plan);
  return [...danglingTargets(desired, wanted, observed, stored), ...leftBehind(plan, stored)];
};

/** The circles in a map of names to names, each once, from its first name on. */
const circlesIn = (targets: ReadonlyMap<string, string>): readonly (readonly string[])[] => {
  const walkOf = new Map<string, string>();
  return [...targets.keys()].toSorted(inTextOrder).flatMap((start) => {
    const walked: string[] = [];
    let name = start;
    for (let next = targets.get(name); next !== undefined && !walkOf.has(name); next = targets.get(name)) {
      walkOf.set(name, start);
      walked.push(name);
      name = next;
    }
    const begin = walkOf.get(name) === start ? walked.indexOf(name) : -1;
    return begin < 0 ? [] : [walked.slice(begin)];
  });
};

const loopsOf = (targets: ReadonlyMap<string, string>, paths: ReadonlyMap<string, HomePath>): readonly Refusal[] =>
  circlesIn(targets).flatMap((names) => {
    const path = names.map((name) => paths.get(name)).find((known) => known !== undefined);
    return path === undefined ? [] : [impossible(path, "cname-loop", { names: [...names, ...names.slice(0, 1)] })];
  });

const cnamePaths = (desired: Desired): ReadonlyMap<string, HomePath> =>
  new Map(
    desired.records
      .filter(({ type, wish }) => type === "CNAME" && wish === "exact")
      .map(({ name, path }) => [name, path]),
  );

/** Declared CNAMEs that lead back to themselves, through stored ones too. */
export const cnameLoops = (desired: Desired, observed: Observed, plan: Plan): readonly Refusal[] => {
  const { after } = carriedOut(observed, plan);
  const cnames = [...after.values()].flat().filter(({ type }) => type === "CNAME");
  return loopsOf(new Map(cnames.map(({ name, value }) => [name, plainName(value)])), cnamePaths(desired));
};

/** The same, from the file alone. */
export const cnameLoopsOffline = (desired: Desired): readonly Refusal[] => {
  const targets = desired.records
    .filter(({ type, wish }) => type === "CNAME" && wish === "exact")
    .flatMap(({ name, values }) =>
      values.flatMap((value) => ("literal" in value ? [[name, plainName(value.literal)] as const] : [])),
    );
  return loopsOf(new Map(targets), cnamePaths(desired));
};
