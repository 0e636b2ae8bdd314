import type { FreeboxClock } from "../src/clock.ts";

/** A clock moved by hand: nothing waits, every pause is on record. */
export interface HandClock extends FreeboxClock {
  /** Every pause asked for that was not a deadline, in milliseconds. */
  readonly pauses: number[];
  /** Lets every pending deadline pass. */
  pass(): void;
  /** Pending sleeps: none is left when a call has settled. */
  pending(): number;
}

/** Sleeps of exactly `deadlineMs` wait for `pass`, any other is over at once. */
export function createHandClock(deadlineMs: number): HandClock {
  const deadlines = new Set<() => void>();
  const pauses: number[] = [];
  let now = 0;
  return {
    pauses,
    now: () => now,
    pass: () => {
      for (const over of deadlines) over();
    },
    pending: () => deadlines.size,
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.reject(new Error("stopped"));
      if (ms !== deadlineMs) {
        pauses.push(ms);
        now += ms;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const over = (): void => {
          deadlines.delete(over);
          now += ms;
          resolve();
        };
        deadlines.add(over);
        signal?.addEventListener("abort", () => {
          deadlines.delete(over);
          reject(new Error("stopped"));
        });
      });
    },
  };
}
