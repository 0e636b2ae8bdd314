import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import { takeBackup, type OvhBackup } from "./backup.ts";
import { dynHostOf, type OvhDynHost } from "./dyn-host.ts";
import { zoneName } from "./names.ts";
import type { OvhFieldType } from "./record-types.ts";
import { redirectionsOf, type OvhRedirections } from "./redirections.ts";
import { waitUntilServed, type OvhServedOptions } from "./served.ts";
import { serviceOf, type OvhServiceChapter } from "./service.ts";
import { tasksOf, type OvhTasks } from "./tasks.ts";
import { zoneLifeOf, type OvhZoneLife } from "./zone-life.ts";
import { iterateRecords, listRecords } from "./record-list.ts";
import {
  createRecord,
  getRecord,
  removeRecord,
  updateRecord,
  type OvhRecord,
  type OvhRecordFilter,
  type OvhRecordInput,
  type OvhRecordUpdate,
} from "./records.ts";
import type { Session } from "./session.ts";
import type { OvhRecordSet } from "./set-plan.ts";
import { changeRecords, restoreBackup, type OvhSetOptions, type OvhSetOutcome } from "./zone-set.ts";
import { getZone, getZoneStatus, refreshZone, type OvhZoneInfo, type OvhZoneStatus } from "./zones.ts";

/** The records of a zone as stored. Nothing written here is served before `refresh`. */
export interface OvhRecords {
  /**
   * Every stored record that matches, from no cache, in no promised order. One call a page, or one more for each record
   * when OVHcloud answers with ids. Rights: GET /domain/zone/ZONE/record and, for the ids, GET .../record/*.
   */
  list(filter?: OvhRecordFilter, options?: OvhCallOptions): Promise<readonly OvhRecord[]>;
  /** The same, one after the other: a page is asked for when the one before is used up. Takes any number of records. */
  iterate(filter?: OvhRecordFilter, options?: OvhCallOptions): AsyncIterableIterator<OvhRecord>;
  /** One record. NOT_FOUND for an unknown id, and for up to a minute after its creation (reported). */
  get(id: number, options?: OvhCallOptions): Promise<OvhRecord>;
  /** Stores one more record, duplicates included. UNCONFIRMED when the answer is lost: list before trying again. */
  create(record: OvhRecordInput, options?: OvhCallOptions): Promise<OvhRecord>;
  /** Changes target, TTL or name of a record in place; its type cannot change. */
  update(id: number, update: OvhRecordUpdate, options?: OvhCallOptions): Promise<OvhReceipt>;
  /** Removes one record. */
  remove(id: number, options?: OvhCallOptions): Promise<OvhReceipt>;
}

