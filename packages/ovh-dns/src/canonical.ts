import { isIPv4, isIPv6 } from "node:net";
import type { OvhRecordType } from "./record-types.ts";
import type { OvhRecord } from "./records.ts";
import { parseLoc, printLoc } from "./target-loc.ts";
import { parseSvcb, printSvcb } from "./target-svcb.ts";
import { absoluteHost, numbersIn, quotedText, shortestIpv6, spaced, textIn, wordsOf } from "./target-words.ts";
import type { OvhTarget, OvhTargetOf, OvhTargets } from "./targets.ts";
import { parseTxt, printTxt, spellTxt, wholeTxt } from "./txt.ts";

/**
 * Reads the target of a record of `zone`, by its type. A host name without final dot is relative to the zone; "@" is the
 * zone. What does not fit its type, and any type not published, is `opaque`.
 *
 * @example
 * const target = parseTarget("MX", "1 redirect.ovh.net.", "taprest.fr");
 * if (target.kind === "mx") target.preference; // 1
 */
export function parseTarget<T extends string>(fieldType: T, target: string, zone: string): OvhTargetOf<T>;
export function parseTarget(fieldType: string, target: string, zone: string): OvhTarget {
  const trimmed = target.trim();
  const parsed = isRecordType(fieldType) ? parsers[fieldType](trimmed, zone) : undefined;
  return parsed ?? { kind: "opaque", target: spaced(trimmed) };
}

/**
 * What a record says, typed by its `fieldType`.
 *
 * @example if (record.fieldType === "SRV") { const srv = targetOf(record); if (srv.kind === "srv") srv.port; }
 */
export function targetOf<R extends OvhRecord>(record: R): OvhTargetOf<R["fieldType"]> {
  return parseTarget<R["fieldType"]>(record.fieldType, record.target, record.zone);
}

/**
 * The spelling of a target in a zone file, a text in strings of at most 255 bytes; what `parseTarget` gives for it is the
 * same target.
 */
export function printTarget(target: OvhTarget): string {
  switch (target.kind) {
    case "address":
      return target.address;
    case "host":
      return target.host;
    case "mx":
      return `${target.preference} ${target.host}`;
    case "srv":
      return `${target.priority} ${target.weight} ${target.port} ${target.host}`;
    case "text":
      return printTxt(target.content);
    case "tag-list":
      return target.tags;
    case "caa":
      return `${target.flags} ${target.tag} ${quotedText(target.value)}`;
    case "sshfp":
      return `${target.algorithm} ${target.hashType} ${target.fingerprint}`;
    case "tlsa":
      return `${target.usage} ${target.selector} ${target.matchingType} ${target.data}`;
    case "naptr": {
      const texts = [target.flags, target.service, target.regexp].map(quotedText);
      return [target.order, target.preference, ...texts, target.replacement].join(" ");
    }
    case "rp":
      return `${target.mailbox} ${target.text}`;
    case "loc":
      return printLoc(target);
    case "svcb":
      return printSvcb(target);
  }
  return target.target;
}

/**
 * The one spelling of what a target says, whatever spelling it has: equal exactly when two targets say the same. A text is
 * one string, however long.
 */
export function canonicalTarget(fieldType: string, target: string, zone: string): string {
  const parsed: OvhTarget = parseTarget(fieldType, target, zone);
  return parsed.kind === "text" ? wholeTxt(parsed.content) : printTarget(parsed);
}

/** The spelling to send to OVHcloud: the canonical one, but for texts, whose letters it takes as they are. */
export function sentTarget(fieldType: string, target: string, zone: string): string {
  const parsed: OvhTarget = parseTarget(fieldType, target, zone);
  return parsed.kind === "text" ? spellTxt(parsed.content) : printTarget(parsed);
}

type Parsers = { readonly [T in OvhRecordType]: (target: string, zone: string) => OvhTargets[T] | undefined };

function isRecordType(fieldType: string): fieldType is OvhRecordType {
  return Object.hasOwn(parsers, fieldType);
}

const host = (target: string, zone: string): OvhTargets["CNAME"] | undefined => {
  const absolute = absoluteHost(target, zone);
  return absolute === undefined ? undefined : { kind: "host", host: absolute };
};

