import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "../test/fake-clock.ts";
import { closeAfter } from "../test/here.ts";
import { startPages } from "../test/home.ts";
import { closedPort, startTcpServer } from "../test/tcp-server.ts";
import { awaitService, type ServiceOptions } from "./tunnel-service.ts";

const to = { host: "localhost", port: 80 };
const pages = async (
  answer: (turn: number) => readonly [status: number, title: string],
): Promise<{ readonly port: number; readonly hosts: (string | undefined)[] }> => {
  const hosts: (string | undefined)[] = [];
  const served = await startPages((request, response) => {
    hosts.push(request.headers.host);
    const [status, title] = answer(hosts.length);
    response.writeHead(status, { "content-type": "text/html" }).end(`<title>${title}</title>`);
  });
  closeAfter(served.close);
  return { port: served.port, hosts };
};
const tcp = async (onConnection: (socket: Socket) => void): Promise<number> => {
  const server = await startTcpServer(onConnection);
  closeAfter(server.close);
  return server.port;
};
const wait = (localPort: number, more: Partial<ServiceOptions> = {}): ReturnType<typeof awaitService> =>
  awaitService({ localPort, to, ...more });

describe("a service behind a tunnel", () => {
  test("answers with the page that was expected, asked for as the far side names it", async () => {
    const { port, hosts } = await pages(() => [200, "OctoPrint Login"]);
    await expect(wait(port, { expect: "octoprint" })).resolves.toEqual({
      status: "answers",
      page: { httpStatus: 200, title: "OctoPrint Login" },
    });
    expect(hosts).toEqual(["localhost:80"]);
  });

  test("is another one", async () => {
    const { port } = await pages(() => [200, "Router"]);
    await expect(wait(port, { expect: "octoprint" })).resolves.toMatchObject({
      status: "differs",
      page: { title: "Router" },
    });
    await expect(wait(port)).resolves.toMatchObject({ status: "answers" });
  });

  test("is waited for while its proxy says that it still starts", async () => {
    const clock = createFakeClock();
    const { port, hosts } = await pages((turn) => (turn < 3 ? [503, "Unavailable"] : [200, "OctoPrint"]));
    const seen = wait(port, { expect: "octoprint", clock });
    for (const times of [1, 2]) {
      await expect.poll(() => hosts.length).toBe(times);
      await expect.poll(() => clock.sleeping()).toBe(1);
      clock.advance(1_000);
    }
    await expect(seen).resolves.toMatchObject({ status: "answers", page: { httpStatus: 200 } });
    expect(clock.sleeping()).toBe(0);
  });

  test("is waited for no longer than asked", async () => {
    const seen = await wait(await closedPort(), { timeoutMs: 0 });
    expect(seen).toMatchObject({ status: "silent", message: expect.stringContaining("ECONNREFUSED") });
    const closes = await tcp((socket) => socket.destroy());
    await expect(wait(closes, { timeoutMs: 0 })).resolves.toMatchObject({ status: "silent" });
  });

  test("need not be a page when none is expected", async () => {
    const speaks = await tcp((socket) => void socket.end("SSH-2.0-x\r\n"));
    await expect(wait(speaks)).resolves.toEqual({ status: "answers" });
    await expect(wait(speaks, { expect: "octoprint", timeoutMs: 0 })).resolves.toMatchObject({ status: "silent" });
  });

  test("may wait to be spoken to in its own language", async () => {
    const clock = createFakeClock();
    const port = await tcp((socket) => void socket.once("data", () => clock.advance(5_000)));
    await expect(wait(port, { clock })).resolves.toEqual({ status: "answers" });
  });

  test("is not waited for once that is stopped", async () => {
    const stop = new AbortController();
    const port = await tcp((socket) => void socket.once("data", () => stop.abort(new Error("enough"))));
    await expect(wait(port, { signal: stop.signal })).rejects.toThrow("enough");
  });
});
