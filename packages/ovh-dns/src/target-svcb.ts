import { byKey, spellValue } from "./svcb-param.ts";
import { absoluteHost, numberIn, wordsOf } from "./target-words.ts";
import type { OvhSvcb } from "./targets.ts";

/** Reads the target of an HTTPS or SVCB record; undefined when it is none, or names a key twice. */
export function parseSvcb(target: string, zone: string): OvhSvcb | undefined {
  const [first, second, ...rest] = wordsOf(target);
  const priority = numberIn(first, 65_535);
  const host = absoluteHost(second, zone);
  const params = rest.map(paramOf).filter((param) => param !== undefined);
  const names = new Set(params.map(({ key }) => key));
  if (priority === undefined || host === undefined || names.size !== rest.length) return undefined;
  return { kind: "svcb", priority, host, params: params.toSorted((one, other) => byKey(one.key, other.key)) };
}

/** Values stand between quotes only where they must. */
export function printSvcb({ priority, host, params }: OvhSvcb): string {
  const printed = params.map(({ key, value }) => {
    if (value === undefined) return key;
    return `${key}=${/^[!#-'*-:<-[\]-~]+$/.test(value) ? value : `"${value}"`}`;
  });
  return [priority, host, ...printed].join(" ");
}

/** `alpn="h2,h3"` and `ALPN=h2,h3` are the same, as are a value of nothing and none. */
function paramOf(word: string): OvhSvcb["params"][number] | undefined {
  const [, name = "", quoted, bare = ""] =
    /^([a-z0-9-]{1,63})(?:=(?:"((?:[^"\\]|\\[^])*)"|((?:[^"\\]|\\[^])*)))?$/i.exec(word) ?? [];
  if (name === "") return undefined;
  const key = name.toLowerCase();
  const value = spellValue(key, quoted ?? bare);
  return value === undefined ? { key } : { key, value };
}
