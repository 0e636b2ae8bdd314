import { canonicalTarget, parseTarget, sentTarget } from "./canonical.ts";
import type { OvhChange } from "./changes.ts";
import { OvhInputError, type OvhErrorCode } from "./errors.ts";
import { subDomainOf } from "./names.ts";
import type { OvhFieldType, OvhRecord } from "./records.ts";

/** What a name shall hold. */
export interface OvhRecordSet {
  /** Below the zone ("home"; "" or "@" for the zone itself) or in full ("home.taprest.fr"). */
  readonly name: string;
  readonly type: OvhFieldType;
  /** 0 (the zone's default) or 60 and more. Absent: existing records keep theirs, new ones get the zone's default. */
  readonly ttlSeconds?: number;
  /**
   * Targets in zone-file form, absolute host names with their final dot. A, AAAA, CNAME and DNAME: exactly these, and
   * `[]` removes the set. Every other type: at least these, others at the name stay.
   */
  readonly values: readonly string[];
}

/** A set checked and brought to OVHcloud's spelling. */
export interface WantedSet {
  readonly zone: string;
  readonly subDomain: string;
  readonly fieldType: string;
  readonly ttl: number | undefined;
  /** In the one spelling of `canonicalTarget`, each once. */
  readonly targets: readonly string[];
}

/** The changes that lead from the stored records to the wanted set, and what the set then holds. */
export interface SetPlan {
  readonly changes: readonly OvhChange[];
  /** Records of this name and type as found. */
  readonly before: readonly OvhRecord[];
  /** Records of `before` that no change touches. */
  readonly kept: readonly OvhRecord[];
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
  const { ttlSeconds: ttl } = asked;
  const refuse = refuser(zone, subDomain, fieldType);
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
  if (targets.length === 0 && !exactTypes.includes(fieldType))
    refuse("INVALID_RECORD", `values are only ever added to ${fieldType} records, and none is given`);
  return { zone, subDomain, fieldType, ttl, targets };
}

/**
 * Plans the changes; pure. `stored` is everything at the name, all types. Of identical records the lowest id stays; a
 * value that goes is turned in place into one that comes.
 * Throws `OvhInputError` CNAME_BESIDE_DATA: a CNAME stands alone at its name (RFC 1034, 3.6.2), and OVHcloud may accept
 * it beside others and then serve it unreliably (reported).
 */
export function planSet(wanted: WantedSet, stored: readonly OvhRecord[]): SetPlan {
  const { zone, subDomain, fieldType, ttl } = wanted;
  const others = [...new Set(stored.map((record) => record.fieldType))].filter((type) => type !== fieldType);
  if (wanted.targets.length > 0 && (fieldType === "CNAME" ? others.length > 0 : others.includes("CNAME")))
    refuser(
      zone,
      subDomain,
      fieldType,
    )(
      "CNAME_BESIDE_DATA",
      `a CNAME stands alone at its name, and ${others.join(", ")} is there; remove one of them first`,
    );
  const before = stored.filter((record) => record.fieldType === fieldType).toSorted((a, b) => a.id - b.id);
  const left = new Set(before);
  const changes: OvhChange[] = [];
  const kept: OvhRecord[] = [];
  const missing: string[] = [];
  const surplus: OvhRecord[] = [];
  for (const target of wanted.targets) {
    const [first, ...twins] = before.filter((record) => canonicalTarget(fieldType, record.target, zone) === target);
    for (const record of [...(first === undefined ? [] : [first]), ...twins]) left.delete(record);
    surplus.push(...twins);
    if (first === undefined) missing.push(target);
    else if (ttl === undefined || first.ttl === ttl) kept.push(first);
    else changes.push({ verb: "update", before: first, after: { ...first, ttl } });
  }
  if (exactTypes.includes(fieldType)) surplus.unshift(...left);
  else kept.push(...left);
  for (const target of missing) {
    const turned = surplus.shift();
    const sent = sentTarget(fieldType, target, zone);
    if (turned !== undefined)
      changes.push({ verb: "update", before: turned, after: { ...turned, target: sent, ttl: ttl ?? turned.ttl } });
    else changes.push({ verb: "create", record: { fieldType, subDomain, target: sent, ttl: ttl ?? 0 } });
  }
  changes.push(...surplus.map((record): OvhChange => ({ verb: "remove", before: record })));
  return { changes, before, kept };
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
  const parsed = parseTarget(fieldType, value, zone);
  if (parsed.kind === "opaque" && (parsed.target === "" || understoodTypes.includes(fieldType)))
    return refuse("INVALID_RECORD", `"${value}" is not the value of a ${fieldType} record`);
  if (parsed.kind === "host" || parsed.kind === "numbered-host") {
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
