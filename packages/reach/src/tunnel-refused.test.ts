import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "../test/fake-clock.ts";
import { closeAfter, startHere, tunnelOptions } from "../test/here.ts";
import type { SmallHome } from "../test/home.ts";
import { makeKeys } from "../test/ssh-server.ts";
import { closedPort, startTcpServer } from "../test/tcp-server.ts";
import { openTunnel, type TunnelOptions } from "./tunnel.ts";

describe("a tunnel is not opened", () => {
  test("to another host key: no user name is disclosed", async () => {
    const home = await startHere({ ssh: { hostKey: makeKeys() } });
    await expect(openTunnel(tunnelOptions(home))).rejects.toMatchObject({
      code: "host-key-differs",
      message: expect.stringContaining(home.expected.hostKey),
    });
    await home.sshd.whenEmpty();
    expect(home.sshd.log).toEqual([]);
  });

  test("without a pinned key: nothing is dialled", async () => {
    const home = await startHere();
    await expect(openTunnel(tunnelOptions(home, { hostKey: "" }))).rejects.toMatchObject({ code: "invalid" });
    expect(home.sshd.seen.total).toBe(0);
  });

  test("on a local port that is taken: nobody is logged in", async () => {
    const home = await startHere();
    const taken = await startTcpServer();
    closeAfter(taken.close);
    await expect(openTunnel(tunnelOptions(home, { localPort: taken.port }))).rejects.toMatchObject({
      code: "port-in-use",
    });
    expect(home.sshd.seen.total).toBe(0);
  });

  test.each<[string, string, (home: SmallHome) => Partial<TunnelOptions> | Promise<Partial<TunnelOptions>>]>([
    ["when the login is refused", "login-refused", () => ({ login: { user: "pi", privateKey: makeKeys().private } })],
    ["when no agent answers", "no-login", () => ({ login: { user: "pi", agent: join(tmpdir(), "no-such-agent") } })],
    ["with an unreadable key", "no-login", () => ({ login: { user: "pi", privateKey: "nonsense" } })],
    [
      "with a public key for a private one",
      "no-login",
      () => ({ login: { user: "pi", privateKey: makeKeys().public } }),
    ],
    ["with an empty agent", "no-login", () => ({ login: { user: "pi", agent: "" } })],
    [
      "with the wrong passphrase",
      "no-login",
      () => ({ login: { user: "pi", privateKey: makeKeys("sesame").private, passphrase: "x" } }),
    ],
    ["to a name without address", "no-address", () => ({ host: "gone.example" })],
    ["to an address that is not there", "unreachable", () => ({ host: "192.0.2.99" })],
    [
      "to a closed port",
      "refused",
      async () => ({ host: "192.0.2.7", net: { map: { "192.0.2.7:7654": `127.0.0.1:${await closedPort()}` } } }),
    ],
  ])("%s", async (_what, code, change) => {
    const home = await startHere();
    await expect(openTunnel(tunnelOptions(home, await change(home)))).rejects.toMatchObject({
      name: "ReachError",
      code,
    });
    await home.sshd.whenEmpty();
  });

  test("later than asked", async () => {
    const clock = createFakeClock();
    const silent = await startTcpServer((socket) => void socket.once("data", () => clock.advance(4_000)));
    closeAfter(silent.close);
    const net = { map: { "192.0.2.7:7654": `127.0.0.1:${silent.port}` } };
    const home = await startHere();
    await expect(
      openTunnel(tunnelOptions(home, { host: "192.0.2.7", net, clock, timeoutMs: 4_000 })),
    ).rejects.toMatchObject({
      code: "timeout",
    });
    expect(clock.sleeping()).toBe(0);
  });

  test("once it is stopped", async () => {
    const stop = new AbortController();
    const silent = await startTcpServer((socket) => void socket.once("data", () => stop.abort(new Error("enough"))));
    closeAfter(silent.close);
    const net = { map: { "192.0.2.7:7654": `127.0.0.1:${silent.port}` } };
    const home = await startHere();
    const options = tunnelOptions(home, { host: "192.0.2.7", net, signal: stop.signal });
    await expect(openTunnel(options)).rejects.toThrow("enough");
    await expect(openTunnel(options)).rejects.toThrow("enough");
  });
});
