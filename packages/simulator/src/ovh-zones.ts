/** Zones: list, get, status, SOA, export, refresh, and the way to their chapters. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { dynHostAnswer } from "./ovh-dynhost.ts";
import { badCall, callError, done, unknownUrl } from "./ovh-errors.ts";
import { listAnswer } from "./ovh-list.ts";
import { otherVoid, recordAnswer, voidAnswer } from "./ovh-records.ts";
import { redirectionAnswer } from "./ovh-redirections.ts";
import { optionAnswer, serviceAnswer } from "./ovh-service.ts";
import type { ZoneLine } from "./ovh-state.ts";
import { historyAnswer, importAnswer, resetAnswer, taskAnswer } from "./ovh-tasks.ts";
import type { World, Zone, ZoneRecord } from "./world.ts";
import { quotedTxt } from "./zone-text.ts";

const shown = (zone: Zone): object => ({
  dnssecActivated: zone.chapters.dnssec === "enabled",
  dnssecSupported: true,
  hasDnsAnycast: false,
  iam: {
    id: "00000000-0000-4000-8000-000000000000",
    urn: `urn:v1:eu:resource:dnsZone:${zone.name}`,
    state: zone.expired ? "EXPIRED" : "OK",
  },
  lastUpdate: zone.lastUpdate,
  name: zone.name,
  nameServers: zone.nameServers,
});

const serve = (world: World, zone: Zone, records: ZoneRecord[]): void => {
  zone.served = records;
  zone.serial += 1;
  zone.lastUpdate = new Date(world.now()).toISOString();
  // "One per change of zone; at most 200 kept", says the guide; what is older than a month is not dropped here.
  const point = { creationDate: zone.lastUpdate, records: records.map(lineOf) };
  const { history } = zone.chapters;
  zone.chapters.history = [...history.filter(({ creationDate }) => creationDate !== zone.lastUpdate), point].slice(
    -200,
  );
};

const lineOf = ({ fieldType, subDomain, target, ttl }: ZoneRecord): ZoneLine => ({ fieldType, subDomain, target, ttl });

/** Serves what refreshes have scheduled. Does nothing to a zone without one, or with errors. */
export const deployZones = (world: World): void => {
  for (const zone of world.zones.values()) {
    // A zone with errors stays as it was until they are gone: a guess, and what the word suggests.
    if (zone.scheduled === undefined || zone.errors.length > 0) continue;
    serve(world, zone, zone.scheduled);
    zone.scheduled = undefined;
  }
};

/** Nothing to tell is null (recorded). */
const statusOf = ({ switches }: World, { scheduled, errors, warnings }: Zone): object => ({
  warnings: warnings.length === 0 ? null : warnings,
  errors: errors.length === 0 ? null : errors,
  isDeployed: switches.isDeployed === "always-true" || (scheduled === undefined && errors.length === 0),
});

/** Schedules what is stored now: what is edited later needs another refresh (a guess; the vendor does not say). */
const refresh = (world: World, zone: Zone): DoorAnswer => {
  if (zone.scheduled !== undefined && world.switches.refreshWhileRunning === "refused")
    return callError(409, "Client::Conflict", "A refresh is already scheduled"); // never seen: a guess
  zone.scheduled = structuredClone(zone.stored);
  if (world.deployDelay === "immediate") deployZones(world);
  return voidAnswer(world);
};

/** The form of a published sample: serial, refresh, retry, expire, negative ttl in one parenthesis. */
export const exportText = (zone: Zone, records: readonly ZoneRecord[]): string => {
  const { server, email, refresh: refreshSeconds, expire, nxDomainTtl, ttl } = zone.soa;
  const numbers = [zone.serial, refreshSeconds, 3600, expire, nxDomainTtl].join(" ");
  const lines = records.map(({ subDomain, ttl: own, fieldType, target }) => {
    const isText = ["TXT", "SPF", "DKIM", "DMARC"].includes(fieldType);
    const type = isText ? "TXT" : fieldType;
    // Every line has its owner: a blank one would be that of the line before.
    const owner = subDomain === "" ? "@" : subDomain;
    return `${owner.padEnd(24)} ${own === 0 ? "" : own}\tIN ${type.padEnd(8)} ${isText ? quotedTxt(target) : target}`;
  });
  return [`$TTL ${ttl}`, `@\tIN SOA ${server} ${email} (${numbers})`, ...lines, ""].join("\n");
};

const soaFields = ["server", "email", "refresh", "expire", "nxDomainTtl", "ttl"] as const;

/** Whether a written `serial` is kept is unknown: here it is not. */
const updateSoa = (world: World, zone: Zone, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  if (!isObject(body)) return badCall("Invalid body");
  for (const field of soaFields) {
    const value = body[field];
    if (value === undefined) continue;
    if (typeof value !== typeof zone.soa[field]) return badCall(`Invalid ${field}`);
    Object.assign(zone.soa, { [field]: value });
  }
  return otherVoid(world);
};

const single = (world: World, zone: Zone, request: DoorRequest, route: string): DoorAnswer => {
  switch (route) {
    case "GET ":
      return done(shown(zone));
    case "GET status":
      return done(statusOf(world, zone));
    case "GET soa":
      return done({ ...zone.soa, serial: zone.serial });
    case "PUT soa":
      return updateSoa(world, zone, request);
    case "GET export":
      return done(exportText(zone, world.switches.exportShows === "served" ? zone.served : zone.stored));
    case "POST refresh":
      return refresh(world, zone);
    case "POST import":
      return importAnswer(world, zone, request);
    case "POST reset":
      return resetAnswer(world, zone, request);
    default:
      return serviceAnswer(world, zone, request, route) ?? unknownUrl();
  }
};

const zoneRoute = (world: World, zone: Zone, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [chapter = "", ...deeper] = rest;
  const [id, ...more] = deeper;
  if (chapter === "task" && more.length <= 1) return taskAnswer(world, zone, request, deeper);
  if (chapter === "history" && more.length <= 1) return historyAnswer(world, zone, request, deeper);
  if (chapter === "option" && more.length <= 1) return optionAnswer(world, zone, request, deeper);
  if (chapter === "dynHost") return dynHostAnswer(world, zone, request, deeper);
  if (more.length > 0) return unknownUrl();
  if (chapter === "record") return recordAnswer(world, zone, request, id);
  if (chapter === "redirection") return redirectionAnswer(world, zone, request, id);
  return id === undefined ? single(world, zone, request, `${request.method} ${chapter}`) : unknownUrl();
};

/** Answers below /domain/zone. A zone that is unknown and one that is somebody else's look the same. */
export const zoneAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [name, ...deeper] = rest;
  if (name === undefined)
    return request.method === "GET"
      ? listAnswer(
          world,
          request,
          [...world.zones.values()].map((zone) => ({ ...shown(zone), name: zone.name })),
          (zone) => zone.name,
        )
      : unknownUrl();
  if (name === "" || deeper.includes("")) return unknownUrl();
  const zone = world.zones.get(name.toLowerCase());
  if (zone === undefined) return callError(404, "Client::NotFound", "This service does not exist");
  if (zone.expired) return { status: 460, body: { message: "This service is expired" } };
  return zoneRoute(world, zone, request, deeper);
};
