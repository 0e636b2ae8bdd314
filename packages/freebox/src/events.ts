import { raceSignal } from "./deadline.ts";
import { openEnvelope } from "./envelope.ts";
import { FreeboxInputError, FreeboxTransportError, type AnyFreeboxError, isFreeboxError } from "./errors.ts";
import { framesOf, readEvent, type FreeboxEvent, type FreeboxEventName, isEventName } from "./event-frames.ts";
import { stopFault } from "./fault.ts";
import type { FrameSocket } from "./frames.ts";
import type { Link } from "./link.ts";
import type { CallOptions, Session } from "./session.ts";

/** How to listen. */
export interface SubscribeOptions extends CallOptions {
  /**
   * Told when the box listens ("open", first and after each loss: what happened in between was not told, so look) and
   * when it no longer does ("lost", with the reason once a try to come back has failed). What it throws is ignored.
   */
  readonly onState?: (state: "open" | "lost", reason?: AnyFreeboxError) => void;
  /** How often it is seen whether the box is still there; 30,000 by default. One that misses two is taken for lost. */
  readonly heartbeatMs?: number;
}

/** The box's events, over a WebSocket at /ws/event; documented. There is none for the line, rules or names: poll those. */
export interface Events {
  /**
   * What happens from now on, one by one; names that are not asked for are passed over. Nothing is sent before the first
   * step. It logs in as a call does, and again when the session has ended. The first connection has to succeed; a later
   * loss is mended, with pauses from one second to a minute, until the box refuses or the signal fires.
   *
   * Throws `FreeboxApiError` where the box refuses, `FreeboxTransportError` where the first connection fails, or the
   * signal fired, `FreeboxSchemaError` for an event of unknown shape, `FreeboxInputError` for names that are none. Ends by
   * itself only when the client is closed; a loop that is left closes the socket.
   */
  subscribe<Name extends FreeboxEventName>(
    names: readonly Name[],
    options?: SubscribeOptions,
  ): AsyncGenerator<FreeboxEvent<Name>, void, void>;
}

const PATH = "/ws/event";
const OPERATION = `GET ${PATH}`;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const HEARTBEAT_MS = 30_000;

/** The events over a session, and what ends every subscription at once. No I/O. */
export function createEvents(
  { openSocket, clock, random }: Pick<Link, "openSocket" | "clock" | "random">,
  session: Session,
): { readonly events: Events; readonly close: () => void } {
  const open = new Set<AbortController>();

  /** Opens a socket and asks for the events; the socket is closed when that fails. */
  const connect = (names: readonly string[], heartbeatMs: number, signal: AbortSignal): Promise<FrameSocket> =>
    session.use(
      async (access) => {
        const socket = await openSocket({ ...access, path: PATH, heartbeatMs });
        try {
          socket.send(JSON.stringify({ action: "register", events: names, request_id: 1 }));
          await raceSignal(registered(socket, access.token), access.signal, () =>
            stopFault(OPERATION, access.signal, true),
          );
          return socket;
        } catch (error) {
          socket.close();
          throw error;
        }
      },
      { signal },
    );

  async function* subscribe<Name extends FreeboxEventName>(
    names: readonly Name[],
    options: SubscribeOptions = {},
  ): AsyncGenerator<FreeboxEvent<Name>, void, void> {
    const { signal: outer, heartbeatMs = HEARTBEAT_MS } = options;
    if (names.length === 0 || !names.every(isEventName))
      throw new FreeboxInputError("events.subscribe", "give the names of one event or more, all of them known");
    const stop = new AbortController();
    const follow = (): void => stop.abort(outer?.reason);
    let socket: FrameSocket | undefined;
    const quit = (): void => socket?.close();
    if (outer?.aborted === true) follow();
    outer?.addEventListener("abort", follow, { once: true });
    stop.signal.addEventListener("abort", quit, { once: true });
    open.add(stop);
    try {
      let failures = 0;
      let wasOpen = false;
      for (;;) {
        try {
          socket = await connect(names, heartbeatMs, stop.signal);
        } catch (error) {
          if (!wasOpen || stop.signal.aborted || !isFreeboxError(error) || !mayPass(error)) throw error;
          tell(options, "lost", error);
        }
        const openedAt = clock.now();
        if (socket !== undefined) {
          wasOpen = true;
          tell(options, "open");
          for (;;) {
            const frame = await socket.next();
            if (frame === undefined || stop.signal.aborted) break;
            for (const parsed of framesOf(frame)) {
              const event = readEvent(OPERATION, names, parsed);
              if (event !== undefined) yield event;
            }
          }
          socket.close();
          socket = undefined;
          if (stop.signal.aborted) throw stopFault(OPERATION, stop.signal, true);
          tell(options, "lost");
        }
        // One that stayed a while was well; one that is dropped at once is left alone for longer and longer.
        failures = clock.now() - openedAt > LONGEST_PAUSE_MS ? 1 : failures + 1;
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS) * (0.5 + random() / 2);
        await clock.sleep(pauseMs, stop.signal);
      }
    } catch (error) {
      if (outer?.aborted === true) throw stopFault(OPERATION, outer, true);
      if (!stop.signal.aborted) throw error; // else the client was closed
    } finally {
      open.delete(stop);
      outer?.removeEventListener("abort", follow);
      socket?.close();
    }
  }

  return {
    events: Object.freeze<Events>({ subscribe }),
    close: () => {
      for (const each of open) each.abort();
    },
  };
}

/** Waits for the answer to the question for events. Throws the vendor's refusal. */
async function registered(socket: FrameSocket, token: string): Promise<void> {
  for (;;) {
    const frame = await socket.next();
    if (frame === undefined) {
      const message = "the box closed the socket before it listened";
      throw new FreeboxTransportError(OPERATION, { reason: "dropped", sent: true, message });
    }
    for (const { action, ...answer } of framesOf(frame)) {
      if (action !== "register") continue;
      openEnvelope(OPERATION, { status: 101, headers: {}, body: JSON.stringify(answer) }, [token]);
      return;
    }
  }
}

/** True for what a box that restarts does; a refusal, and a certificate that does not convince, stay. */
function mayPass(error: AnyFreeboxError): boolean {
  if (error.name === "FreeboxApiError")
    return error.status >= 500 || ["internal_error", "service_down"].includes(error.code);
  return error.name === "FreeboxTransportError" && error.reason !== "certificate";
}

function tell({ onState }: SubscribeOptions, state: "open" | "lost", reason?: AnyFreeboxError): void {
  try {
    onState?.(state, reason);
  } catch {
    // An observer that fails must not end the subscription.
  }
}
