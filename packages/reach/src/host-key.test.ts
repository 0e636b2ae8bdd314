import type { Socket } from "node:net";
import ssh2 from "ssh2";
import { afterEach, describe, expect, test } from "vitest";
import { createFakeClock } from "../test/fake-clock.ts";
import { makeKeys, type SshServerOptions, type SshServer, startSshServer } from "../test/ssh-server.ts";
import { closedPort, startTcpServer } from "../test/tcp-server.ts";
import { readHostKey } from "./host-key.ts";
import { fingerprintOf } from "./ssh-session.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const sshServer = async (options: SshServerOptions = {}): Promise<SshServer> => {
  const server = await startSshServer(options);
  closers.push(server.close);
  return server;
};
const at = (port: number): Parameters<typeof readHostKey>[0] => ({
  host: "192.0.2.7",
  port: 7654,
  net: { map: { "192.0.2.7:7654": `127.0.0.1:${port}` } },
});
const tcpServer = async (onConnection: (socket: Socket) => void): Promise<number> => {
  const server = await startTcpServer(onConnection);
  closers.push(server.close);
  return server.port;
};

test("a fingerprint is what OpenSSH prints", () => {
  // ssh-keygen -lf on this public key of ours says so.
  const blob = Buffer.from("AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", "base64");
  expect(fingerprintOf(blob)).toBe("SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA");
});

describe("the host key", () => {
  test("is seen without a user name, on one connection that ends", async () => {
    const hostKey = makeKeys();
    const server = await sshServer({ hostKey });
    const parsed = ssh2.utils.parseKey(hostKey.public);
    const fingerprint = parsed instanceof Error ? "" : fingerprintOf(parsed.getPublicSSH());
    await expect(readHostKey(at(server.port))).resolves.toEqual({
      ok: true,
      ms: expect.any(Number),
      value: {
        fingerprint,
        algorithm: "ssh-ed25519",
        banner: expect.stringMatching(/^SSH-2\.0-\S+/),
        publicKey: hostKey.public.split(" ").slice(0, 2).join(" ").trim(),
      },
    });
    await server.whenEmpty();
    expect(server.log).toEqual([]);
    expect(server.seen.total).toBe(1);
  });

  test("is of the type asked for, or none at all", async () => {
    const server = await sshServer({});
    await expect(readHostKey({ ...at(server.port), keyType: "ssh-ed25519" })).resolves.toMatchObject({ ok: true });
    await expect(readHostKey({ ...at(server.port), keyType: "ssh-rsa" })).resolves.toMatchObject({
      ok: false,
      reason: "not-understood",
    });
  });

  test("is not believed of a server that cannot sign with it", async () => {
    const server = await sshServer({ pretends: makeKeys() });
    const seen = await readHostKey(at(server.port));
    expect(seen).toMatchObject({ ok: false, reason: "not-understood", message: expect.stringContaining("signature") });
    await server.whenEmpty();
  });

  test.each<[string, string, (socket: Socket) => void]>([
    ["closes without a word", "closed", (socket) => void socket.end()],
    ["resets", "closed", (socket) => void socket.once("data", () => socket.resetAndDestroy())],
    [
      "speaks HTTP",
      "not-understood",
      (socket) => void socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    ],
    ["speaks endlessly", "not-understood", (socket) => void socket.write("x".repeat(40_000))],
    ["speaks SSH 1", "not-understood", (socket) => void socket.write("SSH-1.5-old\r\n")],
    ["greets, says SSH and goes", "closed", (socket) => void socket.end("Welcome\r\nSSH-2.0-gone\r\n")],
  ])("of a server that %s is a failed probe: %s", async (_what, reason, onConnection) => {
    await expect(readHostKey(at(await tcpServer(onConnection)))).resolves.toMatchObject({ ok: false, reason });
  });

  test("of nobody is refused, and of an unmapped address unreachable", async () => {
    await expect(readHostKey(at(await closedPort()))).resolves.toMatchObject({ ok: false, reason: "refused" });
    await expect(readHostKey({ host: "192.0.2.7", port: 22, net: { map: {} } })).resolves.toMatchObject({
      reason: "unreachable",
    });
  });

  test("of a silent server is waited for no longer than asked", async () => {
    const clock = createFakeClock();
    const port = await tcpServer((socket) => void socket.once("data", () => clock.advance(500)));
    const seen = await readHostKey({ ...at(port), clock, timeoutMs: 500 });
    expect(seen).toMatchObject({
      ok: false,
      ms: 500,
      reason: "timeout",
      message: expect.stringContaining("192.0.2.7"),
    });
    expect(clock.sleeping()).toBe(0);
  });

  test("is not looked at any longer when that is stopped", async () => {
    const stop = new AbortController();
    const port = await tcpServer((socket) => void socket.once("data", () => stop.abort(new Error("enough"))));
    await expect(readHostKey({ ...at(port), signal: stop.signal })).rejects.toThrow("enough");
  });
});
