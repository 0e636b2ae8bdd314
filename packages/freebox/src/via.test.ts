import { type FreeboxDoor, startFreebox } from "@porchlight/simulator";
import { afterEach, expect, test } from "vitest";
import { rejection } from "../test/tiny-box.ts";
import { createFreebox, type FreeboxOptions } from "./client.ts";
import { pairFreebox } from "./pairing.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const begin = async (boxScheme: "http" | "https") => {
  const door = await startFreebox({ switches: { boxScheme }, person: {} });
  closers.push(() => door.close());
  return { door, via: { host: "127.0.0.1", port: Number(new URL(door.url).port) } };
};

const clientOf = (door: FreeboxDoor, more: Partial<FreeboxOptions>) => {
  const freebox = createFreebox({ ...door.clientOptions, ...more });
  closers.push(() => freebox.close());
  return freebox;
};

test.each([
  ["https", "https://mafreebox.freebox.fr"],
  ["http", "http://mafreebox.freebox.fr"],
] as const)(
  "over %s the box is dialled elsewhere under its own name, for calls and for events",
  async (scheme, endpoint) => {
    const { door, via } = await begin(scheme);
    const freebox = clientOf(door, { endpoint, via });
    expect(await freebox.connection.get()).toMatchObject({ state: "up" });
    let open: (state: string) => void;
    const opened = new Promise<string>((resolve) => (open = resolve));
    const events = freebox.events.subscribe(["vm_state_changed"], { onState: (state) => open(state) });
    const first = events.next();
    expect(await opened).toBe("open");
    door.events.send({
      action: "notification",
      success: true,
      source: "vm",
      event: "state_changed",
      result: { id: 1 },
    });
    expect((await first).value).toEqual({ event: "vm_state_changed", result: { id: 1 } });
    await events.return();
  },
);

test("whoever answers there has to prove that name", async () => {
  const { door, via } = await begin("https");
  const freebox = clientOf(door, { endpoint: "https://other.fbxos.fr", via });
  expect(await rejection(freebox.connection.get())).toMatchObject({ reason: "certificate" });
});

test("pairing goes that way too", async () => {
  const { door, via } = await begin("https");
  const application = { appId: "fr.test", appName: "Test", appVersion: "1.0", deviceName: "away" };
  const { ca = "" } = door.clientOptions;
  const steps = [];
  const options = { application, endpoint: "https://mafreebox.freebox.fr", via, ca, pollMs: 0 };
  for await (const { state } of pairFreebox(options)) steps.push(state);
  expect(steps).toEqual(["pending", "granted"]);
});
