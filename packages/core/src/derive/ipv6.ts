/** Which of a machine's IPv6 addresses a name is to lead to. Pure. */
import ipaddr from "ipaddr.js";
import type { LanHost, RouterReading } from "../contracts.ts";
import { blocked, type Derived, met, unmet } from "./outcome.ts";
import type { HomePath } from "../desired.ts";

/** The last 64 bits a card gives itself, from its MAC (RFC 4291, appendix A): the same for as long as the card is. */
const ownSuffix = (mac: string): string => {
  const [first = 0, ...others] = mac.split(":").map((pair) => Number.parseInt(pair, 16));
  return [first ^ 2, ...others.slice(0, 2), 0xff, 0xfe, ...others.slice(2)].join(" ");
};

const isIn = (address: ipaddr.IPv6, prefix: string): boolean =>
  ipaddr.IPv6.isValidCIDR(prefix) && address.match(ipaddr.IPv6.parseCIDR(prefix));

/**
 * A machine's address inside the line's prefixes: the one its card gives itself, which lasts, else the first it has.
 * Undefined when it has none there.
 */
const lastingAddress = (machine: LanHost, prefixes: readonly string[]): string | undefined => {
  const suffix = ownSuffix(machine.mac);
  const inside = (machine.ipv6Addresses ?? [])
    .filter((address) => ipaddr.IPv6.isValid(address))
    .map((address) => ipaddr.IPv6.parse(address))
    .filter((address) => prefixes.some((prefix) => isIn(address, prefix)));
  const own = inside.find((address) => address.toByteArray().slice(8).join(" ") === suffix);
  return (own ?? inside[0])?.toRFC5952String();
};

/** The address a name that follows a machine leads to, or why there is none. */
export const addressOf = (
  host: string,
  machine: LanHost,
  ipv6: RouterReading["ipv6"],
  path: HomePath,
): Derived<string> => {
  if (ipv6 === undefined) return unmet(path, { code: "no-ipv6-facet", params: { host } });
  if (!ipv6.known) return blocked(path, "ipv6", ipv6.failure);
  const { enabled, prefixes } = ipv6.value;
  if (!enabled) return unmet(path, { code: "ipv6-disabled", params: { host } });
  const address = lastingAddress(machine, prefixes);
  return address === undefined ? unmet(path, { code: "host-without-ipv6", params: { host, prefixes } }) : met(address);
};
