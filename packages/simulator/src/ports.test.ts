import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { dial, opened } from "../test/closing.ts";
import { listenOn } from "./listen.ts";
import { reservePort } from "./ports.ts";

const bindUdp = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code ?? "error");
    });
    socket.bind({ address: "127.0.0.1", port, exclusive: true }, () => socket.close(() => resolve("free")));
  });

test("a reserved port is held for UDP and free for TCP, until it is released", async () => {
  const { port, release } = await reservePort();
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThanOrEqual(31_999);
  expect(await bindUdp(port)).toBe("EADDRINUSE");
  expect(await dial(`127.0.0.1:${port}`)).toBe("ECONNREFUSED");
  await opened(listenOn(createServer(), port));
  expect(await dial(`127.0.0.1:${port}`)).toBe("open");
  await release();
  expect(await bindUdp(port)).toBe("free");
});

test("a number somebody holds, for UDP or for TCP, is passed over", async () => {
  const [held, kept, free] = [await reservePort(), await reservePort(), await reservePort()];
  const tcp = await opened(listenOn(createServer()));
  await free.release();
  const proposals = [held.port, kept.port, tcp.port, free.port];
  const found = await reservePort(() => proposals.shift() ?? 0);
  expect([found.port, proposals]).toEqual([free.port, []]);
  await expect(reservePort(() => held.port)).rejects.toThrow("200 ports in a row were taken");
  await Promise.all([held.release(), kept.release(), found.release()]);
  expect(await bindUdp(tcp.port)).toBe("free");
});

test("a hundred are a hundred", async () => {
  const held = await Promise.all(Array.from({ length: 100 }, () => reservePort()));
  expect(new Set(held.map(({ port }) => port)).size).toBe(100);
  await Promise.all(held.map(({ release }) => release()));
});
