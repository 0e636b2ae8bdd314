import type { OvhCallOptions } from "./call.ts";
import { canonicalTarget } from "./canonical.ts";
import type { OvhChange } from "./changes.ts";
import { epochMs } from "./clock.ts";
import { mapLimited } from "./gate.ts";
import { subDomainOf } from "./names.ts";
import { listRecords } from "./record-list.ts";
import type { OvhRecord } from "./records.ts";
import type { Session } from "./session.ts";

/** Records as they stood, to go back to with `restore`. Plain JSON. */
export interface OvhBackup {
  readonly zone: string;
  /** Names below the zone this backup speaks of, "" being the zone itself; or "all". Nothing else is ever restored. */
  readonly names: "all" | readonly string[];
  readonly records: readonly OvhRecord[];
  /** ISO text, by this machine's clock. */
  readonly takenAt: string;
}

/** Beyond this many names one list of everything costs less than one a name. */
const maxListedNames = 20;
const maxConcurrentNames = 4;

/** The records at these names, or all of them, fresh. `names` in any form. */
export async function takeBackup(
  session: Session,
  zone: string,
  names: "all" | readonly string[],
  options: OvhCallOptions | undefined,
): Promise<OvhBackup> {
  const takenAt = new Date(epochMs(session.clock)).toISOString();
  if (names === "all") return { zone, names, records: await listRecords(session, zone, {}, options), takenAt };
  const wanted = [...new Set(names.map((name) => subDomainOf(name, zone)))];
  if (wanted.length > maxListedNames) {
    const records = (await listRecords(session, zone, {}, options)).filter((record) =>
      wanted.includes(record.subDomain.toLowerCase()),
    );
    return { zone, names: wanted, records, takenAt };
  }
  const lists = await mapLimited(wanted, maxConcurrentNames, (name) =>
    listRecords(session, zone, { name: name === "" ? "@" : `${name}.${zone}.` }, options),
  );
  return { zone, names: wanted, records: lists.flat(), takenAt };
}

/**
 * The changes that lead from what is stored now to what a backup holds; pure. What says the same stays, whatever its id;
 * what is left of a name and type is changed in place. Removals come first, so that a CNAME never stands beside data.
 */
export function planRestore(
  zone: string,
  backup: readonly OvhRecord[],
  now: readonly OvhRecord[],
): readonly OvhChange[] {
  const free = grouped(now, (record) => contentKey(record, zone));
  const missing = backup.filter((record) => free.get(contentKey(record, zone))?.shift() === undefined);
  const surplus = grouped([...free.values()].flat(), placeKey);
  const updates: OvhChange[] = [];
  const creates: OvhChange[] = [];
  for (const record of missing) {
    const { fieldType, subDomain, target, ttl } = record;
    const turned = surplus.get(placeKey(record))?.shift();
    if (turned === undefined) creates.push({ verb: "create", record: { fieldType, subDomain, target, ttl } });
    else updates.push({ verb: "update", before: turned, after: { ...turned, target, ttl } });
  }
  const removes = [...surplus.values()].flat().map((before): OvhChange => ({ verb: "remove", before }));
  return [...removes, ...updates, ...creates];
}

/** Name and type. */
function placeKey({ subDomain, fieldType }: OvhRecord): string {
  return JSON.stringify([subDomain.toLowerCase(), fieldType]);
}

function contentKey(record: OvhRecord, zone: string): string {
  return JSON.stringify([placeKey(record), canonicalTarget(record.fieldType, record.target, zone), record.ttl]);
}

/** Lowest id first in each group: of identical records that one stays. */
function grouped(records: readonly OvhRecord[], keyOf: (record: OvhRecord) => string): Map<string, OvhRecord[]> {
  const groups = new Map<string, OvhRecord[]>();
  for (const record of records.toSorted((a, b) => a.id - b.id)) {
    const group = groups.get(keyOf(record));
    if (group === undefined) groups.set(keyOf(record), [record]);
    else group.push(record);
  }
  return groups;
}
