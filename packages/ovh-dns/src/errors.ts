import type { OvhChange } from "./changes.ts";
import type { KnownErrorCode } from "./error-codes.ts";

/**
 * What to switch on: a code of the README's table. OVHcloud's gateway gives its own (`NOT_GRANTED_CALL`); what is behind it gives
 * a class, whose last word is the code (`Client::NotFound` is `NOT_FOUND`), so that one OVHcloud made up since may come.
 */
export type OvhErrorCode = KnownErrorCode | (string & {});

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
