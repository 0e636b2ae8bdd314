import { canonicalTarget, parseTarget, sentTarget } from "./canonical.ts";
import type { OvhChange } from "./changes.ts";
import { OvhInputError, type OvhErrorCode } from "./errors.ts";
import { subDomainOf } from "./names.ts";
import type { OvhFieldType } from "./record-types.ts";
import type { OvhRecord } from "./records.ts";
import type { OvhTarget } from "./targets.ts";

/** What a name shall hold. */
export interface OvhRecordSet {
  /** Below the zone ("home"; "" or "@" for the zone itself) or in full ("home.taprest.fr"). */
  readonly name: string;
  readonly type: OvhFieldType;
  /** 0 (the zone's default) or 60 and more. Absent: existing records keep theirs, new ones get the zone's default. */
  readonly ttlSeconds?: number;
  /** Targets in zone-file form, absolute host names with their final dot. */
  readonly values: readonly string[];
  /**
   * "exact": these and no other of this type, so that `[]` removes the set; default of A, AAAA, CNAME and DNAME.
   * "contains": at least these, others stay; default of every other type. "absent": none of these, and with `[]` none at all.
   */
  readonly wish?: "exact" | "contains" | "absent";
}

/** A set checked and brought to OVHcloud's spelling. */
export interface WantedSet {
  readonly zone: string;
  readonly subDomain: string;
  readonly fieldType: string;
  readonly ttl: number | undefined;
  readonly wish: "exact" | "contains" | "absent";
  /** In the one spelling of `canonicalTarget`, each once. */
  readonly targets: readonly string[];
}

/** The changes that lead from the stored records to the wanted sets. */
export interface SetPlan {
  readonly changes: readonly OvhChange[];
  /** Records of the names and types concerned, as found. */
  readonly before: readonly OvhRecord[];
}

const exactTypes: readonly string[] = ["A", "AAAA", "CNAME", "DNAME"];
const singleTypes: readonly string[] = ["CNAME", "DNAME"];

/**
 * Checks what is asked, without looking at the zone.
 * Throws `OvhInputError`: CNAME_AT_APEX, or INVALID_RECORD for a value that does not fit its type, a host name that is
 * neither absolute nor a single label (it would be served below the zone), a TTL under 60, several values of a CNAME.
 */
export function parseSet(asked: OvhRecordSet, zone: string): WantedSet {
  const subDomain = subDomainOf(asked.name, zone);
  const fieldType = asked.type.toUpperCase();
  const { ttlSeconds: ttl, wish = exactTypes.includes(fieldType) ? "exact" : "contains" } = asked;
  const refuse = refuser(zone, subDomain, fieldType);
  if (wish === "absent") {
    const gone = [...new Set(asked.values.map((value) => canonicalTarget(fieldType, value, zone)))];
    return { zone, subDomain, fieldType, ttl, wish, targets: gone };
  }
  if (singleTypes.includes(fieldType) && subDomain === "")
    refuse(
      "CNAME_AT_APEX",
      `the zone itself cannot be a ${fieldType}: its SOA and NS records stand there; use A or AAAA`,
    );
  // OVHcloud's answer to 1-59 was never seen; every client known to us keeps to this range.
  if (ttl !== undefined && (!Number.isInteger(ttl) || ttl < 0 || (ttl > 0 && ttl < 60) || ttl > 0x7fffffff))
    refuse("INVALID_RECORD", `a TTL of ${ttl} s is neither 0 (the zone's default) nor a whole number from 60 on`);
  const targets = [...new Set(asked.values.map((value) => checkedTarget(fieldType, value, zone, refuse)))];
  if (singleTypes.includes(fieldType) && targets.length > 1)
    refuse("INVALID_RECORD", `a ${fieldType} has one value, not ${targets.length}`);
  if (targets.length === 0 && wish === "contains")
    refuse("INVALID_RECORD", `values are only ever added to ${fieldType} records, and none is given`);
  return { zone, subDomain, fieldType, ttl, wish, targets };
}

/**
 * Plans the changes of several sets; pure. `stored` is everything at their names. What goes goes first, so that a name can
 * change its type. Throws `OvhInputError`: CNAME_BESIDE_DATA, or INVALID_RECORD for a set asked for twice.
 */
export function planSets(wanted: readonly WantedSet[], stored: readonly OvhRecord[]): SetPlan {
  const state = byName(stored);
  const asked = new Set<string>();
  const changes: OvhChange[] = [];
  const before: OvhRecord[] = [];
  for (const set of wanted.toSorted((one, other) => Number(isRemoval(other)) - Number(isRemoval(one)))) {
    const key = `${set.subDomain} ${set.fieldType}${set.wish === "absent" ? " absent" : ""}`;
    if (asked.has(key)) refuser(set.zone, set.subDomain, set.fieldType)("INVALID_RECORD", "asked for twice");
    asked.add(key);
    const here = state.get(set.subDomain) ?? { records: [], toCome: [] };
    const plan = planSet(set, here);
    changes.push(...plan.changes);
    before.push(...plan.before);
    state.set(set.subDomain, after(here, plan.changes));
  }
  const ids = new Set(before.map(({ id }) => id));
  return { changes, before: stored.filter(({ id }) => ids.has(id)).toSorted((a, b) => a.id - b.id) };
}

