import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { boxCase, withFixtures } from "../test/fixtures.ts";
import { listAt, objectAt } from "../test/look.ts";
import { createWorld } from "./seeds.ts";

describe("a socket of the switch", () => {
  test("is set one by one, and counts", () => {
    const call = boxClient(createWorld());
    expect(call("GET", "/switch/port/2").result).toEqual({ id: 2, speed: "auto", duplex: "auto" });
    expect(call("PUT", "/switch/port/2", { speed: "100" }).result).toEqual({ id: 2, speed: "100", duplex: "auto" });
    expect(call("GET", "/switch/port/1").result).toEqual({ id: 1, speed: "auto", duplex: "auto" });
    expect(call("GET", "/switch/port/1/stats").result).toMatchObject({ rx_bytes_rate: 0, tx_packets: 0 });
  });

  test.each([
    ["PUT", "/switch/port/2", { speed: "fast" }, "bad_speed"],
    ["PUT", "/switch/port/2", "[]", "invalid_request"],
    ["GET", "/switch/port/9", undefined, "bad_port"],
    ["GET", "/switch/port/what", undefined, "bad_port"],
    ["DELETE", "/switch/port/2", undefined, "invalid_request"],
    ["GET", "/switch/port/2/what", undefined, "invalid_request"],
    ["PUT", "/switch/port/2/stats", {}, "invalid_request"],
    ["PUT", "/switch/status", {}, "invalid_request"],
    ["PUT", "/sfp/status", {}, "invalid_request"],
    ["GET", "/sfp/what", undefined, "invalid_request"],
    ["PUT", "/sfp/config", { sfp_type_forced_value: "glass" }, "inval"],
    ["PUT", "/standby/status", {}, "invalid_request"],
    ["GET", "/standby", undefined, "invalid_request"],
    ["PUT", "/standby/config", { mapping: [true] }, "inval"],
    ["PUT", "/standby/config", { mapping: "all" }, "inval"],
    ["PUT", "/standby/config", { planning_mode: "never" }, "inval"],
    ["POST", "/freeplug", {}, "invalid_request"],
    ["GET", "/freeplug/F4:CA:E5:1D:46:AE", undefined, "nosta"],
    ["GET", "/rrd?db=what", undefined, "inval"],
    ["POST", "/rrd", { db: "net", date_start: 2, date_end: 1 }, "inval"],
    ["POST", "/rrd", { db: "net", date_end: "soon" }, "inval"],
    ["POST", "/rrd", "[]", "invalid_request"],
    ["DELETE", "/rrd", undefined, "invalid_request"],
  ])("%s %s with %j is refused with %s", (method, path, body, code) => {
    expect(boxClient(createWorld())(method, path, body).error_code).toBe(code);
  });
});

test("module, plan and adapters are as the world says, and are changed by what is sent", () => {
  const world = createWorld();
  const call = boxClient(world);
  expect(
    call("PUT", "/sfp/config", { sfp_type_forced: true, sfp_type_forced_value: "copper_1g" }).result,
  ).toMatchObject({
    sfp_type_forced: true,
    sfp_type_forced_value: "copper_1g",
    available_sfp_types: expect.any(Array),
  });
  const mapping = Array.from({ length: 7 }, (_, day) => day > 4);
  call("PUT", "/standby/config", { use_planning: true, planning_mode: "suspend", resolution: 1, mapping });
  expect(call("GET", "/standby/config").result).toEqual({
    use_planning: true,
    planning_mode: "suspend",
    resolution: 1,
    mapping,
  });
  expect(call("GET", "/standby/status").result).toMatchObject({ use_planning: true, planning_mode: "suspend" });
  expect(call("GET", "/freeplug/")).toEqual({ status: 200, success: true });
  const member = { id: "F4:CA:E5:1D:46:AE", local: true, net_role: "cco", rx_rate: -1 };
  world.devices.freeplugs = [{ id: "key", members: [member] }];
  expect(call("GET", "/freeplug/").result).toEqual([{ id: "key", members: [member] }]);
  expect(call("GET", "/freeplug/F4:CA:E5:1D:46:AE/").result).toEqual(member);
});

