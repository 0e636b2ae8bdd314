import { Agent } from "node:https";
import type { Duplex } from "node:stream";
import { connect, type ConnectionOptions } from "node:tls";
import { type OvhDoor, startOvh } from "@porchlight/simulator";
import { afterEach, expect, it } from "vitest";
import { createOvhDns } from "./ovh-dns.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** An agent that hands over a socket only when its handshake is over, as pools and proxies may. */
const securedFirst = (ca: string | Buffer): Agent =>
  Object.assign(new Agent({ ca, keepAlive: false }), {
    createConnection: (options: ConnectionOptions, done: (error: Error | null, socket?: Duplex) => void): undefined => {
      const socket = connect(options);
      socket.once("error", done);
      socket.once("secureConnect", () => {
        socket.off("error", done);
        done(null, socket);
      });
    },
  });

const refreshOver = async (prepare: (api: OvhDoor) => unknown): Promise<unknown> => {
  const api = await startOvh();
  const { ca, ...options } = api.clientOptions;
  const agent = securedFirst(ca);
  open.push({ close: () => agent.destroy() }, api);
  await prepare(api);
  return createOvhDns({ ...options, agent })
    .zone("taprest.fr")
    .refresh()
    .catch((error: unknown) => error);
};

it("a write on a socket handed over already secured, executed and not answered, is unconfirmed", async () => {
  const error = await refreshOver((api) => api.fail({ door: "ovh", method: "POST", kind: "executed-not-answered" }));
  expect(error).toMatchObject({ code: "UNCONFIRMED", reason: "dropped", sent: true });
});

it("a write for which such an agent found no connection was never sent", async () => {
  expect(await refreshOver((api) => api.close())).toMatchObject({
    code: "UNREACHABLE",
    reason: "refused",
    sent: false,
  });
});
