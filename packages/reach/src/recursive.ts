/** Questions to the recursive resolvers, and the chain of names they show. */
import { isIP, isIPv4 } from "node:net";
import type { ChainSeen, DnsRecord, Probe } from "@porchlight/core";
import type { Question } from "./dns-message.ts";
import { plainName } from "./dns-name.ts";
import { ask, type DnsContext, type DnsReply } from "./dns-exchange.ts";
import { type Endpoint, endpointText, resolversOf } from "./net.ts";
import { probe } from "./probe.ts";
import { isReachError, ReachError } from "./reach-error.ts";

/** Longer than any honest chain of CNAMEs; resolvers give up at 8 to 16. */
const mostHops = 16;

const says = (reply: DnsReply): boolean => reply.rcode === "NOERROR" || reply.rcode === "NXDOMAIN";

/** A resolver's text for people: its address, with the port only where that is unusual. */
const resolverText = (resolver: Endpoint): string => (resolver.port === 53 ? resolver.address : endpointText(resolver));

/**
 * Runs something on one resolver after the other, until one gives an answer that says something. When none does, the
 * first answer that came at all (SERVFAIL, REFUSED) is returned, else the first trouble thrown.
 */
const firstOf = async <T>(
  resolvers: readonly Endpoint[],
  run: (resolver: Endpoint) => Promise<T>,
  isAnswer: (value: T) => boolean,
): Promise<T> => {
  const poor: T[] = [];
  const troubles: ReachError[] = [];
  for (const resolver of resolvers) {
    try {
      const value = await run(resolver); // one after the other: the next is only for when this one fails
      if (isAnswer(value)) return value;
      poor.push(value);
    } catch (error) {
      if (!isReachError(error) || error.code === "invalid") throw error;
      troubles.push(error);
    }
  }
  const [value] = poor;
  if (value !== undefined) return value;
  throw troubles[0] ?? new ReachError("unreachable", "no recursive resolver is set");
};

/** Asks the resolvers one question with RD=1. Rejects with the first resolver's ReachError when none answers. */
export const askResolvers = async (context: DnsContext, question: Question): Promise<DnsReply> =>
  firstOf(resolversOf(context.net), (resolver) => ask(context, resolver, question, true), says);

/** Follows the CNAMEs in the answers from a name on, stopping at a loop. */
const followHops = (name: string, records: readonly DnsRecord[]): readonly string[] => {
  const hops = [plainName(name)];
  while (hops.length <= mostHops) {
    const last = hops.at(-1);
    const next = records.find((record) => record.type === "CNAME" && record.name === last);
    if (next === undefined || hops.includes(plainName(next.value))) break;
    hops.push(plainName(next.value));
  }
  return hops;
};

/** How long a "there is nothing" is kept: the TTL of the SOA beside it, at most the SOA's own figure (RFC 2308 section 5). */
const negativeSecondsOf = (replies: readonly DnsReply[]): number | undefined => {
  const soa = replies.flatMap(({ authorities }) => authorities).find(({ type }) => type === "SOA");
  if (soa === undefined) return undefined;
  const minimum = Number(soa.value.split(" ").at(-1));
  return Number.isFinite(minimum) ? Math.min(soa.ttlSeconds, minimum) : soa.ttlSeconds;
};

const seenBy = async (context: DnsContext, resolver: Endpoint, name: string): Promise<ChainSeen> => {
  const [four, six] = await Promise.allSettled([
    ask(context, resolver, { name, type: "A" }, true),
    ask(context, resolver, { name, type: "AAAA" }, true),
  ]);
  context.signal?.throwIfAborted();
  if (four.status === "rejected" && six.status === "rejected") throw four.reason;
  const replies = [four, six].flatMap((settled) => (settled.status === "fulfilled" ? [settled.value] : []));
  const records = replies.flatMap((reply) => reply.answers);
  const hops = followHops(name, records);
  const found = records.filter(
    (record) => (record.type === "A" || record.type === "AAAA") && record.name === hops.at(-1),
  );
  // One of the two may be refused where the other is answered: the better word counts.
  const rcode = (replies.find((reply) => reply.rcode === "NOERROR") ?? replies.find(says) ?? replies[0])?.rcode;
  const addresses = [...new Set(found.map((record) => record.value))];
  const kept = addresses.length === 0 ? negativeSecondsOf(replies) : undefined;
  const first = records.find((record) => record.name === hops[0]);
  return {
    resolver: resolverText(resolver),
    rcode: rcode ?? "SERVFAIL",
    hops,
    addresses,
    ...(kept === undefined ? {} : { negativeSeconds: kept }),
    ...(first === undefined ? {} : { ttlSeconds: first.ttlSeconds }),
  };
};

/**
 * What a visitor's resolver says of a name: every name passed and the addresses at the end, IPv4 first.
 *
 * Asks A and AAAA at once with RD=1; the next resolver only when one gives no answer, or SERVFAIL or REFUSED. Rejects
 * with a ReachError when none answers.
 */
export const resolveChain = async (context: DnsContext, name: string): Promise<ChainSeen> =>
  firstOf(
    resolversOf(context.net),
    (resolver) => seenBy(context, resolver, name),
    ({ rcode }) => rcode === "NOERROR" || rcode === "NXDOMAIN",
  );

/** What each of several resolvers says of a name, all asked at once; in their order. */
export const askEach = (
  context: DnsContext,
  resolvers: readonly Endpoint[],
  name: string,
): Promise<readonly Probe<ChainSeen>[]> =>
  Promise.all(
    resolvers.map(async (resolver) => {
      const seen = await probe(context.clock, () => seenBy(context, resolver, name));
      return seen.ok ? seen : { ...seen, message: `${resolverText(resolver)}: ${seen.message}` };
    }),
  );

/**
 * The address to dial for a host: itself when it is an address, else the first IPv4 address of its chain, else the first
 * IPv6 address. Rejects with a ReachError: `no-address`, or what resolving rejects with.
 */
export const findAddress = async (context: DnsContext, host: string): Promise<string> => {
  if (isIP(host) !== 0) return host;
  const { addresses, rcode } = await resolveChain(context, host);
  const address = addresses.find(isIPv4) ?? addresses[0];
  if (address === undefined) throw new ReachError("no-address", `${host} leads to no address (${rcode})`);
  return address;
};
