import type { KnownErrorCode } from "./error-codes.ts";
import type { OvhError } from "./errors.ts";

/** What a failure is to someone who knows no OVHcloud: the same words as core's FailureKind, written here for no import. */
export type OvhFailureKind =
  | "auth"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "invalid"
  | "limited"
  | "unreachable"
  | "unconfirmed"
  | "expired"
  | "protocol";

const kinds: Readonly<Record<KnownErrorCode, OvhFailureKind>> = {
  MISSING_CREDENTIAL: "auth",
  INVALID_CREDENTIAL: "auth",
  NOT_CREDENTIAL: "auth",
  INVALID_KEY: "auth",
  INVALID_SIGNATURE: "auth",
  UNAUTHORIZED: "auth",
  QUERY_TIME_OUT: "auth",
  NOT_GRANTED_CALL: "forbidden",
  FORBIDDEN: "forbidden",
  NOT_FOUND: "not-found",
  SERVICE_EXPIRED: "expired",
  NO_HOST: "not-found",
  CONFLICT: "conflict",
  NOT_VALIDATED: "auth",
  ABUSE: "limited",
  CNAME_AT_APEX: "invalid",
  CNAME_BESIDE_DATA: "invalid",
  INVALID_RECORD: "invalid",
  INVALID_OPTION: "invalid",
  BAD_REQUEST: "invalid",
  RATE_LIMITED: "limited",
  UNREACHABLE: "unreachable",
  TIMEOUT: "unreachable",
  ABORTED: "unreachable",
  TLS: "unreachable",
  UNAVAILABLE: "unreachable",
  INTERNAL_SERVER_ERROR: "unreachable",
  UNCONFIRMED: "unconfirmed",
  BAD_ANSWER: "protocol",
  UNEXPECTED_ANSWER: "protocol",
  NOT_DEPLOYED: "invalid",
  TASK_FAILED: "protocol",
};

/** The one table from this SDK's codes. A code OVHcloud made up since: by its status, 4xx is a no. */
export function failureKind(error: OvhError): OvhFailureKind {
  const known = Object.entries(kinds).find(([code]) => code === error.code)?.[1];
  if (known !== undefined) return known;
  if (error.status === 401 || error.status === 403) return "forbidden";
  return error.status !== undefined && error.status >= 400 && error.status < 500 ? "invalid" : "protocol";
}
