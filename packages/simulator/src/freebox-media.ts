/** What carries the line, below /connection: telephone, mobile, both together, and what became of them. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { changeOf, flagOf } from "./freebox-fields.ts";
import type { World } from "./world.ts";

const aggregationAnswer = ({ devices }: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const change = changeOf<{ enabled: boolean }>(body, { enabled: flagOf });
    if (change === undefined) return refused("inval", "Impossible de modifier l'agrégation : Paramètre invalide"); // a guess
    devices.aggregation = { ...devices.aggregation, ...change };
  } else if (request.method !== "GET") return unknownPath();
  return ok(devices.aggregation);
};

/** The log is documented nowhere (fixture connection_logs.json); that DELETE empties it is reported by one client. */
const logsAnswer = ({ devices }: World, { method }: DoorRequest): DoorAnswer => {
  if (method === "GET") return ok(devices.logs);
  if (method !== "DELETE") return unknownPath();
  devices.logs = [];
  return ok();
};

/** Answers at /connection/REST for what carries the line; undefined for what is not of this chapter. */
export const mediaAnswer = (world: World, request: DoorRequest, rest: string): DoorAnswer | undefined => {
  const { devices } = world;
  if (rest === "aggregation") return aggregationAnswer(world, request);
  if (rest === "logs") return logsAnswer(world, request);
  if (request.method !== "GET") return undefined;
  switch (rest) {
    case "xdsl":
      return ok(devices.xdsl);
    case "lte/aggregation":
      return ok(devices.lte.aggregation);
    case "lte/backup":
      return ok(devices.lte.backup);
    default:
      return undefined;
  }
};
