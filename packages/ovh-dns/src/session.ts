import { apiPath } from "./api-path.ts";
import type { ApiAnswer, ApiCall, OvhCallOptions } from "./call.ts";
import { epochMs, type OvhClock } from "./clock.ts";
import { withDeadline, type Deadline } from "./deadline.ts";
import { isOvhError } from "./errors.ts";
import { createGate } from "./gate.ts";
import { parseAnswer } from "./schema.ts";
import type { TokenSource } from "./bearer.ts";
import type { Signer } from "./signer.ts";
import type { Transport } from "./transport.ts";
import * as z from "zod";

/** Makes calls: keys, clock, deadline. Knows no path but the clock's. */
export interface Session {
  readonly clock: OvhClock;
  /** Makes one signed call. */
  call(call: ApiCall, options?: OvhCallOptions): Promise<ApiAnswer>;
  /** Makes one call that needs no keys, and sends none. */
  callUnsigned(call: ApiCall, options?: OvhCallOptions): Promise<ApiAnswer>;
}

/**
 * Makes the session; no I/O. It signs with this machine's time. Only when OVHcloud answers "Query out of time" it asks
 * OVHcloud's, keeps the difference against the clock that never goes back, and makes the refused call once more: a call
 * refused so was not done, write or not.
 */
export function createSession(setup: {
  /** Signs each call, or gives each the bearer token that stands for it. */
  readonly keys: Signer | TokenSource;
  readonly transport: Transport;
  readonly clock: OvhClock;
  readonly timeoutMs: number;
  /** Calls under way at once. */
  readonly maxConcurrentCalls: number;
  /** Milliseconds from the start of one call to the start of the next. */
  readonly minIntervalMs: number;
}): Session {
  const { keys, transport, clock, timeoutMs } = setup;
  const gate = createGate(setup.maxConcurrentCalls);
  const pace = createPace(clock, setup.minIntervalMs);
  /** OVHcloud's time minus `clock.now()`, in milliseconds; undefined while this machine's time is good enough. */
  let offsetMs: number | undefined;
  let asking: Promise<void> | undefined;

  const signed = async (call: ApiCall, deadline: Deadline): Promise<ApiAnswer> => {
    if ("current" in keys) return await withToken(transport, keys, call, deadline);
    return await transport(
      call,
      (method, url, body) => {
        const nowMs = offsetMs === undefined ? epochMs(clock) : clock.now() + offsetMs;
        return keys.headers(method, url, body, Math.floor(nowMs / 1000));
      },
      deadline,
    );
  };
  const unsigned = (call: ApiCall, deadline: Deadline): Promise<ApiAnswer> => transport(call, () => ({}), deadline);
  const within = <T>(options: OvhCallOptions | undefined, work: (deadline: Deadline) => Promise<T>): Promise<T> =>
    withDeadline(clock, timeoutMs, options?.signal, (deadline) =>
      gate(async () => {
        await pace(deadline.signal);
        return await work(deadline);
      }, deadline.signal),
    );

  const askTime = async (): Promise<void> => {
    const answer = await withDeadline(clock, timeoutMs, undefined, (deadline) => unsigned(timeCall, deadline));
    offsetMs = parseTime(answer) * 1000 - clock.now();
  };

  return Object.freeze({
    clock,
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

/** Lets each call start no sooner than the interval after the one before. A wait cut short is told by the call itself. */
function createPace(clock: OvhClock, minIntervalMs: number): (signal: AbortSignal) => Promise<void> {
  let next = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const now = clock.now();
    const start = Math.max(now, next);
    next = start + minIntervalMs;
    if (start > now) await clock.sleep(start - now, signal).catch(() => undefined);
  };
}

/** One call with a bearer token; with a fresh one when the first is refused as a whole: such a call was not done. */
async function withToken(
  transport: Transport,
  tokens: TokenSource,
  call: ApiCall,
  deadline: Deadline,
): Promise<ApiAnswer> {
  for (let isFirst = true; ; isFirst = false) {
    const token = await tokens.current(deadline);
    try {
      return await transport(call, () => ({ Authorization: `Bearer ${token}` }), deadline);
    } catch (error) {
      if (!isFirst || !isOvhError(error) || error.status !== 401) throw error;
      tokens.drop(token);
    }
  }
}

/** GET /auth/time: OVHcloud's clock; needs no keys. */
export const timeCall: ApiCall = Object.freeze({ method: "GET", path: apiPath("auth", "time") });

/** Seconds since 1970: a bare integer (recorded/authenticate.json). Throws `OvhSchemaError`. */
export function parseTime(answer: ApiAnswer): number {
  return parseAnswer(z.int(), timeCall, answer);
}
