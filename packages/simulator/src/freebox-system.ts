/** The chapters about the box itself: `system`, `update`, `standby`, `switch`, `sfp`. */
import type { DoorAnswer, DoorRequest } from "./exchange.ts";
import { ok, unknownPath } from "./freebox-envelope.ts";
import { hostAt, labelOf } from "./freebox-lan.ts";
import { isIPv6 } from "node:net";
import { secondsOf, type World } from "./world.ts";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** "6 jours 22 heures 9 minutes 46 secondes" (fixture system.json). */
const frenchTime = (seconds: number): string =>
  [
    [Math.floor(seconds / day), "jours"],
    [Math.floor((seconds % day) / hour), "heures"],
    [Math.floor((seconds % hour) / minute), "minutes"],
    [seconds % minute, "secondes"],
  ]
    .map((part) => part.join(" "))
    .join(" ");

/** In the shape of API 6 and later, whatever version is asked for. */
const systemAnswer = (world: World): DoorAnswer => {
  const uptime = secondsOf(world) - world.bootedAt;
  return ok({
    mac: "68:A3:78:00:00:01",
    sensors: [
      { id: "temp_cpu_cp_master", name: "Température CPU CP Master", value: 56 },
      { id: "temp_hdd0", name: "Disque dur 1" }, // one that measures nothing leaves it out (fixture "revolution_r2")
    ],
    model_info: { pretty_name: "Freebox v9 (r1)", name: "fbxgw9-r1/full", has_vm: true, net_operator: "free_fra" },
    fans: [{ id: "fan0_speed", name: "Ventilateur 1", value: 2130 }],
    expansions: [],
    board_name: "fbxgw9r",
    disk_status: "not_detected",
    uptime: frenchTime(uptime),
    uptime_val: uptime,
    user_main_storage: "",
    box_authenticated: true,
    serial: "000000X000000000",
    firmware_version: "4.12.2",
  });
};

/** Answers, then goes away: every session is gone (a guess), and no connection is taken for as long as the switch says. */
const goAway = (world: World, awayMs: number): DoorAnswer => {
  world.sessions.clear();
  world.awayUntil = world.now() + awayMs;
  world.bootedAt = Math.floor(world.awayUntil / 1000);
  return ok();
};

/** Every machine that is there is plugged into the first socket (fixture switch_status.json). */
const switchAnswer = (world: World): DoorAnswer => {
  const present = world.hosts.filter(({ active }) => active);
  const machines = present.map((host) => {
    const address = host.addresses.find((each) => !isIPv6(each)) ?? "";
    return { mac: host.mac.toUpperCase(), hostname: labelOf(hostAt(world, address), host.mac.toUpperCase()) };
  });
  const down = { duplex: "half", link: "down", mode: "10BaseT-HD", speed: "10" };
  return ok([
    {
      duplex: "full",
      ...(machines.length === 0 ? {} : { mac_list: machines }),
      link: "up",
      id: 1,
      mode: "1000BaseT-FD",
      speed: "1000",
    },
    ...[2, 3, 4].map((id) => ({ ...down, id })),
  ]);
};

const standby = {
  use_planning: false,
  planning_mode: "wifi_off",
  available_planning_modes: ["wifi_off", "suspend"],
  next_change: 0,
};

/** Answers below /system, /update, /standby, /switch and /sfp; settings of these are not served. */
export const systemChapters = (world: World, request: DoorRequest, segments: readonly string[]): DoorAnswer => {
  switch (`${request.method} ${segments.join("/")}`) {
    case "GET system":
      return systemAnswer(world);
    case "POST system/reboot":
      return goAway(world, world.switches.rebootMs);
    case "POST system/shutdown":
      return goAway(world, Number.MAX_SAFE_INTEGER - world.now());
    case "GET update":
      return ok({ state: "up_to_date" });
    case "GET standby/status":
      return ok(standby);
    case "GET switch/status":
      return switchAnswer(world);
    case "GET sfp/status":
      return ok({ present: false });
    default:
      return unknownPath();
  }
};
