import type { Clock } from "@porchlight/core";
import { ReachError } from "./reach-error.ts";

/** How long something may take, on which clock, and who may stop it earlier. */
export interface Deadline {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What is waited for, for the error: "an answer of 192.0.2.1:53". */
  readonly what: string;
}

/**
 * Runs something that must be over in time. Its signal is aborted with a `timeout` ReachError when the time is up, with
 * the caller's own reason when the caller stops it, and in any case once it is over, so nothing it started stays behind.
 *
 * `run` must settle when its signal is aborted.
 */
export const withDeadline = async <T>(deadline: Deadline, run: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const { clock, timeoutMs, signal, what } = deadline;
  signal?.throwIfAborted();
  const over = new AbortController();
  const stop = (): void => over.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  clock.sleep(timeoutMs, over.signal).then(
    () => over.abort(new ReachError("timeout", `${what}: nothing within ${Math.round(timeoutMs)} ms`)),
    () => undefined, // over before the time was up
  );
  try {
    return await run(over.signal);
  } finally {
    signal?.removeEventListener("abort", stop);
    over.abort();
  }
};
