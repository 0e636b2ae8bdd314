/** Zones: list, get, status, SOA, export, refresh. */
import type { DoorAnswer, DoorRequest } from "./exchange.ts";
import { callError, done, unknownUrl } from "./ovh-errors.ts";
import { listAnswer } from "./ovh-list.ts";
import { recordAnswer, voidAnswer } from "./ovh-records.ts";
import type { World, Zone, ZoneRecord } from "./world.ts";
import { quotedTxt } from "./zone-text.ts";

const shown = (zone: Zone): object => ({
  dnssecActivated: false,
  dnssecSupported: true,
  hasDnsAnycast: false,
  iam: { id: "00000000-0000-4000-8000-000000000000", urn: `urn:v1:eu:resource:dnsZone:${zone.name}` },
  lastUpdate: zone.lastUpdate,
  name: zone.name,
  nameServers: zone.nameServers,
});

const serve = (world: World, zone: Zone, records: ZoneRecord[]): void => {
  zone.served = records;
  zone.serial += 1;
  zone.lastUpdate = new Date(world.now()).toISOString();
};

/** Serves what refreshes have scheduled. Does nothing to a zone without one. */
export const deployZones = (world: World): void => {
  for (const zone of world.zones.values()) {
    if (zone.scheduled !== undefined) serve(world, zone, zone.scheduled);
    zone.scheduled = undefined;
  }
};

/** Schedules what is stored now: what is edited later needs another refresh (a guess; the vendor does not say). */
const refresh = (world: World, zone: Zone): DoorAnswer => {
  zone.scheduled = structuredClone(zone.stored);
  if (world.deployDelay === "immediate") deployZones(world);
  return voidAnswer(world);
};

/** The form of a published sample: serial, refresh, retry, expire, negative ttl in one parenthesis. */
const exportText = (zone: Zone): string => {
  const { server, email, refresh: refreshSeconds, expire, nxDomainTtl, ttl } = zone.soa;
  const numbers = [zone.serial, refreshSeconds, 3600, expire, nxDomainTtl].join(" ");
  const lines = zone.stored.map(({ subDomain, ttl: own, fieldType, target }) => {
    const isText = ["TXT", "SPF", "DKIM", "DMARC"].includes(fieldType);
    const type = isText ? "TXT" : fieldType;
    // Every line has its owner: a blank one would be that of the line before.
    const owner = subDomain === "" ? "@" : subDomain;
    return `${owner.padEnd(24)} ${own === 0 ? "" : own}\tIN ${type.padEnd(8)} ${isText ? quotedTxt(target) : target}`;
  });
  return [`$TTL ${ttl}`, `@\tIN SOA ${server} ${email} (${numbers})`, ...lines, ""].join("\n");
};

const zoneRoute = (world: World, zone: Zone, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [chapter = "", id, ...more] = rest;
  if (more.length > 0 || id === "") return unknownUrl();
  if (chapter === "record") return recordAnswer(world, zone, request, id);
  if (id !== undefined) return unknownUrl();
  switch (`${request.method} ${chapter}`) {
    case "GET ":
      return done(shown(zone));
    case "GET status":
      return done({ warnings: null, errors: null, isDeployed: zone.scheduled === undefined });
    case "GET soa":
      return done({ ...zone.soa, serial: zone.serial });
    case "GET export":
      return done(exportText(zone));
    case "POST refresh":
      return refresh(world, zone);
    default:
      return unknownUrl();
  }
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
