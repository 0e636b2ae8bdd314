import { OvhInputError } from "./errors.ts";
import { asciiName, zoneName } from "./names.ts";
import type { OvhRecordInput } from "./records.ts";

/** One word of a zone file, and whether it began its line. */
interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** What stands on one line, parentheses having made several lines one. */
interface Line {
  readonly number: number;
  /** True when the line begins with a blank: its owner is that of the line before. */
  readonly isContinued: boolean;
  readonly words: readonly Word[];
}

/** A quoted text after "=" belongs to its word: `alpn="h2,h3"` (RFC 9460, 2.1). */
const token =
  /"((?:[^"\\]|\\[^])*)"|;[^\n]*|[()\n]|(?:[^\s"();\\]|\\[^])+(?:(?<==)"(?:[^"\\]|\\[^])*")?|[^\S\n]+|"|\\/g;
const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Reads a zone file such as `zone.export` gives (RFC 1035, 5.1): a whole zone in one call, without ids. The SOA is left out;
 * a record without a TTL of its own has 0, the zone's default. TTL units, comments, parentheses and both orders of TTL
 * and class are understood.
 * Throws `OvhInputError` INVALID_RECORD, naming the line, for what is no record of the zone, and for $INCLUDE, $GENERATE and
 * an $ORIGIN other than the zone.
 *
 * @example const records = parseZoneFile(await zone.export(), zone.name);
 */
export function parseZoneFile(text: string, zone: string): readonly OvhRecordInput[] {
  const name = zoneName(zone);
  const records: OvhRecordInput[] = [];
  let owner = "";
  let defaultTtl: number | undefined;
  let ttlNow: number | undefined;
  for (const line of linesOf(text)) {
    const refuse = refuser(name, line.number);
    const words = [...line.words];
    const [first] = words;
    if (first === undefined) continue;
    if (first.text.startsWith("$") && !first.isQuoted) {
      ttlNow = directive(words, name, refuse) ?? ttlNow;
      defaultTtl ??= ttlNow;
      continue;
    }
    if (!line.isContinued) owner = belowZone(words.shift()?.text ?? "", name, refuse);
    const { ttl, fieldType } = headOf(words, refuse);
    if (fieldType === "SOA") continue;
    if (words.length === 0) refuse(`a ${fieldType} record without a value`);
    const target = words.map((word) => (word.isQuoted ? `"${word.text}"` : word.text)).join(" ");
    records.push({ fieldType, subDomain: owner, target, ttl: ttl ?? (ttlNow === defaultTtl ? 0 : (ttlNow ?? 0)) });
  }
  return records;
}

type Refuse = (message: string) => never;

function refuser(zone: string, number: number): Refuse {
  return (message) => {
    throw new OvhInputError(`line ${number}: ${message}`, {
      code: "INVALID_RECORD",
      operation: `zone file of ${zone}`,
    });
  };
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let words: Word[] = [];
  let [number, begun, depth, isContinued] = [1, 1, 0, false];
  const end = (): void => {
    lines.push({ number: begun, isContinued, words });
    words = [];
    isContinued = false;
    begun = number + 1;
  };
  let isFirst = true;
  for (const [found, quoted] of text.replaceAll("\r\n", "\n").matchAll(token)) {
    if (found === "\n") {
      if (depth === 0) end();
      number += 1;
      isFirst = depth === 0;
      continue;
    }
    if (/^[^\S\n]+$/.test(found)) isContinued ||= isFirst;
    else if (found === "(") depth += 1;
    else if (found === ")") depth -= 1;
    else if (!found.startsWith(";")) words.push({ text: quoted ?? found, isQuoted: quoted !== undefined });
    isFirst = false;
  }
  end();
  return lines;
}

/** The TTL a `$TTL` sets; undefined for the zone's own `$ORIGIN`. */
function directive([name, value]: readonly Word[], zone: string, refuse: Refuse): number | undefined {
  const asked = name?.text.toUpperCase() ?? "";
  if (asked === "$TTL") return secondsIn(value) ?? refuse("$TTL without a number");
  const origin = asciiName(value?.text ?? "");
  if (asked === "$ORIGIN" && origin === `${zone}.`) return undefined;
  return refuse(`${asked} ${value?.text ?? ""} is not understood`);
}

/** Takes TTL, class and type off the words, TTL and class in either order. */
function headOf(words: Word[], refuse: Refuse): { readonly ttl: number | undefined; readonly fieldType: string } {
  let ttl: number | undefined;
  for (;;) {
    const [word] = words;
    const isClass = word !== undefined && !word.isQuoted && /^(?:IN|CH|HS)$/i.test(word.text);
    const seconds = isClass ? undefined : secondsIn(word);
    if (!isClass && seconds === undefined) break;
    ttl = seconds ?? ttl;
    words.shift();
  }
  const type = words.shift();
  if (type === undefined || type.isQuoted || !/^[A-Z][A-Z0-9-]*$/i.test(type.text)) return refuse("no record type");
  return { ttl, fieldType: type.text.toUpperCase() };
}

/** "3600", or with units: "1h30m". */
function secondsIn(word: Word | undefined): number | undefined {
  if (word === undefined || word.isQuoted || !/^\d+$|^(?:\d+[smhdw])+$/i.test(word.text)) return undefined;
  if (/^\d+$/.test(word.text)) return Number(word.text);
  const parts = [...word.text.matchAll(/(\d+)([smhdw])/gi)];
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (units[unit.toLowerCase()] ?? 0), 0);
}

function belowZone(owner: string, zone: string, refuse: Refuse): string {
  if (owner === "@") return "";
  const name = asciiName(owner);
  if (!name.endsWith(".")) return name;
  const bare = name.slice(0, -1);
  if (bare === zone) return "";
  return bare.endsWith(`.${zone}`) ? bare.slice(0, -zone.length - 1) : refuse(`${owner} is not in ${zone}`);
}
