/**
 * The one spelling of what a record says, by its type, whoever wrote it: the owner, a zone's store or a name server. Two
 * values are equal exactly when their canonical spellings are. Pure.
 */
import { isIPv4, isIPv6 } from "node:net";
import { hostName, quoted, bytesOf, spaced } from "./record-words.ts";

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

/** Tags of a DKIM or DMARC, quotes around them dropped; with quotes inside they are taken as they stand. */
const tagList = (value: string): string | undefined => {
  const tags = bytesOf(value).toString().trim().replaceAll(/\s+/g, " ");
  if (tags === "") return undefined;
  return /["\\]/.test(tags) ? spaced(value) : tags;
};

const isUpTo = (word: string, most: number): boolean => /^\d+$/.test(word) && Number(word) <= most;

/** Whole numbers and a host name behind them: 1 for an MX, 3 for an SRV. */
const numberedHost =
  (count: number) =>
  (value: string): string | undefined => {
    const words = value.split(/\s+/);
    const host = hostName(words[count] ?? "");
    const numbers = words.slice(0, count);
    if (words.length !== count + 1 || host === undefined || !numbers.every((word) => isUpTo(word, 65_535)))
      return undefined;
    return [...numbers.map(Number), host].join(" ");
  };

/** Whole numbers, each up to its most, and hexadecimal digits behind them, which may be cut by spaces. */
const numberedHex =
  (...most: readonly number[]) =>
  (value: string): string | undefined => {
    const words = value.split(/\s+/);
    const hex = words.slice(most.length).join("").toLowerCase();
    const isFit = most.every((limit, index) => isUpTo(words[index] ?? "", limit)) && /^(?:[0-9a-f]{2})+$/.test(hex);
    return isFit ? [...words.slice(0, most.length).map(Number), hex].join(" ") : undefined;
  };

const caa = (value: string): string | undefined => {
  const [, flags = "", tag = "", text = ""] = /^(\d{1,3})\s+([a-z0-9]+)\s+(.*)$/is.exec(value) ?? [];
  return tag !== "" && isUpTo(flags, 255) ? `${Number(flags)} ${tag} ${anyText(text)}` : undefined;
};

const spellings: ReadonlyMap<string, (value: string) => string | undefined> = new Map([
  ["A", (value: string) => (isIPv4(value) ? value : undefined)],
  // The URL rules print an address in the form of RFC 5952, an embedded IPv4 as hexadecimal.
  [
    "AAAA",
    (value: string) =>
      isIPv6(value) && !value.includes("%") ? new URL(`http://[${value}]/`).hostname.slice(1, -1) : undefined,
  ],
  ...["CNAME", "DNAME", "NS", "PTR"].map((type) => [type, hostName] as const),
  ["MX", numberedHost(1)],
  ["SRV", numberedHost(3)],
  ["TXT", anyText],
  ["SPF", anyText],
  ["CAA", caa],
  ["SSHFP", numberedHex(255, 255)],
  ["TLSA", numberedHex(255, 255, 255)],
  ["SMIMEA", numberedHex(255, 255, 255)],
  ["DS", numberedHex(65_535, 255, 255)],
  ["DKIM", tagList],
  ["DMARC", tagList],
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
