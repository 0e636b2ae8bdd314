import { startFreebox, type FreeboxDoor } from "@porchlight/simulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFreebox, type Freebox } from "./client.ts";
import { systemClock } from "./clock.ts";
import type { FreeboxEvent } from "./event-frames.ts";

let box: FreeboxDoor;
let freebox: Freebox;
/** Pauses between two tries take no time here; deadlines and heartbeats, which are longer, stay real. */
const pauses: number[] = [];
const clock = {
  now: () => systemClock.now(),
  sleep: (ms: number, signal?: AbortSignal) => {
    if (ms > 5000) return systemClock.sleep(ms, signal);
    pauses.push(ms);
    return systemClock.sleep(0, signal);
  },
};

beforeEach(async () => {
  box = await startFreebox();
  pauses.length = 0;
  freebox = createFreebox({ ...box.clientOptions, clock, random: () => 1 });
});
afterEach(async () => {
  await freebox.close();
  await box.close();
});

const names = ["lan_host_l3addr_reachable", "lan_host_l3addr_unreachable"] as const;
const pi = (): { reachable: boolean } => {
  const [host] = box.world.hosts;
  if (host === undefined) throw new Error("no host");
  return host;
};

describe("the box's events", () => {
  it("tell of a machine that goes and comes back, typed, and pass over what was not asked for", async () => {
    const told: string[] = [];
    const listening = freebox.events.subscribe(names, {
      onState: (state) => {
        told.push(state);
        if (state !== "open") return;
        box.events.send({ action: "notification", success: true, source: "vm", event: "state_changed", result: {} });
        box.events.send("bye");
        pi().reachable = false;
        void box.settle();
      },
    });
    const { value } = await listening.next();
    expect(value).toMatchObject({ event: "lan_host_l3addr_unreachable", result: { reachable: false } });
    pi().reachable = true;
    await box.settle();
    // One event for each address of the machine: those of its going come first.
    const seen: unknown[] = [];
    for await (const { event } of listening) {
      seen.push(event);
      if (event === "lan_host_l3addr_reachable") break;
    }
    expect(new Set(seen)).toEqual(new Set(["lan_host_l3addr_unreachable", "lan_host_l3addr_reachable"]));
    expect(told).toEqual(["open"]);
  });

  it("go on after the box cut them off, and after its session ended", async () => {
    const told: string[] = [];
    const listening = freebox.events.subscribe(names, {
      onState: (state) => {
        told.push(state);
        if (told.length === 1) {
          box.world.sessions.clear();
          box.events.drop();
        } else if (state === "open") {
          pi().reachable = false;
          void box.settle();
        }
      },
    });
    const { value } = await listening.next();
    expect(value).toMatchObject({ event: "lan_host_l3addr_unreachable" });
    expect(told).toEqual(["open", "lost", "open"]);
    expect(pauses).toEqual([1000]);
    await listening.return();
  });

  it("end at once when they are stopped, and leave no socket", async () => {
    const stop = new AbortController();
    const listening = freebox.events.subscribe(names, { signal: stop.signal, onState: () => stop.abort() });
    await expect(listening.next()).rejects.toMatchObject({ name: "FreeboxTransportError" });
    const open = freebox.events.subscribe(names);
    const next = open.next();
    await freebox.close();
    expect(await next).toEqual({ value: undefined, done: true });
  });

  it("refuse names that are none, and what the box refuses", async () => {
    const wrong = freebox.events.subscribe(["no_such_event" as (typeof names)[number]]);
    await expect(wrong.next()).rejects.toMatchObject({ name: "FreeboxInputError" });
    await expect(freebox.events.subscribe([]).next()).rejects.toMatchObject({ name: "FreeboxInputError" });
  });

  it("say so when the first connection cannot be made", async () => {
    await box.close();
    await expect(freebox.events.subscribe(names).next()).rejects.toMatchObject({ name: "FreeboxTransportError" });
  });

  it("are what the type says", () => {
    const event: FreeboxEvent<"lan_host_l3addr_reachable">["event"] = "lan_host_l3addr_reachable";
    expect(names).toContain(event);
  });
});