const text = (target: string): OvhTargets["TXT"] => ({ kind: "text", content: parseTxt(target) });

/** Quotes around it are dropped: OVHcloud refuses them, and may give them back (dnscontrol's reports; recorded for TXT). */
const tagList = (target: string): OvhTargets["DKIM"] | undefined => {
  const written = textIn(target)?.split(";");
  const spelled = written?.map((tag) =>
    tag
      .trim()
      .replaceAll(/\s+/g, " ")
      .replace(/^(\w+) ?= ?/, "$1="),
  );
  const tags = spelled?.filter((tag) => tag !== "").join("; ");
  return tags === undefined || tags.startsWith('"') ? undefined : { kind: "tag-list", tags };
};

/** Numbers of one byte, and hexadecimal digits that may be cut by spaces. */
const numberedHex = (
  target: string,
  count: number,
): { readonly numbers: readonly number[]; readonly hex: string } | undefined => {
  const words = wordsOf(target);
  const numbers = numbersIn(words, count, 255);
  const hex = words.slice(count).join("").toLowerCase();
  return numbers !== undefined && /^(?:[0-9a-f]{2})+$/.test(hex) ? { numbers, hex } : undefined;
};

const parsers: Parsers = {
  A: (target) => (isIPv4(target) ? { kind: "address", address: target } : undefined),
  AAAA: (target) =>
    isIPv6(target) && !target.includes("%") ? { kind: "address", address: shortestIpv6(target) } : undefined,
  CAA: (target) => {
    const [, flags = "", tag = "", written = ""] = /^(\d+)\s+(\w+)\s+(.*)$/s.exec(target) ?? [];
    const value = textIn(written);
    return tag === "" || value === undefined || Number(flags) > 255
      ? undefined
      : { kind: "caa", flags: Number(flags), tag: tag.toLowerCase(), value };
  },
  CNAME: host,
  DKIM: tagList,
  DMARC: tagList,
  DNAME: host,
  HTTPS: parseSvcb,
  LOC: parseLoc,
  MX: (target, zone) => {
    const words = wordsOf(target);
    const [preference] = numbersIn(words, 1, 65_535) ?? [];
    const absolute = absoluteHost(words[1], zone);
    if (preference === undefined || absolute === undefined || words.length !== 2) return undefined;
    return { kind: "mx", preference, host: absolute };
  },
  NAPTR: (target, zone) => {
    const words = wordsOf(target);
    const [order, preference] = numbersIn(words, 2, 65_535) ?? [];
    const [flags, service, regexp] = words.slice(2, 5).map(textIn);
    const replacement = absoluteHost(words[5], zone);
    if (order === undefined || preference === undefined || words.length !== 6) return undefined;
    if (flags === undefined || service === undefined || regexp === undefined || replacement === undefined)
      return undefined;
    return { kind: "naptr", order, preference, flags, service, regexp, replacement };
  },
  NS: host,
  PTR: host,
  RP: (target, zone) => {
    const [mailbox, name, ...more] = wordsOf(target).map((word) => absoluteHost(word, zone));
    return mailbox === undefined || name === undefined || more.length > 0
      ? undefined
      : { kind: "rp", mailbox, text: name };
  },
  SPF: text,
  SRV: (target, zone) => {
    const words = wordsOf(target);
    const [priority, weight, port] = numbersIn(words, 3, 65_535) ?? [];
    const absolute = absoluteHost(words[3], zone);
    if (priority === undefined || weight === undefined || port === undefined) return undefined;
    if (absolute === undefined || words.length !== 4) return undefined;
    return { kind: "srv", priority, weight, port, host: absolute };
  },
  SSHFP: (target) => {
    const { numbers: [algorithm, hashType] = [], hex } = numberedHex(target, 2) ?? { hex: "" };
    if (algorithm === undefined || hashType === undefined) return undefined;
    return { kind: "sshfp", algorithm, hashType, fingerprint: hex };
  },
  SVCB: parseSvcb,
  TLSA: (target) => {
    const { numbers: [usage, selector, matchingType] = [], hex } = numberedHex(target, 3) ?? { hex: "" };
    if (usage === undefined || selector === undefined || matchingType === undefined) return undefined;
    return { kind: "tlsa", usage, selector, matchingType, data: hex };
  },
  TXT: text,
};
