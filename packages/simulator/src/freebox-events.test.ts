import { once } from "node:events";
import { describe, expect, test } from "vitest";
import WebSocket from "ws";
import { login } from "../test/ask.ts";
import { http, opened } from "../test/closing.ts";
import { boxCase, withFixtures } from "../test/fixtures.ts";
import { startFreebox, type FreeboxDoor } from "./doors.ts";
import type { WorldOptions } from "./seeds.ts";

const listen = async (options: WorldOptions = {}, events?: readonly unknown[]) => {
  const door = await opened(startFreebox(options));
  const socket = new WebSocket(`${door.url.replace("http", "ws")}/api/v16/ws/event`, {
    headers: { "x-fbx-app-auth": login(door.world) },
    ...(door.clientOptions.ca === undefined ? {} : { ca: door.clientOptions.ca }),
  });
  const frames: unknown[] = [];
  const waiting: (() => void)[] = [];
  socket.on("message", (data: Buffer) => {
    frames.push(JSON.parse(data.toString()));
    for (const wake of waiting.splice(0)) wake();
  });
  await once(socket, "open");
  const heard = async (count: number): Promise<readonly unknown[]> => {
    while (frames.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    return frames;
  };
  if (events !== undefined) {
    socket.send(JSON.stringify({ action: "register", events }));
    await heard(1);
    frames.length = 0;
  }
  return { door, socket, heard };
};

const LAN = ["lan_host_l3addr_reachable", "lan_host_l3addr_unreachable"];
const closed = (door: FreeboxDoor): Promise<void> => door.close();

describe("who listens", () => {
  test("is told of an address that came, and of one that went, and of nothing else", async () => {
    const { door, heard } = await listen({}, LAN);
    await door.settle();
    door.world.hosts[0]?.addresses.push("192.168.1.43");
    for (const host of door.world.hosts) if (host.name === "nas") host.reachable = false;
    await door.settle();
    await door.settle();
    door.world.hosts = door.world.hosts.filter(({ name }) => name !== "octopi");
    await door.settle();
    expect(await heard(6)).toMatchObject([
      {
        action: "notification",
        success: true,
        source: "lan_host",
        event: "l3addr_reachable",
        result: { primary_name: "octopi" },
      },
      { event: "l3addr_unreachable", result: { primary_name: "nas", reachable: false } },
      ...Array.from({ length: 4 }, () => ({ event: "l3addr_unreachable", result: { primary_name: "octopi" } })),
    ]);
    expect(door.requests.at(-1)).toMatchObject({ method: "GET", path: "/api/v16/ws/event", status: 101 });
  });

  test("and did not ask for it hears nothing of it", async () => {
    const { door, heard } = await listen({}, ["lan_host_l3addr_unreachable"]);
    door.world.hosts[0]?.addresses.push("192.168.1.43");
    await door.settle();
    door.world.hosts[0]?.addresses.pop();
    await door.settle();
    expect(await heard(1)).toMatchObject([{ event: "l3addr_unreachable" }]);
  });

  test("may find names cut elsewhere", async () => {
    const { door, heard } = await listen({ switches: { eventSource: "lan" } }, LAN);
    door.world.hosts[0]?.addresses.push("192.168.1.43");
    await door.settle();
    expect(await heard(1)).toMatchObject([{ source: "lan", event: "host_l3addr_reachable" }]);
  });

  test.each([
    ["no JSON", "what", ""],
    ["another action", { action: "what", request_id: 7 }, "what"],
    ["no list", { action: "register", events: "lan" }, "register"],
    ["an unknown name", { action: "register", events: [LAN[0], "what"] }, "register"],
  ])("and asks with %s is refused", async (_, body, action) => {
    const { socket, heard } = await listen();
    socket.send(typeof body === "string" ? body : JSON.stringify(body));
    expect(await heard(1)).toMatchObject([{ action, success: false, error_code: "invalid_request" }]);
    if (typeof body === "object" && "request_id" in body) expect(await heard(1)).toMatchObject([{ request_id: 7 }]);
  });

  test("is counted, can be told anything, and be cut off", async () => {
    const { door, socket, heard } = await listen();
    expect(door.events.listeners).toBe(1);
    door.events.send("[1]");
    door.events.send({ a: "/" });
    expect(await heard(2)).toEqual([[1], { a: "/" }]);
    const over = once(socket, "close");
    door.events.drop();
    await over;
    await closed(door);
    expect(door.events.listeners).toBe(0);
  });

  test.each([
    ["stays", 1],
    ["cut", 0],
  ] as const)("and whose session is gone: %s", async (orphanedEvents, left) => {
    const { door, socket, heard } = await listen({ switches: { orphanedEvents } }, LAN);
    await door.settle();
    expect(door.events.listeners).toBe(1);
    door.world.sessions.clear();
    door.world.hosts[0]?.addresses.push("192.168.1.43");
    const over = left === 0 ? once(socket, "close") : heard(1);
    await door.settle();
    await over;
    expect(door.events.listeners).toBe(left);
  });

  test("is cut off by a restart", async () => {
    const { door, socket } = await listen({ switches: { rebootMs: 60_000 } });
    const over = once(socket, "close");
    const headers = { "x-fbx-app-auth": login(door.world) };
    await http("POST", `${door.url}/api/v16/system/reboot/`, { headers });
    await over;
  });

  test("may do so over HTTPS", async () => {
    const { door, heard, socket } = await listen({ switches: { boxScheme: "https" } });
    socket.send(JSON.stringify({ action: "register", events: [] }));
    expect(await heard(1)).toEqual([{ action: "register", success: true }]);
    expect((await http("GET", `${door.url}/api_version`, { ca: door.clientOptions.ca ?? "" })).status).toBe(200);
    await expect(http("GET", `${door.url}/api_version`)).rejects.toThrow(/certificate/);
  });
});

/** What a client is told that is not given a socket. */
const asked = async (path: string, headers: Record<string, string>, options: WorldOptions = {}) => {
  const door = await opened(startFreebox(options));
  const socket = new WebSocket(`${door.url.replace("http", "ws")}/api/v16${path}`, { headers });
  const [error]: unknown[] = await once(socket, "error");
  expect(door.events.listeners).toBe(0);
  return String(error);
};

describe("who is not let in", () => {
  test("has no session, or asks elsewhere", async () => {
    expect(await asked("/ws/event", {})).toMatch(/403/);
    expect(await asked("/ws/event/what", {})).toMatch(/403/);
    expect(await asked("/what", {})).toMatch(/403/);
  });

  test("asks for no socket", async () => {
    const door = await opened(startFreebox());
    const headers = { "x-fbx-app-auth": login(door.world) };
    const url = `${door.url}/api/v16/ws/event`;
    expect((await http("GET", url, { headers })).text).toContain("invalid_request");
    expect((await http("POST", url, { headers })).status).toBe(404);
  });

  test("meets scripted troubles", async () => {
    const door = await opened(startFreebox());
    door.fail({ door: "freebox", path: "/ws/event", kind: { status: 503, body: "later" } });
    door.fail({ door: "freebox", path: "/ws/event", kind: "refuse" });
    for (const expected of [/503/, /hang up|ECONNRESET/]) {
      const socket = new WebSocket(`${door.url.replace("http", "ws")}/api/v16/ws/event`);
      const [error]: unknown[] = await once(socket, "error");
      expect(String(error)).toMatch(expected);
    }
  });
});

withFixtures(() => {
  test("a registration and an event are as they were published", async () => {
    const { request, body } = boxCase("ws_event", "register_response");
    const { door, socket, heard } = await listen();
    socket.send(JSON.stringify(request));
    expect(await heard(1)).toEqual([body]);
    door.world.hosts[0]?.addresses.push("192.168.1.43");
    await door.settle();
    const [, event] = await heard(2);
    const published = boxCase("ws_event", "notification_lan_host").body ?? {};
    expect(Object.keys(event ?? {}).toSorted()).toEqual(Object.keys(published).toSorted());
  });
});
