import { connect, type Socket } from "node:net";
import type { Clock } from "@porchlight/core";
import { type Endpoint, endpointText, type Net, route } from "./net.ts";
import { ReachError, socketFailure } from "./reach-error.ts";

/** What is dropped on the way is never answered: waits until somebody loses patience. */
export const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

/** A socket that somebody else opened, as one of our own: it ends with the signal, and a late error ends nothing else. */
const tied = (socket: Socket, signal: AbortSignal): Socket => {
  const stop = (): void => void socket.destroy();
  socket.on("error", () => undefined);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  socket.once("close", () => signal.removeEventListener("abort", stop));
  return socket;
};

/**
 * Opens a TCP connection through the net. The socket has delivered nothing yet: no byte is lost between here and the
 * first listener. It stays tied to the signal, and is destroyed when that is aborted.
 *
 * Rejects with a ReachError (`refused`, `timeout`, `unreachable`, `closed`) or with the signal's reason.
 */
export const dial = async (net: Net, to: Endpoint, signal: AbortSignal): Promise<Socket> => {
  signal.throwIfAborted();
  const real = route(net, to);
  if (real === "drop") return silence(signal);
  if (net.connect !== undefined) return tied(await net.connect(real, signal), signal);
  const { address, port } = real;
  // What is sent here is short and waited for (a login, a request): held back for more, each turn would cost 40 ms.
  const socket = connect({ host: address, port, noDelay: true });
  const stop = (): void => void socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  socket.once("close", () => signal.removeEventListener("abort", stop));
  return new Promise<Socket>((resolve, reject) => {
    const what = `connecting to ${endpointText(to)}`;
    // Stays on, so that a late error does not end the process: whoever reads the socket sees it close.
    socket.on("error", (error) => reject(socketFailure(error, what)));
    socket.once("close", () => reject(signal.aborted ? signal.reason : new ReachError("closed", `${what}: closed`)));
    socket.once("connect", () => resolve(socket));
  });
};

/** A dial with a time of its own, shorter than the walk's: when it is silent there is still time to ask why. */
export interface TimedDial {
  readonly net: Net;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** As `dial`, and rejects with `timeout` when there is no connection in time. The socket then lives as long as `signal`. */
export const dialWithin = async ({ net, clock, timeoutMs, signal }: TimedDial, to: Endpoint): Promise<Socket> => {
  const [over, connected] = [new AbortController(), new AbortController()];
  signal.addEventListener("abort", () => over.abort(signal.reason), { once: true });
  const what = `connecting to ${endpointText(to)}: nothing within ${Math.round(timeoutMs)} ms`;
  clock.sleep(timeoutMs, connected.signal).then(
    () => over.abort(new ReachError("timeout", what)),
    () => undefined, // connected, or failed, before the time was up
  );
  try {
    return await dial(net, to, over.signal);
  } finally {
    connected.abort();
  }
};
