import { setTimeout } from "node:timers/promises";
import type { Clock } from "./contracts.ts";

const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
  try {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted(); // the signal's own reason, which Node hides in a cause
    throw error;
  }
};

/** The real clock. A sleep keeps the process alive only while somebody awaits it. */
export const systemClock: Clock = Object.freeze({ now: (): number => performance.now(), sleep });
