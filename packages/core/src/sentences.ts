/** Codes and values become sentences: refusals, notes, and what could not be read. */
import type { FailureKind, Message } from "./contracts.ts";

/** What is the case, and what to do about it. */
export interface Sentence {
  readonly text: string;
  readonly remedy?: string;
}

/** The value of a param as text, lists joined by ", "; empty when the message has none of that name. */
export type Values = (name: string) => string;
/** For each code, its sentence. */
export type Phrasebook = Readonly<Record<string, (p: Values) => Sentence>>;

/** A list as people read it; "nothing" when there is none. */
export const listed = (value: string): string => (value === "" ? "nothing" : value);

const allowTakeOver = "if it is yours to change: --allow take-over, or allow: [take-over] on the entry";

const facetWords: Readonly<Record<string, string>> = {
  line: "the router's internet line",
  hosts: "the machines the router sees",
  leases: "the router's DHCP leases",
  staticNames: "the router's static names",
  forwards: "the router's port redirections",
};

const remedies: Readonly<Partial<Record<FailureKind, string>>> = {
  auth: "check the credentials in the environment",
  forbidden: "grant the credentials the right to do it",
  limited: "wait a few minutes, then run it again",
  unreachable: "check that it is on and can be reached from here, then run it again",
};
/** What to do about a failure, by its `kind` and the `right` it may name. */
export const remedyOf = (p: Values): string => {
  if (p("right") !== "") return `grant the right that is missing: ${p("right")}`;
  const byKind = Object.entries(remedies).find(([known]) => known === p("kind"))?.[1];
  return byKind ?? "run it again; if it stays so, ask for help with this message";
};
/** A zone that the vendor does not know is another account's, or misspelt. */
const isForeignZone = (p: Values): boolean => p("kind") === "not-found" && p("facet").startsWith("zone ");

const phrases: Phrasebook = {
  "host-not-found": (p) => ({
    text: `${p("host")}${p("mac") === "" ? "" : ` (${p("mac")})`} is not on the LAN; the router sees ${listed(p("names"))}`,
    remedy: p("mac") === "" ? "switch it on, or give its mac" : "switch it on and connect it, or correct its mac",
  }),
  "host-without-address": (p) => ({
    text: `${p("host")} is known to the router but has no IPv4 address`,
    remedy: "switch it on, or renew its DHCP lease",
  }),
  "host-ambiguous": (p) => ({
    text: `more than one machine on the LAN goes by ${p("host")}: ${p("macs")}`,
    remedy: "give its mac: a name is chosen by the machine itself",
  }),
  "not-readable": (p) => ({
    text: `${facetWords[p("facet")] ?? p("facet")} could not be read: ${p("detail")}`,
    remedy: isForeignZone(p) ? "is the zone in this account? use its credentials, or correct zones" : remedyOf(p),
  }),
  "line-down": () => ({
    text: "the router has no public IPv4 address now",
    remedy: "wait until the line is up, then run it again",
  }),
  "no-automatic-name": () => ({
    text: "this router has no name of its own",
    remedy: "give one: router: { name: NAME.freeboxos.fr }",
  }),
  "port-outside-range": (p) => ({
    text: `WAN port ${p("port")} is outside the ports this line may use, ${p("first")}-${p("last")}`,
    remedy: `choose one of them${p("free") === "0" ? "" : ` (${p("free")} is free)`}, or ask the ISP for an IPv4 address of your own`,
  }),
  "port-held": (p) => ({
    text: `WAN ${p("protocol")} ${p("port")} already leads to ${p("holder")}${p("comment") === "" ? "" : ` ("${p("comment")}")`}, another machine`,
    remedy: "choose another port, or remove that rule on the router yourself",
  }),
  "no-source-filter": (p) => ({
    text: `this router cannot limit ${p("forward")} to one source address`,
    remedy: "leave out from, and let the machine itself refuse the others",
  }),
  "no-static-name": (p) => ({
    text: `this router cannot keep the name ${p("name")}`,
    remedy: "leave out the router's name, and serve its address: a: router",
  }),
  "lease-conflict": (p) => ({
    text: `${p("host")} has ${p("address")}, and that address is promised to ${p("holder")}`,
    remedy: "give one of the two another address on the router",
  }),
  "carrier-grade-nat": (p) => ({
    text: `the router's address ${p("address")} is shared by the ISP (CGNAT): nobody outside can reach it`,
    remedy: "ask the ISP for a public IPv4 address, or use IPv6",
  }),
  "double-nat": (p) => ({
    text: `the router's address ${p("address")} is private: another router stands before it`,
    remedy: "put that router in bridge mode, or redirect the port there too",
  }),
  "cname-at-apex": (p) => ({
    text: `${p("name")} is the top of its zone, where DNS allows no CNAME`,
    remedy: `use a name below it (home.${p("name")}), or ${p("name")}: { a: router }`,
  }),
  "cname-beside-data": (p) => ({
    text: `${p("name")} holds other records (${listed(p("beside"))}), and a CNAME stands alone`,
    remedy: "choose another name, or remove those records first",
  }),
  "take-over-forward": (p) => ({
    text: `the rule on WAN port ${p("port")} to ${p("to")}${p("comment") === "" ? "" : ` ("${p("comment")}")`} was made by somebody else and would be changed`,
    remedy: allowTakeOver,
  }),
  "take-over-lease": (p) => ({
    text: `the lease of ${p("address")} to ${p("mac")} was made by somebody else and would be changed`,
    remedy: allowTakeOver,
  }),
  "take-over-record": (p) => ({
    text: `${p("name")} now holds ${p("value")}, which would be replaced`,
    remedy: allowTakeOver,
  }),
  "lease-pending": (p) => ({
    text: `${p("host")} has ${p("now")} now and gets ${p("later")} when its lease is renewed; the redirection follows what it has`,
  }),
  "served-not-asked": (p) => ({
    text: `what ${p("zone")}'s servers answer could not be asked: ${p("detail")}`,
    remedy: "check that DNS (port 53) is not blocked here, or look from another network",
  }),
  "served-not-authoritative": (p) => ({
    text: `what ${p("zone")}'s servers answer is no evidence: ${listed(p("servers"))} answered without authority`,
    remedy: "something on this network may answer in their place: look from another network",
  }),
};

/**
 * Text of others as a terminal may show it: control characters, line breaks and invisible marks become "?", so that a
 * machine's name or a page's title can neither move the cursor nor pass for a line of ours.
 */
export const plainText = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");

/** The sentence of a message out of a phrasebook; a code without one is shown as it is, never hidden. */
export const phrase = (book: Phrasebook, { code, params }: Message): Sentence => {
  const values: Values = (name) => {
    const value = Object.hasOwn(params, name) ? params[name] : "";
    return plainText(Array.isArray(value) ? value.join(", ") : String(value));
  };
  const sentence = Object.hasOwn(book, code) ? book[code]?.(values) : undefined;
  return sentence ?? { text: plainText(`${code} ${JSON.stringify(params)}`) };
};

/** The sentence and the remedy of a refusal, a note, or an unmet wish. Pure. */
export const sentenceOf = (message: Message): Sentence => phrase(phrases, message);
