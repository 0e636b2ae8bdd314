import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { type Clock, systemClock, type TunnelSeen } from "@porchlight/core";
import { withDeadline } from "./deadline.ts";
import { readPage, type Target } from "./http-page.ts";
import { isReachError, socketFailure } from "./reach-error.ts";

/** Which service is waited for, at the near end of a tunnel. */
export interface ServiceOptions {
  /** On 127.0.0.1. */
  readonly localPort: number;
  /** Where the tunnel ends, as the far side names it: the page is asked for under this name. */
  readonly to: Target;
  /** Must be in the title of the page, in any case of letters. Absent: whatever answers will do. */
  readonly expect?: string | undefined;
  /** For all of it. Default 30 000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What was found.
 *
 * - `answers` it is there, and what was expected. Without `page` it does not speak HTTP, or waits to be spoken to.
 * - `differs` a page is there, and another one
 * - `silent` nothing answered in time; the message says what came last
 */
export type ServiceSeen =
  | { readonly status: "answers"; readonly page?: TunnelSeen }
  | { readonly status: "differs"; readonly page: TunnelSeen }
  | { readonly status: "silent"; readonly message: string };

const betweenTriesMs = 1_000;
/** One try: a page that takes longer is no page. */
const tryMs = 5_000;

const open = (localPort: number, signal: AbortSignal): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: localPort, noDelay: true });
    const stop = (): void => void socket.destroy();
    signal.addEventListener("abort", stop, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", stop));
    socket.on("error", (error) => reject(socketFailure(error, `connecting to 127.0.0.1:${localPort}`)));
    socket.once("connect", () => resolve(socket));
  });

const isExpected = (page: TunnelSeen, expect: string | undefined): boolean =>
  expect === undefined || (page.title ?? "").toLowerCase().includes(expect.toLowerCase());

/** One look; undefined where another look may find more. */
const look = async (options: ServiceOptions, clock: Clock): Promise<ServiceSeen> => {
  const { localPort, to, expect, signal } = options;
  const deadline = { clock, timeoutMs: tryMs, signal, what: `a page of ${to.host}:${to.port}` };
  try {
    const page = await withDeadline(deadline, async (over) => {
      try {
        return await readPage(() => open(localPort, over), to);
      } catch (error) {
        over.throwIfAborted(); // the socket closed because the time was up
        throw error;
      }
    });
    return isExpected(page, expect) ? { status: "answers", page } : { status: "differs", page };
  } catch (error) {
    if (!isReachError(error)) throw error;
    // It speaks first, or waits for more: an SSH server, a database, a broker.
    const isOther = error.code === "not-understood" || error.code === "timeout";
    if (isOther && expect === undefined) return { status: "answers" };
    return { status: "silent", message: error.message };
  }
};

/**
 * Waits until the service behind a tunnel answers at its near end, and says whether it is the expected one. A server
 * error (502, 503) is a proxy whose service still starts: it is waited for as well.
 *
 * Only the caller's own signal makes it reject, with the signal's reason. Leaves nothing open.
 */
export const awaitService = async (options: ServiceOptions): Promise<ServiceSeen> => {
  const { timeoutMs = 30_000, clock = systemClock, signal } = options;
  const last = clock.now() + timeoutMs;
  for (;;) {
    const seen = await look(options, clock);
    const mayChange = seen.status === "silent" || (seen.page?.httpStatus ?? 0) >= 500;
    if (!mayChange || clock.now() + betweenTriesMs > last) return seen;
    await clock.sleep(betweenTriesMs, signal);
  }
};
