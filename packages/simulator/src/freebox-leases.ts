/** The chapter `dhcp/static_lease`: the addresses machines keep. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { addressOf, type Body, macOf } from "./freebox-fields.ts";
import { labelOf, lanHost } from "./freebox-lan.ts";
import type { Lease, World } from "./world.ts";

const leaseShown = (world: World, lease: Lease): object => {
  const host = world.hosts.find(({ mac }) => mac.toUpperCase() === lease.mac);
  return {
    mac: lease.mac,
    comment: lease.comment,
    hostname: labelOf(host, lease.mac),
    id: lease.id,
    ip: lease.ip,
    options: {}, // an empty list, as an Ultra writes it (fixture "ultra_v16")
    ...(host === undefined ? {} : { host: lanHost(host) }),
  };
};

/** Messages but that of a bad MAC are made after the pattern "action : cause": guesses. */
const leaseRefusal = (world: World, wanted: Lease): DoorAnswer | undefined => {
  const clash = world.leases.some(({ id, ip }) => id !== wanted.id && ip === wanted.ip);
  return clash ? refused("exist", "Impossible d'enregistrer le bail : Existe déjà") : undefined;
};

const createLease = (world: World, body: Body): DoorAnswer => {
  const mac = macOf(body["mac"]);
  if (mac === undefined) return refused("invalid_request", "Adresse mac invalide"); // fixture errors.json "dhcp_bad_mac"
  const ip = addressOf(body["ip"]);
  const { comment = "" } = body;
  if (ip === undefined || typeof comment !== "string")
    return refused("inval", "Impossible d'enregistrer le bail : Paramètre invalide");
  const lease: Lease = { id: mac, mac, ip, comment };
  const known = world.leases.some(({ id }) => id === mac);
  const refusal = known
    ? refused("exist", "Impossible d'enregistrer le bail : Existe déjà")
    : leaseRefusal(world, lease);
  if (refusal !== undefined) return refusal;
  world.leases.push(lease);
  return ok(leaseShown(world, lease));
};

const updateLease = (world: World, lease: Lease, body: Body): DoorAnswer => {
  const ip = addressOf(body["ip"] ?? lease.ip);
  const comment = body["comment"] ?? lease.comment;
  if (ip === undefined || typeof comment !== "string")
    return refused("inval", "Impossible d'enregistrer le bail : Paramètre invalide");
  const refusal = leaseRefusal(world, { ...lease, ip });
  if (refusal !== undefined) return refusal;
  Object.assign(lease, { ip, comment }); // the MAC stays: it is the id
  return ok(leaseShown(world, lease));
};

const actions: Readonly<Record<string, string>> = { GET: "récupérer", PUT: "modifier", DELETE: "supprimer" };

/** Answers below /dhcp/static_lease. The machine keeps the address it has until a test moves it. */
export const leaseAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [id, ...deeper] = rest;
  const { method } = request;
  if (deeper.length > 0) return unknownPath();
  const body = method === "POST" || method === "PUT" ? jsonOf(request.body) : {};
  if (!isObject(body)) return badRequest();
  if (id === undefined) {
    if (method === "POST") return createLease(world, body);
    return method === "GET" ? ok(world.leases.map((lease) => leaseShown(world, lease))) : unknownPath();
  }
  const lease = world.leases.find((candidate) => candidate.id === id.toUpperCase());
  if (lease === undefined)
    return refused("noent", `Impossible de ${actions[method] ?? "traiter"} le bail : Entrée non trouvée`);
  if (method === "GET") return ok(leaseShown(world, lease));
  if (method === "PUT") return updateLease(world, lease, body);
  if (method !== "DELETE") return unknownPath();
  world.leases = world.leases.filter((candidate) => candidate !== lease);
  return ok();
};
