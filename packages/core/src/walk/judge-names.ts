/** Judges of the links that are DNS: the record, the chain behind it, and whether it ends at the router. Pure. */
import type { ServedAnswer } from "../contracts.ts";
import type { Expectation, Link, Measurements, Vantage } from "./links.ts";
import { isEvidence } from "../plan/served.ts";

/** A link without its name. */
export type Judged = Omit<Link, "name">;
/** What is said of a link that nothing was expected of, or nothing measured at. */
export const notAsked: Judged = Object.freeze({ status: "not-asked", message: { code: "not-asked", params: {} } });

const serversOf = (answers: readonly ServedAnswer[]): readonly string[] => answers.map((answer) => answer.server);

/** The record at every authoritative server. What an answer without authority says is no evidence. */
export const judgeServed = (expected: Expectation, seen: Measurements): Judged => {
  const { served, vantage } = seen;
  if (served === undefined || expected.record === undefined) return notAsked;
  const { type, value, besides = [] } = expected.record;
  const values = [value, ...besides];
  const params = { name: expected.name, type, value: values.join(", ") };
  if (!served.known || served.value.length === 0) {
    const detail = served.known ? "none of them answered" : served.failure.message;
    return { status: "unknown", vantage, message: { code: "served-unknown", params: { ...params, detail } } };
  }
  const base = { vantage, ms: Math.max(...served.value.map((answer) => answer.ms)) };
  const doubtful = served.value.filter((answer) => !isEvidence(answer));
  if (doubtful.length > 0) {
    const lacksAuthority = doubtful.some((answer) => !answer.authoritative);
    const rcodes = [...new Set(doubtful.map((answer) => answer.rcode))];
    const code = lacksAuthority ? "served-not-authoritative" : "served-refused";
    return {
      ...base,
      status: "unknown",
      message: { code, params: { ...params, servers: serversOf(doubtful), rcodes } },
    };
  }
  const holds = (answer: ServedAnswer): boolean =>
    values.every((wanted) => answer.records.some((record) => record.type === type && record.value === wanted));
  const wrong = served.value.filter((answer) => !holds(answer));
  if (wrong.length === 0)
    return {
      ...base,
      status: "ok",
      message: { code: "served", params: { ...params, servers: serversOf(served.value) } },
    };
  const inPart = { ...params, servers: serversOf(wrong) };
  if (wrong.length < served.value.length)
    return { ...base, status: "broken", message: { code: "served-in-part", params: inPart } };
  const instead = [
    ...new Set(wrong.flatMap((answer) => answer.records.map((record) => `${record.type} ${record.value}`))),
  ];
  const code = instead.length > 0 ? "served-differs" : "not-served";
  return { ...base, status: "broken", message: { code, params: { ...inPart, instead } } };
};

/** The name as a resolver follows it, to an address. */
export const judgeChain = (expected: Expectation, seen: Measurements): Judged => {
  const { chain, vantage } = seen;
  if (chain === undefined) return notAsked;
  if (!chain.ok)
    return {
      status: "unknown",
      vantage,
      ms: chain.ms,
      message: { code: "chain-unknown", params: { detail: chain.message } },
    };
  const { resolver, rcode, hops, addresses } = chain.value;
  const params = { name: expected.name, resolver, rcode, hops, addresses, last: hops.at(-1) ?? expected.name };
  const base = { vantage, ms: chain.ms };
  if (addresses.length > 0) return { ...base, status: "ok", message: { code: "chain", params } };
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN")
    return { ...base, status: "unknown", message: { code: "chain-refused", params } };
  // What is missing elsewhere is not the router's static name, and nothing here can bring it back.
  if (expected.leadsHome === false)
    return { ...base, status: "broken", message: { code: "no-address-elsewhere", params } };
  return { ...base, status: "broken", message: { code: "no-address", params } };
};

/** Whether the addresses at the end of the chain are the router's. */
export const judgeAgreement = (expected: Expectation, seen: Measurements): Judged => {
  if (expected.leadsHome === false) return notAsked; // somewhere else's address is not the router's to confirm
  if (seen.line === undefined || seen.chain?.ok !== true) return notAsked;
  const { addresses } = seen.chain.value;
  if (addresses.length === 0) return notAsked; // the chain has said so
  const vantage: Vantage = "inside"; // the router itself says it, wherever it was asked from
  const base = { vantage };
  if (!seen.line.known) {
    const { message, kind, right = "" } = seen.line.failure;
    const params = { detail: message, kind, right };
    return { ...base, status: "unknown", message: { code: "router-unknown", params } };
  }
  const { ipv4, ipv6 } = seen.line.value;
  if (ipv4 === undefined) return { ...base, status: "broken", message: { code: "line-down", params: {} } };
  // A machine behind the router may have an IPv6 address of its own: only IPv4 must be the router's.
  const v4 = addresses.filter((address) => !address.includes(":"));
  const stray = v4.filter((address) => address !== ipv4);
  if (stray.length > 0)
    return {
      ...base,
      status: "broken",
      message: { code: "address-differs", params: { addresses: stray, router: ipv4 } },
    };
  if (v4.length === 0 && !addresses.some((address) => address === ipv6))
    return { ...base, status: "unknown", message: { code: "only-ipv6", params: { addresses } } };
  return { ...base, status: "ok", message: { code: "addresses-agree", params: { router: v4[0] ?? ipv6 ?? ipv4 } } };
};
