import { createSocket } from "node:dgram";
import { decode, encode } from "dns-packet";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "@porchlight/core";
import { closedPort, startTcpServer } from "../test/tcp-server.ts";
import { type DnsServer, fromTable, record, type Script, startDnsServer } from "../test/dns-server.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import { ask, type DnsReply } from "./dns-exchange.ts";

const question = { name: "home.example", type: "A" };
const here = record("home.example 60 A 192.0.2.7");
const server = { address: "192.0.2.53", port: 53 };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const start = async (script: Script): Promise<DnsServer> => {
  const started = await startDnsServer(script);
  closers.push(started.close);
  return started;
};
const netTo = (port: number): { map: Record<string, string> } => ({ map: { "192.0.2.53:53": `127.0.0.1:${port}` } });
const askAt = (port: number, options: Partial<Parameters<typeof ask>[0]> = {}): Promise<DnsReply> =>
  ask({ net: netTo(port), clock: systemClock, timeoutMs: 20_000, ...options }, server, question, false);

describe("a question to a server", () => {
  test("is asked once, over UDP, without recursion", async () => {
    const { port, log } = await start(() => ({ aa: true, answers: [here] }));
    const reply = await askAt(port);
    expect(reply).toMatchObject({ authoritative: true, rcode: "NOERROR", answers: [{ value: "192.0.2.7" }] });
    expect(reply.ms).toBeGreaterThanOrEqual(0);
    expect(log).toEqual(["udp home.example A"]);
  });

  test("is repeated once when a third of the time is over, and nothing waits on after the answer", async () => {
    const clock = createFakeClock();
    let times = 0;
    const { port, log, whenAsked } = await start(() => (++times === 1 ? undefined : { answers: [here] }));
    const asking = askAt(port, { clock, timeoutMs: 3_000 });
    await whenAsked(1);
    clock.advance(999);
    clock.advance(1);
    await expect(asking).resolves.toMatchObject({ ms: 1_000, rcode: "NOERROR" });
    expect(log).toHaveLength(2);
    expect(clock.sleeping()).toBe(0);
  });

  test("to a silent server ends in time", async () => {
    const clock = createFakeClock();
    const { port, log, whenAsked } = await start(() => undefined);
    const asking = askAt(port, { clock, timeoutMs: 3_000 });
    await whenAsked(1);
    clock.advance(1_000);
    await whenAsked(2);
    clock.advance(2_000);
    await expect(asking).rejects.toMatchObject({ code: "timeout", message: expect.stringContaining("192.0.2.53:53") });
    expect(log).toHaveLength(2);
    expect(clock.sleeping()).toBe(0);
  });

  test("is asked again over TCP when the answer was truncated", async () => {
    const { port, log } = await start((_question, _query, transport) =>
      transport === "udp" ? { tc: true } : { answers: [here] },
    );
    await expect(askAt(port)).resolves.toMatchObject({ answers: [{ value: "192.0.2.7" }] });
    expect(log).toEqual(["udp home.example A", "tcp home.example A"]);
  });

  test.each<[string, string, Script]>([
    ["cut over TCP too", "not-understood", () => ({ tc: true })],
    ["closed over TCP", "closed", (_question, _query, transport) => (transport === "udp" ? { tc: true } : undefined)],
    [
      "something else over TCP",
      "not-understood",
      (_question, _query, transport) => (transport === "udp" ? { tc: true } : Buffer.from("something else")),
    ],
  ])("fails when the answer is %s", async (_what, code, script) => {
    const { port } = await start(script);
    await expect(askAt(port)).rejects.toMatchObject({ name: "ReachError", code });
  });

  test("ends in time while TCP is silent", async () => {
    const clock = createFakeClock();
    const silent = await startTcpServer((socket) => void socket.once("data", () => clock.advance(3_000)));
    const udp = createSocket("udp4");
    closers.push(silent.close, async () => void udp.close());
    udp.on("message", (bytes, from) => {
      bytes.writeUInt16BE(0x8200, 2);
      udp.send(bytes, from.port, from.address);
    });
    await new Promise<void>((resolve) => udp.bind(silent.port, "127.0.0.1", resolve));
    await expect(askAt(silent.port, { clock, timeoutMs: 3_000 })).rejects.toMatchObject({ code: "timeout" });
  });

  test("is asked without EDNS of a server that refuses that", async () => {
    const { port, log } = await start((_question, query) =>
      (query.additionals ?? []).length > 0 ? { rcode: 1 } : { answers: [here] },
    );
    await expect(askAt(port)).resolves.toMatchObject({ rcode: "NOERROR" });
    expect(log).toHaveLength(2);
  });

  test("does not believe a forged answer, and takes the true one that comes after it", async () => {
    const forge = createSocket("udp4");
    closers.push(async () => void forge.close());
    forge.on("message", (bytes, from) => {
      const { id = 0, questions = [] } = decode(bytes);
      const evil = { type: "response" as const, answers: [record("home.example 60 A 192.0.2.66")] };
      for (const forged of [
        { id: id ^ 1, questions },
        { id, questions: [{ name: "evil.example", type: "A" as const }] },
      ])
        forge.send(encode({ ...evil, ...forged }), from.port, from.address);
      forge.send(encode({ type: "response", id, questions, answers: [here] }), from.port, from.address);
    });
    await new Promise<void>((resolve) => forge.bind(0, "127.0.0.1", resolve));
    await expect(askAt(forge.address().port)).resolves.toMatchObject({ answers: [{ value: "192.0.2.7" }] });
  });

  test("does not hear what another address or port sends", async () => {
    const clock = createFakeClock();
    const other = createSocket("udp4");
    closers.push(async () => void other.close());
    const deaf = createSocket("udp4");
    closers.push(async () => void deaf.close());
    deaf.on("message", (bytes, from) => {
      const { id = 0, questions = [] } = decode(bytes);
      other.send(encode({ type: "response", id, questions, answers: [here] }), from.port, from.address, () =>
        clock.advance(3_000),
      );
    });
    await new Promise<void>((resolve) => deaf.bind(0, "127.0.0.1", resolve));
    await expect(askAt(deaf.address().port, { clock, timeoutMs: 3_000 })).rejects.toMatchObject({ code: "timeout" });
  });

  test("to a closed port is refused at once", async () => {
    await expect(askAt(await closedPort())).rejects.toMatchObject({ code: "refused" });
  });

  test("to a server outside the virtual network is unreachable", async () => {
    await expect(askAt(1, { net: { map: {} } })).rejects.toMatchObject({ code: "unreachable" });
  });

  test("ends with the caller's reason when it is stopped", async () => {
    const stop = new AbortController();
    const { port, whenAsked } = await start(() => undefined);
    const asking = askAt(port, { signal: stop.signal });
    await whenAsked(1);
    stop.abort(new Error("enough"));
    await expect(asking).rejects.toThrow("enough");
    await expect(askAt(port, { signal: stop.signal })).rejects.toThrow("enough");
  });

  test("over IPv6 is asked over IPv6", async () => {
    const udp = createSocket("udp6");
    closers.push(async () => void udp.close());
    await new Promise<void>((resolve) => udp.bind(0, "::1", resolve));
    udp.on("message", (bytes, from) => {
      bytes.writeUInt16BE(0x8000, 2);
      udp.send(bytes, from.port, from.address);
    });
    const net = { map: { "[2001:db8::53]:53": `[::1]:${udp.address().port}` } };
    const context = { net, clock: systemClock, timeoutMs: 20_000 };
    await expect(ask(context, { address: "2001:db8::53", port: 53 }, question, false)).resolves.toMatchObject({
      rcode: "NOERROR",
    });
  });

  test("follows the table", async () => {
    const { port } = await start(fromTable(["other.example 60 A 192.0.2.7"]));
    await expect(askAt(port)).resolves.toMatchObject({ rcode: "NXDOMAIN", answers: [] });
  });
});
