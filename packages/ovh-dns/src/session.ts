import { apiPath } from "./api-path.ts";
import type { ApiAnswer, ApiCall, OvhCallOptions } from "./call.ts";
import { epochMs, type OvhClock } from "./clock.ts";
import { withDeadline, type Deadline } from "./deadline.ts";
import { isOvhError } from "./errors.ts";
import { createGate } from "./gate.ts";
import { parseAnswer } from "./schema.ts";
import type { Signer } from "./signer.ts";
import type { Transport } from "./transport.ts";
import * as z from "zod";

/** Makes calls: keys, clock, deadline. Knows no path but the clock's. */
export interface Session {
  /** Makes one signed call. */
  call(call: ApiCall, options?: OvhCallOptions): Promise<ApiAnswer>;
  /** Makes one call that needs no keys, and sends none. */
  callUnsigned(call: ApiCall, options?: OvhCallOptions): Promise<ApiAnswer>;
}

/** Calls of one client under way at once. OVHcloud publishes no limit; its staff asks for fair use. */
const maxConcurrentCalls = 4;

/**
 * Makes the session; no I/O. It signs with this machine's time. Only when OVHcloud answers "Query out of time" it asks
 * OVHcloud's, keeps the difference against the clock that never goes back, and makes the refused call once more: a call
 * refused so was not done, write or not.
 */
export function createSession(setup: {
  readonly signer: Signer;
  readonly transport: Transport;
  readonly clock: OvhClock;
  readonly timeoutMs: number;
}): Session {
  const { signer, transport, clock, timeoutMs } = setup;
  const gate = createGate(maxConcurrentCalls);
  /** OVHcloud's time minus `clock.now()`, in milliseconds; undefined while this machine's time is good enough. */
  let offsetMs: number | undefined;
  let asking: Promise<void> | undefined;

  const signed = (call: ApiCall, deadline: Deadline): Promise<ApiAnswer> =>
    transport(
      call,
      (method, url, body) => {
        const nowMs = offsetMs === undefined ? epochMs(clock) : clock.now() + offsetMs;
        return signer.headers(method, url, body, Math.floor(nowMs / 1000));
      },
      deadline,
    );
  const unsigned = (call: ApiCall, deadline: Deadline): Promise<ApiAnswer> => transport(call, () => ({}), deadline);
  const within = <T>(options: OvhCallOptions | undefined, work: (deadline: Deadline) => Promise<T>): Promise<T> =>
    withDeadline(clock, timeoutMs, options?.signal, (deadline) => gate(() => work(deadline), deadline.signal));

  const askTime = async (): Promise<void> => {
    const answer = await withDeadline(clock, timeoutMs, undefined, (deadline) => unsigned(timeCall, deadline));
    offsetMs = parseTime(answer) * 1000 - clock.now();
  };

  return Object.freeze({
    call: (call: ApiCall, options?: OvhCallOptions) =>
      within(options, async (deadline) => {
        const used = offsetMs;
        try {
          return await signed(call, deadline);
        } catch (error) {
          if (!isOvhError(error) || error.code !== "QUERY_TIME_OUT") throw error;
          // Another call may have set the clock right meanwhile, or be about to.
          if (offsetMs === used) {
            asking ??= askTime().finally(() => {
              asking = undefined;
            });
            // The question has its own deadline, shared by all who wait; each waits within its own.
            await Promise.race([asking, deadline.over.catch(() => undefined)]);
          }
          return await signed(call, deadline);
        }
      }),
    callUnsigned: (call: ApiCall, options?: OvhCallOptions) => within(options, (deadline) => unsigned(call, deadline)),
  });
}

/** GET /auth/time: OVHcloud's clock; needs no keys. */
export const timeCall: ApiCall = Object.freeze({ method: "GET", path: apiPath("auth", "time") });

/** Seconds since 1970: a bare integer (recorded/authenticate.json). Throws `OvhSchemaError`. */
export function parseTime(answer: ApiAnswer): number {
  return parseAnswer(z.int(), timeCall, answer);
}
