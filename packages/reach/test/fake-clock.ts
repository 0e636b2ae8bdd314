import type { Clock } from "@porchlight/core";

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /** Goes on, waking who is due. */
  advance(ms: number): void;
  /** Resolves once somebody sleeps, or has slept, for that long. */
  whenSleeping(ms: number): Promise<void>;
  /** How many sleep now. */
  sleeping(): number;
  /** Resolves once no more than that many sleep. */
  whenAtMost(count: number): Promise<void>;
}

export const createFakeClock = (): FakeClock => {
  let now = 1_000;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  const slept: number[] = [];
  const watchers = new Set<() => void>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const sleeper = { until: now + ms, wake: () => resolve() };
        sleepers.add(sleeper);
        slept.push(ms);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
          for (const watch of watchers) watch();
        });
        for (const watch of watchers) watch();
      }),
    advance: (ms) => {
      now += ms;
      for (const sleeper of sleepers) {
        if (sleeper.until > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
    whenSleeping: (ms) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (!slept.some((each) => Math.abs(each - ms) < 1)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
    sleeping: () => sleepers.size,
    whenAtMost: (count) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (sleepers.size > count) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
};
