import { expect, test } from "vitest";
import { startHere } from "../test/here.ts";
import { closedPort } from "../test/tcp-server.ts";
import { freeLocalPorts, startLocalListener } from "./local-listener.ts";
import { findEndpoint } from "./tunnel-endpoint.ts";

test("a name leads to where its dial would go", async () => {
  const { net, expected, sshd } = await startHere();
  await expect(findEndpoint({ host: expected.name, port: expected.port, net })).resolves.toEqual({
    address: "127.0.0.1",
    port: sshd.port,
  });
  expect(sshd.seen.total).toBe(0);
  await expect(findEndpoint({ host: "192.0.2.7", port: 7654 })).resolves.toEqual({ address: "192.0.2.7", port: 7654 });
  await expect(findEndpoint({ host: expected.name, port: 1, net })).rejects.toMatchObject({ code: "unreachable" });
  await expect(findEndpoint({ host: "gone.example", port: 1, net })).rejects.toMatchObject({ code: "no-address" });
});

test("local ports are free, all at once, or the one that is not is named", async () => {
  const [one, other] = [await closedPort(), await closedPort()];
  await freeLocalPorts([one, other]);
  await freeLocalPorts([]);
  const held = await startLocalListener(other, (socket) => socket.destroy());
  await expect(freeLocalPorts([one, other])).rejects.toMatchObject({
    code: "port-in-use",
    message: `cannot listen on 127.0.0.1:${other}: EADDRINUSE`,
  });
  await freeLocalPorts([one]);
  held.close();
  await held.closed;
});
