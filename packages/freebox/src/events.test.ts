import { type FreeboxDoor, startFreebox, type WorldOptions } from "@porchlight/simulator";
import { afterEach, describe, expect, test } from "vitest";
import { recordedCases, withFixtures } from "../test/fixtures.ts";
import { createStepClock, type StepClock } from "../test/step-clock.ts";
import { rejection } from "../test/tiny-box.ts";
import { createFreebox, type Freebox, type FreeboxOptions } from "./client.ts";
import { framesOf, readEvent } from "./event-frames.ts";
import type { AnyFreeboxError } from "./errors.ts";
import type { Exchange } from "./transport.ts";

const LAN = ["lan_host_l3addr_reachable", "lan_host_l3addr_unreachable"] as const;
/** Between tries: neither the deadline of a call nor the heartbeat. */
const isPause = (ms: number): boolean => ms !== 10_000 && ms !== 30_000;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Setting {
  readonly door: FreeboxDoor;
  readonly freebox: Freebox;
  readonly clock: StepClock;
  readonly exchanges: Exchange[];
}

const start = async (world: WorldOptions = {}, more: Partial<FreeboxOptions> = {}): Promise<Setting> => {
  const door = await startFreebox(world);
  const clock = createStepClock();
  const exchanges: Exchange[] = [];
  const freebox = createFreebox({
    ...door.clientOptions,
    clock,
    random: () => 0.5,
    onExchange: (each) => void exchanges.push(each),
    ...more,
  });
  closers.push(async () => {
    await freebox.close();
    await door.close();
    expect(clock.sleeping).toEqual([]);
  });
  return { door, freebox, clock, exchanges };
};

/** A subscription to the LAN that is open: its steps, and what it says of itself. */
const subscribed = async (
  { freebox }: Setting,
  signal?: AbortSignal,
): Promise<{
  next: () => ReturnType<ReturnType<Freebox["events"]["subscribe"]>["next"]>;
  leave: () => Promise<unknown>;
  states: (readonly [string, AnyFreeboxError | undefined])[];
  told: (count: number) => Promise<void>;
}> => {
  const states: (readonly [string, AnyFreeboxError | undefined])[] = [];
  const waiting: (() => void)[] = [];
  const told = async (count: number): Promise<void> => {
    while (states.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const events = freebox.events.subscribe(LAN, {
    ...(signal === undefined ? {} : { signal }),
    onState: (state, reason) => {
      states.push([state, reason]);
      for (const wake of waiting.splice(0)) wake();
      throw new Error("a broken observer");
    },
  });
  return { next: () => events.next(), leave: () => events.return(), states, told };
};

const appear = async ({ door }: Setting, address: string): Promise<void> => {
  door.world.hosts[0]?.addresses.push(address);
  await door.settle();
};

const lines = ({ door }: Setting): string[] =>
  door.requests.map(({ method, path }) => `${method} ${path.replace(/^\/api\/v16/, "")}`);

describe("a subscription", () => {
  test("gives what happens, typed, in order", async () => {
    const setting = await start();
    const { next, leave, told, states } = await subscribed(setting);
    const first = next();
    await told(1);
    await appear(setting, "192.168.1.43");
    setting.door.world.hosts[0]?.addresses.pop();
    await setting.door.settle();
    const { value } = await first;
    expect(value).toMatchObject({ event: LAN[0], result: { id: "ether-b8:27:eb:12:34:56", primary_name: "octopi" } });
    if (value?.event === "lan_host_l3addr_reachable") expect(value.result.l3connectivities.length).toBeGreaterThan(1);
    expect((await next()).value).toMatchObject({ event: LAN[1] });
    await leave();
    expect(await next()).toEqual({ done: true, value: undefined });
    expect(states).toEqual([["open", undefined]]);
    expect(setting.exchanges.at(-1)).toMatchObject({ method: "GET", path: "/ws/event", status: 101 });
  });

  test("sends nothing before its first step, and lets the socket go when it is left", async () => {
    const setting = await start();
    setting.freebox.events.subscribe(LAN);
    expect(setting.door.requests).toEqual([]);
    const { next, leave, told } = await subscribed(setting);
    const first = next();
    await told(1);
    expect(setting.door.events.listeners).toBe(1);
    await appear(setting, "192.168.1.43");
    await first;
    await leave();
    expect(setting.clock.sleeping).toEqual([]);
  });

  test("passes over what it did not ask for, and what is no event", async () => {
    const setting = await start({ switches: { eventSource: "lan" } });
    const { next, told } = await subscribed(setting);
    const first = next();
    await told(1);
    for (const odd of [
      "bye",
      "[1]",
      "null",
      { action: "notification", source: "sun", event: "rose" },
      { action: "what" },
    ])
      setting.door.events.send(odd);
    setting.door.events.send(
      '{"action":"notification","source":"vm","event":"state_changed","result":{}}\n{"action":"x"}',
    );
    await appear(setting, "192.168.1.43");
    expect((await first).value).toMatchObject({ event: LAN[0], result: { primary_name: "octopi" } });
  });

  test("of virtual machines gives what comes", async () => {
    const { door, freebox } = await start();
    let open: (state: string) => void;
    const opened = new Promise<string>((resolve) => (open = resolve));
    const names = ["vm_state_changed", "vm_disk_task_done"] as const;
    const events = freebox.events.subscribe(names, { onState: (state) => open(state) });
    const first = events.next();
    expect(await opened).toBe("open");
    for (const event of ["state_changed", "disk_task_done"])
      door.events.send({ action: "notification", success: true, source: "vm", event, result: { id: 1 } });
    expect((await first).value).toEqual({ event: "vm_state_changed", result: { id: 1 } });
    expect((await events.next()).value).toEqual({ event: "vm_disk_task_done", result: { id: 1 } });
    await events.return();
  });

  test("ends with an event of unknown shape, without its values", async () => {
    const setting = await start();
    const { next, told } = await subscribed(setting);
    const first = rejection(next());
    await told(1);
    setting.door.events.send({
      action: "notification",
      source: "lan_host",
      event: "l3addr_reachable",
      result: { id: ["x"] },
    });
    expect(await first).toMatchObject({ name: "FreeboxSchemaError", operation: "GET /ws/event" });
  });

  test.each([{ names: [] }, { names: ["what"] }])("of $names is refused before anything is sent", async ({ names }) => {
    const setting = await start();
    const some: readonly string[] = names;
    const events = setting.freebox.events.subscribe(some as readonly (typeof LAN)[number][]);
    expect(await rejection(events.next())).toMatchObject({ name: "FreeboxInputError" });
    expect(setting.door.requests).toEqual([]);
  });

  test("trusts the authority it is given, and no other", async () => {
    const world = { switches: { boxScheme: "https" } } as const;
    const setting = await start(world);
    const { next, told } = await subscribed(setting);
    const first = next();
    await told(1);
    await appear(setting, "192.168.1.43");
    await first;
    // The requests are let through, so that the socket alone has to tell whom it speaks to.
    const { ca: _ca, ...stranger } = setting.door.clientOptions;
    const transport: FreeboxOptions["transport"] = async ({ url, method, headers, body }) => {
      const { request } = await import("node:https");
      return new Promise((resolve, reject) => {
        const sent = request(url, { method, headers, ca: setting.door.clientOptions.ca, agent: false }, (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (part: string) => (text += part));
          answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: {}, body: text }));
        });
        sent.on("error", reject).end(body);
      });
    };
    const distrusting = createFreebox({ ...stranger, transport });
    expect(await rejection(distrusting.events.subscribe(LAN).next())).toMatchObject({
      name: "FreeboxTransportError",
      reason: "certificate",
    });
    await distrusting.close();
  });
});

