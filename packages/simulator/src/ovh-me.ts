/** The account's own view of its applications, keys and service accounts. */
import { randomBytes } from "node:crypto";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badCall, callError, done, unknownUrl } from "./ovh-errors.ts";
import { consumerKeys, stateOf, type ConsumerKey } from "./ovh-keys.ts";
import { listAnswer } from "./ovh-list.ts";
import { otherVoid } from "./ovh-records.ts";
import type { ServiceAccount } from "./ovh-state.ts";
import type { World } from "./world.ts";

/** A key as it is answered: its state is that of this moment. */
type ShownKey = ConsumerKey & {
  readonly applicationId: number;
  readonly lastUse: string;
  readonly ovhSupport: boolean;
};

/** A key as it is answered, all but its text; `lastUse` is now. */
export const keyShown = (world: World, key: ConsumerKey): Omit<ShownKey, "consumerKey"> => ({
  allowedIPs: key.allowedIPs,
  applicationId: 1,
  creation: key.creation,
  credentialId: key.credentialId,
  expiration: key.expiration,
  lastUse: new Date(world.now()).toISOString(),
  ovhSupport: false,
  rules: key.rules,
  status: stateOf(world, key),
});

const missing = (key: string, value: string): DoorAnswer =>
  callError(404, "Client::NotFound", `The requested object (${key} = ${value}) does not exist`);

const applications = (world: World, request: DoorRequest, id: string | undefined): DoorAnswer => {
  const { account } = world.ovh;
  if (id === undefined)
    return request.method === "GET"
      ? listAnswer(world, request, account.applications, (one) => one.applicationId)
      : unknownUrl();
  const found = account.applications.find(({ applicationId }) => String(applicationId) === id);
  if (found === undefined) return missing("applicationId", id);
  if (request.method === "GET") return done(found);
  if (request.method !== "DELETE") return unknownUrl();
  account.applications = account.applications.filter((one) => one !== found);
  return otherVoid(world);
};

const keys = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [id, chapter] = rest;
  const all = consumerKeys(world);
  if (id === undefined) {
    const [application, status] = [request.query.get("applicationId"), request.query.get("status")];
    const found = all
      .map((key) => keyShown(world, key))
      .filter((key) => (application ?? "1") === "1" && (status === null || key.status === status));
    return request.method === "GET" ? listAnswer(world, request, found, (key) => key.credentialId) : unknownUrl();
  }
  const key = all.find(({ credentialId }) => String(credentialId) === id);
  if (key === undefined) return missing("credentialId", id);
  if (chapter === "application")
    return request.method === "GET" ? done(world.ovh.account.applications[0]) : unknownUrl();
  if (chapter !== undefined) return unknownUrl();
  if (request.method === "GET") return done(keyShown(world, key));
  const issued = world.ovh.account.issued.find(({ credentialId }) => credentialId === key.credentialId);
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    const blocks = isObject(body) ? body["allowedIPs"] : null;
    if (issued !== undefined) issued.allowedIPs = Array.isArray(blocks) ? blocks.map(String) : null;
  } else if (request.method === "DELETE") key.status = "expired";
  else return unknownUrl();
  return otherVoid(world);
};

const accountShown = ({ clientSecret: _secret, denied: _denied, ...account }: ServiceAccount) => ({
  ...account,
  identity: `urn:v1:eu:identity:credential:xx1-ovh/oauth2-${account.clientId}`,
});

const createAccount = (world: World, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  const { name, description, flow, callbackUrls } = isObject(body) ? body : {};
  if (typeof name !== "string" || typeof description !== "string" || typeof flow !== "string")
    return badCall("Missing parameter: name, description or flow");
  const account: ServiceAccount = {
    clientId: `EU.${randomBytes(8).toString("hex")}`,
    clientSecret: randomBytes(16).toString("hex"),
    name,
    description,
    flow,
    callbackUrls: Array.isArray(callbackUrls) ? callbackUrls.map(String) : [],
    createdAt: new Date(world.now()).toISOString(),
    denied: [],
  };
  world.ovh.account.serviceAccounts.push(account);
  return done({ clientId: account.clientId, clientSecret: account.clientSecret });
};

const serviceAccounts = (world: World, request: DoorRequest, id: string | undefined): DoorAnswer => {
  const { account } = world.ovh;
  if (id === undefined) {
    if (request.method === "POST") return createAccount(world, request);
    const all = account.serviceAccounts.map(accountShown);
    return request.method === "GET" ? listAnswer(world, request, all, (one) => one.clientId) : unknownUrl();
  }
  const found = account.serviceAccounts.find(({ clientId }) => clientId === id);
  if (found === undefined) return missing("clientId", id);
  if (request.method === "GET") return done(accountShown(found));
  const body = jsonOf(request.body);
  if (request.method === "PUT" && isObject(body)) {
    const { name, description, callbackUrls } = body;
    if (typeof name === "string") found.name = name;
    if (typeof description === "string") found.description = description;
    if (Array.isArray(callbackUrls)) found.callbackUrls = callbackUrls.map(String);
  } else if (request.method === "DELETE")
    account.serviceAccounts = account.serviceAccounts.filter((one) => one !== found);
  else return unknownUrl();
  return otherVoid(world);
};

/** Answers below /me/api. */
export const meAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [chapter, ...more] = rest;
  if (more.length > 2) return unknownUrl();
  if (chapter === "application" && more.length <= 1) return applications(world, request, more[0]);
  if (chapter === "credential") return keys(world, request, more);
  if (chapter === "oauth2" && more[0] === "client") return serviceAccounts(world, request, more[1]);
  return unknownUrl();
};
