import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { createFakeClock } from "../test/fake-clock.ts";

describe.each([
  ["the real clock", systemClock],
  ["the fake clock", createFakeClock()],
])("%s", (_title, clock) => {
  it("goes on while it sleeps", async () => {
    const before = clock.now();
    await clock.sleep(1);
    expect(clock.now()).toBeGreaterThan(before);
  });

  it("ends a sleep with the signal's own reason", async () => {
    const reason = new Error("enough");
    await expect(clock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

it("the real clock wakes at once when it is stopped", async () => {
  const stop = new AbortController();
  const sleeping = systemClock.sleep(60_000, stop.signal);
  stop.abort(new Error("enough"));
  await expect(sleeping).rejects.toThrow("enough");
});

it("the fake clock remembers every sleep, and what happens meanwhile", async () => {
  const seen: number[] = [];
  const clock = createFakeClock((ms) => seen.push(ms));
  await clock.sleep(500);
  await clock.sleep(1000);
  expect([clock.now(), clock.sleeps, seen]).toEqual([1500, [500, 1000], [500, 1000]]);
});
