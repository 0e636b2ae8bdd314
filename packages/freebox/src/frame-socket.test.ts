import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createStepClock, type StepClock } from "../test/step-clock.ts";
import { listen } from "../test/tiny-box.ts";
import { createFrameSocket } from "./frame-socket.ts";
import type { FrameSocket } from "./frames.ts";

let there: WebSocket;
let socket: FrameSocket;
let clock: StepClock;
let close: () => void;

beforeEach(async () => {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const connected = once(server, "connection");
  const raw = new WebSocket(`ws://127.0.0.1:${await listen(http)}`);
  [there] = await connected;
  await (raw.readyState === raw.OPEN ? undefined : once(raw, "open"));
  clock = createStepClock();
  socket = createFrameSocket(raw, clock, 30);
  close = () => {
    socket.close();
    server.close();
    http.close();
  };
});
afterEach(() => close());

test("frames go both ways, in order, and are given after the end too", async () => {
  const heard = once(there, "message");
  socket.send("hello");
  expect(String((await heard)[0])).toBe("hello");
  there.send("1");
  there.send("2");
  expect(await socket.next()).toBe("1");
  const over = once(there, "close");
  there.close();
  await over;
  expect([await socket.next(), await socket.next(), await socket.next()]).toEqual(["2", undefined, undefined]);
  socket.send("into the void");
});

test("one that answers its heartbeats stays", async () => {
  for (let beats = 0; beats < 3; beats += 1) {
    const asked = once(there, "ping");
    clock.wake(30);
    await asked;
    there.send("after the pong"); // they arrive in order
    expect(await socket.next()).toBe("after the pong");
    await clock.asleep((ms) => ms === 30);
  }
});

test("one that is silent for two heartbeats is over", async () => {
  clock.wake(30);
  await clock.asleep((ms) => ms === 30);
  clock.wake(30);
  expect(await socket.next()).toBeUndefined();
  expect(clock.sleeping).toEqual([]);
});

test("one that sends more than anybody fetches is cut off, and what came is given", async () => {
  const over = once(there, "close");
  for (let sent = 0; sent < 10_001; sent += 1) there.send(String(sent));
  await over;
  let given = 0;
  while ((await socket.next()) !== undefined) given += 1;
  expect(given).toBe(10_000);
});
