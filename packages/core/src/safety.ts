/** Reasons not to apply a plan, found before any write. Pure. */
import type { DnsRecord, Message, Reading, Step } from "./contracts.ts";
import type { Wanted, WantedRecords } from "./derive.ts";
import { type Desired, type HazardName, type HomePath, isOurs } from "./desired.ts";
import { groupedBy } from "./grouped.ts";
import type { Observed } from "./observe.ts";
import type { Plan } from "./plan.ts";
import { impossible, type Refusal } from "./refusal.ts";
import { refuseRouter } from "./safety-router.ts";

type Stored = Reading<readonly DnsRecord[]> | undefined;
/** What a declared CNAME may replace, as a take-over. */
const replaceable: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME", "DNAME"]);
const textOf = (record: DnsRecord): string => `${record.type} ${record.value}`;
const keyOf = (path: HomePath): string => path.join("\n");

const besideByName = (stored: Stored): ReadonlyMap<string, readonly DnsRecord[]> =>
  groupedBy(
    stored?.known === true ? stored.value.filter((record) => !replaceable.has(record.type)) : [],
    (record) => record.name,
  );

const refuseRecords = (desired: Desired, observed: Observed): readonly Refusal[] => {
  const besideOf = new Map(Object.entries(observed.zones).map(([zone, { stored }]) => [zone, besideByName(stored)]));
  return desired.records.flatMap(({ name, zone, type, path }) => {
    if (type !== "CNAME") return [];
    if (name === zone) return [impossible(path, "cname-at-apex", { name })];
    const beside = besideOf.get(zone)?.get(name) ?? [];
    return beside.length === 0 ? [] : [impossible(path, "cname-beside-data", { name, beside: beside.map(textOf) })];
  });
};

const recordKey = (name: string, type: string, value: string): string => `${name} ${type} ${value}`;
const declaredIn = (records: readonly WantedRecords[]): ReadonlySet<string> =>
  new Set(records.flatMap(({ name, type, values }) => values.map((value) => recordKey(name, type, value))));

/** What somebody else made that a step would change or remove. */
const lostBy = (step: Step, home: string, declared: ReadonlySet<string>): Message | undefined => {
  if (step.verb !== "update" && step.verb !== "remove") return undefined;
  const { before } = step;
  switch (before.kind) {
    case "forward": {
      // A rule that leads to another machine is refused as a port held, which nothing can allow.
      const elsewhere =
        step.verb === "update" && step.after.kind === "forward" && step.after.lanAddress !== before.lanAddress;
      const { comment, wanPorts, lanAddress, lanPort } = before;
      const params = { port: wanPorts[0], to: `${lanAddress}:${lanPort}`, comment };
      return isOurs(home, comment) || elsewhere ? undefined : { code: "take-over-forward", params };
    }
    case "lease": {
      const { comment, mac, address } = before;
      return isOurs(home, comment) ? undefined : { code: "take-over-lease", params: { mac, address } };
    }
    case "record": {
      const { name, type, value } = before;
      if (declared.has(recordKey(name, type, value))) return undefined;
      return { code: "take-over-record", params: { name, value: textOf(before) } };
    }
    case "static-name":
      return undefined;
  }
};

const takeOvers = (plan: Plan, desired: Desired, wanted: Wanted): readonly Refusal[] => {
  const declared = declaredIn(wanted.records);
  return plan.steps.flatMap((step): readonly Refusal[] => {
    const message = lostBy(step, desired.home, declared);
    return message === undefined
      ? []
      : [{ kind: "hazard", name: "take-over", path: plan.origins[step.id] ?? [], message }];
  });
};

/** What can be refused from the file alone, before anything is read. Pure. */
export const refuseOffline = (desired: Desired): readonly Refusal[] =>
  refuseRecords(desired, { router: {}, zones: {} });

/** Every reason to refuse a plan that the owner did not allow. Pure. */
export const safety = (
  desired: Desired,
  wanted: Wanted,
  observed: Observed,
  plan: Plan,
  allow: readonly HazardName[] = [],
): readonly Refusal[] => {
  const unmet = wanted.unmet
    .filter((entry) => entry.failure === undefined)
    .map((entry) => impossible(entry.path, entry.message.code, entry.message.params));
  const allowedOn = new Set(
    [...desired.forwards, ...desired.hosts, ...desired.records].flatMap((entry) =>
      entry.allow.map((name) => `${name}\n${keyOf(entry.path)}`),
    ),
  );
  const isAllowed = (refusal: Refusal): boolean =>
    refusal.kind === "hazard" &&
    (allow.includes(refusal.name) || allowedOn.has(`${refusal.name}\n${keyOf(refusal.path)}`));
  return [
    ...unmet,
    ...refuseRouter(desired, wanted, observed),
    ...refuseRecords(desired, observed),
    ...takeOvers(plan, desired, wanted),
  ].filter((refusal) => !isAllowed(refusal));
};
