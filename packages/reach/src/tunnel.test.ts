import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import ssh2 from "ssh2";
import { describe, expect, test } from "vitest";
import { closeAfter, startHere, tunnelOptions } from "../test/here.ts";
import { makeKeys } from "../test/ssh-server.ts";
import { closedPort, startTcpServer } from "../test/tcp-server.ts";
import { openTunnel, type Tunnel, type TunnelOptions } from "./tunnel.ts";

const open = async (options: TunnelOptions): Promise<Tunnel> => {
  const tunnel = await openTunnel(options);
  closeAfter(() => tunnel.close());
  return tunnel;
};

/** Says how much it heard, once the other side has said all. */
const answer = (socket: Socket): void => {
  let received = 0;
  socket.on("data", (chunk: Buffer) => (received += chunk.length));
  socket.once("end", () => socket.end(`you said ${received} characters`));
};

const startAgent = async (path: string, privateKey: string): Promise<Server> => {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  const server = createServer((socket) => {
    const protocol = new ssh2.AgentProtocol(false);
    protocol.on("identities", (request) => protocol.getIdentitiesReply(request, [key]));
    protocol.on("sign", (request, _publicKey, data) => protocol.signReply(request, key.sign(data)));
    socket.pipe(protocol).pipe(socket);
  });
  server.listen(path);
  await once(server, "listening");
  return server;
};

describe("a tunnel", () => {
  test("carries what connects to its local port, many at once, and leaves nothing when closed", async () => {
    const home = await startHere();
    const tunnel = await open(tunnelOptions(home));
    expect(tunnel).toMatchObject({ url: `http://127.0.0.1:${tunnel.localPort}`, fingerprint: home.expected.hostKey });
    const pages = await Promise.all([1, 2, 3].map(async () => (await fetch(tunnel.url)).text()));
    for (const page of pages) expect(page).toContain("<title>OctoPrint</title>");
    expect(home.sshd.seen.total).toBe(1);
    await Promise.all([tunnel.close(), tunnel.close(), tunnel.closed]);
    await home.sshd.whenEmpty();
    await expect(fetch(tunnel.url)).rejects.toThrow("fetch failed");
  });

  test("carries bytes both ways, each end closing for itself", async () => {
    const echo = await startTcpServer(answer, { allowHalfOpen: true });
    closeAfter(echo.close);
    const home = await startHere({ ssh: { targets: { "localhost:80": echo.port } } });
    const tunnel = await open(tunnelOptions(home));
    const client = connect({ port: tunnel.localPort, host: "127.0.0.1", allowHalfOpen: true });
    client.end("quiet".repeat(50_000));
    expect(await text(client)).toBe("you said 250000 characters");
  });

  test("closes a connection its target refuses, and stays", async () => {
    const home = await startHere({ ssh: { targets: {} } });
    const tunnel = await open(tunnelOptions(home));
    for (let times = 0; times < 2; times += 1) {
      const client = connect(tunnel.localPort, "127.0.0.1");
      await once(client, "close");
      expect(client.bytesRead).toBe(0);
    }
    expect(home.sshd.seen.open).toBe(1);
  });

  test("cuts its open connections when it is closed", async () => {
    const silent = await startTcpServer();
    closeAfter(silent.close);
    const home = await startHere({ ssh: { targets: { "localhost:80": silent.port } } });
    const tunnel = await open(tunnelOptions(home));
    const client = connect(tunnel.localPort, "127.0.0.1");
    await once(client, "connect");
    const gone = once(client, "close");
    await tunnel.close();
    await gone;
  });

  test("closes although the other side reads no more", async () => {
    const arrived = new EventEmitter();
    const target = await startTcpServer((socket) => void socket.once("data", () => arrived.emit("one")));
    closeAfter(target.close);
    const home = await startHere({ ssh: { targets: { "localhost:80": target.port } } });
    const tunnel = await open(tunnelOptions(home));
    const clients = Array.from({ length: 12 }, () => connect(tunnel.localPort, "127.0.0.1"));
    let count = 0;
    const all = new Promise<void>((resolve) => arrived.on("one", () => ++count === clients.length && resolve()));
    for (const client of clients) client.on("error", () => undefined).write("hello");
    await all;
    home.sshd.freeze();
    const gone = Promise.all(clients.map((client) => new Promise((resolve) => client.once("close", resolve))));
    const more = clients.map(
      (client) => new Promise<void>((resolve) => client.write(Buffer.alloc(4_000_000), () => resolve())),
    );
    await Promise.all(more); // 48 megabytes on their way: more than the system takes for a peer that is frozen
    await tunnel.close();
    await gone;
  });

  test("lets go of the far end when the near one resets", async () => {
    const far = new EventEmitter();
    const target = await startTcpServer((socket) => {
      socket.once("close", () => far.emit("gone"));
      socket.write("hello");
    });
    closeAfter(target.close);
    const home = await startHere({ ssh: { targets: { "localhost:80": target.port } } });
    const tunnel = await open(tunnelOptions(home));
    const client = connect(tunnel.localPort, "127.0.0.1");
    const gone = once(far, "gone");
    client.once("data", () => client.resetAndDestroy());
    await gone;
  });

  test("is closed when its connection is lost", async () => {
    const home = await startHere();
    const tunnel = await open(tunnelOptions(home));
    home.sshd.cut();
    await tunnel.closed;
    await expect(fetch(tunnel.url)).rejects.toThrow("fetch failed");
  });

  test("is closed by its signal", async () => {
    const stop = new AbortController();
    const home = await startHere();
    const tunnel = await open(tunnelOptions(home, { signal: stop.signal }));
    stop.abort();
    await tunnel.closed;
    await home.sshd.whenEmpty();
  });

  test("takes the local port it is given, on loopback only", async () => {
    const localPort = await closedPort();
    const tunnel = await open(tunnelOptions(await startHere(), { localPort }));
    expect(tunnel.localPort).toBe(localPort);
    // The same port of another loopback address is free: nothing listens on all of them.
    const other = createServer();
    other.listen(localPort, "127.0.0.2");
    await once(other, "listening");
    other.close();
  });

  test("logs in with a key that has a passphrase", async () => {
    const mine = makeKeys("sesame");
    const home = await startHere({ ssh: { authorised: mine.public } });
    const tunnel = await open(
      tunnelOptions(home, { login: { user: "pi", privateKey: mine.private, passphrase: "sesame" } }),
    );
    expect((await fetch(tunnel.url)).status).toBe(200);
  });

  test("logs in with an agent", async () => {
    const mine = makeKeys();
    const home = await startHere({ ssh: { authorised: mine.public } });
    const folder = await mkdtemp(join(tmpdir(), "agent-"));
    const agent = join(folder, "socket");
    const listening = await startAgent(agent, mine.private);
    closeAfter(async () => {
      listening.close();
      await rm(folder, { recursive: true });
    });
    const tunnel = await open(tunnelOptions(home, { login: { user: "pi", agent } }));
    expect((await fetch(tunnel.url)).status).toBe(200);
    expect(home.sshd.log).toContain("publickey pi");
  });
});
