import * as z from "zod";
import type { CallOptions, Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { flag, listOf, maybeFlag, maybeText, maybeWhole, nothing, objectOf, whole } from "./wire.ts";

/** The fibre. Source: GET /connection/ftth/, documented; fixture connection_ftth.json. */
export interface FtthStatus {
  readonly link?: boolean;
  /** "pon" was seen. */
  readonly link_type?: string;
  readonly has_sfp?: boolean;
  readonly sfp_present?: boolean;
  readonly sfp_alim_ok?: boolean;
  readonly sfp_has_power_report?: boolean;
  readonly sfp_has_signal?: boolean;
  readonly sfp_serial?: string;
  readonly sfp_model?: string;
  readonly sfp_vendor?: string;
  /** Hundredths of a dBm. */
  readonly sfp_pwr_tx?: number;
  readonly sfp_pwr_rx?: number;
}

/** One direction of a telephone line. Source: GET /connection/xdsl/, documented; counters beside these are kept. */
export interface XdslDirection {
  /** Kbit/s. */
  readonly maxrate?: number;
  readonly rate?: number;
  /** Decibels, and their tenths. */
  readonly snr?: number;
  readonly attn?: number;
  readonly snr_10?: number;
  readonly attn_10?: number;
}

/** The telephone line. Source: GET /connection/xdsl/, documented; fixture connection_xdsl.json. */
export interface XdslStatus {
  readonly status: {
    /** "down", "training", "started", "chan_analysis", "msg_exchange", "showtime", "disabled". */
    readonly status: string;
    /** "adsl2plus_a"… */
    readonly protocol?: string;
    /** "adsl", "vdsl". */
    readonly modulation?: string;
    /** Seconds. */
    readonly uptime?: number;
  };
  readonly down?: XdslDirection;
  readonly up?: XdslDirection;
}

/** The mobile side. Source: GET /connection/lte/…, documented since API 10; what else it tells is kept. */
export interface LteStatus {
  readonly enabled: boolean;
  /** "connected" was seen. */
  readonly state?: string;
  readonly fsm_state?: string;
  readonly radio?: Readonly<Record<string, unknown>>;
  readonly network?: Readonly<Record<string, unknown>>;
  /** Holds the number of the SIM. */
  readonly sim?: Readonly<Record<string, unknown>>;
}

/** Line and mobile side together. Source: /connection/aggregation, documented since API 10. */
export interface Aggregation {
  readonly enabled: boolean;
  /** Each way's state and rates. */
  readonly tunnel?: Readonly<Record<string, unknown>>;
}

/** One event of the line. UNDOCUMENTED: fixture connection_logs.json. */
export interface ConnectionLogEntry {
  readonly id: number;
  /** "link", the wire; "conn", the connection over it. */
  readonly type: string;
  /** "up", "down". */
  readonly state?: string;
  /** Unix seconds. */
  readonly date?: number;
  /** With "link": "ftth". */
  readonly link?: string;
  /** With "conn": "ftth_pub". */
  readonly conn?: string;
  /** Bit/s. */
  readonly bw_down?: number;
  readonly bw_up?: number;
}

const anything = z.record(z.string(), z.unknown());

const ftthStatus: z.ZodType<FtthStatus> = objectOf({
  link: maybeFlag,
  link_type: maybeText,
  has_sfp: maybeFlag,
  sfp_present: maybeFlag,
  sfp_alim_ok: maybeFlag,
  sfp_has_power_report: maybeFlag,
  sfp_has_signal: maybeFlag,
  sfp_serial: maybeText,
  sfp_model: maybeText,
  sfp_vendor: maybeText,
  sfp_pwr_tx: maybeWhole,
  sfp_pwr_rx: maybeWhole,
});

const xdslDirection: z.ZodType<XdslDirection> = objectOf({
  maxrate: maybeWhole,
  rate: maybeWhole,
  snr: maybeWhole,
  attn: maybeWhole,
  snr_10: maybeWhole,
  attn_10: maybeWhole,
});

const xdslStatus: z.ZodType<XdslStatus> = objectOf({
  status: objectOf({ status: z.string(), protocol: maybeText, modulation: maybeText, uptime: maybeWhole }),
  down: xdslDirection.exactOptional(),
  up: xdslDirection.exactOptional(),
});

const lteStatus: z.ZodType<LteStatus> = objectOf({
  enabled: flag,
  state: maybeText,
  fsm_state: maybeText,
  radio: anything.exactOptional(),
  network: anything.exactOptional(),
  sim: anything.exactOptional(),
});

const aggregation: z.ZodType<Aggregation> = objectOf({ enabled: flag, tunnel: anything.exactOptional() });

const connectionLogEntry: z.ZodType<ConnectionLogEntry> = objectOf({
  id: whole,
  type: z.string(),
  state: maybeText,
  date: maybeWhole,
  link: maybeText,
  conn: maybeText,
  bw_down: maybeWhole,
  bw_up: maybeWhole,
});

const LOGS = "/connection/logs/";

/** What carries the line, part of the chapter `connection`. Unstable, says the vendor. */
export interface ConnectionMedia {
  /** How the fibre is. Reads. */
  ftth(options?: CallOptions): Promise<FtthStatus>;
  /** How the telephone line is. Reads. */
  xdsl(options?: CallOptions): Promise<XdslStatus>;
  /** How the mobile side is: beside the line ("aggregation") or in its place ("backup"). Reads. Since API 10. */
  lte(use: "aggregation" | "backup", options?: CallOptions): Promise<LteStatus>;
  /** Whether line and mobile side are used together. Since API 10. */
  readonly aggregation: Settings<Aggregation, { readonly enabled: boolean }>;
  readonly logs: {
    /** What became of the line, the newest entries. Undocumented; fixture connection_logs.json. */
    list(options?: CallOptions): Promise<readonly ConnectionLogEntry[]>;
    /** Forgets them. Undocumented, reported by one client. */
    clear(options?: CallOptions): Promise<void>;
  };
}

/** That part over a session. No I/O. */
export function createConnectionMedia(session: Session): ConnectionMedia {
  const read = <T>(path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T> =>
    session.request({ ...options, method: "GET", path, schema });
  return Object.freeze<ConnectionMedia>({
    ftth: (options) => read("/connection/ftth/", ftthStatus, options),
    xdsl: (options) => read("/connection/xdsl/", xdslStatus, options),
    lte: (use, options) => read(`/connection/lte/${use}`, lteStatus, options),
    aggregation: createSettings(session, "/connection/aggregation", aggregation),
    logs: Object.freeze<ConnectionMedia["logs"]>({
      list: (options) => read(LOGS, listOf(connectionLogEntry), options),
      clear: (options) => session.request({ ...options, method: "DELETE", path: LOGS, schema: nothing }),
    }),
  });
}
