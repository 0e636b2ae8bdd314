/** The errors this package throws, all under one base, told apart by `name`; `code` serves a switch. */
import { type errorCodes, type OwnCode, remedyOf, type transportReasons } from "./error-codes.ts";

/** What the box answers instead of a result: a code of `errorCodes`. Open: firmwares add words, so a `switch` needs a `default`. */
export type FreeboxApiCode = Exclude<keyof typeof errorCodes, OwnCode> | (string & {});

/** Why there is no trustworthy answer: see `transportReasons`. */
export type TransportReason = keyof typeof transportReasons;

/** What every error of this package has. Recognise one with `isFreeboxError`, which also works across two copies. */
export abstract class FreeboxError extends Error {
  abstract override readonly name: string;
  abstract readonly code: string;
  /** What was tried: "POST /fw/redir/". Never holds a secret. */
  readonly operation: string;

  constructor(operation: string, message: string, cause?: Error) {
    super(`${operation}: ${message}`, cause === undefined ? undefined : { cause });
    this.operation = operation;
  }
}

/** What came back, without what was asked and without a remedy: "the box answered exist (Existe déjà)". */
export function answerText(answer: {
  readonly code: FreeboxApiCode;
  readonly vendorMessage: string;
  readonly missingRight?: string;
}): string {
  const right = answer.missingRight === undefined ? "" : `, the application lacks the right "${answer.missingRight}"`;
  return `the box answered ${answer.code}${right}${answer.vendorMessage === "" ? "" : ` (${answer.vendorMessage})`}`;
}

/** The box understood and said no; nothing was done. */
export class FreeboxApiError extends FreeboxError {
  override readonly name = "FreeboxApiError" as const;
  /** The vendor's own word. */
  override readonly code: FreeboxApiCode;
  /** The vendor's sentence as it came, French, meant for people; may be empty. */
  readonly vendorMessage: string;
  /** HTTP status: 200 for business errors, 403 for login and rights, 404 for an unknown path. */
  readonly status: number;
  /** With `insufficient_rights`: the right the owner has to tick, "settings". */
  declare readonly missingRight?: string;

  constructor(
    operation: string,
    answer: {
      readonly code: FreeboxApiCode;
      readonly vendorMessage: string;
      readonly status: number;
      readonly missingRight?: string;
    },
  ) {
    const remedy = remedyOf(answer.code);
    super(operation, `${answerText(answer)}${remedy === undefined ? "" : `. ${remedy}`}`);
    this.code = answer.code;
    this.vendorMessage = answer.vendorMessage;
    this.status = answer.status;
    if (answer.missingRight !== undefined) this.missingRight = answer.missingRight;
  }
}

/**
 * No answer that can be trusted. With `sent` the request may have been carried out: look again before repeating it.
 *
 * What a call needs beforehand (discovery, login) counts as not sent: the call's own request never left.
 */
export class FreeboxTransportError extends FreeboxError {
  override readonly name = "FreeboxTransportError" as const;
  override readonly code = "TRANSPORT" as const;
  readonly reason: TransportReason;
  /** False only when it is known that nothing of the request left. */
  readonly sent: boolean;
  /** With `status` and `not-json`: the HTTP status. */
  declare readonly status?: number;

  constructor(
    operation: string,
    fault: {
      readonly reason: TransportReason;
      readonly sent: boolean;
      readonly message: string;
      readonly status?: number;
      readonly cause?: Error;
    },
  ) {
    super(operation, fault.message, fault.cause);
    this.reason = fault.reason;
    this.sent = fault.sent;
    if (fault.status !== undefined) this.status = fault.status;
  }
}

/** The box answered something that is not what we know. A write it answers so was most likely done. */
export class FreeboxSchemaError extends FreeboxError {
  override readonly name = "FreeboxSchemaError" as const;
  override readonly code = "SCHEMA" as const;
  /** Where the answer differs: "result.3.lan_port". Never the values. */
  readonly paths: readonly string[];

  constructor(operation: string, paths: readonly string[]) {
    super(operation, `the answer is not what is known of this box, at ${paths.join(", ")}`);
    this.paths = paths;
  }
}

/** What the caller gave cannot be used; nothing was sent. `CREDENTIALS` when the application id or token is at fault. */
export class FreeboxInputError extends FreeboxError {
  override readonly name = "FreeboxInputError" as const;
  override readonly code: "INPUT" | "CREDENTIALS";

  constructor(operation: string, message: string, code: "INPUT" | "CREDENTIALS" = "INPUT") {
    super(operation, message);
    this.code = code;
  }
}

/** Every error this package throws; narrows on `name`. */
export type AnyFreeboxError = FreeboxApiError | FreeboxTransportError | FreeboxSchemaError | FreeboxInputError;

const NAMES: ReadonlySet<string> = new Set<AnyFreeboxError["name"]>([
  "FreeboxApiError",
  "FreeboxTransportError",
  "FreeboxSchemaError",
  "FreeboxInputError",
]);

/** True for an error of this package, also when it comes from another copy of it: it looks at the name, not the class. */
export function isFreeboxError(error: unknown): error is AnyFreeboxError {
  return error instanceof Error && NAMES.has(error.name);
}
