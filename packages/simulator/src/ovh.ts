/** The OVH API's DNS side as one function from a request to an answer. */
import { randomBytes } from "node:crypto";
import { type DoorAnswer, type DoorRequest, isObject, segmentsOf } from "./exchange.ts";
import { authAnswer, authRefusal, timeAnswer } from "./ovh-auth.ts";
import { nicUpdateAnswer, nicUpdatePath } from "./ovh-dynhost.ts";
import { unknownUrl } from "./ovh-errors.ts";
import { credentialAnswer, tokenAnswer, validationAnswer } from "./ovh-keys.ts";
import { meAnswer } from "./ovh-me.ts";
import { zoneAnswer } from "./ovh-zones.ts";
import { secondsOf, type World } from "./world.ts";

/** Names an exchange for OVH's support; the third part is the time (both forms are recorded). */
const queryId = (world: World): string => {
  const time = secondsOf(world).toString(16);
  const [short, long] = [randomBytes(2), randomBytes(16)];
  return world.switches.legacy2018
    ? `FR.ws-4.${time}.${short.readUInt16BE()}.${String(short.readUInt16LE() % 10_000).padStart(4, "0")}`
    : `EU.ext-3.${time}.${1_000_000 + short.readUInt16BE()}.${long.toString("hex")}`;
};

/** A body on the wire: JSON, but for the few that are plain text. */
export const ovhBody = (body: unknown): string =>
  isObject(body) && typeof body["plainText"] === "string" ? body["plainText"] : JSON.stringify(body);

/** What every answer carries (recorded in 2018), those scripted in place of ours too. */
export const ovhHeaders = (world: World): Readonly<Record<string, string>> => ({
  "Cache-Control": "no-cache",
  "Access-Control-Allow-Origin": "*",
  "X-OVH-QUERYID": queryId(world),
});

const routed = (world: World, request: DoorRequest): DoorAnswer => {
  const match = /^\/(?:1\.0|v1)(\/.*)$/.exec(request.path);
  const path = match?.[1];
  if (request.path === nicUpdatePath && request.method === "GET") return nicUpdateAnswer(world, request);
  if (request.path === "/auth/" && request.method === "GET") return validationAnswer(world, request);
  if (request.path === "/auth/oauth2/token" && request.method === "POST") return tokenAnswer(world, request);
  if (path === undefined) return unknownUrl();
  const segments = segmentsOf(path);
  const [first, second, ...rest] = segments;
  if (request.method === "GET" && path === "/auth/time") return timeAnswer(world);
  if (request.method === "POST" && path === "/auth/credential") return credentialAnswer(world, request);
  const refusal = authRefusal(world, request, path);
  if (refusal !== undefined) return refusal;
  if (first === "auth") return authAnswer(world, request, segments.slice(1));
  if (first === "me" && second === "api") return meAnswer(world, request, rest);
  return first === "domain" && second === "zone" ? zoneAnswer(world, request, rest) : unknownUrl();
};

/**
 * Answers one request, and does what it asks to the world.
 *
 * Served below /1.0 and /v1: everything published of auth, me/api and domain/zone. Beside them the page that validates a
 * key (/auth/), the tokens of service accounts (/auth/oauth2/token) and the updates of dynamic DNS (/nic/update), which in
 * truth have hosts of their own. Every answer names its exchange in `X-OVH-QUERYID`.
 * Source: the published schemas, the recordings of 2018, single replies quoted by users (fixtures of the vendor).
 */
export const ovhAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  const answer = routed(world, request);
  return { ...answer, headers: { ...ovhHeaders(world), ...answer.headers } };
};
