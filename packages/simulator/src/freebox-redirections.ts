/** The chapter `fw/redir`: what arrives on a WAN port goes to a machine at home. */
import { isDeepStrictEqual } from "node:util";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { addressOf, type Body, commentOf, flagOf, wholeOf } from "./freebox-fields.ts";
import { hostAt, labelOf, lanHost } from "./freebox-lan.ts";
import type { Redirection, World } from "./world.ts";

const actions: Readonly<Record<string, string>> = {
  GET: "de récupérer",
  POST: "d'ajouter",
  PUT: "de modifier",
  DELETE: "de supprimer",
};

/** "Impossible de supprimer la redirection : Entrée non trouvée" was seen; the other pairs follow it and are guesses. */
const trouble = (method: string, code: string, cause: string): DoorAnswer =>
  refused(code, `Impossible ${actions[method] ?? "de traiter"} la redirection : ${cause}`);

const inRange = (world: World, port: number): boolean =>
  port >= world.line.portRange[0] && port <= world.line.portRange[1];

/** A redirection as the box shows it: `host` is absent when the LAN browser does not know the address. */
const shown = (world: World, redirection: Redirection): Body => {
  const host = hostAt(world, redirection.lan_ip);
  const { enabled, comment, id, src_ip, lan_port, wan_port_end, wan_port_start, lan_ip, ip_proto } = redirection;
  return {
    enabled,
    comment,
    id,
    valid: inRange(world, wan_port_start) && inRange(world, wan_port_end), // its meaning is a guess
    ...(host === undefined ? {} : { host: lanHost(host) }),
    src_ip,
    hostname: labelOf(host, lan_ip),
    lan_port,
    wan_port_end,
    wan_port_start,
    lan_ip,
    ip_proto,
  };
};

/** The box's LAN is a /24, as every box's was seen to be. */
const isOnLan = ({ lan }: World, address: string): boolean =>
  address.split(".", 3).join(".") === lan.ip.split(".", 3).join(".");

const isPort = (port: number): boolean => port >= 1 && port <= 65_535;

/** The redirection a body asks for, over what there is; undefined when a field is missing or wrong. */
const wanted = (body: Body, base: Partial<Redirection>): Omit<Redirection, "id"> | undefined => {
  const field = (key: keyof Redirection): unknown => body[key] ?? base[key];
  const start = wholeOf(field("wan_port_start"));
  const end = wholeOf(field("wan_port_end") ?? start);
  const lanPort = wholeOf(field("lan_port"));
  const lanIp = addressOf(field("lan_ip"));
  const sourceIp = addressOf(field("src_ip") ?? "0.0.0.0");
  const enabled = flagOf(field("enabled") ?? true);
  const comment = commentOf(field("comment") ?? "");
  const protocol = field("ip_proto");
  if (start === undefined || end === undefined || lanPort === undefined || lanIp === undefined) return undefined;
  if (sourceIp === undefined || enabled === undefined || comment === undefined) return undefined;
  if (protocol !== "tcp" && protocol !== "udp") return undefined;
  if (start > end || ![start, end, lanPort, lanPort + end - start].every(isPort)) return undefined;
  return {
    enabled,
    ip_proto: protocol,
    wan_port_start: start,
    wan_port_end: end,
    lan_ip: lanIp,
    lan_port: lanPort,
    src_ip: sourceIp,
    comment,
  };
};

/** Two enabled rules of one protocol cannot share a WAN port; a disabled one may (seen on a box). */
const clashes = ({ switches }: World, one: Omit<Redirection, "id">, other: Redirection): boolean =>
  one.enabled &&
  other.enabled &&
  one.ip_proto === other.ip_proto &&
  (switches.sourceRules === "clash" || one.src_ip === other.src_ip) &&
  one.wan_port_start <= other.wan_port_end &&
  other.wan_port_start <= one.wan_port_end;

/** Why a rule cannot be, or not be what `before` becomes. One that stays outside the slice may rest there disabled (a guess). */
const refusal = (
  world: World,
  method: string,
  rule: Omit<Redirection, "id">,
  before?: Redirection,
): DoorAnswer | undefined => {
  const isLeft = rule.wan_port_start === before?.wan_port_start && rule.wan_port_end === before.wan_port_end;
  const isInside = inRange(world, rule.wan_port_start) && inRange(world, rule.wan_port_end);
  if (!isInside && (rule.enabled || !isLeft))
    return trouble(method, "port_outside_range", "Port en dehors de la plage autorisée");
  if (world.switches.foreignTarget === "refused" && !isOnLan(world, rule.lan_ip))
    return trouble(method, "inval", "Adresse invalide"); // a guess
  if (world.redirections.some((other) => other.id !== before?.id && clashes(world, rule, other)))
    return trouble(method, "exist", "Existe déjà");
  return undefined;
};

const create = (world: World, body: Body): DoorAnswer => {
  // Reported on one box in July 2026 (fixture "create_strict_2026"): a lean body is an internal error.
  if (world.switches.strictRedir && !["id", "hostname", "host", "valid", "comment"].every((key) => key in body))
    return trouble("POST", "internal_error", "Erreur interne");
  const rule = wanted(body, {});
  if (rule === undefined) return trouble("POST", "inval", "Paramètre invalide");
  const no = refusal(world, "POST", rule);
  if (no !== undefined) return no;
  if (world.redirections.length >= world.switches.mostRedirections)
    return trouble("POST", "internal_error", "Erreur interne");
  world.lastId.redirection += 1;
  const redirection: Redirection = { id: world.lastId.redirection, ...rule };
  world.redirections.push(redirection);
  return ok(shown(world, redirection));
};

const update = (world: World, redirection: Redirection, body: Body): DoorAnswer => {
  const { hostname, host, valid } = shown(world, redirection);
  // Same report: the present hostname, host and valid must be repeated, placeholders are refused.
  const echoed = isDeepStrictEqual(
    [body["hostname"], body["host"] ?? undefined, body["valid"]],
    [hostname, host, valid],
  );
  if (world.switches.strictRedir && !echoed) return trouble("PUT", "internal_error", "Erreur interne");
  const rule = wanted(body, redirection);
  if (rule === undefined) return trouble("PUT", "inval", "Paramètre invalide");
  const no = refusal(world, "PUT", rule, redirection);
  if (no !== undefined) return no;
  Object.assign(redirection, rule);
  return ok(shown(world, redirection));
};

/** Answers below /fw/redir. PUT is partial and keeps the id; ids are never used again. */
export const redirectionAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [id, ...deeper] = rest;
  const { method } = request;
  if (deeper.length > 0) return unknownPath();
  const body = method === "POST" || method === "PUT" ? jsonOf(request.body) : {};
  if (!isObject(body)) return badRequest();
  if (id === undefined) {
    if (method === "POST") return create(world, body);
    return method === "GET" ? ok(world.redirections.map((rule) => shown(world, rule))) : unknownPath();
  }
  const redirection = world.redirections.find((rule) => String(rule.id) === id);
  if (redirection === undefined) return trouble(method, "noent", "Entrée non trouvée");
  if (method === "GET") return ok(shown(world, redirection));
  if (method === "PUT") return update(world, redirection, body);
  if (method !== "DELETE") return unknownPath();
  world.redirections = world.redirections.filter((rule) => rule !== redirection);
  return ok();
};
