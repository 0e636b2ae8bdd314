import { FreeboxTransportError, type TransportReason } from "./errors.ts";
import { redact } from "./redact.ts";

/** What a rejected request tells about itself, read off Node's error. */
interface Fault {
  readonly reason: TransportReason;
  readonly sent: boolean;
  readonly message: string;
}

/** OpenSSL's and Node's words for a certificate that does not convince; the request itself had not been sent then. */
const CERTIFICATE: RegExp =
  /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|INVALID_PURPOSE|HOSTNAME_)/;

/**
 * Turns whatever an HTTP function rejected with into our error. Of the original only name, code and message are kept:
 * an HTTP library's error object holds the headers, and with them the session token.
 */
export function transportFault(operation: string, error: unknown, secrets: readonly string[]): FreeboxTransportError {
  const name = textOf(error, "name") ?? "Error";
  const code = textOf(error, "code") ?? "";
  const text = redact(textOf(error, "message") ?? "", secrets);
  const cause = Object.assign(new Error(text), { name, ...(code === "" ? {} : { code }) });
  // The fresh error's own stack would only show this line.
  cause.stack = `${name}: ${text}`;
  return new FreeboxTransportError(operation, { ...faultOf(code, textOf(error, "syscall"), text), cause });
}

/** The error of a call stopped by its deadline or by its caller. */
export function stopFault(operation: string, signal: AbortSignal, sent: boolean): FreeboxTransportError {
  const late = textOf(signal.reason, "name") === "TimeoutError";
  return new FreeboxTransportError(operation, {
    reason: late ? "timeout" : "aborted",
    sent,
    message: late ? (textOf(signal.reason, "message") ?? "no answer in time") : "stopped by the caller",
  });
}

function faultOf(code: string, syscall: string | undefined, text: string): Fault {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || syscall === "getaddrinfo")
    return { reason: "unresolved", sent: false, message: `the box's name has no address here (${code})` };
  if (code === "ECONNREFUSED")
    return { reason: "refused", sent: false, message: "the connection was refused, nothing listens there" };
  if (syscall === "connect")
    return { reason: "unreachable", sent: false, message: `the box cannot be reached from here (${code})` };
  if (CERTIFICATE.test(code)) return { reason: "certificate", sent: false, message: certificateMessage(code) };
  return { reason: "dropped", sent: true, message: `the connection broke (${code === "" ? text : code})` };
}

function certificateMessage(code: string): string {
  if (code === "CERT_NOT_YET_VALID" || code === "CERT_HAS_EXPIRED") {
    const today = new Date().toISOString().slice(0, 10);
    return (
      `the box's certificate is not valid at the time of this machine's clock, which says ${today} (${code}): ` +
      "set the clock if that is wrong; else reboot the box, which renews its certificate"
    );
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `the box's certificate is for another name (${code}): call the box by its name, not by its address`;
  return `the box's certificate could not be verified (${code}): give its authority as "ca" if it is your own`;
}

function textOf(value: unknown, key: "name" | "code" | "message" | "syscall"): string | undefined {
  if (typeof value !== "object" || value === null || !(key in value)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === "string" ? found : undefined;
}
