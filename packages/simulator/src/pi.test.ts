import ssh2, { type Client, type ConnectConfig } from "ssh2";
import { afterEach, describe, expect, test } from "vitest";
import { opened } from "../test/closing.ts";
import { octoprintAnswer } from "./octoprint-page.ts";
import { type Pi, startPi } from "./pi.ts";
import { createSshKey } from "./ssh-key.ts";

const clients: Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.end();
});

/** A real client that is let in, or the reason why it is not. */
const connect = (pi: Pi, config: ConnectConfig): Promise<Client> =>
  new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    clients.push(client);
    client.once("ready", () => resolve(client)).once("error", reject);
    client.on("error", () => undefined).on("connect", () => client.setNoDelay(true));
    client.connect({ host: "127.0.0.1", port: pi.sshPort ?? 1, username: "pi", ...config });
  });

const through = (client: Client, host: string, port: number, request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    client.forwardOut("127.0.0.1", 1, host, port, (error, channel) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      let text = "";
      channel.setEncoding("utf8");
      channel.on("data", (chunk: string) => (text += chunk)).on("close", () => resolve(text));
      channel.write(request);
    });
  });

const exec = (client: Client, command: string, input = ""): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      const heard = { code: -1, out: "", err: "" };
      channel.on("data", (chunk: Buffer) => (heard.out += chunk.toString()));
      channel.stderr.on("data", (chunk: Buffer) => (heard.err += chunk.toString()));
      channel.on("exit", (code: number) => (heard.code = code)).on("close", () => resolve(heard));
      channel.end(input);
    });
  });

describe("login", () => {
  test("by the home's key, and what was disclosed is written down", async () => {
    const pi = await opened(startPi("pi"));
    await connect(pi, { privateKey: pi.privateKey });
    const key = { user: "pi", method: "publickey", keyType: "ssh-ed25519", accepted: true };
    expect(pi.log).toEqual([
      { user: "pi", method: "none", accepted: false },
      { ...key, signed: false },
      { ...key, signed: true },
    ]);
  });

  test.each([
    ["the factory's password", { password: "raspberry" }, "password"],
    ["another key", { privateKey: createSshKey("").privateKey }, "publickey"],
  ] as const)("not by %s", async (_what, config, method) => {
    const pi = await opened(startPi("pi"));
    await expect(connect(pi, { ...config, authHandler: ["none", method] })).rejects.toMatchObject({
      level: "client-authentication",
    });
    expect(pi.log.some((entry) => entry.accepted)).toBe(false);
    expect(pi.log.map((entry) => entry.method)).toContain("none");
  });

  test("by a password, only once the home has one, and only by that", async () => {
    const pi = await opened(startPi("pi"));
    pi.acceptPassword("open sesame");
    const by = (password: string): Promise<unknown> => connect(pi, { password, authHandler: ["none", "password"] });
    await expect(by("raspberry")).rejects.toMatchObject({ level: "client-authentication" });
    await by("open sesame");
    expect(pi.log.at(-1)).toEqual({ user: "pi", method: "password", accepted: true });
    pi.acceptPassword(undefined);
    await expect(by("open sesame")).rejects.toMatchObject({ level: "client-authentication" });
  });

  test("not by another user, with the right key", async () => {
    const pi = await opened(startPi("pi"));
    await expect(connect(pi, { username: "root", privateKey: pi.privateKey })).rejects.toMatchObject({
      level: "client-authentication",
    });
    expect(pi.log).toContainEqual({
      user: "root",
      method: "publickey",
      keyType: "ssh-ed25519",
      signed: false,
      accepted: false,
    });
  });
});

/** Of the key the server shows; the client leaves at it. */
const fingerprint = async (pi: Pi): Promise<string> => {
  let seen = "";
  const hostVerifier = (hash: string): boolean => {
    seen = `SHA256:${Buffer.from(hash, "hex").toString("base64").replace(/=+$/, "")}`;
    return false;
  };
  await connect(pi, { hostHash: "sha256", hostVerifier }).catch(() => undefined);
  return seen;
};

