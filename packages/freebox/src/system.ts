import * as z from "zod";
import type { CallOptions, Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { flag, listOf, maybeFlag, maybeText, maybeWhole, nothing, objectOf } from "./wire.ts";

/** Something measured inside the box. */
export interface Sensor {
  /** "temp_cpum", "fan0_speed" */
  readonly id: string;
  /** French. */
  readonly name?: string;
  /** Degrees Celsius, or turns a minute; one that measures nothing leaves it out (observed). */
  readonly value?: number;
}

/** What the box is. Source: GET /system/, documented in the shape of API 6 and later; fixture system.json. */
export interface SystemInfo {
  readonly firmware_version: string;
  readonly mac?: string;
  readonly serial?: string;
  /** French text: "6 jours 22 heures 9 minutes". */
  readonly uptime?: string;
  /** Seconds. */
  readonly uptime_val?: number;
  readonly board_name?: string;
  /** The operator knows the box: without it there is no line. */
  readonly box_authenticated?: boolean;
  /** "not_detected", "disabled", "initializing", "error", "active". */
  readonly disk_status?: string;
  readonly sensors: readonly Sensor[];
  readonly fans: readonly Sensor[];
  /** Flags are there only when true. */
  readonly model_info?: Readonly<Record<string, unknown>>;
}

/** Whether a firmware is being installed. Source: GET /update/, documented since API 11; fixture update.json. */
export interface FirmwareUpdate {
  /** "initializing", "upgrading", "up_to_date", "error"; the vendor's example says "auto_up_to_date". */
  readonly state: string;
  /** How far it is: `percent`, `old_version`, `new_version`, `error_string`… */
  readonly upgrade_state?: Readonly<Record<string, unknown>>;
}

/** When the box sleeps. Source: GET /standby/status, documented since API 11; fixture standby.json. */
export interface StandbyStatus {
  readonly use_planning: boolean;
  /** "wifi_off", "standby"; "suspend" on an Ultra. */
  readonly planning_mode?: string;
  readonly available_planning_modes: readonly string[];
  /** Unix time; in milliseconds in the vendor's example. */
  readonly next_change?: number;
}

/** When the box is to sleep. Source: /standby/config, documented since API 11. */
export interface StandbyConfig {
  readonly use_planning?: boolean;
  readonly planning_mode?: string;
  /** Slots in a day. */
  readonly resolution?: number;
  /** One for each slot of each day of a week, true: asleep. */
  readonly mapping: readonly boolean[];
}

const standbyConfig: z.ZodType<StandbyConfig> = objectOf({
  use_planning: maybeFlag,
  planning_mode: maybeText,
  resolution: maybeWhole,
  mapping: listOf(flag),
});

const sensor: z.ZodType<Sensor> = objectOf({ id: z.string(), name: maybeText, value: maybeWhole });

const systemInfo: z.ZodType<SystemInfo> = objectOf({
  firmware_version: z.string(),
  mac: maybeText,
  serial: maybeText,
  uptime: maybeText,
  uptime_val: maybeWhole,
  board_name: maybeText,
  box_authenticated: maybeFlag,
  disk_status: maybeText,
  sensors: listOf(sensor),
  fans: listOf(sensor),
  model_info: z.record(z.string(), z.unknown()).exactOptional(),
});

const firmwareUpdate: z.ZodType<FirmwareUpdate> = objectOf({
  state: z.string(),
  upgrade_state: z.record(z.string(), z.unknown()).exactOptional(),
});

const standbyStatus: z.ZodType<StandbyStatus> = objectOf({
  use_planning: flag,
  planning_mode: maybeText,
  available_planning_modes: listOf(z.string()),
  next_change: maybeWhole,
});

/** The chapters `system`, `update` and `standby`. Writing needs the right `settings`. */
export interface System {
  get(options?: CallOptions): Promise<SystemInfo>;
  /** Answers, then goes away: the line drops for minutes, and every session ends (a guess). */
  reboot(options?: CallOptions): Promise<void>;
  /** Answers, then goes away until somebody presses a button. Since API 11. */
  shutdown(options?: CallOptions): Promise<void>;
  /** Since API 11. */
  firmwareUpdate(options?: CallOptions): Promise<FirmwareUpdate>;
  /** Since API 11. */
  standby(options?: CallOptions): Promise<StandbyStatus>;
  /** Since API 11. */
  readonly standbyConfig: Settings<StandbyConfig>;
}

/** The chapters over a session. No I/O. */
export function createSystem(session: Session): System {
  const read = <T>(path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T> =>
    session.request({ ...options, method: "GET", path, schema });
  const post = (path: string, options?: CallOptions): Promise<void> =>
    session.request({ ...options, method: "POST", path, schema: nothing });
  return Object.freeze<System>({
    get: (options) => read("/system/", systemInfo, options),
    reboot: (options) => post("/system/reboot/", options),
    shutdown: (options) => post("/system/shutdown/", options),
    firmwareUpdate: (options) => read("/update/", firmwareUpdate, options),
    standby: (options) => read("/standby/status", standbyStatus, options),
    standbyConfig: createSettings(session, "/standby/config", standbyConfig),
  });
}
