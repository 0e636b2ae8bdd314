import { afterEach, describe, expect, it } from "vitest";
import { caught, closeAll, startPatiently as start } from "../test/stage.ts";
import type { OvhZone } from "./zone.ts";

afterEach(closeAll);

const home = { name: "home", type: "A" } as const;

const write = (zone: OvhZone): Promise<unknown> => zone.set({ ...home, values: ["192.0.2.1"] });

describe("waitUntilServed", () => {
  it("looks until the zone is deployed, each time after a longer wait, and gives the records", async () => {
    const { api, zone, clock } = await start({ deployDelay: "manual" });
    await write(zone);
    clock.onWait = () => {
      if (clock.waits.length === 5) api.deploy();
    };
    expect(await zone.waitUntilServed(home)).toMatchObject([{ subDomain: "home", target: "192.0.2.1" }]);
    expect(clock.waits).toEqual([1000, 2000, 4000, 8000, 10_000]);
  });

  it("asks whoever can tell, once it is deployed", async () => {
    const { zone, clock } = await start();
    await write(zone);
    const isServed = (): Promise<boolean> => Promise.resolve(clock.waits.length === 2);
    expect(await zone.waitUntilServed(home, { isServed, pollMs: 50 })).toMatchObject([{ target: "192.0.2.1" }]);
    expect(clock.waits).toEqual([50, 100]);
  });

  it.each<[string, Parameters<OvhZone["waitUntilServed"]>[1], string]>([
    ["the time is up", { timeoutMs: 6000 }, "TIMEOUT"],
    ["the signal is aborted", { signal: AbortSignal.abort() }, "ABORTED"],
  ])("gives up when %s", async (_, options, code) => {
    const { zone } = await start({ deployDelay: "manual" });
    await write(zone);
    expect(await caught(zone.waitUntilServed(home, options))).toMatchObject({ code });
  });

  it("gives up while it waits, too", async () => {
    const { zone, clock } = await start({ deployDelay: "manual" });
    await write(zone);
    const stop = new AbortController();
    clock.onWait = () => stop.abort();
    expect(await caught(zone.waitUntilServed(home, { signal: stop.signal }))).toMatchObject({ code: "ABORTED" });
  });

  it("tells the errors of a zone that is not deployed", async () => {
    const { zone } = await start({ zoneState: { errors: ["no NS"] } });
    expect(await caught(zone.waitUntilServed({ name: "", type: "NS" }))).toMatchObject({
      code: "NOT_DEPLOYED",
      operation: "wait for taprest.fr NS",
      message: expect.stringContaining("no NS"),
    });
  });
});