test("measurements are those of a quiet home, a hundred at most", () => {
  const call = boxClient(createWorld({ now: () => 1_800_000_000_000 }));
  const asked = { db: "net", date_start: 1_799_000_000, date_end: 1_800_000_000, fields: ["rate_down", "what"] };
  const { date_start, data } = objectAt(call("POST", "/rrd/", asked).result);
  expect(date_start).toBe(1_799_000_000);
  expect(listAt(data).length).toBe(101);
  expect(listAt(data)[0]).toEqual({ time: 1_799_000_000, rate_down: 0 });
  const last = objectAt(call("GET", "/rrd/?db=temp").result);
  expect(last).toMatchObject({ date_start: 1_799_996_400, date_end: 1_800_000_000 });
  expect(listAt(last["data"])[0]).toEqual({ time: 1_799_996_400, cpum: 0, cpub: 0, sw: 0 });
});

test("what carries the line is as the world says; the log can be cleared, and both ways joined", () => {
  const world = createWorld();
  const call = boxClient(world);
  world.devices.xdsl.status.status = "showtime";
  world.devices.lte.backup.enabled = true;
  expect(call("GET", "/connection/xdsl/").result).toMatchObject({ status: { status: "showtime" }, down: { rate: 0 } });
  expect(call("GET", "/connection/lte/aggregation").result).toMatchObject({ enabled: false });
  expect(call("GET", "/connection/lte/backup").result).toMatchObject({ enabled: true, sim: { present: false } });
  expect(call("GET", "/connection/aggregation").result).toMatchObject({ enabled: false });
  expect(call("PUT", "/connection/aggregation", { enabled: true }).result).toMatchObject({ enabled: true });
  expect(call("PUT", "/connection/aggregation", { enabled: "so" }).error_code).toBe("inval");
  expect(call("PUT", "/connection/aggregation", "[]").error_code).toBe("invalid_request");
  expect(listAt(call("GET", "/connection/logs/").result)[0]).toMatchObject({ type: "conn", conn: "ftth_pub" });
  expect(call("DELETE", "/connection/logs/")).toEqual({ status: 200, success: true });
  expect(call("GET", "/connection/logs/")).toEqual({ status: 200, success: true });
  for (const [method, path] of [
    ["PUT", "/connection/logs/"],
    ["DELETE", "/connection/aggregation"],
    ["PUT", "/connection/xdsl/"],
    ["GET", "/connection/lte/what"],
  ] as const)
    expect(call(method, path, {}).status).toBe(404);
});

test("what stands beside the network is as the world says", () => {
  const world = createWorld();
  const call = boxClient(world);
  const { devices } = world;
  devices.wifi.enabled = false;
  devices.wifi.stations = [
    { radio: 1, id: "b-m", mac: "02:00:00:00:00:14", signal: -34 },
    { radio: 0, id: "b-n", mac: "02:00:00:00:00:15", signal: -60 },
  ];
  devices.vpn.connections = [{ id: "pptp-2", user: "test" }];
  devices.profiles = [{ id: 1, name: "Ada" }];
  devices.networkControls = [{ profile_id: 1, current_mode: "denied", macs: [] }];
  expect(call("GET", "/wifi/state/").result).toMatchObject({ state: "disabled" });
  expect(call("GET", "/wifi/ap/1/stations/").result).toEqual([{ id: "b-m", mac: "02:00:00:00:00:14", signal: -34 }]);
  expect(call("GET", "/wifi/ap/9/stations/").error_code).toBe("noent");
  expect(call("GET", "/vpn/connection/").result).toEqual(devices.vpn.connections);
  expect(call("GET", "/vpn/ip_pool/").result).toEqual(devices.vpn.pool);
  expect(call("GET", "/profile/").result).toEqual(devices.profiles);
  expect(call("GET", "/network_control/").result).toEqual(devices.networkControls);
  for (const path of ["/wifi/what", "/wifi/ap/1/what", "/wifi/ap/1/stations/what", "/vpn/what", "/profile/1"])
    expect(call("GET", path).status).toBe(404);
  expect(call("PUT", "/wifi/config/", { enabled: true }).status).toBe(404);
});

withFixtures(() => {
  test("a module, once there is one, has every key that was published", () => {
    const world = createWorld();
    const published = objectAt(boxCase("sfp", "status").body?.["result"]);
    world.devices.sfp = { present: true, ...published };
    expect(boxClient(world)("GET", "/sfp/status").result).toEqual(published);
  });
});