describe("a socket that is lost", () => {
  test("is opened again after a pause, and the session goes on", async () => {
    const setting = await start();
    const { next, told, states } = await subscribed(setting);
    const first = next();
    await told(1);
    setting.door.events.drop();
    expect(await setting.clock.asleep(isPause)).toBe(750);
    setting.clock.wake(isPause);
    await told(3);
    await appear(setting, "192.168.1.43");
    expect((await first).value).toMatchObject({ event: LAN[0] });
    expect(states.map(([state]) => state)).toEqual(["open", "lost", "open"]);
    expect(lines(setting).filter((line) => line === "GET /login/")).toHaveLength(1);
  });

  test("costs a login where the session is gone too", async () => {
    const setting = await start();
    const { next, told } = await subscribed(setting);
    const first = next();
    await told(1);
    setting.door.world.sessions.clear();
    setting.door.events.drop();
    await setting.clock.asleep(isPause);
    setting.clock.wake(isPause);
    await told(3);
    await appear(setting, "192.168.1.43");
    await first;
    expect(lines(setting).slice(4)).toEqual(["GET /ws/event", "GET /login/", "POST /login/session/", "GET /ws/event"]);
    expect(setting.exchanges.filter(({ path }) => path === "/ws/event")).toMatchObject([
      { status: 101 },
      { status: 403, errorCode: "auth_required" },
      { status: 101 },
    ]);
  });

  test("is tried for longer and longer, up to a minute, and says why it does not come back", async () => {
    const setting = await start();
    const { next, told, states } = await subscribed(setting);
    const first = next();
    await told(1);
    setting.door.fail({ door: "freebox", path: "/ws/event", times: 8, kind: "refuse" });
    setting.door.events.drop();
    const pauses: number[] = [];
    for (let tries = 0; tries < 9; tries += 1) {
      const pauseMs = await setting.clock.asleep(isPause);
      pauses.push(pauseMs);
      setting.clock.wake(pauseMs);
    }
    await told(11);
    await appear(setting, "192.168.1.43");
    await first;
    expect(pauses).toEqual([750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000]);
    expect(states.map(([state, why]) => [state, why?.code])).toEqual([
      ["open", undefined],
      ["lost", undefined],
      ...Array.from({ length: 8 }, () => ["lost", "TRANSPORT"]),
      ["open", undefined],
    ]);
  });

  test("stays lost where the box refuses, and the refusal is told", async () => {
    const setting = await start();
    const { next, told } = await subscribed(setting);
    const first = rejection(next());
    await told(1);
    setting.door.world.sessions.clear();
    for (const app of setting.door.world.apps.values()) app.status = "denied";
    setting.door.events.drop();
    await setting.clock.asleep(isPause);
    setting.clock.wake(isPause);
    expect(await first).toMatchObject({ name: "FreeboxApiError", code: "invalid_token" });
  });

  test("is taken for lost when it answers no heartbeat", async () => {
    const setting = await start();
    const { next, told } = await subscribed(setting);
    const first = next();
    await told(1);
    const beat = async (): Promise<void> => {
      await setting.clock.asleep((ms) => ms === 30_000);
      setting.clock.wake(30_000);
    };
    await beat(); // it is asked
    await beat(); // before its answer can have been read, it is asked once more: that is too late
    await told(2);
    await setting.clock.asleep(isPause);
    setting.clock.wake(isPause);
    await told(3);
    await appear(setting, "192.168.1.43");
    await first;
  });
});

