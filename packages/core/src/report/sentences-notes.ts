/** What is worth saying of a plan, and asks for nothing. */
import type { Phrasebook, Values } from "./sentences.ts";

/** The servers that were asked; "nothing" when there were none. */
const servers = (p: Values): string => (p("servers") === "" ? "nothing" : p("servers"));

export const notes: Phrasebook = {
  "lease-pending": (p) => ({
    text: `${p("host")} has ${p("now")} now and gets ${p("later")} when its lease is renewed; the redirection follows what it has`,
  }),
  "served-not-asked": (p) => ({
    text: `what ${p("zone")}'s servers answer could not be asked: ${p("detail")}`,
    remedy: "check that DNS (port 53) is not blocked here, or look from another network",
  }),
  "served-not-authoritative": (p) => ({
    text: `what ${p("zone")}'s servers answer is no evidence: ${servers(p)} answered without authority`,
    remedy: "something on this network may answer in their place: look from another network",
  }),
  "address-moving": (p) => ({
    text: `${p("host")} has ${p("now")} now and gets ${p("later")} when its lease is renewed; the redirection follows what it has`,
    remedy: "renew its DHCP lease or restart it, then run it again",
  }),
  undeclared: (p) => ({
    text: `${p("what")} bears this home's mark (${p("comment")}), and the file declares it no more`,
    remedy: "porchlight prune takes it away",
  }),
  "changed-since": (p) => ({
    text: `${p("what")} is no longer as porchlight made it, and is left alone`,
    remedy: "remove it yourself if nobody needs it",
  }),
  "ipv6-firewall": (p) => ({
    text: `${p("name")} leads to ${p("host")} over IPv6, where the router's firewall lets no connection in`,
    remedy: "switch that firewall off on the router, or open the port there, if it is to be reached over IPv6",
  }),
  "port-uses-unknown": (p) => ({
    text: `what else takes the router's ports could not be read: ${p("detail")}`,
    remedy: "look for UPnP mappings, a DMZ and the router's own services on its pages",
  }),
  "static-name-kept": (p) => ({
    text: `the router keeps its static name ${p("name")}`,
    remedy: "porchlight destroy --release-name gives it up once no server leads to it",
  }),
};
