import net from "node:net";
import { afterEach, expect } from "vitest";

// No test needs the internet: a connection beyond loopback is a mistake, and says so.
const { prototype } = net.Socket;
const connect: unknown = Reflect.get(prototype, "connect");
if (typeof connect !== "function") throw new Error("net.Socket has no connect to guard");

/** The host a call of `connect` names, in any of its forms. */
const hostOf = (args: readonly unknown[]): unknown => {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0]; // node:net passes its own calls on as one array
  if (typeof first !== "object" || first === null) return args[1];
  return "path" in first && first.path !== undefined ? undefined : "host" in first ? first.host : undefined;
};

Reflect.set(prototype, "connect", function guarded(this: net.Socket, ...args: unknown[]): unknown {
  const host = hostOf(args);
  if (typeof host === "string" && !/^(127\.|::1$|localhost$)/.test(host))
    throw new Error(`a test tried to connect beyond loopback: ${host}`);
  return Reflect.apply(connect, this, args);
});

// A library that prints is a mistake too: what a console method is given fails the test it happened in.
const printed: unknown[] = [];
for (const name of ["log", "warn", "error", "info", "debug"] as const)
  console[name] = (...args: unknown[]): void => void printed.push(args);
afterEach(() => {
  expect(printed.splice(0), "nothing may be printed by library code").toEqual([]);
});
