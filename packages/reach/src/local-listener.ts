import { createServer, type Socket } from "node:net";
import { ReachError } from "./reach-error.ts";

/** A TCP listener on 127.0.0.1. */
export interface LocalListener {
  readonly port: number;
  /** Resolves when it no longer listens and its last connection is gone. */
  readonly closed: Promise<void>;
  /** Stops listening and cuts the open connections. May be called again. */
  close(): void;
}

/**
 * Listens on a port of 127.0.0.1 only; 0 takes any free one. Connections reach `onConnection` with an error listener.
 *
 * Rejects with a ReachError: `port-in-use`, or `invalid` for a port that may not be listened on.
 */
export const startLocalListener = (port: number, onConnection: (socket: Socket) => void): Promise<LocalListener> =>
  new Promise((resolve, reject) => {
    const open = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      open.add(socket);
      socket.on("error", () => undefined); // it closes, and that is all there is to do
      socket.once("close", () => open.delete(socket));
      onConnection(socket);
    });
    const closed = new Promise<void>((done) => server.once("close", () => done()));
    server.once("error", (error) => {
      const code = "code" in error ? String(error.code) : error.message;
      const kind = code === "EADDRINUSE" ? "port-in-use" : "invalid";
      reject(new ReachError(kind, `cannot listen on 127.0.0.1:${port}: ${code}`));
    });
    server.listen({ host: "127.0.0.1", port }, () => {
      const bound = server.address();
      resolve({
        port: typeof bound === "object" && bound !== null ? bound.port : port,
        closed,
        close: () => {
          server.close();
          for (const socket of open) socket.destroy();
        },
      });
    });
  });

/**
 * Makes sure that ports of 127.0.0.1 can be listened on, all at once, and lets them go again.
 *
 * Rejects with a ReachError for the first that cannot: `port-in-use`, or `invalid`.
 */
export const freeLocalPorts = async (ports: readonly number[]): Promise<void> => {
  const taken: LocalListener[] = [];
  try {
    for (const port of ports) taken.push(await startLocalListener(port, (socket) => socket.destroy()));
  } finally {
    for (const listener of taken) listener.close();
    await Promise.all(taken.map(({ closed }) => closed));
  }
};
