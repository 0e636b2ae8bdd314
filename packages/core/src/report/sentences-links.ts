/** What was measured at each link, and what to do about a broken one, in sentences. */
import type { Message } from "../contracts.ts";
import { listed, type Phrasebook, phrase, remedyOf, type Sentence, type Values } from "./sentences.ts";
import type { LinkName } from "../walk/links.ts";

/** What each link is called. */
export const linkTitles: Readonly<Record<LinkName, string>> = {
  served: "DNS record",
  chain: "CNAME chain",
  agreement: "address",
  tcp: "TCP port",
  "host-key": "SSH host key",
  tunnel: "tunnel",
};

const record = (p: Values): string => `${p("name")} ${p("type")}`;
/** Lists come joined by ", ", which no host name holds. */
const chainOf = (p: Values): string => [p("hops").replaceAll(", ", " -> "), listed(p("addresses"))].join(" -> ");
const host = {
  redirection:
    "check that the redirection leads to the right machine and port, and that the machine is on and its SSH server runs",
};

const links: Phrasebook = {
  "not-asked": () => ({ text: "not asked" }),
  served: (p) => ({ text: `${record(p)} ${p("value")}, served by ${listed(p("servers"))}` }),
  "served-unknown": (p) => ({
    text: `the zone's servers could not be asked: ${p("detail")}`,
    remedy: "check that DNS (port 53) is not blocked here",
  }),
  "served-not-authoritative": (p) => ({
    text: `${listed(p("servers"))} answered without authority: something on this network answers in its place`,
    remedy: "look from another network",
  }),
  "served-refused": (p) => ({
    text: `${listed(p("servers"))} answered ${p("rcodes")} and nothing more`,
    remedy: "wait a minute and look again; if it stays so, the zone's servers are at fault",
  }),
  "served-in-part": (p) => ({
    text: `${record(p)} ${p("value")} is not served by ${listed(p("servers"))} yet`,
    remedy: "wait a minute and look again",
  }),
  "not-served": (p) => ({
    text: `${record(p)} is not served by ${listed(p("servers"))}`,
    remedy: "run porchlight apply: it stores the record if it is missing and publishes the zone",
  }),
  "served-differs": (p) => ({
    text: `${p("name")} serves ${listed(p("instead"))} in place of ${p("type")} ${p("value")}`,
    remedy: "run porchlight plan to see what differs, then porchlight apply",
  }),
  chain: (p) => ({ text: `${chainOf(p)}, by resolver ${p("resolver")}` }),
  "chain-unknown": (p) => ({
    text: `no resolver answered: ${p("detail")}`,
    remedy: "check this machine's internet connection",
  }),
  "chain-refused": (p) => ({
    text: `resolver ${p("resolver")} answered ${p("rcode")}`,
    remedy: "try another resolver",
  }),
  "no-address": (p) => ({
    text: `${p("last")} has no address (${p("rcode")})${p("hops").includes(", ") ? "" : ", so the name leads nowhere"}`,
    remedy: "activate the router's static name (porchlight apply does), or correct it in the home file",
  }),
  "no-address-elsewhere": (p) => ({
    text: `${p("last")} has no address (${p("rcode")}), and it is not this router's name`,
    remedy: "correct what the name leads to in the home file, or ask whoever holds that name",
  }),
  "addresses-agree": (p) => ({ text: `the router's own WAN address is ${p("router")}` }),
  "address-differs": (p) => ({
    text: `the name leads to ${listed(p("addresses"))}, and the router's WAN address is ${p("router")}`,
    remedy: "check that the static name belongs to this router; a VPN or a second router also explains it",
  }),
  "only-ipv6": (p) => ({
    text: `the name leads to ${listed(p("addresses"))}, which is not the router's own; a machine behind it may have it`,
  }),
  "router-unknown": (p) => ({
    text: `the router could not be asked for its address: ${p("detail")}`,
    remedy: remedyOf(p),
  }),
  "line-down": () => ({
    text: "the router has no public address now: the line is down",
    remedy: "wait until the line is up",
  }),
  tcp: (p) => ({ text: `${p("address")} port ${p("port")} answers` }),
  "tcp-refused": (p) => ({
    text: `port ${p("port")} is closed: the connection is refused`,
    remedy: host.redirection,
  }),
  "tcp-timeout": (p) => ({
    text: `port ${p("port")} did not answer: ${p("detail")}`,
    remedy: "this network may block the port, or the machine is off: try from another network (a phone)",
  }),
  "tcp-unreachable": (p) => ({
    text: `no way there from here: ${p("detail")}`,
    remedy: "check this machine's internet connection",
  }),
  "hairpin-refused": (p) => ({
    text: `port ${p("port")} could not be tried from inside the home network: ${p("detail")}`,
    remedy: "many routers refuse this; try from another network (a phone)",
  }),
  "host-key": (p) => ({ text: `${p("fingerprint")} (${p("algorithm")}), the pinned one` }),
  "host-key-not-pinned": (p) => ({
    text: `${p("fingerprint")} (${p("algorithm")}), and the home file pins none to compare`,
    remedy: "compare it with ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the machine itself, then set host-key",
  }),
  "host-key-differs": (p) => ({
    text: `another machine answers: its key is ${p("fingerprint")}, and ${p("expected")} is pinned`,
    remedy: "do not log in; check where the redirection leads. If the machine was reinstalled, pin its new key",
  }),
  "not-ssh": (p) => ({
    text: `port ${p("port")} answers, and not with SSH: ${p("detail")}`,
    remedy: host.redirection,
  }),
  "ssh-timeout": (p) => ({
    text: `port ${p("port")} showed no SSH host key in time: ${p("detail")}`,
    remedy: "look again; this network may hold the connection back",
  }),
  "ssh-no-answer": (p) => ({
    text: `port ${p("port")} answers, and then no SSH server: ${p("detail")}`,
    remedy: host.redirection,
  }),
  tunnel: (p) => ({
    text: `${p("target")} answers through SSH: "${p("title")}" (HTTP ${p("httpStatus")})`,
  }),
  "tunnel-no-login": (p) => ({
    text: `${p("target")} was not tried: ${p("detail")}`,
    remedy: "set PORCHLIGHT_SSH_KEY_FILE to a key the machine accepts, or start an SSH agent",
  }),
  "tunnel-login-refused": (p) => ({
    text: `${p("target")} was not reached: ${p("detail")}`,
    remedy: "add this machine's public key to authorized_keys",
  }),
  "tunnel-timeout": (p) => ({ text: `${p("target")} did not answer in time: ${p("detail")}` }),
  "tunnel-no-answer": (p) => ({
    text: `nothing answers at ${p("target")} on the machine: ${p("detail")}`,
    remedy: "start the service there, or correct the tunnel's to",
  }),
  "tunnel-other-service": (p) => ({
    text: `${p("target")} answers "${p("title")}", which is not ${p("service")}`,
    remedy: "correct the tunnel's to or expect",
  }),
};

/** The sentence and the remedy of one link. Pure. */
export const sentenceOfLink = (message: Message): Sentence => phrase(links, message);
