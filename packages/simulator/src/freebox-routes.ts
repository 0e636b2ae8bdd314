/** The chapter `lan/routes`: ways to networks behind machines at home. Rules of the vendor's pages of API 16. */
import { BlockList, isIPv4 } from "node:net";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { addressOf, flagOf, textOf } from "./freebox-fields.ts";
import type { Route } from "./freebox-world.ts";
import type { World } from "./world.ts";

/** Networks that are never behind a machine; the last one is the box's own, for VPN and guests (documented). */
const taken = new BlockList();
taken.addSubnet("127.0.0.0", 8);
taken.addSubnet("169.254.0.0", 16);
taken.addSubnet("224.0.0.0", 4);
taken.addSubnet("192.168.27.0", 24);

const isPrefix = (text: string): boolean => {
  const [address = "", length = "", ...rest] = text.split("/");
  const isLength = /^\d{1,2}$/.test(length) && Number(length) <= 32;
  return rest.length === 0 && isLength && isIPv4(address) && !taken.check(address);
};

const routeOf = (item: unknown): Route | undefined => {
  if (!isObject(item)) return undefined;
  const [prefix, gateway] = [textOf(item["prefix"]), addressOf(item["gateway"])];
  const [enabled, description] = [flagOf(item["enabled"] ?? true), textOf(item["description"] ?? "")];
  if (prefix === undefined || !isPrefix(prefix) || gateway === undefined) return undefined;
  return enabled === undefined || description === undefined ? undefined : { prefix, gateway, enabled, description };
};

/** The codes are the vendor's, the messages guesses. */
const trouble = (code: string, cause: string): DoorAnswer =>
  refused(code, `Impossible de modifier les routes : ${cause}`);

/** Answers at /lan/routes. PUT replaces every route. */
export const routesAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!Array.isArray(body)) return badRequest();
    const routes = body.flatMap((item: unknown) => routeOf(item) ?? []);
    if (routes.length < body.length) return trouble("invalid_route", "Route invalide");
    const inForce = routes.filter(({ enabled }) => enabled).map(({ prefix }) => prefix);
    if (new Set(inForce).size < inForce.length) return trouble("exists", "Existe déjà");
    world.routes = routes;
  } else if (request.method !== "GET") return unknownPath();
  return ok(world.routes);
};
