/** The chapter `upnpigd`: ports that programs opened by themselves. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { changeOf, flagOf, wholeOf } from "./freebox-fields.ts";
import { hostAt, lanHost } from "./freebox-lan.ts";
import type { Upnp, UpnpRedirection } from "./freebox-world.ts";
import type { World } from "./world.ts";

const idOf = ({ ext_src_ip, ext_port, proto }: UpnpRedirection): string => `${ext_src_ip}-${ext_port}-${proto}`;

/** A mapping as the box shows it (fixture upnpigd_redir.json "doc"; `host` is documented). */
const shown = (world: World, mapping: UpnpRedirection): object => {
  const host = hostAt(world, mapping.int_ip);
  return { ...mapping, id: idOf(mapping), ...(host === undefined ? {} : { host: lanHost(host) }) };
};

/** The messages are guesses; the two codes are the vendor's. */
const trouble = (code: string, cause: string): DoorAnswer =>
  refused(code, `Impossible de traiter la redirection UPnP : ${cause}`);

const versionOf = (value: unknown): number | undefined => [1, 2].find((known) => known === wholeOf(value));

const configAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const change = changeOf<Pick<Upnp, "enabled" | "version">>(body, { enabled: flagOf, version: versionOf });
    if (change === undefined) return trouble("inval", "Paramètre invalide");
    Object.assign(world.upnp, change);
  } else if (request.method !== "GET") return unknownPath();
  return ok({ enabled: world.upnp.enabled, version: world.upnp.version });
};

const redirAnswer = (world: World, { method }: DoorRequest, id: string | undefined): DoorAnswer => {
  if (method !== (id === undefined ? "GET" : "DELETE")) return unknownPath();
  if (!world.upnp.enabled && id === undefined && world.switches.upnpOff === "empty") return ok([]);
  if (!world.upnp.enabled) return trouble("disabled", "Service désactivé");
  const { redirections } = world.upnp;
  if (id === undefined) return ok(redirections.map((mapping) => shown(world, mapping)));
  const found = redirections.find((mapping) => idOf(mapping) === id);
  if (found === undefined) return trouble("noent", "Entrée non trouvée");
  world.upnp.redirections = redirections.filter((mapping) => mapping !== found);
  return ok();
};

/** Answers below /upnpigd. Mappings are only read and removed here; programs make them, that is tests do. */
export const upnpAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [chapter, id, ...deeper] = rest;
  if (deeper.length > 0) return unknownPath();
  if (chapter === "redir") return redirAnswer(world, request, id);
  return chapter === "config" && id === undefined ? configAnswer(world, request) : unknownPath();
};
