import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { http, opened } from "../test/closing.ts";
import { listAt } from "../test/look.ts";
import { startFreebox } from "./doors.ts";
import { createWorld } from "./seeds.ts";

describe("the box itself", () => {
  test("tells what it is and how long it runs", () => {
    let now = 1_800_000_000_000;
    const world = createWorld({ now: () => now });
    now += 1_000 * (3_600 + 120 + 3);
    const call = boxClient(world);
    expect(call("GET", "/system/").result).toMatchObject({
      firmware_version: "4.12.2",
      uptime_val: 90_123,
      uptime: "1 jours 1 heures 2 minutes 3 secondes",
    });
    expect(call("GET", "/update/").result).toEqual({ state: "up_to_date" });
    expect(call("GET", "/standby/status").result).toMatchObject({ available_planning_modes: ["wifi_off", "suspend"] });
    expect(call("GET", "/sfp/status").result).toEqual({ present: false });
    const [first, second] = listAt(call("GET", "/switch/status/").result);
    expect(first).toMatchObject({ link: "up", mac_list: [{ hostname: "octopi" }, { hostname: "nas" }] });
    expect(second).toEqual({ id: 2, link: "down", duplex: "half", mode: "10BaseT-HD", speed: "10" });
    for (const path of ["/system/reboot/", "/update/what", "/rrd/what", "/what"])
      expect(call("GET", path).status).toBe(404);
    const nobody = boxClient(createWorld({ hosts: [] }));
    expect(listAt(nobody("GET", "/switch/status/").result)[0]).not.toHaveProperty("mac_list");
  });

  test("goes away for a reboot, and comes back without sessions", async () => {
    let now = 1_800_000_000_000;
    const door = await opened(startFreebox({ now: () => now, switches: { rebootMs: 60_000 } }));
    expect(boxClient(door.world)("POST", "/system/reboot/")).toEqual({ status: 200, success: true });
    expect(door.world.sessions.size).toBe(0);
    await expect(http("GET", `${door.url}/api_version`)).rejects.toThrow(/hang up|ECONNRESET/);
    now += 60_000;
    expect((await http("GET", `${door.url}/api_version`)).status).toBe(200);
    expect(boxClient(door.world)("GET", "/system/").result).toMatchObject({ uptime_val: 0 });
  });

  test("that is shut down does not come back", async () => {
    let now = 1_800_000_000_000;
    const door = await opened(startFreebox({ now: () => now }));
    boxClient(door.world)("POST", "/system/shutdown/");
    now += 1_000_000_000;
    await expect(http("GET", `${door.url}/api_version`)).rejects.toThrow(/hang up|ECONNRESET/);
  });
});

test("the fibre goes dark with the line", () => {
  const world = createWorld();
  const call = boxClient(world);
  expect(call("GET", "/connection/ftth/").result).toMatchObject({ link: true, sfp_has_signal: true });
  world.line.up = false;
  expect(call("GET", "/connection/ftth/").result).toMatchObject({ link: false, sfp_has_signal: false });
  expect(call("PUT", "/connection/ftth/", {}).status).toBe(404);
});
