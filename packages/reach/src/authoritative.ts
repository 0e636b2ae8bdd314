/** What the authoritative servers of a zone serve. */
import { canonicalValue, type DnsRecord, type Failure, type Reading, type ServedAnswer } from "@porchlight/core";
import { ask, type DnsContext, type DnsReply } from "./dns-exchange.ts";
import type { Question } from "./dns-message.ts";
import { plainName } from "./dns-name.ts";
import { servedType } from "./dns-type.ts";
import { isReachError, ReachError } from "./reach-error.ts";
import { askResolvers } from "./recursive.ts";

/** One server of a zone; host name without the final dot. */
export interface NameServer {
  readonly server: string;
  readonly address: string;
}

/** Questions open at one server at the same time: polite, and few enough sockets for a long list. */
const openPerServer = 16;

const failureOf = (error: ReachError, operation: string): Failure => {
  const kinds: Readonly<Record<string, Failure["kind"]>> = { invalid: "invalid", "not-understood": "protocol" };
  return { kind: kinds[error.code] ?? "unreachable", operation, message: error.message };
};

/** Runs something for each item, at most `most` at a time, in order; takes no new one after a failure. */
const eachAtMost = async <I, O>(most: number, items: readonly I[], run: (item: I) => Promise<O>): Promise<O[]> => {
  const results: O[] = [];
  const queue = [...items.entries()].toReversed();
  const work = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [index, item] = next;
      try {
        results[index] = await run(item);
      } catch (error) {
        queue.length = 0;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  return results;
};

const addressOf = async (context: DnsContext, server: string, glue: DnsReply): Promise<NameServer> => {
  const given = glue.additionals.find((record) => record.type === "A" && record.name === server);
  if (given !== undefined) return { server, address: given.value };
  for (const type of ["A", "AAAA"]) {
    const { answers } = await askResolvers(context, { name: server, type }); // AAAA only for a server without IPv4
    const found = answers.find((record) => record.type === type);
    if (found !== undefined) return { server, address: found.value };
  }
  throw new ReachError("no-address", `the name server ${server} has no address`);
};

/** The servers of a zone, by its NS records. The apex is asked, never a name in it: a resolver would remember its absence. */
export const nameServersOf = async (context: DnsContext, zone: string): Promise<readonly NameServer[]> => {
  const reply = await askResolvers(context, { name: zone, type: "NS" });
  const names = reply.answers.flatMap(({ type, name, value }) =>
    type === "NS" && name === zone ? [plainName(value)] : [],
  );
  if (names.length > 0)
    return Promise.all([...new Set(names)].toSorted().map((server) => addressOf(context, server, reply)));
  // A resolver that could not tell has not said that there are none.
  const isSaid = reply.rcode === "NOERROR" || reply.rcode === "NXDOMAIN";
  const what = isSaid ? `${zone} has no name servers` : `no resolver could tell the name servers of ${zone}`;
  throw new ReachError("not-understood", `${what} (${reply.rcode})`);
};

/**
 * A record under the type that was asked for. What is served as TXT is told as its keeper stores it, or stored and served
 * could never be seen to agree; a text that is no value of that type is somebody else's, and left out.
 */
const asAsked = (record: DnsRecord, type: string): readonly DnsRecord[] => {
  if (record.type !== "TXT" || servedType(type) === type) return [record];
  const value = canonicalValue(type, record.value);
  return value === undefined ? [] : [{ ...record, type, value }];
};

const askServer = async (context: DnsContext, at: NameServer, question: Question): Promise<ServedAnswer> => {
  const { name, type } = question;
  const reply = await ask(context, { address: at.address, port: 53 }, { name, type: servedType(type) }, false);
  const { authoritative, rcode, ms } = reply;
  // A CNAME answers every type: it stays, as the record that really stands at the name.
  const records = reply.answers.filter((record) => record.name === name).flatMap((record) => asAsked(record, type));
  return { ...at, ...question, authoritative, rcode, records, ms };
};

const operationOf = (zone: string, questions: readonly Question[]): string => {
  const [only, ...more] = questions;
  return only !== undefined && more.length === 0 ? `DNS ${only.name} ${only.type}` : `DNS ${zone}`;
};

/**
 * Asks every authoritative server of a zone every question, in parallel, with RD=0. SPF, DKIM and DMARC are asked as the
 * TXT they are served as, and answered under the type asked. `known`: its servers, when somebody has looked them up already.
 *
 * Answers come in the order of the servers' names, then of the questions. When any server gives no answer the whole
 * reading is unknown and the failure names it: what one server serves is no proof of what the others do. Rejects only
 * with the reason of an aborted signal.
 */
export const readServed = async (
  context: DnsContext,
  zone: string,
  questions: readonly Question[],
  known?: readonly NameServer[],
): Promise<Reading<readonly ServedAnswer[]>> => {
  const asked = questions.map(({ name, type }) => ({ name: plainName(name), type: type.toUpperCase() }));
  const operation = operationOf(plainName(zone), asked);
  if (asked.length === 0) return { known: true, value: [] };
  try {
    const servers = known ?? (await nameServersOf(context, plainName(zone)));
    const perServer = await Promise.allSettled(
      servers.map((at) => eachAtMost(openPerServer, asked, (question) => askServer(context, at, question))),
    );
    context.signal?.throwIfAborted();
    const troubles = perServer.flatMap((settled, index) => {
      if (settled.status === "fulfilled") return [];
      if (!isReachError(settled.reason)) throw settled.reason;
      return [{ error: settled.reason, server: servers[index]?.server ?? "" }];
    });
    const [first] = troubles;
    if (first === undefined)
      return {
        known: true,
        value: perServer.flatMap((settled) => (settled.status === "fulfilled" ? settled.value : [])),
      };
    const message = troubles.map(({ error, server }) => `${server}: ${error.message}`).join("; ");
    return { known: false, failure: { ...failureOf(first.error, operation), message } };
  } catch (error) {
    if (!isReachError(error)) throw error;
    return { known: false, failure: failureOf(error, operation) };
  }
};
