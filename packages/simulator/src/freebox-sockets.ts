/** The chapters `switch`, `sfp`, `standby` and `freeplug`: what is plugged in, and when the box sleeps. */
import { isIPv6 } from "node:net";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { changeOf, type FieldReaders, flagOf, textOf, wholeOf } from "./freebox-fields.ts";
import type { SocketSetting, Standby } from "./freebox-devices.ts";
import { hostAt, labelOf } from "./freebox-lan.ts";
import type { World } from "./world.ts";

/** Every machine that is there is plugged into the first socket (fixture switch_status.json). */
const switchStatus = (world: World): DoorAnswer => {
  const present = world.hosts.filter(({ active }) => active);
  const machines = present.map((host) => {
    const address = host.addresses.find((each) => !isIPv6(each)) ?? "";
    return { mac: host.mac.toUpperCase(), hostname: labelOf(hostAt(world, address), host.mac.toUpperCase()) };
  });
  const down = { duplex: "half", link: "down", mode: "10BaseT-HD", speed: "10" };
  const up = { duplex: "full", link: "up", mode: "1000BaseT-FD", speed: "1000" };
  return ok(
    world.devices.sockets.map((_, at) =>
      at === 0 ? { ...up, ...(machines.length === 0 ? {} : { mac_list: machines }), id: 1 } : { ...down, id: at + 1 },
    ),
  );
};

/** The codes are the vendor's, the messages guesses. */
const trouble = (code: string): DoorAnswer =>
  refused(code, "Impossible de modifier la configuration : Paramètre invalide");

const oneOf =
  (words: readonly string[]) =>
  (value: unknown): string | undefined =>
    words.find((word) => word === value);

const writableSocket: FieldReaders<SocketSetting> = {
  speed: oneOf(["auto", "10", "100", "1000", "2500", "10000"]),
  duplex: oneOf(["auto", "half", "full"]),
};

/** One field of a partial PUT after another; `onWrong` is the code of its refusal. */
const put = <T extends object>(
  request: DoorRequest,
  kept: T,
  readers: FieldReaders<T>,
  onWrong: string,
  write: (next: T) => DoorAnswer | undefined,
): DoorAnswer | undefined => {
  if (request.method === "GET") return undefined;
  if (request.method !== "PUT") return unknownPath();
  const body = jsonOf(request.body);
  if (!isObject(body)) return badRequest();
  const change = changeOf(body, readers);
  return change === undefined ? trouble(onWrong) : write({ ...kept, ...change });
};

/** A quiet socket's counters; the vendor's list has some thirty. */
const quietCounters = Object.fromEntries(
  ["rx", "tx"].flatMap((way) =>
    ["bytes_rate", "packets_rate", "packets", "unicast_packets", "multicast_packets", "broadcast_packets", "pause"].map(
      (counter) => [`${way}_${counter}`, 0],
    ),
  ),
);

const switchAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [kind, id = "", stats, ...deeper] = rest;
  if (kind === "status" && rest.length === 1) return request.method === "GET" ? switchStatus(world) : unknownPath();
  if (kind !== "port" || deeper.length > 0 || (stats ?? "stats") !== "stats") return unknownPath();
  const at = Number(id) - 1;
  const { sockets } = world.devices;
  const socket = sockets[at];
  if (socket === undefined) return trouble("bad_port");
  if (stats !== undefined) return request.method === "GET" ? ok(quietCounters) : unknownPath();
  const refusal = put(request, socket, writableSocket, "bad_speed", (next) => {
    sockets[at] = next;
    return undefined;
  });
  return refusal ?? ok({ id: at + 1, ...sockets[at] });
};

/** Fixture sfp.json "config". */
const sfpTypes = ["p2p_1g", "p2p_10g", "copper_1g", "copper_sgmii_1g", "copper_usxgmii_10g"];