/** One zone. Making it does no I/O, and does not tell whether the zone is there. */
export interface OvhZone extends OvhZoneLife {
  /** Lower case, no final dot, international labels in punycode. */
  readonly name: string;
  /** What OVHcloud says of the zone. */
  get(options?: OvhCallOptions): Promise<OvhZoneInfo>;
  /** How the zone fares on its servers: deployed or not, and what is wrong with it. */
  status(options?: OvhCallOptions): Promise<OvhZoneStatus>;
  readonly records: OvhRecords;
  /**
   * Makes everything stored in the zone served, other people's pending edits included. OVHcloud answers at once and
   * publishes within a minute or so. May be repeated.
   */
  refresh(options?: OvhCallOptions): Promise<OvhReceipt>;
  /**
   * Makes a name hold what is asked, and publishes it. Idempotent: `unchanged` when it does already, and then nothing is
   * written. An empty name costs three calls: list, create, refresh.
   * Throws before any write: CNAME_AT_APEX, CNAME_BESIDE_DATA, INVALID_RECORD. After a first write the error carries
   * `written` and `pending`; when `pending` is the refresh alone, call `refresh`, or `set` again with `refresh: "always"`.
   *
   * @example await zone.set({ name: "home", type: "CNAME", ttlSeconds: 300, values: ["taprest.freeboxos.fr."] })
   */
  set(set: OvhRecordSet, options?: OvhSetOptions): Promise<OvhSetOutcome>;
  /** Takes values away, all of the type when none is given, and publishes. Idempotent; errors as of `set`. */
  remove(
    gone: { readonly name: string; readonly type: OvhFieldType; readonly values?: readonly string[] },
    options?: OvhSetOptions,
  ): Promise<OvhSetOutcome>;
  /**
   * Several sets with one refresh after the last write. What goes goes first, so a name can change its type.
   *
   * @example
   * await zone.change([
   *   { name: "home", type: "A", values: [] },
   *   { name: "home", type: "CNAME", values: ["taprest.freeboxos.fr."] },
   * ]);
   */
  change(sets: readonly OvhRecordSet[], options?: OvhSetOptions): Promise<OvhSetOutcome>;
  /** The records as they stand, at some names or all, to go back to. The option `backup` gives the same before a write. */
  backup(names?: readonly string[], options?: OvhCallOptions): Promise<OvhBackup>;
  /** Brings the names of a backup back to what they held, with as few writes as can be and one refresh. */
  restore(backup: OvhBackup, options?: OvhSetOptions): Promise<OvhSetOutcome>;
  /**
   * Waits until OVHcloud says the zone is deployed. Gives the records stored at the name. Throws NOT_DEPLOYED with the
   * zone's errors, TIMEOUT, ABORTED.
   *
   * @example await zone.waitUntilServed({ name: "home", type: "CNAME" }, { signal: AbortSignal.timeout(90_000) })
   */
  waitUntilServed(
    asked: { readonly name: string; readonly type: OvhFieldType },
    options?: OvhServedOptions,
  ): Promise<readonly OvhRecord[]>;
  readonly tasks: OvhTasks;
  readonly redirections: OvhRedirections;
  readonly dynHost: OvhDynHost;
  /** Contacts, renewal, options and termination. */
  readonly service: OvhServiceChapter;
}

/** A zone by its name, over a session. Throws `OvhInputError` for a name that is none. */
export function zoneOf(session: Session, name: string): OvhZone {
  const zone = zoneName(name);
  return Object.freeze({
    ...zoneLifeOf(session, zone),
    name: zone,
    get: (options?: OvhCallOptions) => getZone(session, zone, options),
    status: (options?: OvhCallOptions) => getZoneStatus(session, zone, options),
    records: recordsOf(session, zone),
    refresh: (options?: OvhCallOptions) => refreshZone(session, zone, options),
    set: (set: OvhRecordSet, options?: OvhSetOptions) => changeRecords(session, zone, [set], options),
    remove: ({ name: at, type, values = [] }: Parameters<OvhZone["remove"]>[0], options?: OvhSetOptions) =>
      changeRecords(session, zone, [{ name: at, type, values, wish: "absent" }], options),
    change: (sets: readonly OvhRecordSet[], options?: OvhSetOptions) => changeRecords(session, zone, sets, options),
    backup: (names?: readonly string[], options?: OvhCallOptions) => takeBackup(session, zone, names ?? "all", options),
    restore: (backup: OvhBackup, options?: OvhSetOptions) => restoreBackup(session, zone, backup, options),
    waitUntilServed: (asked: Parameters<OvhZone["waitUntilServed"]>[0], options?: OvhServedOptions) =>
      waitUntilServed(session, zone, asked, options),
    tasks: tasksOf(session, zone),
    redirections: redirectionsOf(session, zone),
    dynHost: dynHostOf(session, zone),
    service: serviceOf(session, zone),
  });
}

function recordsOf(session: Session, zone: string): OvhRecords {
  return Object.freeze({
    list: (filter: OvhRecordFilter = {}, options?: OvhCallOptions) => listRecords(session, zone, filter, options),
    iterate: (filter: OvhRecordFilter = {}, options?: OvhCallOptions) => iterateRecords(session, zone, filter, options),
    get: (id: number, options?: OvhCallOptions) => getRecord(session, zone, id, options),
    create: async (record: OvhRecordInput, options?: OvhCallOptions) =>
      (await createRecord(session, zone, record, options)).record,
    update: (id: number, update: OvhRecordUpdate, options?: OvhCallOptions) =>
      updateRecord(session, zone, id, update, options),
    remove: (id: number, options?: OvhCallOptions) => removeRecord(session, zone, id, options),
  });
}
