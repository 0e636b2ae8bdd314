import * as z from "zod";
import type { CallOptions, Session } from "./session.ts";
import { listOf, maybeWhole, objectOf, whole } from "./wire.ts";

/** What to look up. Source: /rrd/, documented. */
export interface MeasurementQuery {
  /** Which of the box's records: the line, its temperatures, the telephone line, the switch. */
  readonly db: "net" | "temp" | "dsl" | "switch";
  /** Unix seconds, both included; the box's choice by default. */
  readonly date_start?: number;
  readonly date_end?: number;
  /** Factor by which values are multiplied, to keep decimals. */
  readonly precision?: number;
  /** "rate_down", "temp1"…; all by default. */
  readonly fields?: readonly string[];
}

/** What the box measured. */
export interface Measurements {
  /** Unix seconds. */
  readonly date_start?: number;
  readonly date_end?: number;
  /** Each with its time in Unix seconds and a number for each field. */
  readonly data: readonly { readonly time: number; readonly [field: string]: unknown }[];
}

const PATH = "/rrd/";

const measurements: z.ZodType<Measurements> = objectOf({
  date_start: maybeWhole,
  date_end: maybeWhole,
  data: listOf(z.looseObject({ time: whole })),
});

/** The chapter `rrd`. */
export interface MeasurementLog {
  /** Reads, although it is a POST, which needs the right `settings`; so it is never sent twice. */
  query(query: MeasurementQuery, options?: CallOptions): Promise<Measurements>;
}

/** The chapter over a session. No I/O. */
export function createMeasurementLog(session: Session): MeasurementLog {
  return Object.freeze<MeasurementLog>({
    query: (query, options) =>
      session.request({ ...options, method: "POST", path: PATH, body: query, schema: measurements }),
  });
}
