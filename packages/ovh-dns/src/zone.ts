import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import { zoneName } from "./names.ts";
import { listRecords } from "./record-list.ts";
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
import { setRecords, type OvhSetOptions, type OvhSetOutcome } from "./zone-set.ts";
import { getZone, refreshZone, type OvhZoneInfo } from "./zones.ts";

/** The records of a zone as stored. Nothing written here is served before `refresh`. */
export interface OvhRecords {
  /**
   * Every stored record that matches, from no cache, in no promised order. One call a page, or one more for each record
   * when OVHcloud answers with ids. Rights: GET /domain/zone/ZONE/record and, for the ids, GET .../record/*.
   */
  list(filter?: OvhRecordFilter, options?: OvhCallOptions): Promise<readonly OvhRecord[]>;
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
export interface OvhZone {
  /** Lower case, no final dot, international labels in punycode. */
  readonly name: string;
  /** What OVHcloud says of the zone. */
  get(options?: OvhCallOptions): Promise<OvhZoneInfo>;
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
}

/** A zone by its name, over a session. Throws `OvhInputError` for a name that is none. */
export function zoneOf(session: Session, name: string): OvhZone {
  const zone = zoneName(name);
  return Object.freeze({
    name: zone,
    get: (options?: OvhCallOptions) => getZone(session, zone, options),
    records: Object.freeze({
      list: (filter: OvhRecordFilter = {}, options?: OvhCallOptions) => listRecords(session, zone, filter, options),
      get: (id: number, options?: OvhCallOptions) => getRecord(session, zone, id, options),
      create: async (record: OvhRecordInput, options?: OvhCallOptions) =>
        (await createRecord(session, zone, record, options)).record,
      update: (id: number, update: OvhRecordUpdate, options?: OvhCallOptions) =>
        updateRecord(session, zone, id, update, options),
      remove: (id: number, options?: OvhCallOptions) => removeRecord(session, zone, id, options),
    }),
    refresh: (options?: OvhCallOptions) => refreshZone(session, zone, options),
    set: (set: OvhRecordSet, options?: OvhSetOptions) => setRecords(session, zone, set, options),
  });
}
