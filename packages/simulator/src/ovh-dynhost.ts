/** DynHost: records of one address with a ttl of 60, logins, and the update protocol of dynamic DNS. */
import { isIPv4, isIPv6 } from "node:net";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badCall, callError, done, unknownUrl } from "./ovh-errors.ts";
import { isLike, listAnswer } from "./ovh-list.ts";
import { otherVoid } from "./ovh-records.ts";
import type { DynHostLogin } from "./ovh-state.ts";
import type { World, Zone, ZoneRecord } from "./world.ts";

/** "Any A or AAAA with a TTL of 60 counts as DynHost", says the guide. */
const dynHostTtl = 60;

const isDynHost = ({ fieldType, ttl }: ZoneRecord): boolean =>
  (fieldType === "A" || fieldType === "AAAA") && ttl === dynHostTtl;

const recordShown = ({ id, target, subDomain, ttl, zone }: ZoneRecord) => ({ id, ip: target, subDomain, ttl, zone });

const loginShown = ({ login, subDomain, zone }: DynHostLogin) => ({ login, subDomain, zone });

const typeOf = (ip: unknown): "A" | "AAAA" | undefined => {
  if (typeof ip !== "string") return undefined;
  if (isIPv4(ip)) return "A";
  return isIPv6(ip) ? "AAAA" : undefined;
};

const missing = (key: string, value: string): DoorAnswer =>
  callError(404, "Client::NotFound", `The requested object (${key} = ${value}) does not exist`);

const fields = (request: DoorRequest): Readonly<Record<string, unknown>> => {
  const body = jsonOf(request.body);
  return isObject(body) ? body : {};
};

const createRecord = (world: World, zone: Zone, request: DoorRequest): DoorAnswer => {
  const { ip, subDomain } = fields(request);
  const fieldType = typeOf(ip);
  if (fieldType === undefined) return badCall("Invalid ip");
  const name = typeof subDomain === "string" ? subDomain : "";
  if (name.includes("*")) return badCall("Invalid subDomain");
  // "Must not coexist with an A/AAAA of the same name", says the guide; the text is a guess.
  if (zone.stored.some((record) => record.subDomain === name && record.fieldType === fieldType))
    return callError(409, "Client::Conflict", `A record ${fieldType} exists at ${name}`);
  world.lastId.record += 1;
  const record = { id: world.lastId.record, zone: zone.name, fieldType, subDomain: name, target: String(ip), ttl: 60 };
  zone.stored.push(record);
  return done(recordShown(record));
};

const updateRecord = (world: World, zone: Zone, record: ZoneRecord, request: DoorRequest): DoorAnswer => {
  const { ip = record.target, subDomain = record.subDomain } = fields(request);
  const fieldType = typeOf(ip);
  if (fieldType === undefined) return badCall("Invalid ip");
  Object.assign(record, { fieldType, target: ip, subDomain: subDomain ?? "" });
  zone.lastUpdate = new Date(world.now()).toISOString();
  return otherVoid(world);
};

const recordRoute = (world: World, zone: Zone, request: DoorRequest, id: string | undefined): DoorAnswer => {
  const { method } = request;
  const all = zone.stored.filter(isDynHost);
  if (id === undefined) {
    if (method === "POST") return createRecord(world, zone, request);
    const name = request.query.get("subDomain");
    const found = all.filter(({ subDomain }) => name === null || isLike(subDomain, name));
    return method === "GET" ? listAnswer(world, request, found.map(recordShown), (one) => one.id) : unknownUrl();
  }
  const record = all.find((candidate) => String(candidate.id) === id);
  if (record === undefined) return missing("id", id);
  if (method === "GET") return done(recordShown(record));
  if (method === "PUT") return updateRecord(world, zone, record, request);
  if (method !== "DELETE") return unknownUrl();
  zone.stored = zone.stored.filter((candidate) => candidate !== record);
  return otherVoid(world);
};

/** The text is that of a published client's tests. */
const badPassword = (password: unknown): DoorAnswer | undefined =>
  typeof password === "string" && password.length >= 12 && password.length <= 512
    ? undefined
    : badCall("{'password': ['Length must be between 12 and 512.']}");

