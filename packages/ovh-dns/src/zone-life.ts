import type { OvhModel } from "./api-types.ts";
import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import { listObjects, textKeys, valueOf } from "./chapter.ts";
import type { OvhEnum } from "./enums.ts";
import type { Session } from "./session.ts";
import type { OvhTask } from "./tasks.ts";

/** The start of authority of a zone: seconds but for `serial`. OVHcloud raises the serial at each deployment. */
export interface OvhSoa {
  /** Host name of the first server. */
  readonly server: string;
  /** Mailbox of whoever is responsible. */
  readonly email: string;
  readonly serial: number;
  readonly refresh: number;
  readonly expire: number;
  /** How long a name that is not there may be remembered. */
  readonly nxDomainTtl: number;
  /** What a record's TTL of 0 stands for. */
  readonly ttl: number;
}

/** The start of authority. An update is served after `refresh`. */
export interface OvhSoaChapter {
  get(options?: OvhCallOptions): Promise<OvhSoa>;
  /** Changes what is given. Whether OVHcloud keeps a `serial` is unknown. */
  update(update: Partial<OvhSoa>, options?: OvhCallOptions): Promise<OvhReceipt>;
}

/** "disabled", "enabled", or on the way to either. */
export type OvhDnssecStatus = OvhEnum<"domain.DnssecStatusEnum">;

/** DNSSEC of a zone; enabling and disabling take their time. */
export interface OvhDnssec {
  get(options?: OvhCallOptions): Promise<OvhDnssecStatus>;
  enable(options?: OvhCallOptions): Promise<OvhReceipt>;
  disable(options?: OvhCallOptions): Promise<OvhReceipt>;
}

/** A state of the zone one can go back to. */
export interface OvhRestorePoint {
  /** ISO text; its key. */
  readonly creationDate: string;
  /** Where the zone file of that moment is. */
  readonly zoneFileUrl: string;
}

/** Former states of a zone: one a change, at most 200, a month long (OVHcloud's guide). */
export interface OvhHistory {
  /** `from` and `to`: ISO text, both included. */
  list(
    filter?: { readonly from?: string; readonly to?: string },
    options?: OvhCallOptions,
  ): Promise<readonly OvhRestorePoint[]>;
  get(creationDate: string, options?: OvhCallOptions): Promise<OvhRestorePoint>;
  /** Goes back to it: a task, after which every record has another id. `tasks.wait` waits for it. */
  restore(creationDate: string, options?: OvhCallOptions): Promise<OvhTask>;
}

/** What `reset` leaves. */
export interface OvhReset {
  /** Only what a zone cannot do without: its name servers. Default false: as a new zone is. */
  readonly minimized?: boolean;
  /** A and MX records of the zone itself in place of OVHcloud's. */
  readonly records?: readonly { readonly fieldType: "A" | "MX"; readonly target: string }[];
}

/** A zone as a whole. */
export interface OvhZoneLife {
  /** The stored records as a zone file, in one call and without ids. Whether it holds edits not yet refreshed is unknown. */
  export(options?: OvhCallOptions): Promise<string>;
  /** Puts a zone file in place of everything: what is not in it is gone, ids are new. A task; `tasks.wait` waits for it. */
  import(zoneFile: string, options?: OvhCallOptions): Promise<OvhTask>;
  /** Throws everything away and starts anew. */
  reset(reset?: OvhReset, options?: OvhCallOptions): Promise<OvhReceipt>;
  readonly soa: OvhSoaChapter;
  readonly dnssec: OvhDnssec;
  readonly history: OvhHistory;
  /** What the offer includes. */
  capabilities(options?: OvhCallOptions): Promise<OvhModel<"domain.zone.Capabilities">>;
}

/** The whole-zone calls. Source: domain-zone.schema.json. */
export function zoneLifeOf(session: Session, zoneName: string): OvhZoneLife {
  const at = { zoneName };
  return Object.freeze({
    export: (options?: OvhCallOptions): Promise<string> =>
      valueOf(session, "GET /domain/zone/{zoneName}/export", at, options),
    import: (zoneFile: string, options?: OvhCallOptions): Promise<OvhTask> =>
      valueOf(session, "POST /domain/zone/{zoneName}/import", { ...at, body: { zoneFile } }, options),
    reset: ({ minimized, records }: OvhReset = {}, options?: OvhCallOptions): Promise<OvhReceipt> => {
      const body = {
        ...(minimized === undefined ? {} : { minimized }),
        ...(records === undefined ? {} : { DnsRecords: records }),
      };
      return valueOf(session, "POST /domain/zone/{zoneName}/reset", { ...at, body }, options);
    },
    soa: Object.freeze({
      get: (options?: OvhCallOptions): Promise<OvhSoa> =>
        valueOf(session, "GET /domain/zone/{zoneName}/soa", at, options),
      update: (update: Partial<OvhSoa>, options?: OvhCallOptions): Promise<OvhReceipt> =>
        valueOf(session, "PUT /domain/zone/{zoneName}/soa", { ...at, body: update }, options),
    }),
    dnssec: Object.freeze({
      get: async (options?: OvhCallOptions): Promise<OvhDnssecStatus> =>
        (await valueOf(session, "GET /domain/zone/{zoneName}/dnssec", at, options)).status,
      enable: (options?: OvhCallOptions): Promise<OvhReceipt> =>
        valueOf(session, "POST /domain/zone/{zoneName}/dnssec", at, options),
      disable: (options?: OvhCallOptions): Promise<OvhReceipt> =>
        valueOf(session, "DELETE /domain/zone/{zoneName}/dnssec", at, options),
    }),
    history: historyOf(session, zoneName),
    capabilities: (options?: OvhCallOptions): Promise<OvhModel<"domain.zone.Capabilities">> =>
      valueOf(session, "GET /domain/zone/{zoneName}/capabilities", at, options),
  });
}

function historyOf(session: Session, zoneName: string): OvhHistory {
  const get = (creationDate: string, options?: OvhCallOptions): Promise<OvhRestorePoint> =>
    valueOf(session, "GET /domain/zone/{zoneName}/history/{creationDate}", { zoneName, creationDate }, options);
  return Object.freeze({
    list: (
      { from, to }: { readonly from?: string; readonly to?: string } = {},
      options?: OvhCallOptions,
    ): Promise<readonly OvhRestorePoint[]> =>
      listObjects(
        session,
        {
          endpoint: "GET /domain/zone/{zoneName}/history",
          request: {
            zoneName,
            query: {
              ...(from === undefined ? {} : { "creationDate.from": from }),
              ...(to === undefined ? {} : { "creationDate.to": to }),
            },
          },
          type: "domain.zone.ZoneRestorePoint",
          keys: textKeys,
          keyOf: ({ creationDate }) => creationDate,
          get: (creationDate) => get(creationDate, options),
        },
        options,
      ),
    get,
    restore: (creationDate: string, options?: OvhCallOptions): Promise<OvhTask> =>
      valueOf(
        session,
        "POST /domain/zone/{zoneName}/history/{creationDate}/restore",
        { zoneName, creationDate },
        options,
      ),
  });
}
