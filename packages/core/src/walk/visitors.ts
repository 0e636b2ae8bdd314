/** What some visitors meet and others do not: the chain over IPv6, apart from the verdict on IPv4. Pure. */
import type { Message } from "../contracts.ts";
import { valueOf } from "./judged.ts";
import { addressesOf } from "./judge-resolvers.ts";
import type { Expectation, Measurements } from "./links.ts";

/**
 * The note on IPv6, when the name offers such an address and a port is promised behind it.
 *
 * A router's redirections are IPv4: at its own IPv6 address nothing leads further. Elsewhere only a dial can tell, and
 * where this machine has no IPv6 that is said.
 */
export const visitorNotes = (expected: Expectation, seen: Measurements): readonly Message[] => {
  const { port, leadsHome, forward } = expected;
  const addresses = addressesOf(seen).filter((address) => address.includes(":"));
  if (port === undefined || leadsHome === false || addresses.length === 0 || seen.tcp6?.ok === true) return [];
  const own = valueOf(seen.router?.line)?.ipv6;
  const params = { port, host: forward?.host ?? "", addresses, detail: seen.tcp6?.message ?? "" };
  if (own !== undefined && addresses.includes(own)) return [{ code: "ipv6-at-router", params }];
  const code = seen.tcp6 === undefined ? "ipv6-not-tried" : "ipv6-unserved";
  return [{ code, params }];
};
