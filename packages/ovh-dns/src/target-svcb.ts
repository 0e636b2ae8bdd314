import { absoluteHost, numberIn, wordsOf } from "./target-words.ts";
import type { OvhSvcb } from "./targets.ts";

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

/** Reads the target of an HTTPS or SVCB record; undefined when it is none, or names a key twice. */
export function parseSvcb(target: string, zone: string): OvhSvcb | undefined {
  const [first, second, ...rest] = wordsOf(target);
  const priority = numberIn(first, 65_535);
  const host = absoluteHost(second, zone);
  const params = rest.map(paramOf).filter((param) => param !== undefined);
  const names = new Set(params.map(({ key }) => key));
  if (priority === undefined || host === undefined || names.size !== rest.length) return undefined;
  return { kind: "svcb", priority, host, params: params.toSorted(byNumber) };
}

/** Values stand between quotes only where they must. */
export function printSvcb({ priority, host, params }: OvhSvcb): string {
  const printed = params.map(({ key, value }) => {
    if (value === undefined) return key;
    return `${key}=${/^[^\s"]+$/.test(value) ? value : `"${value}"`}`;
  });
  return [priority, host, ...printed].join(" ");
}

/** `alpn="h2,h3"` and `alpn=h2,h3` are the same; the key in lower case. */
function paramOf(word: string): OvhSvcb["params"][number] | undefined {
  const [, key = "", equals, quoted, bare = ""] =
    /^([a-z0-9-]{1,63})(?:(=)(?:"((?:[^"\\]|\\[^])*)"|([^"]*)))?$/i.exec(word) ?? [];
  if (key === "") return undefined;
  return equals === undefined ? { key: key.toLowerCase() } : { key: key.toLowerCase(), value: quoted ?? bare };
}

type Param = OvhSvcb["params"][number];

function byNumber(one: Param, other: Param): number {
  return numberOf(one.key) - numberOf(other.key) || (one.key < other.key ? -1 : 1);
}

/** `key65000` has its number in its name; what has none we know stands last. */
function numberOf(key: string): number {
  const known = keys.indexOf(key);
  return known === -1 ? (numberIn(/^key(\d+)$/.exec(key)?.[1], 65_535) ?? 65_536) : known;
}