describe("host key", () => {
  test("is the one announced, and who leaves at it discloses nothing", async () => {
    const pi = await opened(startPi("pi"));
    expect(pi.hostKey).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expect(await fingerprint(pi)).toBe(pi.hostKey);
    expect(pi.log).toEqual([]);
  });

  test("stays over a restart, and is another one when another machine answers", async () => {
    const pi = await opened(startPi("pi"));
    const { hostKey } = pi;
    await pi.start({ newHostKey: true });
    expect(pi.hostKey).toBe(hostKey);
    await pi.stop();
    await pi.stop();
    expect(pi.sshPort).toBeUndefined();
    await pi.start();
    expect(await fingerprint(pi)).toBe(hostKey);
    await pi.stop();
    await pi.start({ newHostKey: true });
    expect(await fingerprint(pi)).toBe(pi.hostKey);
    expect(pi.hostKey).not.toBe(hostKey);
  });

  test("stopping drops who is connected", async () => {
    const pi = await opened(startPi("pi"));
    const client = await connect(pi, { privateKey: pi.privateKey });
    const dropped = new Promise((resolve) => client.once("close", () => resolve("dropped")));
    await pi.stop();
    await dropped;
    await expect(connect(pi, { privateKey: pi.privateKey })).rejects.toMatchObject({ level: "client-socket" });
  });
});

describe("once in", () => {
  const request = "GET /api/version HTTP/1.0\r\n\r\n";

  test.each([
    ["localhost", 80],
    ["127.0.0.1", 80],
    ["localhost", 5000],
  ])("a tunnel to %s:%i reaches the page", async (host, port) => {
    const pi = await opened(startPi("pi"));
    const client = await connect(pi, { privateKey: pi.privateKey });
    const text = await through(client, host, port, request);
    expect(text).toContain('{"api":"0.1","server":"1.10.3","text":"OctoPrint 1.10.3"}');
    expect(await through(client, host, port, "GET / HTTP/1.0\r\n\r\n")).toContain("<title>OctoPrint</title>");
  });

  test.each([
    ["localhost", 22],
    ["192.168.1.50", 80],
    ["example.org", 80],
  ])("a tunnel to %s:%i is refused", async (host, port) => {
    const pi = await opened(startPi("pi"));
    const client = await connect(pi, { privateKey: pi.privateKey });
    await expect(through(client, host, port, request)).rejects.toThrow(/Channel open failure/);
  });

  test("two commands and no more; no shell", async () => {
    const pi = await opened(startPi("pi"));
    const client = await connect(pi, { privateKey: pi.privateKey });
    expect(await exec(client, "echo a b")).toEqual({ code: 0, out: "a b\n", err: "" });
    expect(await exec(client, "echo")).toEqual({ code: 0, out: "\n", err: "" });
    expect(await exec(client, "true")).toEqual({ code: 0, out: "", err: "" });
    expect(await exec(client, "rm -rf /")).toEqual({ code: 127, out: "", err: "sh: 1: rm: not found\n" });
    await expect(
      new Promise((resolve, reject) =>
        client.shell((error) => (error === undefined ? resolve("shell") : reject(error))),
      ),
    ).rejects.toThrow();
  });
});

test("commands are run by the script of the home, with their input", async () => {
  const pi = await opened(startPi("pi"));
  pi.runCommandsBy((command, input) => {
    if (command === "fail") throw new Error("as asked");
    return { exitCode: 3, stdout: `${command}:${input}` };
  });
  const client = await connect(pi, { privateKey: pi.privateKey });
  expect(await exec(client, "sh -s", "id")).toEqual({ code: 3, out: "sh -s:id", err: "" });
  expect(await exec(client, "fail")).toEqual({ code: 70, out: "", err: "Error: as asked\n" });
  expect(await exec(client, "echo a")).toEqual({ code: 0, out: "a\n", err: "" });
});

test("the page knows two paths", () => {
  expect(octoprintAnswer("/")[0]).toBe(200);
  expect(octoprintAnswer("/api/version")[1]).toBe("application/json");
  expect(octoprintAnswer("/api/printer")[0]).toBe(404);
});
