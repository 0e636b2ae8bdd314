import type { errorCodes, OwnCode } from "./error-codes.ts";
import type { AnyFreeboxError } from "./errors.ts";

/** The closed list of kinds a failure can have for whoever plans; the words are the router contract's. */
export type FailureWord =
  | "auth"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "invalid"
  | "limited"
  | "unreachable"
  | "unconfirmed"
  | "protocol";

/** The one table from the vendor's codes to kinds. A code that is not here and does not start with "inval" is `protocol`. */
const kinds: Partial<Readonly<Record<Exclude<keyof typeof errorCodes, OwnCode>, FailureWord>>> = {
  auth_required: "auth",
  invalid_session: "auth",
  invalid_token: "auth",
  pending_token: "auth",
  bad_login: "auth",
  apps_denied: "auth",
  new_apps_denied: "auth",
  apps_authorization_denied: "auth",
  apps_authorization_timeout: "auth",
  insufficient_rights: "forbidden",
  missing_right: "forbidden",
  access_denied: "forbidden",
  denied_from_external_ip: "forbidden",
  noent: "not-found",
  nodev: "not-found",
  nohost: "not-found",
  exist: "conflict",
  exists: "conflict",
  conflict: "conflict",
  inuse: "conflict",
  busy: "conflict",
  port_outside_range: "invalid",
  insecure_password: "invalid",
  disabled: "not-found",
  ratelimited: "limited",
  netdown: "unreachable",
  service_down: "unreachable",
};
const KINDS: ReadonlyMap<string, FailureWord> = new Map(Object.entries(kinds));

/**
 * The kind of an error. A write whose answer was lost or not understood is `unconfirmed`; the operation tells a write from
 * the reads and the login around it, which change nothing.
 */
export function failureKind(error: AnyFreeboxError): FailureWord {
  const writes = !error.operation.startsWith("GET ");
  switch (error.name) {
    case "FreeboxApiError":
      return KINDS.get(error.code) ?? (error.code.startsWith("inval") ? "invalid" : "protocol");
    case "FreeboxTransportError": {
      if (writes && error.sent) return "unconfirmed";
      if (error.status === 429) return "limited";
      return error.reason === "not-json" || (error.status ?? 500) < 500 ? "protocol" : "unreachable";
    }
    case "FreeboxSchemaError":
      return writes && !error.operation.startsWith("POST /login/") ? "unconfirmed" : "protocol";
    default:
      return error.code === "CREDENTIALS" ? "auth" : "invalid";
  }
}
