import { isIPv4, isIPv6 } from "node:net";
import { numberIn, shortestIpv6 } from "./target-words.ts";
import { parseTxt, wholeTxt } from "./txt.ts";

/** Keys by their numbers (RFC 9460, 14.3.2; RFC 9461; RFC 9540): the order in which they stand on the wire. */
const keys: readonly string[] = [
  "mandatory",
  "alpn",
  "no-default-alpn",
  "port",
  "ipv4hint",
  "ech",
  "ipv6hint",
  "dohpath",
  "ohttp",
];

/** `key65000` has its number in its name; what has none we know stands last. */
function keyNumber(key: string): number {
  const known = keys.indexOf(key);
  return known === -1 ? (numberIn(/^key(\d+)$/.exec(key)?.[1], 65_535) ?? 65_536) : known;
}

/** Keys in the order of their numbers. */
export function byKey(one: string, other: string): number {
  return keyNumber(one) - keyNumber(other) || (one < other ? -1 : 1);
}

/**
 * The value of a key in one spelling, as it stands between quotes; undefined when there is none. What does not fit its
 * key, and the values of keys nobody here looks into, keep what they say.
 */
export function spellValue(key: string, written: string): string | undefined {
  const bytes = parseTxt(`"${written}"`).toString("latin1"); // a character for a byte
  const spelled = spellings[key]?.(bytes) ?? bytes;
  return spelled === "" ? undefined : wholeTxt(Buffer.from(spelled, "latin1")).slice(1, -1);
}

/** Undefined for what the key does not take. */
const spellings: Readonly<Record<string, (text: string) => string | undefined>> = {
  mandatory: (text) => text.toLowerCase().split(",").toSorted(byKey).join(","),
  // A comma or a backslash within a protocol is escaped, and nothing else (RFC 9460, appendix A.1).
  alpn: (text) => text.replaceAll(/(\\[,\\])|\\/g, "$1"),
  port: (text) => numberIn(text, 65_535)?.toString(),
  ipv4hint: (text) => (text.split(",").every((item) => isIPv4(item)) ? text : undefined),
  ech: (text) => (/^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64").toString("base64") : undefined),
  ipv6hint: (text) => {
    const items = text.split(",");
    return items.every((item) => isIPv6(item) && !item.includes("%")) ? items.map(shortestIpv6).join(",") : undefined;
  },
};
