/** The chapters `dhcp/config`, `dhcp/dynamic_lease` and `dhcpv6/config`: the DHCP servers and what it gave out. */
import { isIPv6 } from "node:net";
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { addressOf, changeOf, type FieldReaders, flagOf, textOf } from "./freebox-fields.ts";
import { labelOf, lanHost } from "./freebox-lan.ts";
import type { DhcpConfig, Dhcpv6Config } from "./freebox-world.ts";
import { secondsOf, type World } from "./world.ts";

/** Durations seen on boxes fit twelve hours (a guess). */
const leaseSeconds = 43_200;
/** Name servers an Ultra has room for, the rest filled up with "" (fixture dhcp_config.json). */
const dnsSlots = 6;

const textsOf = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.every((item) => item === "" || addressOf(item) !== undefined)
    ? value.map(String).filter((item) => item !== "")
    : undefined;

const optionsOf = (value: unknown): DhcpConfig["options"] | undefined => {
  if (!Array.isArray(value)) return isObject(value) && Object.keys(value).length === 0 ? [] : undefined;
  const options = value.flatMap((item: unknown) => {
    const [id, val] = isObject(item) ? [textOf(item["id"]), textOf(item["val"])] : [];
    return id === undefined || val === undefined ? [] : [{ id, val }];
  });
  return options.length === value.length ? options : undefined;
};

const writable: FieldReaders<DhcpConfig> = {
  enabled: flagOf,
  sticky_assign: flagOf,
  ip_range_start: addressOf,
  ip_range_end: addressOf,
  always_broadcast: flagOf,
  ignore_out_of_range_hint: flagOf,
  dns: textsOf,
  boot_server: textOf,
  boot_file: textOf,
  options: optionsOf,
};

const numberOf = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

const trouble = (code: string, cause: string): DoorAnswer =>
  refused(code, `Impossible de modifier la configuration DHCP : ${cause}`); // a guess; the codes are the vendor's

/** Why a range cannot be: it ends before it starts, or lies outside the network. */
const rangeRefusal = (config: DhcpConfig): DoorAnswer | undefined => {
  const [start, end] = [numberOf(config.ip_range_start), numberOf(config.ip_range_end)];
  if (start > end) return trouble("inval_ip_range", "Plage d'adresses invalide");
  const size = 2 ** 32 - numberOf(config.netmask);
  const networkOf = (address: number): number => Math.floor(address / size);
  const isInside = [start, end].every((address) => networkOf(address) === networkOf(numberOf(config.gateway)));
  return isInside ? undefined : trouble("inval_ip_range_net", "Plage d'adresses en dehors du réseau");
};

/** Answers at /dhcp/config. PUT is partial. An empty list of options is written as an object, as an Ultra does. */
export const dhcpConfigAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const change = changeOf(body, writable);
    if (change === undefined) return trouble("inval", "Paramètre invalide");
    const wanted = { ...world.dhcp, ...change };
    const refusal = rangeRefusal(wanted);
    if (refusal !== undefined) return refusal;
    world.dhcp = wanted;
  } else if (request.method !== "GET") return unknownPath();
  const { dns, options } = world.dhcp;
  const empty = Array.from({ length: Math.max(0, dnsSlots - dns.length) }, () => "");
  return ok({ ...world.dhcp, dns: [...dns, ...empty], options: options.length === 0 ? {} : options });
};

const namesIn = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.every((item) => typeof item === "string" && isIPv6(item)) ? value : undefined;

/** Answers at /dhcpv6/config. PUT is partial. `dns` is documented as read-only, and written by one client. */
export const dhcpv6Answer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const change = changeOf<Dhcpv6Config>(body, { enabled: flagOf, use_custom_dns: flagOf, dns: namesIn });
    if (change === undefined)
      return refused("inval", "Impossible de modifier la configuration DHCPv6 : Paramètre invalide");
    world.dhcpv6 = { ...world.dhcpv6, ...change };
  } else if (request.method !== "GET") return unknownPath();
  return ok(world.dhcpv6);
};

/** Answers at /dhcp/dynamic_lease: one for each machine that is there, static ones included. */
export const dynamicLeaseAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method !== "GET") return unknownPath();
  const now = secondsOf(world);
  const present = world.hosts.filter(({ active }) => active);
  return ok(
    present.flatMap((host) => {
      const mac = host.mac.toUpperCase();
      const ip = host.addresses.find((address) => !isIPv6(address));
      const isStatic = world.leases.some((lease) => lease.mac === mac && lease.ip === ip);
      if (ip === undefined) return [];
      return [
        {
          mac,
          host: lanHost(host),
          refresh_time: now + leaseSeconds,
          hostname: labelOf(host, mac),
          assign_time: now,
          lease_remaining: isStatic ? 0 : leaseSeconds,
          is_static: isStatic,
          ip,
        },
      ];
    }),
  );
};
