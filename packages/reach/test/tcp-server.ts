import { once } from "node:events";
import { createServer, type Socket } from "node:net";

export interface TcpServer {
  readonly port: number;
  readonly connections: Socket[];
  readonly close: () => Promise<void>;
}

/** Starts a TCP server on a free port of 127.0.0.1 that does one thing with each connection. */
export const startTcpServer = async (
  onConnection: (socket: Socket) => void = () => undefined,
  options: { readonly allowHalfOpen?: boolean } = {},
): Promise<TcpServer> => {
  const connections: Socket[] = [];
  const server = createServer(options, (socket) => {
    connections.push(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    connections,
    close: async () => {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
};

/** A port of 127.0.0.1 nothing listens on. */
export const closedPort = async (): Promise<number> => {
  const server = await startTcpServer();
  await server.close();
  return server.port;
};
