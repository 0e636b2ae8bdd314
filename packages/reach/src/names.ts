/** What the authoritative servers say: of the record, of the zone's serial, and of the router's static name. */
import type { Expectation, Measurements, Reading, ServedAnswer } from "@porchlight/core";
import { readServed } from "./authoritative.ts";
import type { DnsContext } from "./dns-exchange.ts";
import type { Question } from "./dns-message.ts";
import { isReachError, type ReachError } from "./reach-error.ts";
import { findZone, type ZoneServers } from "./zone-of.ts";
import { nameServersOf } from "./authoritative.ts";

/** The names as they are served, and why no resolver could be asked for their servers. */
export interface NamesSeen extends Pick<Measurements, "served" | "staticName"> {
  readonly noDns?: string;
}

/** Without an expected record, either kind of address will do, or an alias, which answers both. */
const questionsOf = ({ name, record }: Expectation, zone: string): readonly Question[] => [
  ...(record === undefined ? ["A", "AAAA"] : [record.type]).map((type) => ({ name, type })),
  { name: zone, type: "SOA" },
];

/** Troubles of the resolver itself, and not of what it was asked. */
const isOfResolver = ({ code }: ReachError): boolean =>
  code === "timeout" || code === "unreachable" || code === "refused" || code === "closed";

const failed = (error: ReachError, name: string): Reading<never> => ({
  known: false,
  failure: { kind: "unreachable", operation: `DNS ${name}`, message: error.message },
});

const serversOf = async (dns: DnsContext, { name, zone }: Expectation): Promise<ZoneServers> =>
  zone === undefined ? findZone(dns, name) : { zone, servers: await nameServersOf(dns, zone) };

const readName = async (dns: DnsContext, expected: Expectation): Promise<NamesSeen> => {
  let at: ZoneServers;
  try {
    at = await serversOf(dns, expected);
  } catch (error) {
    if (!isReachError(error)) throw error;
    const noDns = isOfResolver(error) ? { noDns: error.message } : {};
    return { served: failed(error, expected.name), ...noDns };
  }
  return { served: await readServed(dns, at.zone, questionsOf(expected, at.zone), at.servers) };
};

/** The static name at the servers of its own zone: no resolver may keep an answer from before it was active. */
const readStaticName = async (dns: DnsContext, name: string): Promise<Reading<readonly ServedAnswer[]>> => {
  try {
    const { zone, servers } = await findZone(dns, name);
    return await readServed(dns, zone, [{ name, type: "A" }], servers);
  } catch (error) {
    if (!isReachError(error)) throw error;
    return failed(error, name);
  }
};

/** Asks all of it at once. No recursive question for any of the names themselves. */
export const readNames = async (dns: DnsContext, expected: Expectation): Promise<NamesSeen> => {
  const { staticName: name, leadsHome } = expected;
  const [seen, staticName] = await Promise.all([
    readName(dns, expected),
    name === undefined || leadsHome === false ? undefined : readStaticName(dns, name),
  ]);
  return { ...seen, ...(staticName === undefined ? {} : { staticName }) };
};
