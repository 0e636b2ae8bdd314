import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { createHandClock } from "../test/hand-clock.ts";
import { systemClock } from "./clock.ts";
import { createShared, raceSignal, withDeadline } from "./deadline.ts";

const stopped = (): Error => new Error("stopped");

describe("a deadline", () => {
  test("stops the run with a reason named TimeoutError", async () => {
    const clock = createHandClock(10);
    const run = withDeadline(clock, 10, undefined, (signal) =>
      raceSignal(new Promise(() => undefined), signal, stopped),
    );
    clock.pass();
    await expect(run).rejects.toThrow("stopped");
    const reason = withDeadline(
      clock,
      10,
      undefined,
      (signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve(signal.reason));
        }),
    );
    clock.pass();
    expect(await reason).toMatchObject({ name: "TimeoutError", message: "no answer within 10 ms" });
  });

  test("hands the caller's signal on, and leaves no timer and no listener", async () => {
    const clock = createHandClock(10);
    const outer = new AbortController();
    const seen = withDeadline(clock, 10, outer.signal, async (signal) => {
      expect(getEventListeners(outer.signal, "abort")).toHaveLength(1);
      outer.abort("enough");
      return signal.reason as unknown;
    });
    expect(await seen).toBe("enough");
    await withDeadline(clock, 10, new AbortController().signal, () => Promise.resolve());
    expect(getEventListeners(outer.signal, "abort")).toHaveLength(0);
    expect(clock.pending()).toBe(0);
  });

  test("leaves no listener when the run ends first", async () => {
    const outer = new AbortController();
    await withDeadline(systemClock, 60_000, outer.signal, () => Promise.resolve());
    expect(getEventListeners(outer.signal, "abort")).toHaveLength(0);
  });

  test("a signal that has fired already is known to the run", async () => {
    const clock = createHandClock(10);
    await expect(
      withDeadline(clock, 10, AbortSignal.abort("before"), (signal) => Promise.resolve(signal.reason)),
    ).resolves.toBe("before");
  });
});

describe("racing a signal", () => {
  test("settles as the work does and leaves no listener", async () => {
    const { signal } = new AbortController();
    await expect(raceSignal(Promise.resolve(1), signal, stopped)).resolves.toBe(1);
    await expect(raceSignal(Promise.reject(new Error("no")), signal, stopped)).rejects.toThrow("no");
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("rejects at once when the signal has fired", async () => {
    await expect(raceSignal(new Promise(() => undefined), AbortSignal.abort(), stopped)).rejects.toThrow("stopped");
  });
});

describe("a shared run", () => {
  test("is one for all who wait, and a new one for who comes after", async () => {
    let runs = 0;
    const join = createShared("x", () => Promise.resolve((runs += 1)));
    const { signal } = new AbortController();
    expect(await Promise.all([join(signal), join(signal)])).toEqual([1, 1]);
    expect(await join(signal)).toBe(2);
  });

  test("fails for all who wait, and is not remembered", async () => {
    let runs = 0;
    const join = createShared("x", () => ((runs += 1) === 1 ? Promise.reject(new Error("no")) : Promise.resolve(runs)));
    const { signal } = new AbortController();
    const results = await Promise.allSettled([join(signal), join(signal)]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await join(signal)).toBe(2);
  });

  test("goes on while one still waits, and is stopped when the last has left", async () => {
    const inner: AbortSignal[] = [];
    const join = createShared("GET /x", (signal) => {
      inner.push(signal);
      return new Promise<never>(() => undefined);
    });
    const [first, second] = [new AbortController(), new AbortController()];
    const waits = [first, second].map(({ signal }) => join(signal).catch((error: unknown) => error));
    first.abort();
    expect(await waits[0]).toMatchObject({ operation: "GET /x", reason: "aborted", sent: false });
    expect(inner.map(({ aborted }) => aborted)).toEqual([false]);
    second.abort();
    await waits[1];
    expect(inner.map(({ aborted }) => aborted)).toEqual([true]);
    void join(new AbortController().signal);
    expect(inner).toHaveLength(2);
  });
});

test("the system's clock goes forward and sleeps", async () => {
  const before = systemClock.now();
  await systemClock.sleep(0);
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  await expect(systemClock.sleep(60_000, AbortSignal.abort())).rejects.toThrow();
});
