import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "@porchlight/core";
import { expect, it } from "vitest";
import { freshFolder } from "../test/folder.ts";
import {
  type AwaitOptions,
  awaitConfirmation,
  forgetWaiting,
  giveConfirmation,
  isNewConnection,
  readWaiting,
} from "./confirmation.ts";

const mine = "192.0.2.7 50001 192.168.1.30 22";
const other = "192.0.2.7 50002 192.168.1.30 22";

/** A clock that each sleep moves on at once; `meanwhile` happens during it. */
const clockWith = (meanwhile: (now: number) => Promise<unknown> = () => Promise.resolve()): Clock => {
  let time = 1000;
  return {
    now: () => time,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      await meanwhile(time);
      signal?.throwIfAborted();
      time += ms;
    },
  };
};

const waitIn = (folder: string, change: Partial<AwaitOptions> = {}): ReturnType<typeof awaitConfirmation> =>
  awaitConfirmation({
    folder,
    connection: mine,
    seconds: 60,
    clock: clockWith(),
    signal: new AbortController().signal,
    onReady: () => undefined,
    ...change,
  });

it("is confirmed from elsewhere, and leaves nothing behind", async () => {
  const folder = await freshFolder();
  const clock = clockWith(async (now) => {
    if (now < 20_000) return;
    expect(await readWaiting(folder)).toMatchObject({ pid: process.pid, connection: mine });
    expect(await giveConfirmation(folder, other)).toBe(true);
  });
  expect(await waitIn(folder, { clock })).toEqual({ status: "confirmed", from: other });
  expect(clock.now()).toBeLessThan(22_000);
  expect(await readdir(folder)).toEqual([]);
});

it("waits as long as it was told, and no longer", async () => {
  const folder = await freshFolder();
  const clock = clockWith();
  let isReady = false;
  expect(await waitIn(folder, { clock, onReady: () => (isReady = true) })).toEqual({ status: "expired" });
  expect(isReady).toBe(true);
  expect(clock.now()).toBe(61_000);
  expect(await readdir(folder)).toEqual([]);
  expect(await giveConfirmation(folder, other)).toBe(false);
});

it("ends at once when it is stopped, before or meanwhile", async () => {
  const folder = await freshFolder();
  const stop = new AbortController();
  const clock = clockWith(() => Promise.resolve(stop.abort()));
  expect(await waitIn(folder, { clock, signal: stop.signal })).toEqual({ status: "stopped" });
  expect(clock.now()).toBe(1000);
  expect(await waitIn(folder, { signal: stop.signal })).toEqual({ status: "stopped" });
  expect(await readdir(folder)).toEqual([]);
});

it("counts what was claimed in the last moment, although the note is not there yet", async () => {
  const folder = await freshFolder();
  const clock = clockWith(async (now) => {
    if (now < 60_500) return;
    await giveConfirmation(folder, other);
    await rm(path.join(folder, "confirmed"));
  });
  expect(await waitIn(folder, { clock })).toEqual({ status: "confirmed" });
});

it("forgets what a killed apply left", async () => {
  const folder = await freshFolder();
  for (const name of ["waiting", "confirmed"]) await writeFile(path.join(folder, name), "{}");
  await forgetWaiting(folder);
  expect(await readdir(folder)).toEqual([]);
});

it("is not fooled by the confirmation of an earlier run", async () => {
  const folder = await freshFolder();
  await writeFile(path.join(folder, "confirmed"), JSON.stringify({ connection: other }));
  expect(await waitIn(folder)).toEqual({ status: "expired" });
});

it("counts as not confirmed when nobody could ever confirm", async () => {
  const folder = path.join(await freshFolder(), "nowhere");
  expect(await waitIn(folder)).toEqual({ status: "expired" });
});

it("waits for an apply without SSH too, and finds nothing where none waits", async () => {
  const folder = await freshFolder();
  expect(await readWaiting(folder)).toBeUndefined();
  let seen: unknown;
  const clock = clockWith(async () => {
    seen = await readWaiting(folder);
  });
  await waitIn(folder, { connection: undefined, clock });
  expect(seen).toEqual({ pid: process.pid, until: expect.stringMatching(/Z$/) });
});

it("says other troubles of the folder than that nothing waits", async () => {
  const folder = await freshFolder();
  await mkdir(path.join(folder, "waiting"));
  await mkdir(path.join(folder, `waiting.${process.pid}`));
  await writeFile(path.join(folder, `waiting.${process.pid}`, "full"), "");
  await expect(giveConfirmation(folder, other)).rejects.toThrow();
});

it.each([
  [mine, mine, false],
  [mine, other, true],
  [undefined, other, true],
  [mine, undefined, false],
  [undefined, undefined, false],
  [mine, "  ", false],
])("from %j, %j is a new connection: %s", (first, second, isNew) => {
  expect(isNewConnection(first, second)).toBe(isNew);
});