/** A name between two sets: the records that stand there, and the types of those that are to be created. */
interface Place {
  readonly records: readonly OvhRecord[];
  readonly toCome: readonly string[];
}

function isRemoval(set: WantedSet): boolean {
  return set.wish === "absent" || set.targets.length === 0;
}

function byName(stored: readonly OvhRecord[]): Map<string, Place> {
  const names = new Map<string, OvhRecord[]>();
  for (const record of stored) {
    const name = record.subDomain.toLowerCase();
    const there = names.get(name);
    if (there === undefined) names.set(name, [record]);
    else there.push(record);
  }
  return new Map([...names].map(([name, records]) => [name, { records, toCome: [] }]));
}

function after({ records, toCome }: Place, changes: readonly OvhChange[]): Place {
  const touched = new Set(changes.flatMap((change) => ("before" in change ? [change.before.id] : [])));
  const changed = changes.flatMap((change) => (change.verb === "update" ? [change.after] : []));
  const created = changes.flatMap((change) => (change.verb === "create" ? [change.record.fieldType] : []));
  return {
    records: [...records.filter(({ id }) => !touched.has(id)), ...changed],
    toCome: [...toCome, ...created],
  };
}

/**
 * Plans the changes of one set. Of identical records the lowest id stays; a
 * value that goes is turned in place into one that comes.
 * Throws `OvhInputError` CNAME_BESIDE_DATA: a CNAME stands alone at its name (RFC 1034, 3.6.2), and OVHcloud may accept
 * it beside others and then serve it unreliably (reported).
 */
function planSet(wanted: WantedSet, { records: stored, toCome }: Place): SetPlan {
  const { zone, subDomain, fieldType, ttl } = wanted;
  const types = new Set([...stored.map((record): string => record.fieldType), ...toCome]);
  const others = [...types].filter((type) => type !== fieldType);
  const before = stored.filter((record) => record.fieldType === fieldType).toSorted((a, b) => a.id - b.id);
  if (wanted.wish === "absent") {
    const gone = before.filter(
      ({ target }) => wanted.targets.length === 0 || wanted.targets.includes(canonicalTarget(fieldType, target, zone)),
    );
    return { changes: gone.map((record): OvhChange => ({ verb: "remove", before: record })), before };
  }
  if (wanted.targets.length > 0 && (fieldType === "CNAME" ? others.length > 0 : others.includes("CNAME")))
    refuser(
      zone,
      subDomain,
      fieldType,
    )(
      "CNAME_BESIDE_DATA",
      `a CNAME stands alone at its name, and ${others.join(", ")} is there; remove one of them first`,
    );
  const left = new Set(before);
  const changes: OvhChange[] = [];
  const missing: string[] = [];
  const surplus: OvhRecord[] = [];
  for (const target of wanted.targets) {
    const [first, ...twins] = before.filter((record) => canonicalTarget(fieldType, record.target, zone) === target);
    for (const record of [...(first === undefined ? [] : [first]), ...twins]) left.delete(record);
    surplus.push(...twins);
    if (first === undefined) missing.push(target);
    else if (ttl !== undefined && first.ttl !== ttl)
      changes.push({ verb: "update", before: first, after: { ...first, ttl } });
  }
  if (wanted.wish === "exact") surplus.unshift(...left);
  for (const target of missing) {
    const turned = surplus.shift();
    const sent = sentTarget(fieldType, target, zone);
    if (turned !== undefined)
      changes.push({ verb: "update", before: turned, after: { ...turned, target: sent, ttl: ttl ?? turned.ttl } });
    else changes.push({ verb: "create", record: { fieldType, subDomain, target: sent, ttl: ttl ?? 0 } });
  }
  changes.push(...surplus.map((record): OvhChange => ({ verb: "remove", before: record })));
  return { changes, before };
}

type Refuse = (code: OvhErrorCode, message: string) => never;

function refuser(zone: string, subDomain: string, fieldType: string): Refuse {
  const operation = `set ${subDomain === "" ? zone : `${subDomain}.${zone}`} ${fieldType}`;
  return (code, message) => {
    throw new OvhInputError(message, { code, operation });
  };
}

/** Types whose targets this SDK understands; any other target is passed on as it is. */
const understoodTypes: readonly string[] = ["A", "AAAA", "CNAME", "DNAME", "NS", "PTR", "MX", "SRV"];

function checkedTarget(fieldType: string, value: string, zone: string, refuse: Refuse): string {
  const parsed: OvhTarget = parseTarget(fieldType, value, zone);
  if (parsed.kind === "opaque" && (parsed.target === "" || understoodTypes.includes(fieldType)))
    return refuse("INVALID_RECORD", `"${value}" is not the value of a ${fieldType} record`);
  if (parsed.kind === "host" || parsed.kind === "mx" || parsed.kind === "srv") {
    const written = value.trim().split(/\s+/).at(-1) ?? "";
    if (written.includes(".") && !written.endsWith("."))
      return refuse(
        "INVALID_RECORD",
        `"${written}" is relative and would be served as "${parsed.host}"; write "${written}." if it is absolute`,
      );
  }
  // Answered {'target': ['Invalid input.']} by OVHcloud (reported).
  if (parsed.kind === "text" && parsed.content.length === 0)
    return refuse("INVALID_RECORD", "an empty text is refused by OVHcloud");
  return canonicalTarget(fieldType, value, zone);
}
