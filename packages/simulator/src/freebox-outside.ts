/** The box as it is met from the internet: by its name, over HTTPS, and with less to say. */
import { Agent } from "node:https";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { type DoorAnswer, type DoorRequest, isObject } from "./exchange.ts";
import { freeboxAnswer } from "./freebox.ts";
import { notLetIn, unknownPath } from "./freebox-envelope.ts";
import { sessionOf } from "./freebox-login.ts";
import { loopback } from "./listen.ts";
import type { World } from "./world.ts";

/** What it takes to build an address; which keys exactly is unknown, so a guess (documented since API 7: less than inside). */
const toldOutside: ReadonlySet<string> = new Set([
  "api_version",
  "api_base_url",
  "api_domain",
  "https_available",
  "https_port",
]);

/**
 * Answers one request from outside: as inside, but without a session it says of itself only where it is, and it never asks
 * its owner for anybody. With remote access off it knows no path at all.
 */
export const outsideAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (!world.isReachableOutside) return unknownPath();
  const isAsking = request.method === "POST" && /\/login\/authorize\/?$/.test(request.path);
  if (isAsking) return notLetIn(world, "denied_from_external_ip");
  const answer = freeboxAnswer(world, request);
  const isVersion = request.path.endsWith("/api_version") && sessionOf(world, request) === undefined;
  if (!isVersion || !isObject(answer.body)) return answer;
  return { ...answer, body: Object.fromEntries(Object.entries(answer.body).filter(([key]) => toldOutside.has(key))) };
};

/** An agent by which any name and port are the listener's at a loopback port; names are still verified. Keeps no socket. */
export const outsideAgent = (ca: string, port: number): Agent => {
  const createConnection = (options: ConnectionOptions): TLSSocket => connect({ ...options, host: loopback, port });
  return Object.assign(new Agent({ ca }), { createConnection });
};
