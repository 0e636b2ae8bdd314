import { setMaxListeners } from "node:events";
import type { FreeboxClock } from "./clock.ts";
import { stopFault } from "./fault.ts";

/**
 * Runs something under a deadline and the caller's signal, whichever comes first. Leaves no timer and no listener.
 * The run is told by its signal and has to settle on it; the reason of a passed deadline is named "TimeoutError".
 */
export async function withDeadline<T>(
  clock: FreeboxClock,
  timeoutMs: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const finished = new AbortController();
  const follow = (): void => stop.abort(outer?.reason);
  if (outer?.aborted === true) follow();
  outer?.addEventListener("abort", follow, { once: true });
  clock.sleep(timeoutMs, finished.signal).then(
    () => stop.abort(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { name: "TimeoutError" })),
    () => undefined,
  );
  try {
    return await run(stop.signal);
  } finally {
    finished.abort();
    outer?.removeEventListener("abort", follow);
  }
}

/**
 * Runs something that makes many calls at once under one signal of its own, which follows the caller's. The caller's gets
 * one listener in place of one for each call, of which Node warns from eleven on. Leaves none.
 */
export async function withOwnSignal<T>(
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const follow = (): void => stop.abort(outer?.reason);
  if (outer?.aborted === true) follow();
  outer?.addEventListener("abort", follow, { once: true });
  try {
    return await run(stop.signal);
  } finally {
    outer?.removeEventListener("abort", follow);
  }
}

/** Settles as `work` does, or rejects with `stopped()` as soon as the signal fires, even if `work` never settles. */
export function raceSignal<T>(work: Promise<T>, signal: AbortSignal, stopped: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(stopped());
    const settled = (): void => signal.removeEventListener("abort", stop);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(
      (value) => {
        settled();
        resolve(value);
      },
      (error: unknown) => {
        settled();
        reject(error);
      },
    );
  });
}

/**
 * Lets concurrent callers share one run: the first starts it, the others wait for the same promise. A caller who gives
 * up leaves the others alone; when the last one has left, the run itself is stopped. Nothing is kept once it settled.
 * `operation` is what a caller who gives up is told it waited for.
 */
export function createShared<T>(
  operation: string,
  start: (signal: AbortSignal) => Promise<T>,
): (signal: AbortSignal) => Promise<T> {
  let flight: { readonly promise: Promise<T>; readonly stop: AbortController; waiting: number } | undefined;
  return async (signal) => {
    if (flight === undefined) {
      const stop = new AbortController();
      flight = { promise: start(stop.signal), stop, waiting: 0 };
    }
    const mine = flight;
    mine.waiting += 1;
    try {
      return await raceSignal(mine.promise, signal, () => stopFault(operation, signal, false));
    } finally {
      mine.waiting -= 1;
      // Settled, or left by its last caller: either way the next caller starts anew.
      if (flight === mine && (mine.waiting === 0 || !signal.aborted)) flight = undefined;
      if (mine.waiting === 0) mine.stop.abort();
    }
  };
}
