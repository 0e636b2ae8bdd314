import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import type { ReachError } from "@porchlight/reach";
import { ReachError as Trouble, type ReachErrorCode } from "@porchlight/reach";
import { describe, expect, it, onTestFinished } from "vitest";
import { movingClock } from "../../test/memory-session.ts";
import type { Engine } from "./engine.ts";
import { keepOpen, type WayEvent } from "./keep-open.ts";
import type { Way } from "./way.ts";

/** A page at a local port, and the way whose tunnel ends there. */
const wayWithPage = async (title = "OctoPrint"): Promise<Way> => {
  const pages = createServer((_request, response) => void response.end(`<title>${title}</title>`));
  onTestFinished(() => void pages.close());
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  const address = pages.address();
  const localPort = typeof address === "object" && address !== null ? address.port : 0;
  const to = { host: "localhost", port: 80 };
  return {
    forward: "ssh",
    host: "octopi",
    name: "home.taprest.fr",
    port: 7654,
    user: "pi",
    tunnels: [{ name: "octoprint", through: "ssh", localPort, to, expect: "octoprint", allow: [], path: [] }],
  };
};

/** Each opening fails with a code, or holds until `lose` is called. */
const engineOf = (...openings: readonly ("holds" | ReachErrorCode)[]) => {
  let turn = 0;
  let open = 0;
  const line = new EventEmitter();
  const engine: Engine = {
    title: "test",
    open: () => {
      const what = openings[turn] ?? "holds";
      turn += 1;
      if (what !== "holds") return Promise.reject(new Trouble(what, `it was ${what}`));
      open += 1;
      const ended = new Promise<ReachError>((resolve) => {
        line.once("down", () => resolve(new Trouble("closed", "the line went down")));
      });
      let isClosed = false;
      const close = (): Promise<void> => {
        if (!isClosed) open -= 1;
        isClosed = true;
        return Promise.resolve();
      };
      return Promise.resolve({ ended, close });
    },
    close: () => Promise.resolve(),
  };
  return { engine, lose: () => void line.emit("down"), open: () => open, turns: () => turn };
};
const key = { fingerprint: "SHA256:x", publicKey: "ssh-ed25519 AAAA", type: "ssh-ed25519" };

describe("a way that is kept open", () => {
  it("is opened again with growing pauses, and closed when it is stopped", async () => {
    const stop = new AbortController();
    const slept: number[] = [];
    const moving = movingClock();
    const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
      if (ms === 5_000) return new Promise(() => undefined); // the deadline of a page
      slept.push(ms);
      return moving.sleep(ms, signal);
    };
    const { engine, lose, open, turns } = engineOf(
      "holds",
      "refused",
      "timeout",
      "unreachable",
      "closed",
      "no-address",
      "refused",
      "refused",
    );
    const events: string[] = [];
    const onEvent = (event: WayEvent): void => {
      events.push(event.event);
      if (event.event === "open") lose();
      if (event.event === "restored") stop.abort();
    };
    await keepOpen(await wayWithPage(), {
      engine,
      key,
      clock: { ...moving, sleep },
      signal: stop.signal,
      onEvent,
    });
    expect(events).toEqual(["open", "dropped", ...Array<string>(7).fill("still-away"), "restored"]);
    expect(slept).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000]);
    expect([open(), turns()]).toEqual([0, 9]);
  });

  it.each([
    ["host-key-differs", 5],
    ["login-refused", 6],
    ["no-login", 6],
    ["port-in-use", 1],
  ] as const)("is given up for %s after it was lost", async (code, exitCode) => {
    const { engine, lose, open } = engineOf("holds", code);
    const onEvent = ({ event }: WayEvent): void => (event === "open" ? lose() : undefined);
    const signal = new AbortController().signal;
    const sleeping = {
      ...movingClock(),
      sleep: (ms: number) => (ms === 1_000 ? Promise.resolve() : new Promise<void>(() => undefined)),
    };
    await expect(
      keepOpen(await wayWithPage(), { engine, key, clock: sleeping, signal, onEvent }),
    ).rejects.toMatchObject({
      exitCode,
      document: { error: code },
    });
    expect(open()).toBe(0);
  });

  it("is not opened at all when it cannot be, or leads to something else", async () => {
    const way = await wayWithPage("Router");
    const base = {
      key,
      clock: { now: () => 0, sleep: () => new Promise<void>(() => undefined) },
      onEvent: () => undefined,
    };
    const { signal } = new AbortController();
    const refused = engineOf("refused");
    await expect(keepOpen(way, { ...base, engine: refused.engine, signal })).rejects.toMatchObject({ exitCode: 1 });
    const holds = engineOf();
    await expect(keepOpen(way, { ...base, engine: holds.engine, signal })).rejects.toMatchObject({
      exitCode: 5,
      document: { error: "service-differs", tunnel: "octoprint" },
    });
    expect(holds.open()).toBe(0);
  });
});
