/** Who may call the OVH API: keys, clock, signature, rules. */
import { createHash, randomBytes } from "node:crypto";
import { type DoorAnswer, type DoorRequest, segmentsOf } from "./exchange.ts";
import { callError, done, gatewayError, unknownUrl } from "./ovh-errors.ts";
import { type ConsumerKey, consumerKeys, stateOf } from "./ovh-keys.ts";
import { keyShown } from "./ovh-me.ts";
import { otherVoid } from "./ovh-records.ts";
import { secondsOf, type World } from "./world.ts";

/** The true window is unknown; eight minutes off was refused (reported). */
const windowSeconds = 300;

const serverTime = (world: World): number => secondsOf(world) + world.ovh.clockOffsetSeconds;

const signatureOf = (world: World, request: DoorRequest, url: string, { consumerKey }: ConsumerKey): string => {
  const { applicationSecret } = world.ovh;
  const timestamp = request.headers["x-ovh-timestamp"] ?? "";
  const text = [applicationSecret, consumerKey, request.method, url, request.body, timestamp].join("+");
  return `$1$${createHash("sha1").update(text).digest("hex")}`;
};

/** Clients sign the URL with or without the port: the public API has none, so both are right. */
const isSigned = (world: World, request: DoorRequest, key: ConsumerKey): boolean => {
  const host = request.headers["host"] ?? "";
  const urls = [host, host.replace(/:\d+$/, "")].map((name) => `https://${name}${request.target}`);
  return urls.some((url) => signatureOf(world, request, url, key) === request.headers["x-ovh-signature"]);
};

/** `*` stands for any text: "/domain/zone/*" covers "/domain/zone/" and not "/domain/zone" (reported). */
const ruleCovers = (rule: string, path: string): boolean => {
  const pattern = rule.split("*").map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(path);
};

const isGranted = (key: ConsumerKey, method: string, path: string): boolean =>
  // A key with rules for zones only may still look at itself (reported).
  path === "/auth/currentCredential" || key.rules.some((rule) => rule.method === method && ruleCovers(rule.path, path));

/** Actions of access policies are named by what they do; this much of the rule is enough to deny some. */
const actionOf = ({ method }: DoorRequest, path: string): string => {
  const [, , zone, ...chapters] = segmentsOf(path);
  const chapter = chapters.filter((segment) => !/^\d/.test(segment)).join("/");
  const verb = { GET: "get", POST: chapters.length === 1 ? "create" : "", PUT: "edit", DELETE: "delete" }[method] ?? "";
  if (zone === undefined || chapter === "") return "dnsZone:apiovh:get";
  const isVerb = ["refresh", "import", "reset", "terminate"].includes(chapter);
  return `dnsZone:apiovh:${isVerb || verb === "" ? chapter : `${chapter}/${verb}`}`;
};

/** A bearer token instead of signed headers. What an unknown or outdated one is answered with was never seen: a guess. */
const bearerRefusal = (world: World, request: DoorRequest, path: string, token: string): DoorAnswer | undefined => {
  const known = world.ovh.account.tokens[token];
  const account = world.ovh.account.serviceAccounts.find(({ clientId }) => clientId === known?.clientId);
  if (known === undefined || account === undefined || known.until <= world.now())
    return callError(401, "Client::Unauthorized", "This token is not valid");
  const action = actionOf(request, path);
  if (!account.denied.includes(action)) return undefined;
  const refusal = callError(403, "Client::Forbidden", "User not granted for this request");
  return {
    ...refusal,
    body: {
      class: "Client::Forbidden",
      message: "User not granted for this request",
      details: { unauthorizedActionsByIAM: action },
    },
  };
};

/**
 * Why this call is refused, or undefined when it may go on. `path` is relative to the base ("/domain/zone").
 * Texts: recorded-in-issues.json where it has them, published clients for the others.
 */
export const authRefusal = (world: World, request: DoorRequest, path: string): DoorAnswer | undefined => {
  const { headers } = request;
  const bearer = /^Bearer (.+)$/.exec(headers["authorization"] ?? "")?.[1];
  if (bearer !== undefined) return bearerRefusal(world, request, path, bearer);
  const application = headers["x-ovh-application"];
  if (application === undefined) return callError(401, "Client::Unauthorized", "You must login first");
  if (application !== world.ovh.applicationKey)
    return gatewayError(403, "INVALID_KEY", "This application key is invalid");
  if (headers["x-ovh-consumer"] === undefined || headers["x-ovh-signature"] === undefined)
    return callError(401, "Client::Unauthorized", "You must login first");
  const key = keyOf(world, request);
  if (key === undefined) return gatewayError(403, "NOT_CREDENTIAL", "This credential does not exist");
  const drift = Math.abs(Number(headers["x-ovh-timestamp"]) - serverTime(world));
  if (!(drift <= windowSeconds)) return gatewayError(400, "QUERY_TIME_OUT", "Query out of time");
  if (!isSigned(world, request, key)) return gatewayError(400, "INVALID_SIGNATURE", "Invalid signature");
  if (stateOf(world, key) !== "validated")
    return gatewayError(403, "INVALID_CREDENTIAL", "This credential is not valid");
  if (!isGranted(key, request.method, path))
    return gatewayError(403, "NOT_GRANTED_CALL", "This call has not been granted");
  return undefined;
};

const keyOf = (world: World, { headers }: DoorRequest): ConsumerKey | undefined =>
  consumerKeys(world).find(({ consumerKey }) => consumerKey === headers["x-ovh-consumer"]);

const details = (world: World, request: DoorRequest): object => {
  const key = keyOf(world, request);
  return {
    account: "xx1-ovh",
    allowedRoutes: key === undefined ? null : key.rules,
    description: null,
    identities: ["urn:v1:eu:identity:account:xx1-ovh"],
    method: key === undefined ? "oauth2_client_credentials" : "account",
    roles: null,
    user: null,
  };
};

/** Answers below /auth, but /auth/time and /auth/credential, which need no consumer key. */
export const authAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const key = keyOf(world, request);
  switch (`${request.method} ${rest.join("/")}`) {
    case "GET currentCredential":
      // A service account has no credential; what OVH answers it here was never seen.
      return key === undefined
        ? callError(404, "Client::NotFound", "This credential does not exist")
        : done(keyShown(world, key));
    case "GET details":
      return done(details(world, request));
    case "POST logout":
      if (key !== undefined) key.status = "expired";
      return otherVoid(world);
    case "POST token":
      return done({ token: randomBytes(32).toString("base64url") });
    default:
      return unknownUrl();
  }
};

/** The server's clock, a bare number (recorded/authenticate.json). */
export const timeAnswer = (world: World): DoorAnswer => done(serverTime(world));
