/** Who may call the OVH API: keys, clock, signature, rules. */
import { createHash } from "node:crypto";
import type { DoorAnswer, DoorRequest } from "./exchange.ts";
import { callError, done, gatewayError, unknownUrl } from "./ovh-errors.ts";
import { secondsOf, type World } from "./world.ts";

/** The true window is unknown; eight minutes off was refused (reported). */
const windowSeconds = 300;

const serverTime = (world: World): number => secondsOf(world) + world.ovh.clockOffsetSeconds;

const signatureOf = (world: World, request: DoorRequest, url: string): string => {
  const { applicationSecret, consumerKey } = world.ovh;
  const timestamp = request.headers["x-ovh-timestamp"] ?? "";
  const text = [applicationSecret, consumerKey, request.method, url, request.body, timestamp].join("+");
  return `$1$${createHash("sha1").update(text).digest("hex")}`;
};

/** Clients sign the URL with or without the port: the public API has none, so both are right. */
const isSigned = (world: World, request: DoorRequest): boolean => {
  const host = request.headers["host"] ?? "";
  const urls = [host, host.replace(/:\d+$/, "")].map((name) => `https://${name}${request.target}`);
  return urls.some((url) => signatureOf(world, request, url) === request.headers["x-ovh-signature"]);
};

/** `*` stands for any text: "/domain/zone/*" covers "/domain/zone/" and not "/domain/zone" (reported). */
const ruleCovers = (rule: string, path: string): boolean => {
  const pattern = rule.split("*").map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(path);
};

const isGranted = (world: World, method: string, path: string): boolean =>
  // A key with rules for zones only may still look at itself (reported).
  path === "/auth/currentCredential" ||
  world.ovh.rules.some((rule) => rule.method === method && ruleCovers(rule.path, path));

/**
 * Why this call is refused, or undefined when it may go on. `path` is relative to the base ("/domain/zone").
 * Texts: recorded-in-issues.json where it has them, published clients for the others.
 */
export const authRefusal = (world: World, request: DoorRequest, path: string): DoorAnswer | undefined => {
  const { headers } = request;
  const { applicationKey, consumerKey, status } = world.ovh;
  const application = headers["x-ovh-application"];
  if (application === undefined) return callError(401, "Client::Unauthorized", "You must login first");
  if (application !== applicationKey) return gatewayError(403, "INVALID_KEY", "This application key is invalid");
  if (headers["x-ovh-consumer"] === undefined || headers["x-ovh-signature"] === undefined)
    return callError(401, "Client::Unauthorized", "You must login first");
  if (headers["x-ovh-consumer"] !== consumerKey)
    return gatewayError(403, "NOT_CREDENTIAL", "This credential does not exist");
  const drift = Math.abs(Number(headers["x-ovh-timestamp"]) - serverTime(world));
  if (!(drift <= windowSeconds)) return gatewayError(400, "QUERY_TIME_OUT", "Query out of time");
  if (!isSigned(world, request)) return gatewayError(400, "INVALID_SIGNATURE", "Invalid signature");
  if (status !== "validated") return gatewayError(403, "INVALID_CREDENTIAL", "This credential is not valid");
  if (!isGranted(world, request.method, path))
    return gatewayError(403, "NOT_GRANTED_CALL", "This call has not been granted");
  return undefined;
};

const credential = (world: World): object => ({
  allowedIPs: null,
  applicationId: 1,
  creation: "2024-01-01T00:00:00+00:00",
  credentialId: 1,
  expiration: null,
  lastUse: new Date(serverTime(world) * 1000).toISOString(),
  ovhSupport: false,
  rules: world.ovh.rules,
  status: world.ovh.status,
});

/** Answers below /auth, but /auth/time which needs no key. */
export const authAnswer = (world: World, method: string, rest: readonly string[]): DoorAnswer =>
  method === "GET" && rest.length === 1 && rest[0] === "currentCredential" ? done(credential(world)) : unknownUrl();

/** The server's clock, a bare number (recorded/authenticate.json). */
export const timeAnswer = (world: World): DoorAnswer => done(serverTime(world));
