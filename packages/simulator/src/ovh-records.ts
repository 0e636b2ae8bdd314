/** Records of a zone: list, get, create, update, remove. Edits are stored at once and served after a refresh. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badCall, callError, done, unknownUrl } from "./ovh-errors.ts";
import { isLike, listAnswer } from "./ovh-list.ts";
import { keptTarget, keptTtl, recordRefusal, wishOf } from "./ovh-record-check.ts";
import type { World, Zone, ZoneRecord } from "./world.ts";

/** A record as it is answered: keys in alphabetical order, or in that of 2018 (recorded). */
const shown = ({ switches }: World, { fieldType, id, subDomain, target, ttl, zone }: ZoneRecord): object =>
  switches.legacy2018
    ? { target, ttl, zone, fieldType, id, subDomain }
    : { fieldType, id, subDomain, target, ttl, zone };

const typeOrder = ["NS", "MX", "A", "AAAA", "CNAME"];
const typeRank = (type: string): number => {
  const rank = typeOrder.indexOf(type);
  return rank === -1 ? typeOrder.length : rank;
};

const nameKey = ({ subDomain }: ZoneRecord): string => subDomain.replaceAll("_", "~");

/** The order of the one zone recorded: NS, MX, A, CNAME, TXT; then by name, letters before "_"; then by id. */
const inListOrder = (one: ZoneRecord, other: ZoneRecord): number => {
  const rank = typeRank(one.fieldType) - typeRank(other.fieldType);
  if (rank !== 0) return rank;
  if (one.fieldType !== other.fieldType) return one.fieldType < other.fieldType ? -1 : 1;
  if (nameKey(one) !== nameKey(other)) return nameKey(one) < nameKey(other) ? -1 : 1;
  return one.id - other.id;
};

const list = (world: World, zone: Zone, request: DoorRequest): DoorAnswer => {
  const type = request.query.get("fieldType");
  const name = request.query.get("subDomain");
  const found = zone.stored
    .filter((record) => type === null || isLike(record.fieldType, type))
    .filter((record) => name === null || isLike(record.subDomain, name))
    .toSorted(inListOrder);
  const objects = found.map((record) => ({ ...shown(world, record), id: record.id }));
  return listAnswer(world, request, objects, ({ id }) => id);
};

const missing = (world: World, id: string): DoorAnswer => {
  const message = `The requested object (id = ${id}) does not exist`;
  return world.switches.classOnMissingRecord
    ? callError(404, "Client::NotFound", message)
    : { status: 404, body: { message } };
};

const create = (world: World, zone: Zone, request: DoorRequest): DoorAnswer => {
  const wish = wishOf(jsonOf(request.body));
  if ("refusal" in wish) return wish.refusal;
  const { fieldType, target } = wish;
  if (fieldType === undefined || target === undefined)
    return badCall(`Missing parameter: ${fieldType === undefined ? "fieldType" : "target"}`);
  const ttl = keptTtl(wish.ttl ?? 0, world.switches);
  const id = world.lastId.record + 1;
  const record: ZoneRecord = { id, zone: zone.name, fieldType, subDomain: wish.subDomain ?? "", target, ttl };
  const refusal = recordRefusal(record, zone.stored, world.switches);
  if (refusal !== undefined) return refusal;
  record.target = keptTarget(record, world.switches);
  world.lastId.record = id;
  zone.stored.push(record);
  if (world.switches.newRecordMissingReads > 0) world.missingReads.set(id, world.switches.newRecordMissingReads);
  return done(shown(world, world.switches.createAnswersIdZero ? { ...record, id: 0 } : record));
};

/** Refused when they differ (recorded, put-read-only); sent back unchanged by a published client, for every usual type. */
const readOnlyKeys = ["fieldType", "id", "zone"] as const;

const update = (world: World, zone: Zone, record: ZoneRecord, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  const readOnly = isObject(body) ? readOnlyKeys.filter((key) => key in body && body[key] !== record[key]) : [];
  if (readOnly.length > 0) return badCall(`Try to alter read-only properties: ${readOnly.join(", ")}`);
  const wish = wishOf(body);
  if ("refusal" in wish) return wish.refusal;
  const after: ZoneRecord = { ...record, ...wish };
  after.ttl = keptTtl(after.ttl, world.switches);
  const others = zone.stored.filter((other) => other !== record);
  const refusal = recordRefusal(after, others, world.switches);
  if (refusal !== undefined) return refusal;
  after.target = keptTarget(after, world.switches);
  Object.assign(record, after);
  return otherVoid(world);
};

/** True while a record just made cannot be read by its id; each read brings its end nearer. */
const isStillMissing = (world: World, id: number): boolean => {
  const reads = world.missingReads.get(id) ?? 0;
  if (reads > 0) world.missingReads.set(id, reads - 1);
  return reads > 0;
};

/** The answer of a route that gives nothing back: 204, or 200 with `null` as in 2018. */
export const voidAnswer = (world: World): DoorAnswer =>
  world.switches.deleteStatus === 204 ? { status: 204 } : done();

/** The answer of any other route that gives nothing back; today's status is unknown. */
export const otherVoid = (world: World): DoorAnswer =>
  world.switches.otherVoidStatus === 204 ? { status: 204 } : done();

/** Answers below /domain/zone/Z/record. */
export const recordAnswer = (world: World, zone: Zone, request: DoorRequest, id: string | undefined): DoorAnswer => {
  const { method } = request;
  if (id === undefined) {
    if (method === "POST") return create(world, zone, request);
    return method === "GET" ? list(world, zone, request) : unknownUrl();
  }
  const record = zone.stored.find((candidate) => String(candidate.id) === id);
  if (record === undefined) return missing(world, id);
  if (method === "GET") return isStillMissing(world, record.id) ? missing(world, id) : done(shown(world, record));
  if (method === "PUT") return update(world, zone, record, request);
  if (method !== "DELETE") return unknownUrl();
  zone.stored = zone.stored.filter((candidate) => candidate !== record);
  return voidAnswer(world);
};
