/** Consumer keys and service accounts: how they are asked for, validated, and told apart. */
import { randomBytes } from "node:crypto";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badCall, callError, done, gatewayError } from "./ovh-errors.ts";
import type { IssuedKey } from "./ovh-state.ts";
import type { World } from "./world.ts";

/** A consumer key as calls are judged by it. */
export interface ConsumerKey {
  readonly credentialId: number;
  readonly consumerKey: string;
  status: IssuedKey["status"];
  readonly rules: readonly { readonly method: string; readonly path: string }[];
  readonly allowedIPs: readonly string[] | null;
  readonly creation: string;
  readonly expiration: string | null;
}

/** The first key of the account, then those that were asked for. */
export const consumerKeys = (world: World): readonly ConsumerKey[] => [
  {
    credentialId: 1,
    consumerKey: world.ovh.consumerKey,
    get status() {
      return world.ovh.status;
    },
    set status(status) {
      world.ovh.status = status;
    },
    rules: world.ovh.rules,
    allowedIPs: null,
    creation: "2024-01-01T00:00:00+00:00",
    expiration: null,
  },
  ...world.ovh.account.issued,
];

/** A key whose time has run out is expired, whatever it says. */
export const stateOf = (world: World, key: ConsumerKey): ConsumerKey["status"] =>
  key.expiration !== null && Date.parse(key.expiration) <= world.now() ? "expired" : key.status;

const isRule = (rule: unknown): rule is { method: string; path: string } =>
  isObject(rule) && typeof rule["method"] === "string" && typeof rule["path"] === "string";

const isText = (value: unknown): value is string => typeof value === "string";

/** POST /auth/credential: a key that waits for its validation. Needs the application key only. */
export const credentialAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.headers["x-ovh-application"] !== world.ovh.applicationKey)
    return gatewayError(403, "INVALID_KEY", "This application key is invalid");
  const body = jsonOf(request.body);
  const { accessRules, allowedIPs } = isObject(body) ? body : {};
  if (!Array.isArray(accessRules) || !accessRules.every(isRule)) return badCall("Missing parameter: accessRules");
  const { issued } = world.ovh.account;
  const key: IssuedKey = {
    credentialId: issued.length + 2,
    consumerKey: randomBytes(16).toString("hex"),
    token: randomBytes(32).toString("hex"),
    status: "pendingValidation",
    rules: accessRules,
    allowedIPs: Array.isArray(allowedIPs) ? allowedIPs.filter(isText) : null,
    creation: new Date(world.now()).toISOString(),
    expiration: null,
  };
  issued.push(key);
  const validationUrl = `https://${request.headers["host"]}/auth/?credentialToken=${key.token}`;
  return done({ consumerKey: key.consumerKey, state: key.status, validationUrl });
};

/** What a person does in a browser: opening the link validates the key. There is no log-in here. */
export const validationAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  const key = world.ovh.account.issued.find(({ token }) => token === request.query.get("credentialToken"));
  if (key?.status !== "pendingValidation") return callError(404, "Client::NotFound", "This token does not exist");
  key.status = "validated";
  return { status: 200, headers: { "Content-Type": "text/plain; charset=utf-8" }, body: { plainText: "validated" } };
};

/** How long a token is good for (documented). */
const tokenSeconds = 3599;

/** POST /auth/oauth2/token: a bearer token for a service account (RFC 6749, 4.4; errors as in 5.2). */
export const tokenAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  const form = new URLSearchParams(request.body);
  const { serviceAccounts, tokens } = world.ovh.account;
  if (form.get("grant_type") !== "client_credentials")
    return { status: 400, body: { error: "unsupported_grant_type", error_description: "not client_credentials" } };
  const account = serviceAccounts.find(({ clientId }) => clientId === form.get("client_id"));
  if (account === undefined || account.clientSecret !== form.get("client_secret"))
    return { status: 401, body: { error: "invalid_client", error_description: "Client authentication failed" } };
  const token = randomBytes(32).toString("base64url");
  tokens[token] = { clientId: account.clientId, until: world.now() + tokenSeconds * 1000 };
  const answer = { access_token: token, token_type: "Bearer", expires_in: tokenSeconds, scope: "all" };
  return { status: 200, body: answer };
};