const createLogin = (zone: Zone, request: DoorRequest): DoorAnswer => {
  const { loginSuffix, password, subDomain } = fields(request);
  if (typeof loginSuffix !== "string" || typeof subDomain !== "string")
    return badCall("Missing parameter: loginSuffix");
  const refusal = badPassword(password);
  if (refusal !== undefined) return refusal;
  const login = { login: `${zone.name}-${loginSuffix}`, zone: zone.name, subDomain, password: String(password) };
  if (zone.chapters.dynHostLogins.some((other) => other.login === login.login))
    return callError(409, "Client::Conflict", "This login exists already"); // never seen: a guess
  zone.chapters.dynHostLogins.push(login);
  return done(loginShown(login));
};

const loginRoute = (world: World, zone: Zone, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [name, action] = rest;
  const { method, query } = request;
  const logins = zone.chapters.dynHostLogins;
  if (name === undefined) {
    if (method === "POST") return createLogin(zone, request);
    const [login, subDomain] = [query.get("login"), query.get("subDomain")];
    const found = logins.filter(
      (one) => (login === null || isLike(one.login, login)) && (subDomain === null || isLike(one.subDomain, subDomain)),
    );
    return method === "GET" ? listAnswer(world, request, found.map(loginShown), (one) => one.login) : unknownUrl();
  }
  const login = logins.find((candidate) => candidate.login === name);
  if (login === undefined) return missing("login", name);
  const { password, subDomain } = fields(request);
  if (action === "changePassword" && method === "POST") {
    const refusal = badPassword(password);
    if (refusal === undefined) login.password = String(password);
    return refusal ?? otherVoid(world);
  }
  if (action !== undefined) return unknownUrl();
  if (method === "GET") return done(loginShown(login));
  if (method === "PUT") login.subDomain = typeof subDomain === "string" ? subDomain : login.subDomain;
  else if (method === "DELETE") zone.chapters.dynHostLogins = logins.filter((candidate) => candidate !== login);
  else return unknownUrl();
  return otherVoid(world);
};

/** Answers below Z/dynHost. */
export const dynHostAnswer = (world: World, zone: Zone, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [chapter, ...more] = rest;
  if (chapter === "login" && more.length <= 2) return loginRoute(world, zone, request, more);
  return chapter === "record" && more.length <= 1 ? recordRoute(world, zone, request, more[0]) : unknownUrl();
};

/** One word and, mostly, an address, as plain text, its length told: ddclient takes the size of a chunk for an answer. */
const said = (text: string, status = 200): DoorAnswer => ({
  status,
  headers: { "Content-Type": "text/plain; charset=utf-8", "Content-Length": String(Buffer.byteLength(text)) },
  body: { plainText: text },
});

/** Where dynamic DNS is updated. */
export const nicUpdatePath = "/nic/update";

/**
 * Answers GET /nic/update. Words are those clients know; that wrong keys are 401 is inferred, and so is that an update is
 * served without a refresh.
 */
export const nicUpdateAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  const [scheme, basic = ""] = (request.headers["authorization"] ?? "").split(" ");
  const [user = "", password] = Buffer.from(basic, "base64").toString("utf8").split(/:(.*)/s);
  const zones = [...world.zones.values()];
  const login = zones.flatMap(({ chapters }) => chapters.dynHostLogins).find((one) => one.login === user);
  if (scheme !== "Basic" || login === undefined || login.password !== password) return said("badauth", 401);
  const host = request.query.get("hostname") ?? "";
  const ip = request.query.get("myip");
  if (!host.includes(".")) return said("notfqdn");
  const fieldType = typeOf(ip);
  if (fieldType === undefined || ip === null) return said("badrequest");
  const zone = world.zones.get(login.zone);
  const name = host.toLowerCase().replace(/\.$/, "");
  const subDomain = name === login.zone ? "" : name.slice(0, -login.zone.length - 1);
  const isOwn = name === login.zone || name.endsWith(`.${login.zone}`);
  const isAllowed = isOwn && (login.subDomain === "*" || login.subDomain === subDomain);
  const record = zone?.stored.find(
    (one) => isDynHost(one) && one.subDomain === subDomain && one.fieldType === fieldType,
  );
  if (zone === undefined || !isAllowed || record === undefined) return said("nohost");
  if (record.target === ip) return said(`nochg ${ip}`);
  record.target = ip;
  zone.served = [...zone.served.filter(({ id }) => id !== record.id), { ...record }];
  zone.serial += 1;
  return said(`good ${ip}`);
};
