import type { FreeboxClock } from "../src/clock.ts";

/** A clock on which nothing passes until a test says so. */
export interface StepClock extends FreeboxClock {
  /** What is being slept now, in milliseconds, in the order it began. */
  readonly sleeping: readonly number[];
  /** Ends the sleeps that are of this length, or as long as a predicate says. */
  wake(ms: number | ((ms: number) => boolean)): void;
  /** Resolves with the length of the first sleep there is, or will be, that is so. */
  asleep(isIt: (ms: number) => boolean): Promise<number>;
}

export function createStepClock(): StepClock {
  const sleeps = new Set<{ readonly ms: number; readonly over: () => void }>();
  const watchers = new Set<() => void>();
  let now = 0;
  const lengths = (): number[] => [...sleeps].map(({ ms }) => ms);
  return {
    now: () => now,
    get sleeping() {
      return lengths();
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleep = {
          ms,
          over: (): void => {
            sleeps.delete(sleep);
            signal?.removeEventListener("abort", stopped);
            now += ms;
            resolve();
          },
        };
        const stopped = (): void => {
          sleeps.delete(sleep);
          reject(new Error("stopped"));
        };
        if (signal?.aborted === true) return stopped();
        sleeps.add(sleep);
        signal?.addEventListener("abort", stopped, { once: true });
        for (const watch of watchers) watch();
      }),
    wake: (which) => {
      for (const { ms, over } of sleeps) if (typeof which === "number" ? ms === which : which(ms)) over();
    },
    asleep: (isIt) =>
      new Promise((resolve) => {
        const watch = (): void => {
          const found = lengths().find(isIt);
          if (found === undefined) return;
          watchers.delete(watch);
          resolve(found);
        };
        watchers.add(watch);
        watch();
      }),
  };
}
