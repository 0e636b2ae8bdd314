import { setMaxListeners } from "node:events";
import type { CallOptions } from "./contracts.ts";

/**
 * The same options with a signal of our own that follows the caller's. One round asks many things at once, and each
 * listens to the signal: on the caller's own, Node would warn of a leak that is none.
 */
export const withOwnSignal = <O extends CallOptions>(options: O): O => {
  if (options.signal === undefined) return options;
  const signal = AbortSignal.any([options.signal]);
  setMaxListeners(0, signal);
  return { ...options, signal };
};
