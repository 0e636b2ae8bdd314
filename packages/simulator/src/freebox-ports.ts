/** The chapters `fw/incoming` and `fw/dmz`: what holds WAN ports besides the rules. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { addressOf, changeOf, flagOf, wholeOf } from "./freebox-fields.ts";
import type { Dmz, IncomingPort } from "./freebox-world.ts";
import type { World } from "./world.ts";

/** A service's port as the box shows it (fixture fw_incoming.json, whose two recordings each leave something out). */
const shown = (world: World, port: IncomingPort): object => ({
  enabled: port.enabled,
  active: port.active,
  type: port.type,
  in_port: port.in_port,
  id: port.id,
  readonly: port.readonly,
  netns: port.netns,
  max_port: world.line.portRange[1],
  min_port: world.line.portRange[0],
});

/** Every message of these chapters is a guess; the codes are those the vendor lists for `fw`. */
const trouble = (method: string, code: string, cause: string): DoorAnswer =>
  refused(code, `Impossible de ${method === "PUT" ? "modifier" : "récupérer"} le port entrant : ${cause}`);

const update = (world: World, port: IncomingPort, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  if (!isObject(body)) return badRequest();
  const change = changeOf<Pick<IncomingPort, "enabled" | "in_port">>(body, { enabled: flagOf, in_port: wholeOf });
  const { enabled = port.enabled, in_port: number = port.in_port } = change ?? {};
  const isMoved = number !== port.in_port;
  if (change === undefined || (isMoved && port.readonly)) return trouble("PUT", "inval", "Paramètre invalide");
  if (isMoved && (number < Math.max(1, world.line.portRange[0]) || number > world.line.portRange[1]))
    return trouble("PUT", "port_outside_range", "Port en dehors de la plage autorisée");
  Object.assign(port, { enabled, active: enabled, in_port: number });
  return ok(shown(world, port));
};

/** Answers below /fw/incoming. PUT is partial; nothing can be added or removed. */
export const incomingAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [id, ...deeper] = rest;
  const { method } = request;
  if (deeper.length > 0 || (method !== "GET" && (method !== "PUT" || id === undefined))) return unknownPath();
  if (id === undefined) return ok(world.incomingPorts.map((port) => shown(world, port)));
  const port = world.incomingPorts.find((candidate) => candidate.id === id);
  if (port === undefined) return trouble(method, "noent", "Entrée non trouvée");
  return method === "PUT" ? update(world, port, request) : ok(shown(world, port));
};

const machineOf = (value: unknown): string | undefined => (value === "" ? value : addressOf(value));

/** Answers at /fw/dmz. PUT is partial; a DMZ that is on and has no machine is refused (a guess). */
export const dmzAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const change = changeOf<Dmz>(body, { enabled: flagOf, ip: machineOf });
    const wanted = { ...world.dmz, ...change };
    if (change === undefined || (wanted.enabled && wanted.ip === ""))
      return refused("inval", "Impossible de modifier la DMZ : Paramètre invalide");
    world.dmz = wanted;
  } else if (request.method !== "GET") return unknownPath();
  return ok(world.dmz);
};
