import type { OvhClock } from "./clock.ts";

/** The time one call has, all its tries and waits included, the one for its turn too. */
export interface Deadline {
  /** Aborted when the time is up or the caller gave up. */
  readonly signal: AbortSignal;
  /** Rejects when `signal` is aborted; never resolves. */
  readonly over: Promise<never>;
  /** Why `signal` was aborted. */
  readonly reason: () => "timeout" | "aborted";
  readonly remainingMs: () => number;
}

/** Runs `work` under a deadline; when it returns, no timer and no listener is left. */
export async function withDeadline<T>(
  clock: OvhClock,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const end = clock.now() + timeoutMs;
  const running = new AbortController();
  const timer = new AbortController();
  let expired = false;
  const giveUp = (): void => running.abort();
  if (signal?.aborted === true) giveUp();
  signal?.addEventListener("abort", giveUp, { once: true });
  clock.sleep(timeoutMs, timer.signal).then(
    () => {
      expired = true;
      running.abort();
    },
    () => undefined,
  );
  const over = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new Error("over"));
    if (running.signal.aborted) stop();
    else running.signal.addEventListener("abort", stop, { once: true });
  });
  over.catch(() => undefined);
  try {
    return await work({
      signal: running.signal,
      over,
      reason: () => (expired ? "timeout" : "aborted"),
      remainingMs: () => end - clock.now(),
    });
  } finally {
    timer.abort();
    signal?.removeEventListener("abort", giveUp);
  }
}
