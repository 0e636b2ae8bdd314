/** The Freebox OS API as one function from a request to an answer. */
import type { DoorAnswer, DoorRequest } from "./exchange.ts";
import { isObject, segmentsOf } from "./exchange.ts";
import { aroundAnswer } from "./freebox-around.ts";
import { connectionAnswer } from "./freebox-connection.ts";
import { ddnsAnswer } from "./freebox-ddns.ts";
import { dhcpConfigAnswer, dhcpv6Answer, dynamicLeaseAnswer } from "./freebox-dhcp.ts";
import { domainAnswer } from "./freebox-domains.ts";
import { badRequest, ok, refused, rightMissing, unknownPath } from "./freebox-envelope.ts";
import { lanAnswer } from "./freebox-lan.ts";
import { leaseAnswer } from "./freebox-leases.ts";
import { loginAnswer, noSession, sessionOf } from "./freebox-login.ts";
import { dmzAnswer, incomingAnswer } from "./freebox-ports.ts";
import { redirectionAnswer } from "./freebox-redirections.ts";
import { routesAnswer } from "./freebox-routes.ts";
import { systemChapters } from "./freebox-system.ts";
import { upnpAnswer } from "./freebox-upnp.ts";
import { versionAnswer } from "./freebox-version.ts";
import type { World } from "./world.ts";

/** A chapter: what is asked of it, and the words of the path after its own. */
type Chapter = (world: World, request: DoorRequest, rest: readonly string[]) => DoorAnswer;

/** Everything that needs a session, by how its path begins; the longest beginning counts. */
const chapters: readonly (readonly [beginning: string, chapter: Chapter])[] = [
  ["connection/ddns", ddnsAnswer],
  ["connection", connectionAnswer],
  ["dhcp/config", bare(dhcpConfigAnswer)],
  ["dhcp/dynamic_lease", bare(dynamicLeaseAnswer)],
  ["dhcp/static_lease", leaseAnswer],
  ["dhcpv6/config", bare(dhcpv6Answer)],
  ["domain", domainAnswer],
  ["fw/dmz", bare(dmzAnswer)],
  ["fw/incoming", incomingAnswer],
  ["fw/redir", redirectionAnswer],
  ["lan/routes", bare(routesAnswer)],
  ["lan", lanAnswer],
  ["upnpigd", upnpAnswer],
  ["ws/event", bare(eventAnswer)],
];

/** A chapter of one path alone. */
function bare(answer: (world: World, request: DoorRequest) => DoorAnswer): Chapter {
  return (world, request, rest) => (rest.length > 0 ? unknownPath() : answer(world, request));
}

/** Lets in who asks for a socket, which the listener then makes; the refusal of others is a guess. */
function eventAnswer(_world: World, { method, headers }: DoorRequest): DoorAnswer {
  if (method !== "GET") return unknownPath();
  return headers["upgrade"]?.toLowerCase() === "websocket" ? ok() : badRequest();
}

const chapterAnswer = (world: World, request: DoorRequest, segments: readonly string[]): DoorAnswer => {
  for (const [beginning, chapter] of chapters) {
    const words = beginning.split("/");
    if (words.every((word, at) => segments[at] === word)) return chapter(world, request, segments.slice(words.length));
  }
  return aroundAnswer(world, request, segments) ?? systemChapters(world, request, segments);
};

/** Refusals whose status was recorded: nothing is there. */
const seenStatus: readonly unknown[] = ["noent", "nodev", "nohost"];

/** Of the other refusals the status is unknown. */
const withStatus = ({ switches }: World, answer: DoorAnswer): DoorAnswer => {
  const { success, error_code: code } = isObject(answer.body) ? answer.body : {};
  const isUnknown = answer.status === 200 && success === false && !seenStatus.includes(code);
  return isUnknown ? { ...answer, status: switches.refusalStatus } : answer;
};

/**
 * Answers one request, and does what it asks to the world.
 *
 * Served: /api_version (also below /api/vN/), /api/vN/ for N of 4-16 and `latest`: login, connection, ddns, lan, dhcp,
 * dhcpv6, redirections, incoming ports, dmz, upnpigd, domains, and what the box tells of itself. A final slash is optional.
 * Reading needs a session, writing the right `settings`. Source: sections 1-11, 14 and 21 of the vendor's pages as summed up for this project; fixtures of the same chapters.
 */
export const freeboxAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  const [root, version = "", ...segments] = segmentsOf(request.path);
  if (root === "api_version" && version === "" && request.method === "GET") return versionAnswer(world);
  if (root !== "api") return unknownPath();
  const major = /^v(\d{1,3})$/.exec(version)?.[1];
  if (version !== "latest" && (major === undefined || Number(major) < 4 || Number(major) > 16))
    return refused("invalid_api_version", "Version d'API invalide"); // the code is reported, the message a guess
  if (segments[0] === "api_version" && segments.length === 1 && request.method === "GET") return versionAnswer(world);
  if (segments[0] === "login") return loginAnswer(world, request, segments.slice(1));
  const session = sessionOf(world, request);
  if (session === undefined) return noSession(world, request);
  if (request.method !== "GET" && session.permissions["settings"] !== true) return rightMissing(world, "settings");
  return withStatus(world, chapterAnswer(world, request, segments));
};
