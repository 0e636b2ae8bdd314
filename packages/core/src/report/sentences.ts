/** Codes and values become sentences: refusals, notes, and what could not be read. */
import type { FailureKind, Message } from "../contracts.ts";
import { notes } from "./sentences-notes.ts";
import { hazards } from "./sentences-safety.ts";

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

const facetWords: Readonly<Record<string, string>> = {
  line: "the router's internet line",
  hosts: "the machines the router sees",
  leases: "the router's DHCP leases",
  lan: "how the router stands on its LAN",
  staticNames: "the router's static names",
  automaticName: "the name the router has by itself",
  forwards: "the router's port redirections",
  portUses: "what else takes the router's ports",
  ipv6: "the router's IPv6 side",
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
  "host-without-ipv6": (p) => ({
    text: `${p("host")} has no IPv6 address in ${p("prefixes") === "" ? "any prefix of this line" : p("prefixes")}`,
    remedy: "switch it on with IPv6, or give the address itself: aaaa: ADDRESS",
  }),
  "ipv6-disabled": () => ({
    text: "the router has IPv6 switched off",
    remedy: "switch IPv6 on at the router, or leave out the aaaa",
  }),
  "no-ipv6-facet": () => ({
    text: "this router tells nothing of its IPv6 side",
    remedy: "give the address itself: aaaa: ADDRESS",
  }),
  "port-outside-range": (p) => ({
    text: `WAN port ${p("port")} is outside the ports this line may use, ${p("first")}-${p("last")}`,
    remedy: `choose ${p("port").includes("-") ? "as many" : "one"} of them${p("free") === "0" ? "" : ` (${p("free")} is free)`}, or ask the ISP for an IPv4 address of your own`,
  }),
  "port-held": (p) => ({
    text: `WAN ${p("protocol")} ${p("port")} already leads to ${p("holder")}${p("comment") === "" ? "" : ` ("${p("comment")}")`}, another machine`,
    remedy: "choose another port, or remove that rule on the router yourself",
  }),
  "no-source-filter": (p) => ({
    text: `this router cannot limit ${p("forward")} to one source address`,
    remedy: "leave out from, and let the machine itself refuse the others",
  }),
  "no-port-ranges": (p) => ({
    text: `this router cannot redirect a range of ports in one rule, as ${p("forward")} asks`,
    remedy: "list the ports one by one: wan: [8000, 8001]",
  }),
  "bridge-mode": () => ({
    text: "the router is in bridge mode: it hands the line to one machine, redirects nothing and leases nothing",
    remedy: "put it back into router mode, or make hosts and forwards at the machine that has the line",
  }),
  "no-static-name": (p) => ({
    text: `this router cannot keep the name ${p("name")}`,
    remedy: "leave out the router's name, and serve its address: a: router",
  }),
  "lease-conflict": (p) => ({
    text: `${p("host")} has ${p("address")}, and that address is promised to ${p("holder")}`,
    remedy: "give one of the two another address on the router",
  }),
  "address-outside-lan": (p) => ({
    text: `${p("address")}, which ${p("host")} is to have, is not in the router's network: it has ${p("lan")} itself`,
    remedy: "choose an address that begins as the router's own",
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
  "data-beside-cname": (p) => ({
    text: `${p("name")} is a CNAME to ${p("value")}, and a CNAME stands alone: no ${p("type")} can stand beside it`,
    remedy: "choose another name, or declare that CNAME absent",
  }),
  "cname-loop": (p) => ({
    text: `these names lead in a circle: ${p("names").replaceAll(", ", " -> ")}`,
    remedy: "let one of them lead elsewhere",
  }),
  "zone-expired": (p) => ({
    text: `${p("zone")} is no longer paid for: nothing in it is served any more`,
    remedy: "renew it where it was bought, then run it again",
  }),
  "zone-undeployed": (p) => ({
    text: `${p("zone")} cannot be deployed by whoever serves it: ${p("troubles")}`,
    remedy: "put that right in the zone first: until then nothing that is written becomes visible",
  }),
  "plan-stale": (p) => ({
    text: `what is there has changed since the plan was made${p("step") === "" ? "" : `: ${p("step")} was not part of it`}`,
    remedy: "make the plan again: porchlight plan --out FILE",
  }),
  "plan-of-another-home": (p) => ({
    text: `the plan was made for the home ${p("home")}, and this is ${p("asked")}`,
    remedy: "make the plan again with this home's file",
  }),
  ...hazards,
  ...notes,
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
export const sentenceOf = (message: Message): Sentence => {
  const { text, remedy } = phrase(phrases, message);
  const { advice = "" } = message.params;
  // The vendor's own words come last: they say where on its pages the remedy is done.
  const whole = [remedy ?? "", plainText(String(advice))].filter((part) => part !== "").join("; ");
  return whole === "" ? { text } : { text, remedy: whole };
};
