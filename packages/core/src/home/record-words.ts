/** What record values are made of: names and texts, as zone files write them (RFC 1035, 5.1). Pure. */
import { domainToASCII } from "node:url";

/** A DNS name in lower case, international labels in punycode. A final dot stays as it is. */
export const asciiName = (name: string): string =>
  name
    .toLowerCase()
    .split(".")
    .map((label) => (/[^\0-\x7f]/.test(label) ? asciiLabel(label) : label))
    .join(".");

/** Beside a second label: one of digits alone would be taken for an address. What cannot be converted stays. */
const asciiLabel = (label: string): string => domainToASCII(`${label}.x`).slice(0, -2) || label;

/** One label as presentation writes it, RFC 2317's slashes included; an escape stands for one character. */
const absoluteName = /^(?=.{1,254}$)(?:(?:[!#-'*-,/-:<-[\]-~-]|\\\d{3}|\\\D){1,63}\.)+$/;

/** An absolute name with its final dot; "." is the root. One label alone says nothing of where it belongs. */
export const hostName = (value: string): string | undefined => {
  const plain = asciiName(value);
  if (plain === ".") return plain;
  const dotted = plain.endsWith(".") ? plain : plain.includes(".") ? `${plain}.` : "";
  return absoluteName.test(dotted) ? dotted : undefined;
};

/** Spaces between words made single; those between quotes are content and stay. */
export const spaced = (text: string): string =>
  text.replaceAll(/("(?:[^"\\]|\\[^])*")|\s+/g, (_, piece: string | undefined) => piece ?? " ");

/** Words of a value; one between quotes keeps its spaces and its quotes. */
export const wordsOf = (text: string): readonly string[] => text.match(/(?:"(?:[^"\\]|\\[^])*"|[^\s"])+|"/g) ?? [];

/** A whole number up to `most`, or undefined. */
export const upTo = (word: string, most: number): number | undefined =>
  /^\d+$/.test(word) && Number(word) <= most ? Number(word) : undefined;

/** An IPv6 address as the URL rules print it: in the form of RFC 5952, an embedded IPv4 as hexadecimal. */
export const shortestIpv6 = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1);

const escapeOrRun = /\\(25[0-5]|2[0-4]\d|[01]\d\d)|\\([^])|([^\\]+)/g;
const quotedPiece = /"((?:[^"\\]|\\[^])*)"/g;
const onlyQuotedPieces = /^(?:\s*"(?:[^"\\]|\\[^])*")+$/;

/** Bytes as one quoted string in ASCII, every other byte as `\DDD` (RFC 1035, 5.1). */
export const quoted = (content: Buffer): string =>
  `"${content
    .toString("latin1")
    .replaceAll(/["\\]/g, String.raw`\$&`)
    .replaceAll(/[^\x20-\x7e]/g, (byte) => `\\${byte.charCodeAt(0).toString().padStart(3, "0")}`)}"`;

/** The bytes of a text in any spelling: bare, one quoted string, or several pieces that are one text. */
export const bytesOf = (value: string): Buffer => {
  if (!onlyQuotedPieces.test(value)) return Buffer.from(value);
  const parts: Buffer[] = [];
  for (const [, piece = ""] of value.matchAll(quotedPiece))
    for (const [, decimal, escaped, run = ""] of piece.matchAll(escapeOrRun))
      parts.push(decimal === undefined ? Buffer.from(escaped ?? run) : Buffer.of(Number(decimal)));
  return Buffer.concat(parts);
};
