/** What passes through a door: one request in, one answer out, as plain data. */

/** The doors of a virtual home that keep a log of what was asked. */
export type DoorName = "freebox" | "ovh" | "dns";

/** One HTTP request, read whole. */
export interface DoorRequest {
  /** Upper case. */
  readonly method: string;
  /** As sent, query included: signatures cover these very characters. */
  readonly target: string;
  /** Path of the target, percent signs still in place, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One HTTP answer. */
export interface DoorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent means an empty body. */
  readonly body?: unknown;
}

/**
 * One line of a door's log, written when the request arrives.
 *
 * For `dns`, `method` is the type asked ("CNAME"), `path` the name (lower case, no final dot), `query` the server and
 * how it was asked ("ns103.ovh.net/udp"), `status` the response code as a number (0 NOERROR, 3 NXDOMAIN).
 */
export interface RequestLogEntry {
  readonly door: DoorName;
  readonly method: string;
  readonly path: string;
  /** Without the question mark; "" when there is none. */
  readonly query: string;
  /** "none" while no answer was sent, and for ever when none is. */
  readonly status: number | "none";
  /** When it arrived, in milliseconds of this process. */
  readonly arrivedMs: number;
  /** When its answer left; absent while none did. */
  readonly answeredMs?: number;
}

/** A log entry as its door keeps it: the rest is filled in when the answer leaves. */
export type OpenLogEntry = Omit<RequestLogEntry, "status" | "answeredMs"> & {
  status: number | "none";
  answeredMs?: number;
};

/** Segments of a path, decoded, without empty ones at either end: "/a//b%20c/" is ["a", "", "b c"]. */
export const segmentsOf = (path: string): readonly string[] =>
  path
    .replace(/^\//, "")
    .replace(/\/$/, "")
    .split("/")
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment; // a stray percent sign is a character like another
      }
    });

/** True for a JSON object, and neither null nor an array. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The body of a request as JSON, or undefined when it is not JSON. */
export const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};
