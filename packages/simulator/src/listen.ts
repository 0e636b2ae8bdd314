/** Opens and closes listeners on loopback so that nothing of them is left. */
import type { Server, Socket } from "node:net";

/** The only address anything here listens on. */
export const loopback = "127.0.0.1";

/** A listener and its connections. */
export interface Listener {
  readonly port: number;
  /** Destroys every connection and closes. May be called again. */
  readonly close: () => Promise<void>;
}

/** Listens on 127.0.0.1; port 0 takes any free one. Rejects with the system's error when the port is taken. */
export const listenOn = async (server: Server, port = 0): Promise<Listener> => {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true); // real servers answer small messages at once too, and SSH is made of them
    socket.on("error", () => undefined); // a client that leaves in the middle is no trouble of ours
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: loopback, port, exclusive: true }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the listener has no port");
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: address.port, close: () => (closed ??= close()) };
};
