/** Judges of what a visitor's resolver makes of the name: what it keeps, where it leads, and whose address that is. Pure. */
import { type Judged, notAsked, toldAtHome, valueOf } from "./judged.ts";
import type { ChainSeen, Expectation, Measurements, Probe } from "./links.ts";

/** True when the servers of the zone hold something at the name, so that a resolver that finds nothing has kept it. */
const isServed = ({ served }: Measurements): boolean =>
  (valueOf(served) ?? []).some(({ type, records }) => type !== "SOA" && records.length > 0);

/** What each server of the zone says the name leads to, when it is an alias: no final dot. */
const aliasesServed = ({ served }: Measurements): readonly string[] =>
  (valueOf(served) ?? []).flatMap(({ records }) =>
    records.flatMap(({ type, value }) => (type === "CNAME" ? [value.replace(/\.$/, "")] : [])),
  );

const said = (probes: readonly Probe<ChainSeen>[]): readonly ChainSeen[] =>
  probes.flatMap((probe) => (probe.ok ? [probe.value] : []));

/** True when all that is expected of a name is something else than an address, a text or mail: it need not have one. */
const needsNoAddress = ({ record }: Expectation): boolean =>
  record !== undefined && !["A", "AAAA", "CNAME"].includes(record.type);

/** True when a resolver has kept that there is nothing. One asked for addresses says so rightly of a name without any. */
const saysNothing = (expected: Expectation, { rcode, addresses, hops }: ChainSeen): boolean =>
  addresses.length === 0 &&
  hops.length <= 1 &&
  (rcode === "NXDOMAIN" || (rcode === "NOERROR" && !needsNoAddress(expected)));

/**
 * The recursive resolvers: none of them still keeps what was true before. Only judged once the zone's own servers have
 * been heard: without them nobody can say what is old.
 */
export const judgeResolvers = (expected: Expectation, seen: Measurements): Judged => {
  const { resolvers = [], vantage } = seen;
  if (resolvers.length === 0 || !isServed(seen)) return notAsked;
  const base = { vantage, ms: Math.max(...resolvers.map(({ ms }) => ms)) };
  const answers = said(resolvers);
  if (answers.length === 0) return notAsked; // the chain says why
  const keeper = answers.find((answer) => saysNothing(expected, answer));
  if (keeper !== undefined) {
    const { resolver, rcode, negativeSeconds = "" } = keeper;
    const params = { resolver, rcode, seconds: negativeSeconds };
    return { ...base, status: "broken", message: { code: "negative-kept", params } };
  }
  const aliases = aliasesServed(seen);
  const stale = answers.find(
    ({ hops: [, next] }) => next !== undefined && aliases.length > 0 && !aliases.includes(next),
  );
  if (stale !== undefined) {
    const params = { resolver: stale.resolver, kept: stale.hops[1] ?? "", seconds: stale.ttlSeconds ?? "" };
    return { ...base, status: "broken", message: { code: "old-kept", params } };
  }
  const silent = resolvers.flatMap((probe) => (probe.ok ? [] : [probe.message]));
  const params = { resolvers: answers.map(({ resolver }) => resolver), silent };
  return { ...base, status: "ok", message: { code: "resolvers", params } };
};

/** The name as a resolver follows it, to an address. */
export const judgeChain = (expected: Expectation, seen: Measurements): Judged => {
  const { resolvers = [], vantage } = seen;
  const [first] = resolvers;
  if (first === undefined || judgeResolvers(expected, seen).status === "broken") return notAsked;
  const found = resolvers.find((probe) => probe.ok && probe.value.addresses.length > 0);
  const chain = found ?? resolvers.find(({ ok }) => ok) ?? first;
  const base = { vantage, ms: chain.ms };
  if (!chain.ok)
    return { ...base, status: "unknown", message: { code: "chain-unknown", params: { detail: chain.message } } };
  const { resolver, rcode, hops, addresses } = chain.value;
  const params = { name: expected.name, resolver, rcode, hops, addresses, last: hops.at(-1) ?? expected.name };
  if (addresses.length > 0) return { ...base, status: "ok", message: { code: "chain", params } };
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN")
    return { ...base, status: "unknown", message: { code: "chain-refused", params } };
  // A name that holds something else is served, and that is all it promises.
  if (needsNoAddress(expected)) return notAsked;
  // What is missing elsewhere is not the router's static name, and nothing here can bring it back.
  const code = expected.leadsHome === false ? "no-address-elsewhere" : "no-address";
  return { ...base, status: "broken", message: { code, params } };
};

/** The addresses at the end of the chain, by the first resolver that found any. */
export const addressesOf = ({ resolvers = [] }: Measurements): readonly string[] =>
  said(resolvers).find(({ addresses }) => addresses.length > 0)?.addresses ?? [];

/** Whether the addresses at the end of the chain are the router's, and this network's as the internet sees it. */
export const judgeAgreement = (expected: Expectation, seen: Measurements): Judged => {
  if (expected.leadsHome === false) return notAsked; // somewhere else's address is not the router's to confirm
  const addresses = addressesOf(seen);
  const line = valueOf(seen.router?.line);
  const echo = seen.vantage === "inside" && seen.echo?.ok === true ? seen.echo.value : undefined;
  if (addresses.length === 0) return notAsked; // the chain has said so
  const own = line?.ipv4 ?? echo;
  if (own === undefined) return notAsked; // nothing to compare with; an unread line is a link of its own
  // A machine behind the router may have an IPv6 address of its own: only IPv4 must be the router's.
  const v4 = addresses.filter((address) => !address.includes(":"));
  const stray = v4.filter((address) => address !== own);
  if (stray.length > 0) {
    const code = line === undefined ? "echo-differs" : "address-differs";
    return toldAtHome("broken", code, { addresses: stray, router: own });
  }
  if (v4.length === 0 && !addresses.some((address) => address === line?.ipv6))
    return toldAtHome("unknown", "only-ipv6", { addresses });
  // The internet sees another address than the router's: a VPN, or a second router in between.
  if (echo !== undefined && echo !== own)
    return toldAtHome("unknown", "echo-differs", { addresses: [own], router: echo });
  return toldAtHome("ok", "addresses-agree", { router: v4[0] ?? line?.ipv6 ?? own });
};
