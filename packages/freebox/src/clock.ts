import { setTimeout as sleep } from "node:timers/promises";

/** Time, injected so that deadlines and pauses can be tested without waiting. */
export interface FreeboxClock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Resolves after `ms`, or rejects when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own monotonic clock and timers. */
export const systemClock: FreeboxClock = Object.freeze({
  now: (): number => performance.now(),
  sleep: (ms: number, signal?: AbortSignal): Promise<void> =>
    sleep(ms, undefined, signal === undefined ? {} : { signal }),
});
