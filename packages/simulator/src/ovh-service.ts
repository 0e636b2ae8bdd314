/** A zone as a service one pays for: capabilities, contacts, renewal, options, termination; and DNSSEC. */
import { randomBytes } from "node:crypto";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badCall, callError, done, unknownUrl } from "./ovh-errors.ts";
import { listAnswer } from "./ovh-list.ts";
import { otherVoid } from "./ovh-records.ts";
import type { Renewal } from "./ovh-state.ts";
import type { World, Zone } from "./world.ts";

const shown = (zone: Zone, renew: Renewal): object => ({
  canDeleteAtExpiration: true,
  ...zone.chapters.contacts,
  creation: "2024-01-01",
  domain: zone.name,
  engagedUpTo: null,
  expiration: "2030-01-01",
  possibleRenewPeriod: [12],
  renew,
  renewalType: "automaticV2016",
  serviceId: 1,
  status: zone.expired ? "expired" : "ok",
});

/** Only `renew` can be written. */
const renewed = (world: World, request: DoorRequest, renew: Renewal): DoorAnswer => {
  const body = jsonOf(request.body);
  const wished = isObject(body) ? body["renew"] : undefined;
  if (!isObject(wished)) return badCall("Missing parameter: renew");
  Object.assign(renew, wished);
  return otherVoid(world);
};

/** Answers below Z/option. */
export const optionAnswer = (world: World, zone: Zone, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [name, chapter] = rest;
  const { options } = zone.chapters;
  if (name === undefined) {
    const all = Object.keys(options).map((option) => ({ name: option }));
    return request.method === "GET" ? listAnswer(world, request, all, (option) => option.name) : unknownUrl();
  }
  const renew = options[name];
  if (renew === undefined)
    return callError(404, "Client::NotFound", `The requested object (name = ${name}) does not exist`);
  if (chapter === undefined) return request.method === "GET" ? done({ name }) : unknownUrl();
  if (chapter !== "serviceInfos") return unknownUrl();
  if (request.method === "PUT") return renewed(world, request, renew);
  return request.method === "GET" ? done(shown(zone, renew)) : unknownUrl();
};

const nextDnssec = { enableInProgress: "enabled", disableInProgress: "disabled" } as const;

const dnssec = (zone: Zone): DoorAnswer => {
  const status = zone.chapters.dnssec;
  // Seen once in progress, then over: how long it takes in truth is unknown.
  if (status === "enableInProgress" || status === "disableInProgress") zone.chapters.dnssec = nextDnssec[status];
  return done({ status });
};

const changeContact = (world: World, zone: Zone, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  const kinds = ["contactAdmin", "contactBilling", "contactTech"] as const;
  const given = kinds.filter((kind) => isObject(body) && typeof body[kind] === "string");
  for (const kind of given) zone.chapters.contacts[kind] = isObject(body) ? String(body[kind]) : "";
  const first = world.lastId.task + 1;
  world.lastId.task += given.length;
  return done(given.map((_, index) => first + index));
};

const confirmTermination = (zone: Zone, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  const { terminationToken: token } = zone.chapters;
  if (token === "" || !isObject(body) || body["token"] !== token) return badCall("Invalid token");
  zone.chapters.terminated = true;
  return done("Termination of the service was confirmed");
};

/** Answers of a zone's single-purpose routes; undefined for a route that is none of them. */
export const serviceAnswer = (
  world: World,
  zone: Zone,
  request: DoorRequest,
  route: string,
): DoorAnswer | undefined => {
  const { chapters } = zone;
  switch (route) {
    case "GET capabilities":
      return done({ dynHost: true });
    case "GET serviceInfos":
      return done(shown(zone, chapters.renew));
    case "PUT serviceInfos":
      return renewed(world, request, chapters.renew);
    case "GET dnssec":
      return dnssec(zone);
    case "POST dnssec":
      chapters.dnssec = "enableInProgress";
      return otherVoid(world);
    case "DELETE dnssec":
      chapters.dnssec = "disableInProgress";
      return otherVoid(world);
    case "POST changeContact":
      return changeContact(world, zone, request);
    case "POST terminate":
      chapters.terminationToken = randomBytes(8).toString("hex");
      return done("An email was sent to the contacts of the service");
    case "POST confirmTermination":
      return confirmTermination(zone, request);
    default:
      return undefined;
  }
};
