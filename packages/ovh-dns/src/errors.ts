import type { OvhChange } from "./changes.ts";

/**
 * What to switch on. Three sources, one list:
 *
 * - OVHcloud's gateway, as given: `NOT_GRANTED_CALL` (then `right` names it), `INVALID_CREDENTIAL`, `NOT_CREDENTIAL`,
 *   `INVALID_KEY`, `INVALID_SIGNATURE`, `QUERY_TIME_OUT`
 * - its error class or status: `NOT_FOUND`, `BAD_REQUEST`, `UNAUTHORIZED`, `FORBIDDEN`, `CONFLICT`, `RATE_LIMITED` (429),
 *   `SERVICE_EXPIRED` (460), `INTERNAL_SERVER_ERROR`; for a class not in this list, its last word in this spelling
 * - this SDK: `UNCONFIRMED` (a write that may or may not have been done), `UNREACHABLE`, `TIMEOUT`, `ABORTED`, `TLS`,
 *   `UNAVAILABLE` (408 or 5xx that is not the API's own), `BAD_ANSWER` (not JSON, or a status we cannot explain),
 *   `UNEXPECTED_ANSWER` (JSON of another shape); and, before anything is sent, `MISSING_CREDENTIAL`, `INVALID_OPTION`,
 *   `INVALID_RECORD`, `CNAME_AT_APEX`, `CNAME_BESIDE_DATA`
 * - its waits: `NOT_DEPLOYED` (the zone has errors), `TASK_FAILED`, `NOT_VALIDATED` (a consumer key was refused)
 * - DynHost: `NO_HOST` (no such record for this login), `ABUSE` (locked after too many updates)
 */
export type OvhErrorCode =
  | "NOT_GRANTED_CALL"
  | "INVALID_CREDENTIAL"
  | "NOT_CREDENTIAL"
  | "INVALID_KEY"
  | "INVALID_SIGNATURE"
  | "QUERY_TIME_OUT"
  | "NOT_FOUND"
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "SERVICE_EXPIRED"
  | "INTERNAL_SERVER_ERROR"
  | "UNCONFIRMED"
  | "UNREACHABLE"
  | "TIMEOUT"
  | "ABORTED"
  | "TLS"
  | "UNAVAILABLE"
  | "BAD_ANSWER"
  | "UNEXPECTED_ANSWER"
  | "MISSING_CREDENTIAL"
  | "INVALID_OPTION"
  | "INVALID_RECORD"
  | "CNAME_AT_APEX"
  | "CNAME_BESIDE_DATA"
  | "NOT_DEPLOYED"
  | "TASK_FAILED"
  | "NOT_VALIDATED"
  | "NO_HOST"
  | "ABUSE"
  | (string & {});

/** What an error of this SDK may carry beside its message. Never a key, a secret or a signature. */
export interface OvhErrorDetails {
  readonly code: OvhErrorCode;
  /** What was tried, on what: "POST /domain/zone/taprest.fr/record". */
  readonly operation: string;
  /** HTTP status, when an answer came. */
  readonly status?: number;
  /** OVHcloud's own identifier of the exchange, to quote to its support. */
  readonly queryId?: string;
  /** The error code or class as OVHcloud wrote it: "Client::NotFound". */
  readonly vendorCode?: string;
  /** With NOT_GRANTED_CALL: verb and path the consumer key lacks; with FORBIDDEN: the IAM actions that are denied, if told. */
  readonly right?: string;
  /** With RATE_LIMITED or UNAVAILABLE: how long OVHcloud asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Changes the same `set` had made before this error: stored, not yet published. */
  readonly written?: readonly OvhChange[];
  /** Changes of the same `set` not known to be done; the first is the one that failed, the others were not tried. */
  readonly pending?: readonly OvhChange[];
}

/** Base of every error this SDK throws. Narrow with `isOvhError` and `code`. */
export class OvhError extends Error implements OvhErrorDetails {
  declare readonly code: OvhErrorCode;
  declare readonly operation: string;
  declare readonly status?: number;
  declare readonly queryId?: string;
  declare readonly vendorCode?: string;
  declare readonly right?: string;
  declare readonly retryAfterMs?: number;
  declare readonly written?: readonly OvhChange[];
  declare readonly pending?: readonly OvhChange[];

  constructor(message: string, details: OvhErrorDetails) {
    super(`${details.operation}: ${message}`);
    Object.assign(this, details);
  }
}

/** Refused here, before anything was sent: a missing key, a bad option, a record that could never work. */
export class OvhInputError extends OvhError {}

/** OVHcloud answered, and the answer is no. */
export class OvhApiError extends OvhError {}

/** How a trustworthy answer failed to come. */
export type OvhTransportReason = "refused" | "dropped" | "timeout" | "aborted" | "tls" | "bad-status" | "not-json";

/** No trustworthy answer came. */
export class OvhTransportError extends OvhError {
  declare readonly reason: OvhTransportReason;
  /** False only when it is known that nothing left this machine. */
  declare readonly sent: boolean;
  /** Node's own code, when there is one: "ECONNRESET". */
  declare readonly systemCode?: string;

  constructor(message: string, details: OvhErrorDetails & Pick<OvhTransportError, "reason" | "sent" | "systemCode">) {
    super(message, details);
    this.reason = details.reason;
    this.sent = details.sent;
  }
}

/** JSON came, of a shape we do not know. */
export class OvhSchemaError extends OvhError {
  /** Where it differs: "0.target". Paths only, never values. */
  declare readonly paths: readonly string[];

  constructor(message: string, details: OvhErrorDetails & { readonly paths: readonly string[] }) {
    super(message, details);
    this.paths = details.paths;
  }
}

// On the prototype: a name of its own on each error would be printed twice by inspect.
for (const [name, kind] of Object.entries({ OvhError, OvhInputError, OvhApiError, OvhTransportError, OvhSchemaError }))
  Object.defineProperty(kind.prototype, "name", { value: name });

/** True for an error of this SDK, even one thrown by another copy of it. */
export function isOvhError(error: unknown): error is OvhError {
  return error instanceof Error && /^Ovh(Input|Api|Transport|Schema)?Error$/.test(error.name) && "operation" in error;
}

/** The same error, saying also what the failed `set` had done and what it had not. */
export function withProgress(error: OvhError, written: readonly OvhChange[], pending: readonly OvhChange[]): OvhError {
  return Object.assign(error, { written, pending });
}