const sfpAnswer = ({ devices }: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  if (rest.join("/") === "status") return request.method === "GET" ? ok(devices.sfp) : unknownPath();
  if (rest.join("/") !== "config") return unknownPath();
  const readers = { sfp_type_forced: flagOf, sfp_type_forced_value: oneOf(["", ...sfpTypes]) };
  const refusal = put(request, devices.sfpConfig, readers, "inval", (next) => {
    devices.sfpConfig = next;
    return undefined;
  });
  return refusal ?? ok({ ...devices.sfpConfig, available_sfp_types: sfpTypes });
};

const modes = ["wifi_off", "suspend"];
const flagsOf = (value: unknown): boolean[] | undefined => {
  const flags = Array.isArray(value) ? value.map(flagOf) : [undefined];
  return flags.every((flag) => flag !== undefined) ? flags : undefined;
};
const writableStandby: FieldReaders<Standby> = {
  use_planning: flagOf,
  planning_mode: oneOf(modes),
  resolution: wholeOf,
  mapping: flagsOf,
};

const standbyAnswer = ({ devices }: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const { use_planning, planning_mode } = devices.standby;
  if (rest.join("/") === "status")
    return request.method === "GET"
      ? ok({ use_planning, planning_mode, available_planning_modes: modes, next_change: 0 })
      : unknownPath();
  if (rest.join("/") !== "config") return unknownPath();
  const refusal = put(request, devices.standby, writableStandby, "inval", (next) => {
    if (next.mapping.length !== 7 * next.resolution) return trouble("inval");
    devices.standby = next;
    return undefined;
  });
  return refusal ?? ok(devices.standby);
};

const freeplugAnswer = ({ devices }: World, { method }: DoorRequest, rest: readonly string[]): DoorAnswer => {
  if (method !== "GET" || rest.length > 1) return unknownPath();
  if (rest.length === 0) return ok(devices.freeplugs);
  const found = devices.freeplugs.flatMap(({ members }) => members).find(({ id }) => id === rest[0]);
  return found === undefined ? refused("nosta", "Impossible de récupérer le freeplug : Entrée non trouvée") : ok(found);
};

/** What each of the box's records measures (the vendor's pages name more); a quiet home measures nothing. */
const measured: Readonly<Record<string, readonly string[]>> = {
  net: ["bw_down", "bw_up", "rate_down", "rate_up"],
  temp: ["cpum", "cpub", "sw"],
  dsl: ["rate_down", "rate_up", "snr_down", "snr_up"],
  switch: ["rx_1", "tx_1"],
};
const hour = 3600;
const mostPoints = 100;

const rrdAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  const asked = request.method === "GET" ? Object.fromEntries(request.query) : jsonOf(request.body);
  if (!isObject(asked) || (request.method !== "GET" && request.method !== "POST")) return badRequest();
  const known = measured[textOf(asked["db"]) ?? ""];
  const end = wholeOf(asked["date_end"] ?? Math.floor(world.now() / 1000));
  const start = end === undefined ? undefined : wholeOf(asked["date_start"] ?? end - hour);
  if (known === undefined || start === undefined || end === undefined || start > end) return trouble("inval");
  const given = Array.isArray(asked["fields"]) ? asked["fields"].map(String) : known;
  const values = Object.fromEntries(known.filter((field) => given.includes(field)).map((field) => [field, 0]));
  const step = Math.max(60, Math.ceil((end - start) / mostPoints));
  const count = Math.floor((end - start) / step) + 1;
  const data = Array.from({ length: count }, (_, at) => ({ time: start + at * step, ...values }));
  return ok({ date_start: start, date_end: end, data });
};

/** Answers below /switch, /sfp, /standby, /freeplug and /rrd. PUT is partial. */
export const socketChapters = (world: World, request: DoorRequest, segments: readonly string[]): DoorAnswer => {
  const [chapter, ...rest] = segments;
  switch (chapter) {
    case "switch":
      return switchAnswer(world, request, rest);
    case "sfp":
      return sfpAnswer(world, request, rest);
    case "standby":
      return standbyAnswer(world, request, rest);
    case "freeplug":
      return freeplugAnswer(world, request, rest);
    case "rrd":
      return rest.length === 0 ? rrdAnswer(world, request) : unknownPath();
    default:
      return unknownPath();
  }
};
