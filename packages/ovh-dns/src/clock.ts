import { setTimeout as wait } from "node:timers/promises";

/** Time as the client sees it; given as an option so that waiting can be tested without waiting. */
export interface OvhClock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Resolves after `ms`; rejects as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds since 1970 by this machine's clock, right or wrong. Default: `Date.now`. */
  epochMs?(): number;
}

/** The clock of this machine. */
export const systemClock: OvhClock = Object.freeze({
  now: () => performance.now(),
  sleep: (ms: number, signal?: AbortSignal) => wait(ms, undefined, signal === undefined ? {} : { signal }),
});

/** Milliseconds since 1970 by this clock. */
export function epochMs(clock: OvhClock): number {
  return clock.epochMs?.() ?? Date.now();
}
