/** The chapter `login`: challenge, session, authorisation. */
import { createHmac } from "node:crypto";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, notLetIn, ok, rateLimited, unknownPath } from "./freebox-envelope.ts";
import { randomText } from "./seeds.ts";
import type { App, Session } from "./freebox-world.ts";
import type { World } from "./world.ts";

const minuteMs = 60_000;
/** The open session a request shows, its life renewed; undefined when it shows none or a dead one. */
export const sessionOf = (world: World, request: DoorRequest): Session | undefined => {
  const token = request.headers["x-fbx-app-auth"] ?? "";
  const session = world.sessions.get(token);
  if (session === undefined) return undefined;
  if (world.now() - session.lastUse > world.switches.sessionIdleMs) {
    world.sessions.delete(token);
    return undefined;
  }
  session.lastUse = world.now();
  return session;
};

/** Why a request is not let in, when it is not. */
export const noSession = (world: World, request: DoorRequest): DoorAnswer =>
  notLetIn(world, request.headers["x-fbx-app-auth"] === undefined ? "auth_required" : world.switches.deadSession);

const renewChallenge = ({ login, now }: World): void => {
  login.challenge = randomText();
  login.challengedAt = now();
};

const challengeAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  const { login, switches } = world;
  if (world.now() - login.challengedAt > switches.challengeMs) renewChallenge(world);
  return ok({
    logged_in: sessionOf(world, request) !== undefined,
    challenge: login.challenge,
    password_salt: login.passwordSalt,
    password_set: true,
  });
};

/** Refuses a password: a fresh challenge, and after some in a minute a closed door. */
const refusePassword = (world: World, errorCode: string): DoorAnswer => {
  const { login, switches } = world;
  const now = world.now();
  renewChallenge(world);
  login.failures = [...login.failures.filter((at) => now - at < minuteMs), now];
  if (login.failures.length >= switches.loginTries) login.closedUntil = now + switches.loginClosedMs;
  return notLetIn(world, errorCode);
};

const passwordOf = (app: App, challenge: string): string =>
  createHmac("sha1", app.token).update(challenge).digest("hex");

const openSession = (world: World, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  if (!isObject(body)) return badRequest();
  if (world.now() < world.login.closedUntil) return rateLimited();
  const appId = String(body["app_id"]);
  const app = world.apps.get(appId);
  if (app === undefined || body["password"] !== passwordOf(app, world.login.challenge))
    return refusePassword(world, "invalid_token");
  if (app.status === "pending") return refusePassword(world, "pending_token");
  if (app.status !== "granted") return refusePassword(world, "invalid_token");
  const token = randomText(48);
  const [oldest] = world.sessions.keys();
  if (oldest !== undefined && world.sessions.size >= world.switches.mostSessions) world.sessions.delete(oldest);
  const permissions = { ...app.permissions };
  world.sessions.set(token, { appId, permissions, lastUse: world.now() });
  return ok({
    session_token: token,
    challenge: world.login.challenge,
    password_salt: world.login.passwordSalt,
    permissions,
    password_set: true,
  });
};

const closeSession = (world: World, request: DoorRequest): DoorAnswer => {
  if (sessionOf(world, request) === undefined) return noSession(world, request);
  world.sessions.delete(request.headers["x-fbx-app-auth"] ?? "");
  return ok();
};

/** Rights that come with the press on the box's front: all that are documented but `settings` (a guess). */
const usualRights = ["calls", "contacts", "downloader", "explorer", "pvr"];

/** Asks for a token: useless until the person before the box, or a test by the application's `status`, says yes. */
const authorize = (world: World, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  const texts = ["app_id", "app_name", "app_version", "device_name"];
  if (!isObject(body) || texts.some((key) => typeof body[key] !== "string")) return badRequest();
  if (world.lan.mode === "bridge") return notLetIn(world, "denied_from_external_ip"); // a guess: no LAN, so from outside
  if (!world.connectionConfig.allow_token_request) return notLetIn(world, "new_apps_denied");
  world.lastId.track += 1;
  const app: App = {
    token: randomText(48),
    status: "pending",
    trackId: world.lastId.track,
    permissions: {},
    askedAt: world.now(),
    looks: 0,
  };
  world.apps.set(String(body["app_id"]), app);
  return ok({ app_token: app.token, track_id: app.trackId });
};

/** The question ends by itself, or is answered; only while somebody looks, for a yes nobody looks at is void (documented). */
const settleQuestion = (world: World, app: App): void => {
  app.looks += 1;
  if (world.now() - app.askedAt > world.switches.promptMs) app.status = "timeout";
  else if (world.person !== undefined && app.looks > world.person.afterLooks) {
    app.status = world.person.answer === "grants" ? "granted" : "denied";
    const rights = app.status === "granted" ? [...usualRights, ...world.person.rights] : [];
    app.permissions = Object.fromEntries(rights.map((right) => [right, true]));
  }
};

const trackAnswer = (world: World, trackId: string): DoorAnswer => {
  const app = [...world.apps.values()].find((candidate) => String(candidate.trackId) === trackId);
  if (app?.status === "pending") settleQuestion(world, app);
  const { challenge, passwordSalt } = world.login;
  return ok({ status: app?.status ?? "unknown", challenge, password_salt: passwordSalt });
};

/** Answers below /login. Sessions open and close; a wrong password changes the challenge. */
export const loginAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [first = "", second, ...deeper] = rest;
  const isTrack = request.method === "GET" && first === "authorize";
  if (deeper.length > 0 || (second !== undefined && !isTrack)) return unknownPath();
  switch (`${request.method} ${first}`) {
    case "GET ":
      return challengeAnswer(world, request);
    case "POST session":
      return openSession(world, request);
    case "POST logout":
      return closeSession(world, request);
    case "POST authorize":
      return authorize(world, request);
    case "GET authorize":
      return trackAnswer(world, second ?? "");
    default:
      return unknownPath();
  }
};
