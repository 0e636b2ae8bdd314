/** The name servers of a home as one: which answers from what, who lags behind, what resolvers remember. */
import type { Packet } from "dns-packet";
import { dnsAnswer, type Link, linkIn } from "./dns-answer.ts";
import { createResolverCache, type ResolverCache } from "./dns-cache.ts";
import { type DnsServer, dnsServers, type ServedZone, zonesOf } from "./dns-world.ts";
import type { World } from "./world.ts";

/** The name servers over one world. */
export interface NameService {
  /** The answer of one server to one message; a resolver that remembers does so. */
  readonly answer: (server: DnsServer, query: Packet) => Packet;
  /**
   * From now on an authoritative server goes on with the zones it serves now, their serials included, until false. Resolvers
   * ask the other servers. Throws TypeError for a name that is no authoritative server's.
   */
  readonly lag: (serverName: string, isLagging: boolean) => void;
  /** Empties what resolvers remember. */
  readonly forget: () => void;
}

/** How name servers behave. */
export interface NameServiceOptions {
  /** Resolvers remember answers, each for itself, for the time they may by the world's clock. */
  readonly resolverCaches: boolean;
}

const authoritative = dnsServers.filter(({ serves }) => serves !== "recursive");

/** The name servers over a world. No effect. */
export const createNameService = (world: World, { resolverCaches }: NameServiceOptions): NameService => {
  const lagging = new Map<string, readonly ServedZone[]>();
  const caches = new Map<string, ResolverCache>(
    dnsServers
      .filter(({ serves }) => resolverCaches && serves === "recursive")
      .map(({ name }) => [name, createResolverCache(world.now)]),
  );

  return {
    answer: (server, query) => {
      // Zones are put together once a message, and not at all when memory does.
      let known: Link | undefined;
      const ask: Link = (name, type) => {
        known ??= linkIn(lagging.get(server.name) ?? zonesOf(world, server));
        return known(name, type);
      };
      return dnsAnswer(server, query, caches.get(server.name)?.over(ask) ?? ask);
    },
    lag: (serverName, isLagging) => {
      const server = authoritative.find(({ name }) => name === serverName);
      if (server === undefined) {
        const names = authoritative.map(({ name }) => name).join(", ");
        throw new TypeError(`there is no authoritative server "${serverName}", only ${names}`);
      }
      if (!isLagging) lagging.delete(serverName);
      else if (!lagging.has(serverName)) lagging.set(serverName, zonesOf(world, server));
    },
    forget: () => {
      for (const cache of caches.values()) cache.forget();
    },
  };
};
