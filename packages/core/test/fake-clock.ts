/** A clock for tests: sleeping moves it on at once. Not part of the public API. */
import type { Clock } from "../src/contracts.ts";

/** A clock that nothing waits for, and what was asked of it. */
export interface FakeClock extends Clock {
  /** Every sleep asked for, in milliseconds. */
  readonly sleeps: readonly number[];
}

/**
 * A clock standing at 0 that each sleep moves on by its length. `onSleep` runs before a sleep ends, as whatever happens
 * meanwhile; an aborted signal ends a sleep with its reason, as the real clock does.
 */
export const createFakeClock = (onSleep: (ms: number) => void = () => undefined): FakeClock => {
  const sleeps: number[] = [];
  let time = 0;
  return {
    sleeps,
    now: () => time,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      sleeps.push(ms);
      onSleep(ms);
      signal?.throwIfAborted();
      time += ms;
    },
  };
};
