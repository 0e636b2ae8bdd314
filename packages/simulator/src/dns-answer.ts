/** Answers a DNS question out of zones, as an authoritative server does (RFC 1034 4.3.2), or as a resolver. */
import {
  AUTHENTIC_DATA,
  AUTHORITATIVE_ANSWER,
  DNSSEC_OK,
  type Packet,
  type Question,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
} from "dns-packet";
import type { WireRecord } from "./dns-data.ts";
import type { DnsServer, ServedZone } from "./dns-world.ts";

/** Response codes of RFC 1035 4.1.1. */
const rcodes = { noError: 0, formatError: 1, nameError: 3, notImplemented: 4, refused: 5 } as const;

const isBelow = (name: string, zone: string): boolean => zone === "" || name === zone || name.endsWith(`.${zone}`);

/** The zone with the longest name that holds this one. */
const zoneFor = (zones: readonly ServedZone[], name: string): ServedZone | undefined =>
  zones.filter((zone) => isBelow(name, zone.name)).toSorted((one, other) => other.name.length - one.name.length)[0];

const parentOf = (name: string): string => name.slice(name.indexOf(".") + 1);

/** A name exists when it has records, or when a name below it has. */
const exists = (zone: ServedZone, name: string): boolean =>
  name === zone.name || zone.records.some((record) => isBelow(record.name, name));

/** Records at a name, or those of the wildcard next to its closest ancestor (RFC 4592). Undefined: no such name. */
const recordsAt = (zone: ServedZone, name: string): readonly WireRecord[] | undefined => {
  if (exists(zone, name))
    return [...zone.records.filter((record) => record.name === name), ...(name === zone.name ? [zone.soa] : [])];
  let ancestor = name.includes(".") ? parentOf(name) : "";
  while (ancestor.includes(".") && !exists(zone, ancestor)) ancestor = parentOf(ancestor);
  const wildcard = zone.records.filter((record) => record.name === `*.${ancestor}`);
  return wildcard.length === 0 ? undefined : wildcard.map((record) => ({ ...record, name }));
};

/** An answer without its header. */
export interface Found {
  readonly rcode: number;
  readonly answers: readonly WireRecord[];
  /** The SOA when there is nothing to answer. */
  readonly authorities: readonly WireRecord[];
  /** Every zone that had a say is signed. */
  readonly isSigned: boolean;
}

/** What is known of one name itself: its records of a type, the one CNAME it has instead, or nothing. */
export type Link = (name: string, type: string) => Found;

/** Looks one name up in zones; `name` in lower case without a final dot. A CNAME answers every type, whatever stands beside it. */
export const linkIn =
  (zones: readonly ServedZone[]): Link =>
  (name, type) => {
    const zone = zoneFor(zones, name);
    if (zone === undefined) return { rcode: rcodes.refused, answers: [], authorities: [], isSigned: false };
    const { isSigned, soa } = zone;
    const records = recordsAt(zone, name);
    if (records === undefined) return { rcode: rcodes.nameError, answers: [], authorities: [soa], isSigned };
    const alias = type === "ANY" ? undefined : records.find((record) => record.type === "CNAME");
    const fit = records.filter((record) => type === "ANY" || record.type === type);
    const answers = alias === undefined || type === "CNAME" ? fit : [alias];
    return { rcode: rcodes.noError, answers, authorities: answers.length === 0 ? [soa] : [], isSigned };
  };

/** Longest chain of CNAMEs followed. */
const longestChain = 8;

/** Looks a name up and follows its CNAMEs while their targets are known. `name` in lower case without a final dot. */
export const lookUp = (link: Link, name: string, type: string): Found => {
  const chain: WireRecord[] = [];
  let asked = name;
  let isSigned = true;
  for (let hop = 0; hop <= longestChain; hop += 1) {
    const found = link(asked, type);
    if (found.rcode === rcodes.refused && hop > 0) break;
    isSigned &&= found.isSigned;
    const [alias] = found.answers;
    if (type === "ANY" || type === "CNAME" || alias?.type !== "CNAME")
      return { ...found, answers: [...chain, ...found.answers], isSigned };
    chain.push(alias);
    asked = alias.data.toLowerCase();
  }
  return { rcode: rcodes.noError, answers: chain, authorities: [], isSigned };
};

/** A question's name as it is compared. */
export const plainQuestion = ({ name }: Question): string => name.toLowerCase().replace(/\.$/, "");

/** Header bits kept from the question: opcode is answered as it came. */
const opcodeMask = 0x7800;

/** A client that speaks EDNS is answered in it, with the DO bit it sent (RFC 3225, 3). */
const ednsOf = (query: Packet): Pick<Packet, "additionals"> => {
  const asked = query.additionals?.find(({ type }) => type === "OPT");
  if (asked?.type !== "OPT") return {};
  const flags = asked.flags & DNSSEC_OK;
  const form = { type: "OPT" as const, name: ".", udpPayloadSize: 1232, extendedRcode: 0, ednsVersion: 0, options: [] };
  return { additionals: [{ ...form, flags, flag_do: flags !== 0 }] };
};

const headed = (query: Packet, flags: number, rcode: number): Packet => ({
  type: "response",
  id: query.id,
  flags: ((query.flags ?? 0) & (RECURSION_DESIRED | opcodeMask)) | flags | rcode,
  questions: query.questions,
  ...ednsOf(query),
});

/** An answer that says nothing but why. */
export const emptyAnswer = (query: Packet, rcode: number): Packet => headed(query, 0, rcode);

/** True when the client wants to be told that an answer was validated (RFC 6840, 5.7). */
const asksForProof = (query: Packet): boolean =>
  ((query.flags ?? 0) & AUTHENTIC_DATA) !== 0 ||
  query.additionals?.some((record) => record.type === "OPT" && (record.flags & DNSSEC_OK) !== 0) === true;

/** The answer of one server to one message, out of what `link` knows. No effect of its own. */
export const dnsAnswer = (server: DnsServer, query: Packet, link: Link): Packet => {
  const [question, ...more] = query.questions ?? [];
  if (((query.flags ?? 0) & opcodeMask) !== 0) return emptyAnswer(query, rcodes.notImplemented);
  if (question === undefined || more.length > 0) return emptyAnswer(query, rcodes.formatError);
  if (question.class !== undefined && question.class !== "IN") return emptyAnswer(query, rcodes.refused);
  const name = plainQuestion(question);
  const { rcode, answers, authorities, isSigned } = lookUp(link, name, question.type);
  if (rcode === rcodes.refused) return emptyAnswer(query, rcode);
  // The name asked comes back with the letters it was asked with; some resolvers look (draft-vixie-dnsext-dns0x20).
  const asAsked = (record: WireRecord): WireRecord =>
    record.name === name ? { ...record, name: question.name } : record;
  const proof = isSigned && asksForProof(query) ? AUTHENTIC_DATA : 0;
  const flags = server.serves === "recursive" ? RECURSION_AVAILABLE | proof : AUTHORITATIVE_ANSWER;
  return { ...headed(query, flags, rcode), answers: answers.map(asAsked), authorities: [...authorities] };
};
