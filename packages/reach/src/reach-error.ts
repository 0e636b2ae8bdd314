import type { ProbeFailure } from "@porchlight/core";

/**
 * Why something on the way could not be done.
 *
 * - the reasons of a probe: `refused`, `timeout`, `unreachable`, `closed`, `login-refused`, `no-login`, `not-understood`
 * - `no-address` the name leads to no address
 * - `host-key-differs` the machine that answers is not the one that was pinned; nothing was disclosed to it
 * - `port-in-use` the local port is taken
 * - `invalid` an argument is not what it should be; nothing was sent
 */
export type ReachErrorCode = ProbeFailure | "no-address" | "host-key-differs" | "port-in-use" | "invalid";

/** A foreseeable trouble on the way to a machine. Narrow on `code`. Holds no secret, and no cause that could. */
export class ReachError extends Error {
  override readonly name = "ReachError" as const;
  readonly code: ReachErrorCode;

  constructor(code: ReachErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** True for an error of this package, whichever copy of it threw. */
export const isReachError = (value: unknown): value is ReachError =>
  value instanceof Error && value.name === "ReachError" && "code" in value;

const reasonByCode: Readonly<Record<string, ProbeFailure>> = Object.freeze({
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timeout",
  ECONNRESET: "closed",
  ECONNABORTED: "closed",
  EPIPE: "closed",
});

/**
 * Translates an error of a socket. What is not a refusal, a timeout or a lost connection never left this machine or
 * never arrived (EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EPERM of a local firewall): `unreachable`.
 */
export const socketFailure = (error: unknown, what: string): ReachError => {
  if (isReachError(error)) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  return new ReachError(reasonByCode[code] ?? "unreachable", `${what}: ${code}`);
};
