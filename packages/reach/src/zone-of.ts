/** Which zone serves a name, found out without asking a resolver for the name itself. */
import { type NameServer, nameServersOf } from "./authoritative.ts";
import { ask, type DnsContext, type DnsReply } from "./dns-exchange.ts";
import { plainName } from "./dns-name.ts";
import { isReachError, ReachError } from "./reach-error.ts";

const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** The deeper zone a server refers to, or the one it answers for, by the owner of what it put beside its answer. */
const ownerIn = ({ answers, authorities }: DnsReply, type: "SOA" | "NS", name: string): string | undefined =>
  [...answers, ...authorities].find((record) => record.type === type && isWithin(name, record.name))?.name;

/** "taprest.fr", "home.taprest.fr": the ends of a name, the shortest of two labels first. */
const suffixesOf = (name: string): readonly string[] => {
  const labels = name.split(".");
  const shortest = Math.min(2, labels.length);
  return labels.slice(0, labels.length - shortest + 1).map((_label, index, all) => {
    const from = all.length - 1 - index;
    return labels.slice(from).join(".");
  });
};

/** A zone and the servers it has. */
export interface ZoneServers {
  readonly zone: string;
  readonly servers: readonly NameServer[];
}

/** The first end of the name that has servers of its own. The name itself comes last: a resolver would keep its absence. */
const topOf = async (context: DnsContext, name: string): Promise<ZoneServers> => {
  const [first = name, ...others] = suffixesOf(name);
  try {
    return { zone: first, servers: await nameServersOf(context, first) };
  } catch (error) {
    if (!isReachError(error) || error.code !== "not-understood") throw error;
    for (const zone of others) {
      const servers = await nameServersOf(context, zone).catch(() => undefined);
      if (servers !== undefined) return { zone, servers };
    }
    throw error;
  }
};

/** More delegations than any name has. */
const mostDelegations = 8;

/**
 * Finds the zone that serves a name, from the top down: a resolver is asked for the servers of a zone, and those are
 * asked where the name belongs. Lower case, no final dot.
 *
 * Rejects with a ReachError: what looking up name servers rejects with, or `not-understood` when nobody answers for it.
 */
export const findZone = async (context: DnsContext, asked: string): Promise<ZoneServers> => {
  const name = plainName(asked);
  let found = await topOf(context, name);
  for (let depth = 0; depth < mostDelegations; depth += 1) {
    const { zone, servers } = found;
    const [server] = servers;
    if (server === undefined) break;
    const reply = await ask(context, { address: server.address, port: 53 }, { name, type: "SOA" }, false);
    const next = ownerIn(reply, reply.authoritative ? "SOA" : "NS", name);
    // With an alias at the name, nothing stands beside the answer: then the zone that was asked is the one.
    if (reply.authoritative && (next ?? zone) === zone) return found;
    if (next === undefined || next === zone) break;
    found = { zone: next, servers: await nameServersOf(context, next) };
  }
  throw new ReachError("not-understood", `no server answers for ${name} with authority, as far as ${found.zone}`);
};
