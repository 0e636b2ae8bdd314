/** Asks the pure answer functions, without a socket. */
import { createHash, createHmac } from "node:crypto";
import type { DoorAnswer, DoorRequest } from "../src/exchange.ts";
import { freeboxAnswer } from "../src/freebox.ts";
import { ovhAnswer } from "../src/ovh.ts";
import { homeAppId } from "../src/seeds.ts";
import type { World } from "../src/world.ts";
import { objectAt, textAt } from "./look.ts";

export type Headers = Readonly<Record<string, string>>;

export const requestOf = (method: string, target: string, body: unknown, headers: Headers = {}): DoorRequest => {
  const [path = "", query = ""] = target.split("?");
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  return { method, target, path, query: new URLSearchParams(query), headers, body: text };
};

/** What a Freebox answered: the envelope, and the status beside it. */
export interface BoxReply {
  readonly status: number;
  readonly success?: unknown;
  readonly result?: unknown;
  readonly error_code?: unknown;
  readonly msg?: unknown;
  readonly uid?: unknown;
  readonly missing_right?: unknown;
}

export const replyOf = ({ status, body }: DoorAnswer): BoxReply => ({ status, ...objectAt(body) });

export const passwordFor = (token: string, challenge: string): string =>
  createHmac("sha1", token).update(challenge).digest("hex");

/** Opens a session and gives its token. */
export const login = (world: World): string => {
  const token = world.apps.get(homeAppId)?.token ?? "";
  const password = passwordFor(token, world.login.challenge);
  const body = { app_id: homeAppId, password };
  const { result } = replyOf(freeboxAnswer(world, requestOf("POST", "/api/v8/login/session/", body)));
  return textAt(result, "session_token");
};

/** Calls the box with a session; paths are below /api/v16. */
export const boxClient = (world: World): ((method: string, path: string, body?: unknown) => BoxReply) => {
  const headers = { "x-fbx-app-auth": login(world) };
  return (method, path, body) => replyOf(freeboxAnswer(world, requestOf(method, `/api/v16${path}`, body, headers)));
};

/** Headers that sign a call, as published clients do. */
export const signed = (world: World, method: string, target: string, text: string, host = "api.example"): Headers => {
  const { applicationKey, applicationSecret, consumerKey, clockOffsetSeconds } = world.ovh;
  const timestamp = String(Math.floor(world.now() / 1000) + clockOffsetSeconds);
  const parts = [applicationSecret, consumerKey, method, `https://${host}${target}`, text, timestamp];
  return {
    host,
    "x-ovh-application": applicationKey,
    "x-ovh-consumer": consumerKey,
    "x-ovh-timestamp": timestamp,
    "x-ovh-signature": `$1$${createHash("sha1").update(parts.join("+")).digest("hex")}`,
  };
};

/** Calls OVH, signed; paths are below /1.0. */
export const ovhClient =
  (world: World): ((method: string, path: string, body?: unknown, extra?: Headers) => DoorAnswer) =>
  (method, path, body, extra = {}) => {
    const target = `/1.0${path}`;
    const text = body === undefined ? "" : JSON.stringify(body);
    return ovhAnswer(world, requestOf(method, target, body, { ...signed(world, method, target, text), ...extra }));
  };
