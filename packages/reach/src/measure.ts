/** The measurements of one walk, in the order that asks least: what breaks early ends it. */
import { isIPv4, isIPv6 } from "node:net";
import { type Expectation, type Measurements, type Probe, type Walk, walk } from "@porchlight/core";
import type { DnsContext } from "./dns-exchange.ts";
import { getText } from "./http-get.ts";
import { knock, type Visit, visitMachine } from "./machine.ts";
import { readNames } from "./names.ts";
import { type Endpoint, parseEndpoint, resolversOf } from "./net.ts";
import { probe } from "./probe.ts";
import { ReachError } from "./reach-error.ts";
import { askEach } from "./recursive.ts";
import { readSshfp } from "./sshfp.ts";
import { findPortal, lookAround, type OnlineCheck } from "./surroundings.ts";

/** Everything a walk is made with. */
export interface Tools {
  readonly dns: DnsContext;
  readonly visit: Visit;
  /** Resolvers to ask besides the net's own, and whose validation counts. */
  readonly declared: readonly string[];
  readonly echo: string | undefined;
  readonly online: OnlineCheck | undefined;
  readonly today: () => Date;
}

type Seen = Partial<Measurements>;

const asked = <K extends keyof Measurements>(key: K, value: Measurements[K] | undefined): Seen =>
  value === undefined ? {} : { [key]: value };

/** The address of this network as a page that tells it sees it. */
const readEcho = ({ dns, visit }: Tools, url: string): Promise<Probe<string>> =>
  probe(visit.clock, async () => {
    if (!URL.canParse(url)) throw new ReachError("invalid", `"${url}" is no URL`);
    const { text } = await getText(dns, new URL(url), visit.signal);
    const address = text.trim();
    if (!isIPv4(address)) throw new ReachError("not-understood", `${url} did not answer an IPv4 address`);
    return address;
  });

/** What can be asked before any resolver is asked for the name: the servers of the zones, and the home from within. */
const readHome = async (expected: Expectation, { vantage }: Measurements, tools: Tools): Promise<Seen> => {
  const { dns, visit, echo, today } = tools;
  const { address, lanPort: port } = expected.forward ?? {};
  const isInside = vantage === "inside";
  const machine = await probe(visit.clock, () => lookAround(dns.net, today));
  if (machine.ok && !machine.value.hasRoute) return { machine }; // nothing can be asked
  const [{ noDns, ...names }, lan, echoed] = await Promise.all([
    readNames(dns, expected),
    isInside && address !== undefined && port !== undefined ? knock({ address, port }, visit) : undefined,
    isInside && echo !== undefined ? readEcho(tools, echo) : undefined,
  ]);
  const home = { ...asked("lan", lan), ...asked("echo", echoed) };
  // Without a resolver nothing was learnt of the names, and that is this machine's fault alone.
  if (machine.ok && noDns !== undefined)
    return { ...home, machine: { ...machine, value: { ...machine.value, noDns } } };
  return { machine, ...names, ...home };
};

/** The net's own resolvers, then the declared ones, each once. */
const allResolvers = ({ dns, declared }: Tools): readonly Endpoint[] => {
  const more = declared.flatMap((text) => parseEndpoint(text, 53) ?? []);
  const all = [...resolversOf(dns.net), ...more];
  const isFirst = (one: Endpoint, index: number): boolean =>
    all.findIndex(({ address, port }) => address === one.address && port === one.port) === index;
  return all.filter(isFirst);
};

const readByResolvers = async (expected: Expectation, tools: Tools): Promise<Seen> => {
  const { dns, visit, declared } = tools;
  const { name, port, ssh, hostKey } = expected;
  const found = await probe(visit.clock, async () => allResolvers(tools));
  if (!found.ok) return { resolvers: [found] };
  const wantsKey = port !== undefined && ssh === true && hostKey === undefined;
  const [resolvers, sshfp] = await Promise.all([
    askEach(dns, found.value, name),
    wantsKey ? probe(visit.clock, () => readSshfp(dns, name, found.value, declared)) : undefined,
  ]);
  return { resolvers, ...asked("sshfp", sshfp) };
};

/** IPv6 beside IPv4. A machine without a way there has not tried anything. */
const tryIpv6 = async (address: string | undefined, port: number, visit: Visit): Promise<Seen> => {
  if (address === undefined) return {};
  const tcp6 = await knock({ address, port }, visit);
  return !tcp6.ok && tcp6.reason === "unreachable" ? {} : { tcp6 };
};

const readMachine = async (expected: Expectation, { resolvers = [] }: Measurements, visit: Visit): Promise<Seen> => {
  const { port, otherPorts = [] } = expected;
  const addresses = resolvers.flatMap((seen) => (seen.ok ? seen.value.addresses : []));
  const address = addresses.find(isIPv4) ?? addresses[0];
  if (port === undefined || address === undefined) return {};
  const six = isIPv4(address) && expected.leadsHome !== false ? addresses.find((other) => isIPv6(other)) : undefined;
  const [seen, beside] = await Promise.all([
    visitMachine(expected, { address, port }, visit),
    tryIpv6(six, port, visit),
  ]);
  const [other] = otherPorts;
  const isSilent = seen.tcp?.ok === false && seen.tcp.reason === "timeout";
  const otherPort = isSilent && other !== undefined ? await knock({ address, port: other }, visit) : undefined;
  return { ...seen, ...beside, ...asked("otherPort", otherPort) };
};

/** Links that a sign-in page would explain. */
const portalHides: ReadonlySet<string> = new Set(["served", "chain", "tcp", "ssh"]);

/** A walk that ended in doubt, seen again with what the network shows in place of the internet. */
const lookForPortal = async (expected: Expectation, seen: Measurements, tools: Tools): Promise<Walk> => {
  const judged = walk(expected, seen);
  const { machine } = seen;
  const doubtful = judged.links.some(({ name, status }) => status === "unknown" && portalHides.has(name));
  if (!doubtful || machine?.ok !== true) return judged;
  const portal = await findPortal(tools.dns, tools.online, tools.visit.signal).catch(() => undefined);
  if (portal === undefined) return judged;
  return walk(expected, { ...seen, machine: { ...machine, value: { ...machine.value, portal } } });
};

/**
 * Measures a chain and judges it. Nothing more is asked behind a broken link. A resolver is asked for the name only once
 * no authoritative server was seen without it: it would keep the absence.
 */
export const measure = async (expected: Expectation, first: Measurements, tools: Tools): Promise<Walk> => {
  const looks: readonly ((so: Measurements) => Promise<Seen>)[] = [
    (so) => readHome(expected, so, tools),
    () => readByResolvers(expected, tools),
    (so) => readMachine(expected, so, tools.visit),
  ];
  let seen = first;
  for (const look of looks) {
    seen = { ...seen, ...(await look(seen)) }; // each needs what the one before has seen
    if (walk(expected, seen).broken !== undefined) break;
  }
  return lookForPortal(expected, seen, tools);
};
