/** DNS records as dns-packet decodes them, made into the canonical form of the contracts. Pure. */
import { canonicalValue, type DnsRecord } from "@porchlight/core";
import { type Answer, encode, type OptAnswer } from "dns-packet";
import { absoluteName, plainName } from "./dns-name.ts";
import { typeText } from "./dns-type.ts";
import { locText } from "./loc-data.ts";
import { shortestAddress } from "./net.ts";
import { quoted } from "./presentation.ts";
import { svcbText } from "./svcb-data.ts";

/** A record with data; the EDNS pseudo-record is none. */
type DataAnswer = Exclude<Answer, OptAnswer>;

const toBuffer = (data: string | Buffer): Buffer => (typeof data === "string" ? Buffer.from(data) : data);

/** The data of a record as it goes over the wire, names in it whole. */
const dataOf = (answer: DataAnswer): Buffer =>
  // dns-packet compresses nothing: header 12, root name 1, type 2, class 2, TTL 4, length 2, then the data.
  encode({ type: "response", answers: [{ ...answer, name: "." }] }).subarray(23);

/** Zone-file presentation of data that dns-packet leaves as bytes; undefined where nobody here can read them. */
const bytesText = (type: string, data: Buffer): string | undefined => {
  try {
    if (type === "LOC") return locText(data);
    return type === "HTTPS" || type === "SVCB" ? svcbText(data) : undefined;
  } catch {
    return undefined; // cut short
  }
};

/** As the home file spells it, else `\# LENGTH HEX` (RFC 3597). */
const otherValue = (answer: DataAnswer): string => {
  const data = dataOf(answer);
  const type = typeText(answer.type);
  const text = bytesText(type, data);
  const value = text === undefined ? undefined : canonicalValue(type, text);
  return value ?? `\\# ${data.length} ${data.toString("hex")}`.trimEnd();
};

/** The canonical value of a record: addresses shortest, names absolute and lower case, a TXT as one quoted string. */
const recordValue = (answer: DataAnswer): string => {
  switch (answer.type) {
    case "A":
      return answer.data;
    case "AAAA":
      return shortestAddress(answer.data);
    case "CNAME":
    case "DNAME":
    case "NS":
    case "PTR":
      return absoluteName(answer.data);
    case "MX":
      return `${answer.data.preference ?? 0} ${absoluteName(answer.data.exchange)}`;
    case "SRV": {
      const { priority = 0, weight = 0, port, target } = answer.data;
      return `${priority} ${weight} ${port} ${absoluteName(target)}`;
    }
    case "TXT": {
      const pieces = Array.isArray(answer.data) ? answer.data : [answer.data];
      return quoted(Buffer.concat(pieces.map(toBuffer)));
    }
    case "CAA":
      return `${answer.data.flags ?? 0} ${answer.data.tag.toLowerCase()} ${quoted(Buffer.from(answer.data.value))}`;
    case "SSHFP":
      return `${answer.data.algorithm} ${answer.data.hash} ${answer.data.fingerprint.toLowerCase()}`;
    case "TLSA": {
      const { usage, selector, matchingType, certificate } = answer.data;
      return `${usage} ${selector} ${matchingType} ${certificate.toString("hex")}`;
    }
    case "DS": {
      const { keyTag, algorithm, digestType, digest } = answer.data;
      return `${keyTag} ${algorithm} ${digestType} ${digest.toString("hex")}`;
    }
    case "NAPTR": {
      const { order, preference, flags, services, regexp, replacement } = answer.data;
      const texts = [flags, services, regexp].map((text) => quoted(Buffer.from(text)));
      return [order, preference, ...texts, absoluteName(replacement)].join(" ");
    }
    case "SOA": {
      const { mname, rname, serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0 } = answer.data;
      return [absoluteName(mname), absoluteName(rname), serial, refresh, retry, expire, minimum].join(" ");
    }
    case "RP":
      return `${absoluteName(answer.data.mbox ?? "")} ${absoluteName(answer.data.txt ?? "")}`;
    default:
      return otherValue(answer);
  }
};

/** The records of a section, canonical. The EDNS pseudo-record and other classes than IN are left out. */
export const toRecords = (answers: readonly Answer[]): readonly DnsRecord[] =>
  answers.flatMap((answer) => {
    if (answer.type === "OPT" || answer.class !== "IN") return [];
    return {
      kind: "record" as const,
      name: plainName(answer.name),
      type: typeText(answer.type),
      ttlSeconds: answer.ttl ?? 0,
      value: recordValue(answer),
    };
  });
