import type { OvhClock } from "../src/clock.ts";

/** The deadline the tests give; a sleep of exactly this length is a deadline and lasts until `expire`. */
export const timeoutMs = 20_000;

/** A clock that waits for nobody: waits are noted and over at once, deadlines pass when told to. */
export function createTestClock(epoch = 1_700_000_000_000): OvhClock & {
  readonly waits: number[];
  /** Ends every deadline now running. */
  expire(): void;
  /** Moves this machine's idea of the date, not the clock that never goes back. */
  setEpoch(ms: number): void;
  /** Lets time pass. */
  pass(ms: number): void;
} {
  const waits: number[] = [];
  const deadlines = new Set<() => void>();
  let now = 5000;
  let shift = epoch - now;
  return {
    waits,
    now: () => now,
    epochMs: () => now + shift,
    setEpoch: (ms) => {
      shift = ms - now;
    },
    pass: (ms) => {
      now += ms;
    },
    expire: () => {
      now += timeoutMs;
      for (const end of deadlines) end();
    },
    sleep: (ms, signal) => {
      if (ms !== timeoutMs) {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        deadlines.add(resolve);
        signal?.addEventListener("abort", () => {
          deadlines.delete(resolve);
          reject(new Error("aborted"));
        });
      });
    },
  };
}
