import { isIPv4, isIPv6 } from "node:net";
import { asciiName } from "./names.ts";
import { parseTxt, printTxt, spellTxt } from "./txt.ts";

/**
 * A target understood. Host names are absolute, lower case, with the final dot; addresses in their shortest form.
 * `opaque` is a type this SDK does not look into, or a target that does not fit its type.
 */
export type OvhTarget =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "host"; readonly host: string }
  /** `numbers`: the preference of an MX; priority, weight and port of an SRV. */
  | { readonly kind: "numbered-host"; readonly numbers: readonly number[]; readonly host: string }
  /** The bytes of a TXT, its pieces joined; nearly always UTF-8. */
  | { readonly kind: "text"; readonly content: Buffer }
  | { readonly kind: "opaque"; readonly target: string };

/** Reads the target of a record of `zone`. A host name without final dot is relative to the zone; "@" is the zone. */
export function parseTarget(fieldType: string, target: string, zone: string): OvhTarget {
  const trimmed = target.trim();
  const opaque: OvhTarget = { kind: "opaque", target: spaced(trimmed) };
  switch (fieldType) {
    case "A":
      return isIPv4(trimmed) ? { kind: "address", address: trimmed } : opaque;
    case "AAAA":
      return isIPv6(trimmed) && !trimmed.includes("%") ? { kind: "address", address: shortestIPv6(trimmed) } : opaque;
    case "CNAME":
    case "DNAME":
    case "NS":
    case "PTR":
      return isHost(trimmed) ? { kind: "host", host: absoluteHost(trimmed, zone) } : opaque;
    case "MX":
      return numberedHost(trimmed, 1, zone) ?? opaque;
    case "SRV":
      return numberedHost(trimmed, 3, zone) ?? opaque;
    case "TXT":
    case "SPF":
      return { kind: "text", content: parseTxt(trimmed) };
    case "CAA":
      return { kind: "opaque", target: plainCaa(opaque.target) };
    case "SSHFP":
    case "TLSA":
      return { kind: "opaque", target: opaque.target.toLowerCase() };
    default:
      return opaque;
  }
}

/** The one spelling of a target; what `parseTarget` gives for it is the same target. */
export function printTarget(target: OvhTarget): string {
  switch (target.kind) {
    case "address":
      return target.address;
    case "host":
      return target.host;
    case "numbered-host":
      return [...target.numbers, target.host].join(" ");
    case "text":
      return printTxt(target.content);
  }
  return target.target;
}

/** The one spelling of what a target says, whatever spelling it has: equal exactly when two targets say the same. */
export function canonicalTarget(fieldType: string, target: string, zone: string): string {
  return printTarget(parseTarget(fieldType, target, zone));
}

/** The spelling to send to OVHcloud: the canonical one, but for texts, whose letters it takes as they are. */
export function sentTarget(fieldType: string, target: string, zone: string): string {
  const parsed = parseTarget(fieldType, target, zone);
  return parsed.kind === "text" ? spellTxt(parsed.content) : printTarget(parsed);
}

/** The WHATWG URL rules print an IPv6 address in the form of RFC 5952, an embedded IPv4 as hexadecimal. */
function shortestIPv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function isHost(host: string): boolean {
  return host !== "" && !/\s/.test(host);
}

function absoluteHost(host: string, zone: string): string {
  if (host === "@") return `${zone}.`;
  const plain = asciiName(host);
  return plain.endsWith(".") ? plain : `${plain}.${zone}.`;
}

function numberedHost(target: string, count: number, zone: string): OvhTarget | undefined {
  const words = target.split(/\s+/);
  const numbers = words.slice(0, count);
  const host = words[count];
  const fits = words.length === count + 1 && numbers.every((word) => /^\d{1,5}$/.test(word));
  if (host === undefined || !fits) return undefined;
  return { kind: "numbered-host", numbers: numbers.map(Number), host: absoluteHost(host, zone) };
}

/** `0 issue letsencrypt.org` and `0 issue "letsencrypt.org"` are the same record. */
function plainCaa(target: string): string {
  const [, flags, tag, value] = /^(\d{1,3}) (\w+) (.*)$/s.exec(target) ?? [];
  return value === undefined ? target : `${Number(flags)} ${tag} ${printTxt(parseTxt(value))}`;
}

/** Spaces between words made single; those between quotes are content and stay. */
function spaced(text: string): string {
  return text.replaceAll(/("(?:[^"\\]|\\[^])*")|\s+/g, (_, quoted: string | undefined) => quoted ?? " ");
}
