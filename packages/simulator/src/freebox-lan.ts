/** The chapter `lan`: the machines at home. */
import { isIPv6 } from "node:net";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { flagOf } from "./freebox-fields.ts";
import type { Host, World } from "./world.ts";

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
  l3connectivities: host.addresses.map((addr, index) => ({
    addr,
    active: host.active && index === 0,
    reachable: host.reachable && index === 0,
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
  if (world.lan.mode === "bridge" || !["pub", "wifiguest"].includes(network))
    return browserTrouble("nodev", "Interface invalide");
  const hosts = network === "pub" ? world.hosts : [];
  if (id === undefined) return request.method === "GET" ? ok(hosts.map(lanHost)) : unknownPath();
  const host = hosts.find((candidate) => `ether-${candidate.mac}` === id.toLowerCase());
  if (host === undefined) return browserTrouble("nohost", "Pas d'hôte avec cet identifiant");
  if (request.method === "PUT") return renameHost(host, request);
  return request.method === "GET" ? ok(lanHost(host)) : unknownPath();
};

/** Answers below /lan. A PUT on a host renames it. */
export const lanAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [chapter, ...deeper] = rest;
  if (chapter === "browser") return browserAnswer(world, request, deeper);
  if (chapter !== "config" || deeper.length > 0 || request.method !== "GET") return unknownPath();
  const { ip, mode, name } = world.lan;
  const word = name.replaceAll(" ", "-");
  return ok({
    name_dns: word.toLowerCase(),
    name_mdns: word,
    name,
    mode,
    name_netbios: name.replaceAll(" ", "_"),
    ip,
  });
};
