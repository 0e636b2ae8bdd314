/** The chapter `connection`: the line and its settings. */
import { isIPv6 } from "node:net";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { defaultDomainOf } from "./freebox-domains.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { changeOf, type FieldReaders, flagOf, textOf, wholeOf } from "./freebox-fields.ts";
import { mediaAnswer } from "./freebox-media.ts";
import type { ConnectionConfig, Ipv6Config } from "./freebox-world.ts";
import type { World } from "./world.ts";

/** Port of the way in for applications from outside: the one of the service "https". */
export const httpsPortOf = ({ incomingPorts }: World): number =>
  incomingPorts.find(({ id }) => id === "https")?.in_port ?? 443;

/** The addresses are there only while the line is up (documented); the rates are those of a quiet line. */
const statusAnswer = ({ line }: World): DoorAnswer =>
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

/** Fixture connection_ftth.json "ultra_v16". */
const ftthAnswer = ({ line }: World): DoorAnswer =>
  ok({
    link: line.up,
    link_type: "pon",
    has_sfp: true,
    sfp_present: true,
    sfp_alim_ok: true,
    sfp_model: "SFP-X1",
    sfp_vendor: "ACME",
    sfp_serial: "0000000000",
    sfp_pwr_rx: line.up ? -1838 : -3698,
    sfp_pwr_tx: 642,
    sfp_has_power_report: true,
    sfp_has_signal: line.up,
  });

/** The codes are the vendor's, the messages guesses. */
const trouble = (code: string, cause: string): DoorAnswer =>
  refused(code, `Impossible de modifier la configuration de la connexion : ${cause}`);

const sipModes = ["disabled", "direct_media", "any_media"];

const writableConfig: FieldReaders<ConnectionConfig> = {
  ping: flagOf,
  remote_access: flagOf,
  remote_access_port: wholeOf,
  wol: flagOf,
  adblock: flagOf,
  allow_token_request: flagOf,
  sip_alg: (value) => sipModes.find((mode) => mode === value),
};

/** Why the settings cannot be so. */
const configRefusal = ({ line }: World, wanted: ConnectionConfig): DoorAnswer | undefined => {
  const port = wanted.remote_access_port;
  if (port < 1 || port > 65_535) return trouble("invalid_port", "Port invalide");
  if (port < line.portRange[0] || port > line.portRange[1])
    return trouble("port_outside_range", "Port en dehors de la plage autorisée");
  return wanted.remote_access && !wanted.is_secure_pass
    ? trouble("insecure_password", "Mot de passe trop faible")
    : undefined;
};

const configAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const change = changeOf(body, writableConfig);
    if (change === undefined) return trouble("inval", "Paramètre invalide");
    const wanted = { ...world.connectionConfig, ...change };
    const refusal = configRefusal(world, wanted);
    if (refusal !== undefined) return refusal;
    world.connectionConfig = wanted;
  } else if (request.method !== "GET") return unknownPath();
  return ok({
    ...world.connectionConfig,
    remote_access_min_port: world.line.portRange[0],
    remote_access_max_port: world.line.portRange[1],
    ...(world.line.up ? { remote_access_ip: world.line.ipv4 } : {}),
    api_remote_access: world.isReachableOutside,
    api_domain: defaultDomainOf(world),
    https_port: httpsPortOf(world),
    https_available: world.isReachableOutside,
  });
};

/** The prefixes with those of a body in their place, matched by prefix (documented); text: the code of its refusal. */
const delegationsAfter = (config: Ipv6Config, given: unknown): Ipv6Config["delegations"] | string => {
  if (!Array.isArray(given)) return "inval";
  const next = config.delegations.map((delegation) => ({ ...delegation }));
  for (const item of given as readonly unknown[]) {
    const found = isObject(item) ? next.find(({ prefix }) => prefix === item["prefix"]) : undefined;
    const hop = isObject(item) ? textOf(item["next_hop"]) : undefined;
    if (found === undefined || hop === undefined) return "noent";
    if (hop !== "" && (!isIPv6(hop) || !/^fe[89ab]/i.test(hop))) return "invalid_next_hop";
    found.next_hop = hop;
  }
  return next;
};

const ipv6Answer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const { delegations: given = [], ...others } = body;
    const readers = { ipv6_enabled: flagOf, ipv6_firewall: flagOf, ipv6_prefix_firewall: flagOf };
    const change = changeOf<Ipv6Config>(others, readers);
    const delegations = delegationsAfter(world.ipv6, given);
    if (change === undefined) return trouble("inval", "Paramètre invalide");
    if (typeof delegations === "string") return trouble(delegations, "Délégation invalide");
    world.ipv6 = { ...world.ipv6, ...change, delegations };
  } else if (request.method !== "GET") return unknownPath();
  return ok(world.ipv6);
};

/** Answers below /connection. PUT is partial. */
export const connectionAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  switch (rest.join("/")) {
    case "":
      return request.method === "GET" ? statusAnswer(world) : unknownPath();
    case "ftth":
      return request.method === "GET" ? ftthAnswer(world) : unknownPath();
    case "config":
      return configAnswer(world, request);
    case "ipv6/config":
      return ipv6Answer(world, request);
    default:
      return mediaAnswer(world, request, rest.join("/")) ?? unknownPath();
  }
};
