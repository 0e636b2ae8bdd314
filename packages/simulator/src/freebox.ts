/** The Freebox OS API as one function from a request to an answer. */
import type { DoorAnswer, DoorRequest } from "./exchange.ts";
import { segmentsOf } from "./exchange.ts";
import { domainAnswer } from "./freebox-domains.ts";
import { ok, refused, rightMissing, unknownPath } from "./freebox-envelope.ts";
import { lanAnswer } from "./freebox-lan.ts";
import { leaseAnswer } from "./freebox-leases.ts";
import { loginAnswer, noSession, sessionOf } from "./freebox-login.ts";
import { redirectionAnswer } from "./freebox-redirections.ts";
import type { World } from "./world.ts";

/** Shape of fixture api_version.json "ultra_v16". It is the one answer without an envelope. */
const versionAnswer = (world: World): DoorAnswer => ({
  status: 200,
  body: {
    box_model_name: "Freebox v9 (r1)",
    api_base_url: "/api/",
    https_port: Math.max(1, world.line.portRange[0]) <= 443 ? 443 : world.line.portRange[0] + 1,
    device_name: world.lan.name,
    https_available: true,
    box_model: "fbxgw9-r1/full",
    api_domain: world.domains.find(({ type }) => type === "auto")?.id ?? "",
    uid: world.uid,
    api_version: "16.0",
    device_type: "FreeboxServer9,1",
  },
});

/** The addresses are there only while the line is up (documented); the rates are those of a quiet line. */
const connectionAnswer = ({ line }: World): DoorAnswer =>
  ok({
    type: "ethernet",
    rate_down: 61,
    bytes_up: 5_489_542,
    ipv4_port_range: line.portRange,
    rate_up: 0,
    bandwidth_up: 700_000_000,
    ...(line.up ? { ipv6: line.ipv6, ipv4: line.ipv4 } : {}),
    bandwidth_down: 1_000_000_000,
    media: "ftth",
    state: line.up ? "up" : "down",
    bytes_down: 13_332_830,
  });

/** Everything that needs a session, by its first words. */
const chapterAnswer = (world: World, request: DoorRequest, segments: readonly string[]): DoorAnswer => {
  const [first, second, ...rest] = segments;
  if (first === "lan") return lanAnswer(world, request, segments.slice(1));
  if (first === "domain") return domainAnswer(world, request, segments.slice(1));
  if (first === "fw" && second === "redir") return redirectionAnswer(world, request, rest);
  if (first === "dhcp" && second === "static_lease") return leaseAnswer(world, request, rest);
  if (first === "connection" && second === undefined && request.method === "GET") return connectionAnswer(world);
  return unknownPath();
};

/**
 * Answers one request, and does what it asks to the world.
 *
 * Served: /api_version (also below /api/vN/), /api/vN/ for N of 4-16 and `latest`: login, connection, lan, static leases,
 * redirections, domains. A final slash is optional. Reading needs a session, writing the right `settings`.
 * Source: sections 1-10 and 21 of the vendor's pages as summed up for this project; fixtures of the same chapters.
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
  return chapterAnswer(world, request, segments);
};
