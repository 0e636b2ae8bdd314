/** Answers a DNS question out of zones, as an authoritative server does (RFC 1034 4.3.2), or as a resolver. */
import {
  type StringAnswer,
  AUTHORITATIVE_ANSWER,
  type Packet,
  type Question,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
} from "dns-packet";
import type { WireRecord } from "./dns-data.ts";
import { type DnsServer, type ServedZone, zonesOf } from "./dns-world.ts";
import type { World } from "./world.ts";

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
}

/** Longest chain of CNAMEs followed. */
const longestChain = 8;

/**
 * Looks a name up. A CNAME answers every type, whatever stands beside it, and is followed while these zones hold its target.
 * `name` in lower case without a final dot.
 */
export const lookUp = (zones: readonly ServedZone[], name: string, type: string): Found => {
  const chain: WireRecord[] = [];
  let asked = name;
  for (let hop = 0; hop <= longestChain; hop += 1) {
    const zone = zoneFor(zones, asked);
    if (zone === undefined)
      return { rcode: hop === 0 ? rcodes.refused : rcodes.noError, answers: chain, authorities: [] };
    const records = recordsAt(zone, asked);
    if (records === undefined) return { rcode: rcodes.nameError, answers: chain, authorities: [zone.soa] };
    if (type === "ANY") return { rcode: rcodes.noError, answers: records, authorities: [] };
    const alias = records.find((record): record is StringAnswer => record.type === "CNAME");
    if (alias === undefined || type === "CNAME") {
      const fit = records.filter((record) => record.type === type);
      return { rcode: rcodes.noError, answers: [...chain, ...fit], authorities: fit.length === 0 ? [zone.soa] : [] };
    }
    chain.push(alias);
    asked = alias.data.toLowerCase();
  }
  return { rcode: rcodes.noError, answers: chain, authorities: [] };
};

/** A question's name as it is compared. */
export const plainQuestion = ({ name }: Question): string => name.toLowerCase().replace(/\.$/, "");

/** Header bits kept from the question: opcode is answered as it came. */
const opcodeMask = 0x7800;

const headed = (query: Packet, flags: number, rcode: number): Packet => ({
  type: "response",
  id: query.id,
  flags: ((query.flags ?? 0) & (RECURSION_DESIRED | opcodeMask)) | flags | rcode,
  questions: query.questions,
  // A client that speaks EDNS is answered in it.
  ...(query.additionals?.some(({ type }) => type === "OPT") === true
    ? {
        additionals: [
          {
            type: "OPT",
            name: ".",
            udpPayloadSize: 1232,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ],
      }
    : {}),
});

/** An answer that says nothing but why. */
export const emptyAnswer = (query: Packet, rcode: number): Packet => headed(query, 0, rcode);

/** The answer of one server to one message. No effect. */
export const dnsAnswer = (world: World, server: DnsServer, query: Packet): Packet => {
  const [question, ...more] = query.questions ?? [];
  if (((query.flags ?? 0) & opcodeMask) !== 0) return emptyAnswer(query, rcodes.notImplemented);
  if (question === undefined || more.length > 0) return emptyAnswer(query, rcodes.formatError);
  if (question.class !== undefined && question.class !== "IN") return emptyAnswer(query, rcodes.refused);
  const isRecursive = server.serves === "recursive";
  const name = plainQuestion(question);
  const { rcode, answers, authorities } = lookUp(zonesOf(world, server), name, question.type);
  if (rcode === rcodes.refused) return emptyAnswer(query, rcode);
  // The name asked comes back with the letters it was asked with; some resolvers look (draft-vixie-dnsext-dns0x20).
  const asAsked = (record: WireRecord): WireRecord =>
    record.name === name ? { ...record, name: question.name } : record;
  return {
    ...headed(query, isRecursive ? RECURSION_AVAILABLE : AUTHORITATIVE_ANSWER, rcode),
    answers: answers.map(asAsked),
    authorities: [...authorities],
  };
};
