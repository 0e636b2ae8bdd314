import { type CallOptions, type Clock, type Reach, systemClock } from "@porchlight/core";
import { readServed } from "./authoritative.ts";
import type { Net } from "./net.ts";

/** How DNS is asked. */
export interface ReachOptions {
  readonly net?: Net;
  /** For one question to one server, its repeats included. Default 3 000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/**
 * Makes the served side of DNS: every authoritative server of a zone, asked for each name and type. No I/O here.
 *
 * `served` reads only. It is `known: false` as soon as one server gives no answer (the failure names it), and when it
 * was stopped by its signal: what is not known is never taken for served. An answer without the AA bit is passed on as
 * such. Nothing is kept between calls.
 */
export const createReach = (options: ReachOptions = {}): Reach => {
  const { net = {}, timeoutMs = 3_000, clock = systemClock } = options;
  return Object.freeze({
    served: async (
      zone: string,
      questions: readonly { readonly name: string; readonly type: string }[],
      { signal }: CallOptions = {},
    ): ReturnType<Reach["served"]> => {
      try {
        return await readServed({ net, clock, timeoutMs, signal }, zone, questions);
      } catch (error) {
        if (signal?.aborted !== true) throw error;
        return { known: false, failure: { kind: "unreachable", operation: `DNS ${zone}`, message: "stopped" } };
      }
    },
  });
};