describe("the first connection", () => {
  test.each([
    [
      "an envelope",
      { status: 200, body: { success: false, error_code: "inval", msg: "" } },
      { code: "inval", status: 200 },
    ],
    ["a page", { status: 502, body: "<p>later</p>" }, { reason: "status", status: 502 }],
    ["success without a socket", { status: 200, body: { success: true } }, { reason: "status", status: 200 }],
    ["more than any refusal", { status: 403, body: "x".repeat(100_000) }, { reason: "status", status: 403 }],
  ])("that is answered by %s is refused", async (_, kind, error) => {
    const setting = await start();
    setting.door.fail({ door: "freebox", path: "/ws/event", kind });
    expect(await rejection((await subscribed(setting)).next())).toMatchObject({ operation: "GET /ws/event", ...error });
  });

  test("that breaks is told at once", async () => {
    const setting = await start();
    setting.door.fail({ door: "freebox", path: "/ws/event", kind: "refuse" });
    expect(await rejection((await subscribed(setting)).next())).toMatchObject({ reason: "dropped" });
  });

  test("that is never answered passes its deadline", async () => {
    const setting = await start();
    const stalled = new Promise<void>((onHit) => {
      setting.door.fail({ door: "freebox", path: "/ws/event", kind: "stall", onHit });
    });
    const error = rejection((await subscribed(setting)).next());
    await stalled;
    setting.clock.wake(10_000);
    expect(await error).toMatchObject({ reason: "timeout", operation: "GET /ws/event" });
  });
});

describe("giving up", () => {
  test("ends it within 100 ms, and no socket is left", async () => {
    const setting = await start();
    const stop = new AbortController();
    const { next, told } = await subscribed(setting, stop.signal);
    const first = rejection(next());
    await told(1);
    const before = performance.now();
    stop.abort();
    expect(await first).toMatchObject({ name: "FreeboxTransportError", reason: "aborted", operation: "GET /ws/event" });
    expect(performance.now() - before).toBeLessThan(100);
    while (setting.door.events.listeners > 0) await new Promise(setImmediate);
    expect(setting.clock.sleeping).toEqual([]);
  });

  test("beforehand sends nothing", async () => {
    const setting = await start();
    const { next } = await subscribed(setting, AbortSignal.abort());
    expect(await rejection(next())).toMatchObject({ reason: "aborted" });
    expect(setting.door.requests).toEqual([]);
  });

  test("during a pause ends the pause", async () => {
    const setting = await start();
    const stop = new AbortController();
    const { next, told } = await subscribed(setting, stop.signal);
    const first = rejection(next());
    await told(1);
    setting.door.events.drop();
    await setting.clock.asleep(isPause);
    stop.abort();
    expect(await first).toMatchObject({ reason: "aborted" });
  });

  test("what was not read yet is not given any more", async () => {
    const setting = await start();
    const stop = new AbortController();
    const { next, told } = await subscribed(setting, stop.signal);
    const first = next();
    await told(1);
    await appear(setting, "192.168.1.43");
    await appear(setting, "192.168.1.44");
    await first;
    stop.abort();
    expect(await rejection(next())).toMatchObject({ reason: "aborted" });
  });

  test("a client that is closed ends it, and it is no error", async () => {
    const setting = await start();
    const { next, told } = await subscribed(setting);
    const first = next();
    await told(1);
    await setting.freebox.close();
    expect(await first).toEqual({ done: true, value: undefined });
  });
});

withFixtures(() => {
  test.each(recordedCases("ws_event.json"))("ws_event.json: $name is read", ({ name, body }) => {
    const read = framesOf(JSON.stringify(body)).map((frame) =>
      readEvent("GET /ws/event", ["lan_host_l3addr_reachable", "vm_disk_task_done"], frame),
    );
    if (name === "register_response") expect(read).toEqual([undefined]);
    else expect(read).toMatchObject([{ event: expect.stringMatching(/_(reachable|done)$/), result: {} }]);
  });
});
