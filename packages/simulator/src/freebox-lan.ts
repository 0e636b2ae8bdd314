/** The chapter `lan`: the machines at home. */
import { isIPv6 } from "node:net";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { addressOf, changeOf, type FieldReaders, flagOf, macOf } from "./freebox-fields.ts";
import type { BoxLan } from "./freebox-world.ts";
import type { Host, World } from "./world.ts";

/** The first IPv4 address is in use, and so is every IPv6 one: a machine has several at once. */
const isInUse = (host: Host, address: string): boolean =>
  isIPv6(address) || address === host.addresses.find((other) => !isIPv6(other));

/** A host as the LAN browser shows it (fixture lan_browser_pub.json). */
export const lanHost = (host: Host): object => ({
  l2ident: { id: host.mac.toUpperCase(), type: "mac_address" }, // upper case on real boxes, lower in the documentation
  active: host.active,
  persistent: host.persistent,
  // The key is absent when there is none (fixture "player_and_nameless_host").
  ...(host.names?.length === 0 || (host.names === undefined && host.name === "")
    ? {}
    : { names: host.names ?? [{ name: host.name, source: "dhcp" }] }),
  vendor_name: host.vendor,
  host_type: host.type,
  interface: "pub",
  id: `ether-${host.mac.toLowerCase()}`,
  last_time_reachable: host.lastActivity,
  primary_name_manual: host.renamed,
  l3connectivities: host.addresses.map((addr) => ({
    addr,
    active: host.active && isInUse(host, addr),
    reachable: host.reachable && isInUse(host, addr),
    last_activity: host.lastActivity,
    af: isIPv6(addr) ? "ipv6" : "ipv4",
    last_time_reachable: host.lastActivity,
  })),
  default_name: host.name,
  first_activity: host.firstActivity,
  reachable: host.reachable,
  last_activity: host.lastActivity,
  primary_name: host.name,
  domain_name: "",
});

/** The host that uses an address, as other chapters embed it; undefined when the LAN browser knows none. */
export const hostAt = (world: World, address: string): Host | undefined =>
  world.hosts.find((host) => host.addresses.includes(address));

/** What a rule or a lease calls its machine: the name, or what else is known when it has none. */
export const labelOf = (host: Host | undefined, otherwise: string): string =>
  host === undefined || host.name === "" ? otherwise : host.name;

/** The kinds a machine can be, as far as the vendor's example goes (fixture lan_browser_types.json); boxes know more. */
const hostTypes = [
  {
    icon: "/resources/images/lan/ic_device_computer.png",
    type: "workstation",
    name: "Ordinateur",
    category: "personal_device",
  },
  { icon: "/resources/images/lan/ic_device_printer.png", type: "printer", name: "Imprimante", category: "network" },
];

const sides: readonly string[] = ["pub", "wifiguest"];

const browserTrouble = (code: string, cause: string): DoorAnswer =>
  refused(code, `Erreur lors de la récupération de la liste des hôtes : ${cause}`);

const renameHost = (host: Host, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  if (!isObject(body)) return badRequest();
  const { primary_name: name, host_type: type } = body;
  if (typeof name === "string") Object.assign(host, { name, renamed: true, persistent: true });
  if (typeof type === "string") host.type = type;
  host.persistent = flagOf(body["persistent"]) ?? host.persistent;
  return ok(lanHost(host));
};

const browserAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [network = "", id, ...deeper] = rest;
  if (deeper.length > 0) return unknownPath();
  if (network === "interfaces" || network === "types") {
    if (request.method !== "GET" || id !== undefined) return unknownPath();
    if (network === "types") return ok(hostTypes);
    return ok([
      { name: "pub", host_count: world.hosts.length },
      { name: "wifiguest", host_count: 0 },
    ]);
  }
  // In bridge mode the box sees no LAN (fixture errors.json "lan_nodev").
  if (world.lan.mode === "bridge" || !sides.includes(network)) return browserTrouble("nodev", "Interface invalide");
  const hosts = network === "pub" ? world.hosts : [];
  if (id === undefined) return request.method === "GET" ? ok(hosts.map(lanHost)) : unknownPath();
  const host = hosts.find((candidate) => `ether-${candidate.mac}` === id.toLowerCase());
  if (host === undefined) return browserTrouble("nohost", "Pas d'hôte avec cet identifiant");
  if (request.method === "PUT") return renameHost(host, request);
  if (request.method === "DELETE") {
    world.hosts = world.hosts.filter((candidate) => candidate !== host);
    return ok();
  }
  return request.method === "GET" ? ok(lanHost(host)) : unknownPath();
};

const nameOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const writableLan: FieldReaders<BoxLan> = {
  ip: addressOf,
  mode: (value) => (value === "router" || value === "bridge" ? value : undefined),
  name: nameOf,
  name_dns: nameOf,
  name_mdns: nameOf,
  name_netbios: nameOf,
};

const configAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const trouble = "Impossible de modifier la configuration du réseau local";
    // Spelled so since API 16, "inval_gateway_ip" before; both pages are the vendor's.
    if ("ip" in body && addressOf(body["ip"]) === undefined)
      return refused("invalid_gateway_ip", `${trouble} : Adresse invalide`);
    const change = changeOf(body, writableLan);
    if (change === undefined) return refused("inval", `${trouble} : Paramètre invalide`);
    Object.assign(world.lan, change);
  } else if (request.method !== "GET") return unknownPath();
  const { ip, mode, name, name_dns, name_mdns, name_netbios } = world.lan;
  const word = name.replaceAll(" ", "-");
  return ok({
    name_dns: name_dns ?? word.toLowerCase(),
    name_mdns: name_mdns ?? word,
    name,
    mode,
    name_netbios: name_netbios ?? name.replaceAll(" ", "_"),
    ip,
  });
};

/** Success whatever becomes of it: whether a machine woke is not told. */
const wakeAnswer = (request: DoorRequest, side: string): DoorAnswer => {
  const body = jsonOf(request.body);
  if (request.method !== "POST") return unknownPath();
  if (!isObject(body)) return badRequest();
  if (!sides.includes(side) || macOf(body["mac"]) === undefined || typeof (body["password"] ?? "") !== "string")
    return refused("inval", "Impossible de réveiller la machine : Paramètre invalide"); // a guess
  return ok();
};

/** Answers below /lan but its routes. A PUT on a host renames it, a DELETE forgets it (undocumented). */
export const lanAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [chapter, ...deeper] = rest;
  if (chapter === "browser") return browserAnswer(world, request, deeper);
  if (chapter === "wol" && deeper.length === 1) return wakeAnswer(request, deeper[0] ?? "");
  return chapter === "config" && deeper.length === 0 ? configAnswer(world, request) : unknownPath();
};
