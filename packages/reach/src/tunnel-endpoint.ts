import { type Clock, systemClock } from "@porchlight/core";
import { withDeadline } from "./deadline.ts";
import { type Endpoint, type Net, route } from "./net.ts";
import { ReachError } from "./reach-error.ts";
import { findAddress } from "./recursive.ts";

/** What is looked for, and where. */
export interface EndpointOptions {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  readonly net?: Net;
  /** Default 10 000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The address and port where a dial to a host really goes: its name resolved as `check` does it, and mapped when the
 * network is a virtual one. For programs that dial by themselves. Connects to nothing but resolvers.
 *
 * Rejects with a ReachError (`no-address`, `unreachable`, `timeout`, `invalid`, ...) or with the signal's reason.
 */
export const findEndpoint = (options: EndpointOptions): Promise<Endpoint> => {
  const { host, port, net = {}, timeoutMs = 10_000, clock = systemClock, signal } = options;
  return withDeadline({ clock, timeoutMs, signal, what: `looking for ${host}` }, async (over) => {
    const address = await findAddress({ net, clock, timeoutMs: Math.min(3_000, timeoutMs), signal: over }, host);
    const real = route(net, { address, port });
    if (real === "drop") throw new ReachError("timeout", `${host} port ${port} is never answered`);
    return real;
  });
};
