/** Records of the file with every value concrete. Pure. */
import type { Failure } from "../contracts.ts";
import type { WantedRecords } from "../derive.ts";
import type { Lan } from "./hosts.ts";
import { addressOf } from "./ipv6.ts";
import { blocked, type Derived, gather, met, read, unmet } from "./outcome.ts";
import { notRead } from "./unread.ts";
import type { Desired, DesiredRecords, DesiredValue, HomePath } from "../desired.ts";
import { sshfpOf } from "../home/host-key.ts";
import type { Observed } from "../observe.ts";

/** What values may follow. */
export interface Followed {
  readonly router: Observed["router"];
  readonly lan: Lan;
  /** False: the file declares no static name, and what follows one follows the automatic name. */
  readonly isNamed: boolean;
  /** The static name, when it can be had. */
  readonly staticName: string | undefined;
}

/** The name the router has by itself. A router without that facet has none. */
export const automaticNameOf = (path: HomePath, { automaticName }: Observed["router"]): Derived<string> => {
  if (automaticName?.known === false) return blocked(path, "automaticName", automaticName.failure);
  const name = automaticName?.value.name;
  return name === undefined ? unmet(path, { code: "no-automatic-name", params: {} }) : met(name);
};

const followRouter = ({ type, path }: DesiredRecords, followed: Followed): Derived<string> => {
  const { router, isNamed, staticName } = followed;
  if (type === "CNAME") {
    if (staticName !== undefined) return met(`${staticName}.`);
    if (isNamed) return met(); // told once, by the static name's own entry
    const automatic = automaticNameOf(path, router);
    return { ...automatic, wanted: automatic.wanted.map((name) => `${name}.`) };
  }
  const line = read(router.line);
  if (!line.known) return blocked(path, "line", line.failure);
  if (line.value.ipv4 !== undefined) return met(line.value.ipv4);
  return unmet(path, { code: "line-down", params: {} }, { ...notRead, message: "the line is down" });
};

const followHost = ({ type, wish, path }: DesiredRecords, host: string, followed: Followed): Derived<string> => {
  const { router, lan } = followed;
  const located = (wish === "absent" ? lan.dropped.get(host) : undefined) ?? lan.present.get(host);
  if (type === "SSHFP") {
    const value = located === undefined ? undefined : sshfpOf(located.host);
    return value === undefined ? met() : met(value);
  }
  if (located?.machine !== undefined) return addressOf(host, located.machine, router.ipv6, path);
  if (lan.present.has(host)) return met(); // that it was not found is told once, by its own entry
  const mac = located?.host.macs.join(", ") ?? "";
  return unmet(path, { code: "host-not-found", params: { host, mac, names: [] } });
};

const deriveValue = (records: DesiredRecords, value: DesiredValue, followed: Followed): Derived<string> => {
  if ("literal" in value) return met(value.literal);
  return value.follow === "router" ? followRouter(records, followed) : followHost(records, value.host, followed);
};

/** The values of one entry. Half a set is another set, and an absent one without values is the whole type: all or none. */
export const deriveValues = (records: DesiredRecords, followed: Followed): Derived<readonly string[]> => {
  const { wanted, unmet: missing } = gather(records.values.map((value) => deriveValue(records, value, followed)));
  return { wanted: wanted.length < records.values.length ? [] : [[...new Set(wanted)]], unmet: missing };
};

/** What is to go and cannot be told any more stands in nobody's way: it is left, and said. */
const untold: Failure = { kind: "not-found", operation: "read", message: "what it followed cannot be told any more" };

const deriveSet = (records: DesiredRecords, zones: Observed["zones"], followed: Followed): Derived<WantedRecords> => {
  const { name, zone, type, wish, path, ttlSeconds } = records;
  const stored = read(zones[zone]?.stored);
  if (!stored.known) return blocked(path, `zone ${zone}`, stored.failure);
  const derived = deriveValues(records, followed);
  const ttl = ttlSeconds === undefined ? {} : { ttlSeconds };
  const said = derived.unmet.map((entry) => (wish === "absent" ? { failure: untold, ...entry } : entry));
  return { unmet: said, wanted: derived.wanted.map((values) => ({ name, zone, type, wish, values, ...ttl, path })) };
};

const keyOf = ({ name, type }: WantedRecords): string => `${name} ${type}`;

/** Absent values without those that are wanted at the same place after all, and nothing of a set left empty by that. */
const withoutWanted = (sets: readonly WantedRecords[]): readonly WantedRecords[] => {
  const wanted = new Map<string, ReadonlySet<string>>();
  for (const set of sets)
    if (set.wish !== "absent") wanted.set(keyOf(set), new Set([...(wanted.get(keyOf(set)) ?? []), ...set.values]));
  return sets.flatMap((set) => {
    const kept = wanted.get(keyOf(set));
    if (set.wish !== "absent" || kept === undefined) return [set];
    const values = set.values.filter((value) => !kept.has(value));
    return values.length === 0 ? [] : [{ ...set, values }];
  });
};

/** Makes the values of every record concrete. `staticName` is the one that can be had. */
export const deriveRecords = (
  desired: Desired,
  observed: Observed,
  lan: Lan,
  staticName: string | undefined,
): Derived<WantedRecords> => {
  const followed = { router: observed.router, lan, isNamed: desired.router?.staticName !== undefined, staticName };
  const derived = gather(desired.records.map((records) => deriveSet(records, observed.zones, followed)));
  return { ...derived, wanted: withoutWanted(derived.wanted) };
};
