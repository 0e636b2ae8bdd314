/** The chapters about the box itself: `system` and `update`. */
import type { DoorAnswer, DoorRequest } from "./exchange.ts";
import { ok } from "./freebox-envelope.ts";
import { socketChapters } from "./freebox-sockets.ts";
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

/** Answers below /system and /update, and for what is plugged in. */
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
    default:
      return socketChapters(world, request, segments);
  }
};
