/**
 * The one spelling of what a record says, by its type, whoever wrote it: the owner, a zone's store or a name server. Two
 * values are equal exactly when their canonical spellings are. Pure.
 */
import { isIPv4, isIPv6 } from "node:net";
import { locValue } from "./loc-value.ts";
import { bytesOf, hostName, quoted, shortestIpv6, spaced, upTo, wordsOf } from "./record-words.ts";
import { svcbValue } from "./svcb-value.ts";

/** Every record type a home file may declare, lower case as it is written there; those that are whole sets first. */
export const recordKeys = [
  "cname",
  "dname",
  "a",
  "aaaa",
  "txt",
  "mx",
  "srv",
  "caa",
  "sshfp",
  "ns",
  "ptr",
  "tlsa",
  "smimea",
  "ds",
  "naptr",
  "https",
  "svcb",
  "loc",
  "uri",
  "rp",
  "hinfo",
  "cert",
  "openpgpkey",
  "spf",
  "dkim",
  "dmarc",
] as const;
export type RecordKey = (typeof recordKeys)[number];

/** The canonical spelling of a TXT that holds exactly this text, quotes and backslashes included. */
export const textValue = (text: string): string => quoted(Buffer.from(text));

const anyText = (value: string): string => quoted(bytesOf(value));

/** A policy for senders: a text that says so (RFC 7208, 4.5). */
const spf = (value: string): string | undefined =>
  /^v=spf1(?: |$)/i.test(bytesOf(value).toString("latin1")) ? anyText(value) : undefined;

/** Tags of a DKIM or DMARC, quotes around them dropped: no space around what separates them but one behind a semicolon. */
const tagList =
  (isFit: (tags: string) => boolean) =>
  (value: string): string | undefined => {
    const bytes = bytesOf(value);
    const text = bytes.toString();
    const tags = text.split(";").map((tag) =>
      tag
        .trim()
        .replaceAll(/\s+/g, " ")
        .replace(/^(\w+) ?= ?/, "$1="),
    );
    const list = tags.filter((tag) => tag !== "").join("; ");
    return Buffer.from(text).equals(bytes) && isFit(list) ? list : undefined;
  };

/** A key is there, and no version but this one (RFC 6376, 3.6.1). */
const isDkim = (tags: string): boolean => /(?:^|; )p=/.test(tags) && !/^v=(?!DKIM1(?:;|$))/.test(tags);

/** The version comes first, and says which policy this is (RFC 7489, 6.3). */
const isDmarc = (tags: string): boolean => /^v=DMARC1(?:;|$)/.test(tags);

/** Whole numbers and a host name behind them: 1 for an MX, 3 for an SRV. */
const numberedHost =
  (count: number) =>
  (value: string): string | undefined => {
    const words = value.split(/\s+/);
    const host = hostName(words[count] ?? "");
    const numbers = words.slice(0, count);
    if (words.length !== count + 1 || host === undefined || !numbers.every((word) => upTo(word, 65_535) !== undefined))
      return undefined;
    return [...numbers.map(Number), host].join(" ");
  };

/** Whole numbers, each up to its most, and hexadecimal digits behind them, which may be cut by spaces. */
const numberedHex =
  (...most: readonly number[]) =>
  (value: string): string | undefined => {
    const words = value.split(/\s+/);
    const hex = words.slice(most.length).join("").toLowerCase();
    const isFit =
      most.every((limit, index) => upTo(words[index] ?? "", limit) !== undefined) && /^(?:[0-9a-f]{2})+$/.test(hex);
    return isFit ? [...words.slice(0, most.length).map(Number), hex].join(" ") : undefined;
  };

const caa = (value: string): string | undefined => {
  const [, flags = "", tag = "", text = ""] = /^(\d+)\s+([a-z0-9]+)\s+(.*)$/is.exec(value) ?? [];
  return tag !== "" && upTo(flags, 255) !== undefined
    ? `${Number(flags)} ${tag.toLowerCase()} ${anyText(text)}`
    : undefined;
};

/** RFC 3403, 4.1: two numbers, three texts, and a name that replaces the one asked for. */
const naptr = (value: string): string | undefined => {
  const words = wordsOf(value);
  const numbers = words.slice(0, 2).map((word) => upTo(word, 65_535));
  const texts = words.slice(2, 5).map(bytesOf);
  const replacement = hostName(words[5] ?? "");
  if (words.length !== 6 || numbers.includes(undefined) || replacement === undefined) return undefined;
  return texts.every((text) => text.length <= 255)
    ? [...numbers, ...texts.map(quoted), replacement].join(" ")
    : undefined;
};

/** RFC 1183, 2.2: a mailbox with a dot for its @, and the name of a text; "." for none. */
const rp = (value: string): string | undefined => {
  const names = value.split(/\s+/).map(hostName);
  return names.length === 2 && !names.includes(undefined) && !value.includes("@") ? names.join(" ") : undefined;
};

const spellings: ReadonlyMap<string, (value: string) => string | undefined> = new Map([
  ["A", (value: string) => (isIPv4(value) ? value : undefined)],
  ["AAAA", (value: string) => (isIPv6(value) && !value.includes("%") ? shortestIpv6(value) : undefined)],
  ...["CNAME", "DNAME", "NS", "PTR"].map((type) => [type, hostName] as const),
  ["MX", numberedHost(1)],
  ["SRV", numberedHost(3)],
  ["TXT", anyText],
  ["SPF", spf],
  ["CAA", caa],
  ["SSHFP", numberedHex(255, 255)],
  ["TLSA", numberedHex(255, 255, 255)],
  ["SMIMEA", numberedHex(255, 255, 255)],
  ["DS", numberedHex(65_535, 255, 255)],
  ["DKIM", tagList(isDkim)],
  ["DMARC", tagList(isDmarc)],
  ["NAPTR", naptr],
  ["RP", rp],
  ["LOC", locValue],
  ["HTTPS", svcbValue],
  ["SVCB", svcbValue],
]);

/**
 * The canonical spelling of a value in zone-file presentation, or undefined when it is no value of that type. Host names
 * are taken as absolute, with or without the final dot; a type nobody here looks into keeps its words.
 */
export const canonicalValue = (type: string, text: string): string | undefined => {
  const value = text.trim();
  const spell = spellings.get(type.toUpperCase()) ?? ((words: string) => (words === "" ? undefined : spaced(words)));
  return spell(value);
};
