import type { Clock, Probe, ProbeFailure } from "@porchlight/core";
import { isReachError, type ReachErrorCode } from "./reach-error.ts";

/** Milliseconds since `started` on the same clock, to a tenth, never negative. */
export const elapsedMs = (clock: Clock, started: number): number =>
  Math.max(0, Math.round((clock.now() - started) * 10) / 10);

const reasonOf = (code: ReachErrorCode): ProbeFailure => {
  switch (code) {
    case "no-address":
    case "invalid":
    case "port-in-use":
      return "unreachable";
    case "host-key-differs":
      return "closed"; // we closed it, before anything was disclosed
    default:
      return code;
  }
};

/** Times one measurement and turns its ReachError into a failed probe. Anything else is thrown on: a stop, or a bug. */
export const probe = async <T>(clock: Clock, run: () => Promise<T>): Promise<Probe<T>> => {
  const started = clock.now();
  try {
    const value = await run();
    return { ok: true, ms: elapsedMs(clock, started), value };
  } catch (error) {
    if (!isReachError(error)) throw error;
    return { ok: false, ms: elapsedMs(clock, started), reason: reasonOf(error.code), message: error.message };
  }
};
