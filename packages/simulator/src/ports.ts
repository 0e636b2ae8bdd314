/** Reserves loopback ports: a number that no other home takes while this one lives, whether it listens or not. */
import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { createServer } from "node:net";
import { listenOn, loopback } from "./listen.ts";

/** Below the range systems give out by themselves, so that a reserved number is not taken by a passing client. */
const [firstPort, lastPort] = [20_000, 31_999] as const;
const attempts = 200;

/** A number held until it is released. */
export interface ReservedPort {
  readonly port: number;
  readonly release: () => Promise<void>;
}

/** Holds the UDP side; undefined when somebody else does. */
const holdUdp = (port: number): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind({ address: loopback, port, exclusive: true }, () => resolve(socket));
  });

const isFreeForTcp = async (port: number): Promise<boolean> => {
  try {
    await (await listenOn(createServer(), port)).close();
    return true;
  } catch {
    return false;
  }
};

const anyPort = (): number => randomInt(firstPort, lastPort + 1);

/**
 * Reserves a loopback port by holding its UDP side: two processes cannot bind it both, on any system, and the TCP side
 * stays free to be opened and closed. `pick` proposes numbers; default: any of 20000-31999. Throws when 200 in a row were
 * taken.
 */
export const reservePort = async (pick: () => number = anyPort): Promise<ReservedPort> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = pick();
    const socket = await holdUdp(port);
    if (socket === undefined) continue;
    const release = (): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
    if (await isFreeForTcp(port)) return { port, release };
    await release();
  }
  throw new Error(`${attempts} ports in a row were taken on ${loopback}`);
};
