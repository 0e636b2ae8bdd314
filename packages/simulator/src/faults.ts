/** Scripted troubles: which request meets which trouble, in the order they were asked for. */
import type { DoorName } from "./exchange.ts";

/**
 * What goes wrong with a request.
 *
 * - `refuse` the connection is destroyed at once, before the request is read (DNS: no answer)
 * - `stall` it is read, and nothing ever comes back
 * - `received-not-executed` it is read, not done, then the connection is reset
 * - `executed-not-answered` it is done, then the connection is reset
 * - `swallowed` a success is answered, and nothing was done
 * - `garbage` 200 with a body that is not JSON, as a captive portal would; nothing was done (DNS: bytes that are no message)
 * - `truncated` it is done, and the answer is cut in its middle (DNS over UDP: the TC bit and no records)
 * - `stalled-midway` it is done, half of the answer comes, and then nothing (DNS: no answer)
 * - an answer of your own: nothing was done. A `body` that is a text goes out as HTML, anything else as JSON
 *   (DNS: `status` is the response code, the rest is ignored)
 */
export type FaultKind =
  | "refuse"
  | "stall"
  | "received-not-executed"
  | "executed-not-answered"
  | "swallowed"
  | "garbage"
  | "truncated"
  | "stalled-midway"
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown };

/** One scripted trouble. */
export interface Fault {
  readonly door: DoorName;
  /** HTTP method, or for `dns` the type asked. Any when absent. */
  readonly method?: string;
  /**
   * A text matches when the request's path ends with it, final slashes aside: "/fw/redir" meets "/api/v16/fw/redir/". For
   * `dns` the path is the name. A pattern is tried on the whole path. Any path when absent.
   */
  readonly path?: string | RegExp;
  /** How many matching requests pass unharmed first; default 0. */
  readonly skip?: number;
  /** How many matching requests then meet the trouble; default 1. */
  readonly times?: number;
  /** Called as the trouble strikes, after whatever it lets be done. */
  readonly onHit?: () => void;
  readonly kind: FaultKind;
}

/** The troubles that are still to come. */
export interface FaultScript {
  readonly add: (script: Fault | readonly Fault[]) => void;
  /** The trouble this request meets, counted as met; undefined when it meets none. */
  readonly take: (door: DoorName, method: string, path: string) => Fault | undefined;
}

const withoutFinalSlash = (path: string): string => path.replace(/\/+$/, "");

const meets = (fault: Fault, door: DoorName, method: string, path: string): boolean => {
  if (fault.door !== door) return false;
  if (fault.method !== undefined && fault.method.toUpperCase() !== method.toUpperCase()) return false;
  if (fault.path === undefined) return true;
  if (typeof fault.path === "string") return withoutFinalSlash(path).endsWith(withoutFinalSlash(fault.path));
  fault.path.lastIndex = 0; // a pattern with the flag g remembers where it stopped
  return fault.path.test(path);
};

/** A script with nothing in it. No effect. */
export const createFaultScript = (): FaultScript => {
  const waiting: { readonly fault: Fault; toSkip: number; toHit: number }[] = [];
  return {
    add: (script) => {
      for (const fault of [script].flat()) waiting.push({ fault, toSkip: fault.skip ?? 0, toHit: fault.times ?? 1 });
    },
    take: (door, method, path) => {
      for (const entry of waiting) {
        if (entry.toHit <= 0 || !meets(entry.fault, door, method, path)) continue;
        if (entry.toSkip > 0) {
          entry.toSkip -= 1;
          continue;
        }
        entry.toHit -= 1;
        return entry.fault;
      }
      return undefined;
    },
  };
};
