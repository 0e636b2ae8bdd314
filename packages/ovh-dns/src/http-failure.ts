import { operationOf, type ApiCall } from "./call.ts";
import type { Deadline } from "./deadline.ts";
import { OvhTransportError, type OvhErrorCode, type OvhTransportReason } from "./errors.ts";
import { property } from "./property.ts";

/** Codes of a connection that was never made, unless the failure says that something was sent. */
const neverMade: readonly string[] = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
];

/** Codes of a certificate that is refused for its dates, by Node's names for OpenSSL's. */
const wrongDates: readonly string[] = ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"];

/** Codes of a certificate that is refused. */
const isUntrusted = (code: string): boolean =>
  code.startsWith("CERT_") ||
  code.startsWith("UNABLE_TO_") ||
  code.startsWith("ERR_TLS_") ||
  code === "DEPTH_ZERO_SELF_SIGNED_CERT" ||
  code === "SELF_SIGNED_CERT_IN_CHAIN";

/** Codes of TLS itself: of a handshake that failed, or of a connection spoilt later. */
const isTlsTrouble = (code: string): boolean => code.startsWith("ERR_SSL_") || code === "EPROTO";

/**
 * The typed error of a request that brought no whole answer. `failure` is whatever the HTTP function rejected with:
 * `code`, `sent`, `status` and `message` are looked at, nothing of it is kept. What it says of `sent` counts, whatever
 * its code: a route may be lost, or a record of TLS damaged, after a write went out. The code tells where `sent` is absent.
 */
export function httpFailure(
  call: ApiCall,
  failure: unknown,
  deadline: Deadline,
  context: { readonly epochMs: number; readonly timeoutMs: number; readonly redact: (text: string) => string },
): OvhTransportError {
  const code = property(failure, "code");
  const status = property(failure, "status");
  const message = property(failure, "message");
  const systemCode = typeof code === "string" ? code : "";
  const saysSent = property(failure, "sent");
  const reason = deadline.signal.aborted ? deadline.reason() : reasonOf(systemCode, saysSent === true);
  const sent = typeof saysSent === "boolean" ? saysSent : reason !== "refused" && reason !== "tls";
  const told = context.redact(typeof message === "string" && message !== "" ? message : systemCode);
  const what = {
    refused: `cannot connect (${told})`,
    dropped: `the connection was lost (${told})`,
    timeout: `no answer within ${context.timeoutMs} ms`,
    aborted: "stopped by the caller",
    tls: wrongDates.includes(systemCode)
      ? `the certificate's dates do not fit this machine's clock, which says ${new Date(context.epochMs).toISOString()}: check the clock first (${told})`
      : `the connection is not trusted (${told})`,
  }[reason];
  const uncertain = sent && call.method !== "GET";
  return new OvhTransportError(uncertain ? `${what}; it may have been done: look before repeating it` : what, {
    code: uncertain ? "UNCONFIRMED" : codes[reason],
    operation: operationOf(call),
    reason,
    sent,
    ...(systemCode === "" ? {} : { systemCode }),
    ...(typeof status === "number" ? { status } : {}),
  });
}

type ConnectionReason = Exclude<OvhTransportReason, "bad-status" | "not-json">;

const codes: Readonly<Record<ConnectionReason, OvhErrorCode>> = {
  refused: "UNREACHABLE",
  dropped: "UNREACHABLE",
  timeout: "TIMEOUT",
  aborted: "ABORTED",
  tls: "TLS",
};

function reasonOf(systemCode: string, wasSent: boolean): ConnectionReason {
  if (isUntrusted(systemCode)) return "tls";
  // A connection that carried something was made.
  if (wasSent) return "dropped";
  if (neverMade.includes(systemCode)) return "refused";
  return isTlsTrouble(systemCode) ? "tls" : "dropped";
}
