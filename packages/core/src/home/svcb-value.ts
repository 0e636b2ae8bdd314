/** The one spelling of an HTTPS or SVCB (RFC 9460, 2.1): parameters by their numbers, quotes only where they must be. Pure. */
import { isIPv4, isIPv6 } from "node:net";
import { bytesOf, hostName, quoted, shortestIpv6, upTo, wordsOf } from "./record-words.ts";

/** Keys by their numbers (RFC 9460, 14.3.2; RFC 9461; RFC 9540): the order in which they stand on the wire. */
export const svcbKeys: readonly string[] = [
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

/** The number of a key. One that has a name is known by its name alone: `key3` holds bytes, `port` a number. */
const keyNumber = (key: string): number | undefined => {
  const known = svcbKeys.indexOf(key);
  if (known >= 0) return known;
  const number = upTo(/^key([1-9]\d*)$/.exec(key)?.[1] ?? "", 65_535);
  return number === undefined || number < svcbKeys.length ? undefined : number;
};

const byNumber = (one: string, other: string): number => (keyNumber(one) ?? 0) - (keyNumber(other) ?? 0);

/** Keys that must be understood: others than this one, each once. */
const mandatory = (text: string): string | undefined => {
  const named = text.toLowerCase().split(",");
  const isFit = named.every((key) => (keyNumber(key) ?? 0) > 0) && new Set(named).size === named.length;
  return isFit ? named.toSorted(byNumber).join(",") : undefined;
};

/** Protocols, a comma or a backslash within one escaped (RFC 9460, appendix A.1). */
const alpn = (text: string): string | undefined => {
  if (!/^(?:[^,\\]|\\[^])+(?:,(?:[^,\\]|\\[^])+)*$/.test(text)) return undefined;
  const protocols = [...text.matchAll(/(?:[^,\\]|\\[^])+/g)].map(([item]) => item.replaceAll(/\\([^])/g, "$1"));
  if (!protocols.every((protocol) => protocol.length <= 255)) return undefined;
  return protocols.map((protocol) => protocol.replaceAll(/[,\\]/g, String.raw`\$&`)).join(",");
};

const addresses =
  (isAddress: (text: string) => boolean, spell: (text: string) => string) =>
  (text: string): string | undefined => {
    const items = text.split(",");
    return items.every(isAddress) ? items.map(spell).join(",") : undefined;
  };

const base64 = (text: string): string | undefined =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64").toString("base64") || undefined : undefined;

const nothing = (text: string): string | undefined => (text === "" ? "" : undefined);

const anything = (text: string): string => text;

/** What the value of a key says, in one spelling; every character of the text is one byte. */
const spellings: Readonly<Record<string, (text: string) => string | undefined>> = {
  mandatory,
  alpn,
  "no-default-alpn": nothing,
  port: (text) => upTo(text, 65_535)?.toString(),
  ipv4hint: addresses(isIPv4, anything),
  ech: base64,
  ipv6hint: addresses((text) => isIPv6(text) && !text.includes("%"), shortestIpv6),
  dohpath: (text) => text || undefined,
  ohttp: nothing,
};

/** A word of any spelling: a key alone, or with a value, bare or between quotes, escapes in either. */
const parameterForm = /^([a-z0-9-]{1,63})(?:=(?:"((?:[^"\\]|\\[^])*)"|((?:[^"\\]|\\[^])*)))?$/i;

const parameter = (word: string): { readonly key: string; readonly text: string } | undefined => {
  const [, written = "", between, bare = ""] = parameterForm.exec(word) ?? [];
  const key = written.toLowerCase();
  const value = bytesOf(`"${between ?? bare}"`).toString("latin1");
  if (keyNumber(key) === undefined) return undefined;
  const spelled = (spellings[key] ?? anything)(value);
  if (spelled === undefined) return undefined;
  const isPlain = /^[!#-'*-:<-[\]-~]+$/.test(spelled);
  const printed = isPlain ? spelled : quoted(Buffer.from(spelled, "latin1"));
  return { key, text: spelled === "" ? key : `${key}=${printed}` };
};

/**
 * `1 . port=443 ALPN="h2,h3"` as `1 . alpn=h2,h3 port=443`; undefined when it is none: a key without a number, one given
 * twice, a value that its key does not take.
 */
export const svcbValue = (value: string): string | undefined => {
  const [first = "", second = "", ...rest] = wordsOf(value);
  const priority = upTo(first, 65_535);
  const host = hostName(second);
  const found = rest.map(parameter).filter((one) => one !== undefined);
  const isWhole = found.length === rest.length && new Set(found.map(({ key }) => key)).size === rest.length;
  if (priority === undefined || host === undefined || !isWhole) return undefined;
  const inOrder = found.toSorted((one, other) => byNumber(one.key, other.key));
  return [priority, host, ...inOrder.map(({ text }) => text)].join(" ");
};
