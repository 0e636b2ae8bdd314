/** DNS queries and answers as bytes. Loads dns-packet: import it only where a DNS link is measured. Pure but for the id. */
import { randomInt } from "node:crypto";
import type { DnsRecord } from "@porchlight/core";
import { type Answer, AUTHENTIC_DATA, decode, encode, RECURSION_DESIRED } from "dns-packet";
import { plainName } from "./dns-name.ts";
import { toRecords } from "./dns-record.ts";
import { typeNumber, typeText } from "./dns-type.ts";
import { ReachError } from "./reach-error.ts";

/** What is asked: a name without its final dot, and a record type in upper case. */
export interface Question {
  readonly name: string;
  readonly type: string;
}

/** A query ready to be sent, and what its answer must repeat. */
export interface Query {
  readonly id: number;
  readonly question: Question;
  readonly bytes: Buffer;
}

/** What one message said. `truncated`: it did not fit, and nothing else in it was read. */
export type DnsMessage =
  | { readonly truncated: true }
  | {
      readonly truncated: false;
      readonly authoritative: boolean;
      /** True when the server says that it validated the answer (the AD bit): worth what the way to it is worth. */
      readonly authenticated: boolean;
      readonly rcode: string;
      readonly answers: readonly DnsRecord[];
      readonly authorities: readonly DnsRecord[];
      readonly additionals: readonly DnsRecord[];
    };

const rcodes = [
  "NOERROR",
  "FORMERR",
  "SERVFAIL",
  "NXDOMAIN",
  "NOTIMP",
  "REFUSED",
  "YXDOMAIN",
  "YXRRSET",
  "NXRRSET",
  "NOTAUTH",
  "NOTZONE",
];

/** Not above the smallest MTU any path has, so that answers are never fragmented (the DNS Flag Day 2020 figure). */
const udpPayloadSize = 1232;

const nameIsValid = (name: string): boolean =>
  name.length <= 253 && name.split(".").every((label) => /^[!-\-/-~]{1,63}$/.test(label));

/**
 * Makes a query of class IN with a random id. `recursion` sets RD, and AD to be told of a validation (RFC 6840
 * section 5.7); `edns` announces room for 1232 bytes.
 *
 * Throws `invalid` for a name no DNS message can hold and for a record type without a known number.
 */
export const encodeQuery = (
  question: Question,
  options: { readonly recursion: boolean; readonly edns: boolean },
): Query => {
  const { type } = question;
  const name = plainName(question.name);
  if (!nameIsValid(name)) throw new ReachError("invalid", `"${name}" is not a DNS name`);
  const number = typeNumber(type);
  if (number === undefined) throw new ReachError("invalid", `"${type}" is not a record type known here`);
  const id = randomInt(0x10000);
  const opt: Answer = {
    type: "OPT",
    name: ".",
    udpPayloadSize,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  };
  const bytes = encode({
    type: "query",
    id,
    flags: options.recursion ? RECURSION_DESIRED | AUTHENTIC_DATA : 0,
    questions: [{ name, type: "A", class: "IN" }],
    additionals: options.edns ? [opt] : [],
  });
  // dns-packet asks for the types it knows only: behind the header (12) and the name comes the type.
  bytes.writeUInt16BE(number, 12 + name.length + 2);
  return { id, question: { name, type }, bytes };
};

const repeats = (
  query: Query,
  questions: readonly { name: string; type: string; class?: string | undefined }[],
): boolean => {
  const [asked, ...more] = questions;
  return (
    asked !== undefined &&
    more.length === 0 &&
    plainName(asked.name) === query.question.name &&
    typeText(asked.type) === query.question.type &&
    asked.class === "IN"
  );
};

/**
 * Reads the answer to a query. Undefined when these bytes are not it: no DNS message, no response, or another id or
 * question. What it is not must be ignored, not believed: anybody can send a datagram.
 */
export const decodeReply = (bytes: Buffer, query: Query): DnsMessage | undefined => {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== query.id) return undefined;
  const flags = bytes.readUInt16BE(2);
  if ((flags & 0x8000) === 0) return undefined;
  // Read before the rest, which a server may have cut in the middle of a record.
  if ((flags & 0x0200) !== 0) return { truncated: true };
  try {
    const { questions = [], answers = [], authorities = [], additionals = [] } = decode(bytes);
    // dns-packet reads past the end of some records without complaint.
    if (decode.bytes > bytes.length) return undefined;
    const upper = additionals.find((record) => record.type === "OPT")?.extendedRcode ?? 0;
    const code = (upper << 4) | (flags & 0xf);
    const rcode = rcodes[code] ?? `RCODE_${code}`;
    // A server that knows no EDNS may answer FORMERR with nothing but the header (RFC 6891 section 7).
    const headerOnly = questions.length === 0 && rcode === "FORMERR";
    if (!headerOnly && !repeats(query, questions)) return undefined;
    const authoritative = (flags & 0x0400) !== 0;
    return {
      truncated: false,
      authoritative,
      authenticated: (flags & 0x0020) !== 0,
      rcode,
      answers: toRecords(answers),
      authorities: toRecords(authorities),
      additionals: toRecords(additionals),
    };
  } catch {
    return undefined; // dns-packet throws on anything malformed
  }
};
