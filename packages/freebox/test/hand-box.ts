/** A tiny box, a clock moved by hand, and clients of both, new for each test. */
import { afterEach, beforeEach, expect } from "vitest";
import { createFreebox, type Freebox, type FreeboxOptions } from "../src/client.ts";
import { createHandClock } from "./hand-clock.ts";
import { startTinyBox, type TinyBox } from "./tiny-box.ts";

const TIMEOUT_MS = 5_000;

export let box: TinyBox;
export let clock: ReturnType<typeof createHandClock>;
let opened: Freebox[] = [];

/** A client of the box, on the clock. Closed after the test. */
export const client = (more: Partial<FreeboxOptions> = {}): Freebox => {
  const made = createFreebox({
    endpoint: box.url,
    credentials: box.credentials,
    timeoutMs: TIMEOUT_MS,
    clock,
    random: () => 0.5,
    ...more,
  });
  opened.push(made);
  return made;
};

/** Opens and closes them around each test of a file, and sees that no timer is left. */
export const useHandBox = (): void => {
  beforeEach(async () => {
    box = await startTinyBox();
    clock = createHandClock(TIMEOUT_MS);
    opened = [];
  });
  afterEach(async () => {
    box.answer = () => undefined;
    for (const each of opened) await each.close();
    expect(clock.pending()).toBe(0);
    await box.close();
  });
};
