import { asciiName } from "./names.ts";
import { parseTxt, wholeTxt } from "./txt.ts";

/** Words of a target; one between quotes keeps its spaces and its quotes. */
export function wordsOf(target: string): readonly string[] {
  return target.match(/(?:"(?:[^"\\]|\\[^])*"|[^\s"])+|"/g) ?? [];
}

/** Spaces between words made single; those between quotes are content and stay. */
export function spaced(text: string): string {
  return text.replaceAll(/("(?:[^"\\]|\\[^])*")|\s+/g, (_, quoted: string | undefined) => quoted ?? " ");
}

/** A whole number up to `most`, or undefined. */
export function numberIn(word: string | undefined, most: number): number | undefined {
  return word !== undefined && /^\d{1,10}$/.test(word) && Number(word) <= most ? Number(word) : undefined;
}

/** The leading numbers of a target, or undefined when one is missing or too large. */
export function numbersIn(words: readonly string[], count: number, most: number): readonly number[] | undefined {
  const numbers = words.slice(0, count).map((word) => numberIn(word, most));
  const fit = numbers.filter((number) => number !== undefined);
  return fit.length === count ? fit : undefined;
}

/** Absolute, lower case, with the final dot; relative to the zone when it has none; "@" is the zone, "." the root. */
export function absoluteHost(host: string | undefined, zone: string): string | undefined {
  if (host === undefined || host === "" || /[\s"]/.test(host)) return undefined;
  if (host === "@") return `${zone}.`;
  const plain = asciiName(host);
  return plain.endsWith(".") ? plain : `${plain}.${zone}.`;
}

/** The text of a word with or without quotes; undefined when its bytes are no text. */
export function textIn(word: string): string | undefined {
  const bytes = parseTxt(word);
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

/** A text as one word between quotes, in ASCII. */
export function quotedText(text: string): string {
  return wholeTxt(Buffer.from(text));
}

/** An IPv6 address as the WHATWG URL rules print it: in the form of RFC 5952, an embedded IPv4 as hexadecimal. */
export function shortestIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
