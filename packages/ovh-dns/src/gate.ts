/**
 * Lets at most `limit` works run at once; the others wait their turn, first come first served. An aborted signal ends
 * the waiting: the work is then started without a place, to find its signal aborted, do nothing and say why.
 */
export function createGate(limit: number): <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T> {
  const waiting = new Set<() => void>();
  let running = 0;
  return async (work, signal) => {
    if (running < limit) running += 1;
    else if (!(await turnIn(waiting, signal))) return await work();
    try {
      return await work();
    } finally {
      // The place passes straight to the next in line, so nobody slips in between.
      const [next] = waiting;
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** Waits in line; true when called, false when the signal was aborted before. Either way out of the line. */
function turnIn(waiting: Set<() => void>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const leave = (isCalled: boolean): void => {
      waiting.delete(call);
      signal.removeEventListener("abort", giveUp);
      resolve(isCalled);
    };
    const call = (): void => leave(true);
    const giveUp = (): void => leave(false);
    waiting.add(call);
    signal.addEventListener("abort", giveUp);
    if (signal.aborted) giveUp();
  });
}

/** Maps in order, at most `limit` at once; after a first failure nothing more is started, and that failure is thrown. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const mapped: R[] = [];
  const queue = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        mapped[index] = await map(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return mapped;
}
