import { connect, type Socket } from "node:net";
import { type Endpoint, endpointText, type Net, route } from "./net.ts";
import { ReachError, socketFailure } from "./reach-error.ts";

/**
 * Opens a TCP connection through the net. The socket has delivered nothing yet: no byte is lost between here and the
 * first listener. It stays tied to the signal, and is destroyed when that is aborted.
 *
 * Rejects with a ReachError (`refused`, `timeout`, `unreachable`, `closed`) or with the signal's reason.
 */
export const dial = async (net: Net, to: Endpoint, signal: AbortSignal): Promise<Socket> => {
  signal.throwIfAborted();
  const { address, port } = route(net, to);
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
