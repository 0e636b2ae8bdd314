/** What was measured at each link, and what to do about a broken one, in sentences. */
import type { Message } from "../contracts.ts";
import { listed, type Phrasebook, phrase, type Sentence, sentenceOf, type Values } from "./sentences.ts";
import { homeLinks } from "./sentences-links-home.ts";
import type { LinkName } from "../walk/links.ts";

/** What each link is called. */
export const linkTitles: Readonly<Record<LinkName, string>> = {
  machine: "this machine",
  credentials: "credentials",
  router: "router",
  line: "WAN address",
  forward: "redirection",
  host: "host",
  "static-name": "static name",
  stored: "stored record",
  served: "DNS record",
  resolvers: "resolvers",
  chain: "CNAME chain",
  agreement: "address",
  tcp: "TCP port",
  ssh: "SSH server",
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
  served: (p) => ({
    text: `${p("value") === "" ? `${p("name")} ${p("found")}` : `${record(p)} ${p("value")}`}, served by ${listed(p("servers"))}${p("serials") === "" ? "" : `, whose serials differ (${p("serials")}): another change is on its way`}`,
  }),
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
    text: `${[p("name"), p("type"), p("value")].filter((word) => word !== "").join(" ")} is not served by ${listed(p("servers"))} yet`,
    remedy: "wait a minute and look again",
  }),
  "not-served": (p) => ({
    text: `${p("type") === "" ? p("name") : record(p)} is not served by ${listed(p("servers"))}`,
    remedy: "run porchlight apply: it stores the record if it is missing and publishes the zone",
  }),
  "served-differs": (p) => ({
    text: `${p("name")} serves ${listed(p("instead"))} in place of ${p("type")} ${p("value")}`,
    remedy: "run porchlight plan to see what differs, then porchlight apply",
  }),
  resolvers: (p) => ({
    text: `${listed(p("resolvers"))} ${p("resolvers").includes(", ") ? "keep" : "keeps"} nothing old${p("silent") === "" ? "" : `; no answer of ${p("silent")}`}`,
  }),
  "negative-kept": (p) => ({
    text: `resolver ${p("resolver")} still says that there is nothing (${p("rcode")}), from before the record was served`,
    remedy: `${p("seconds") === "" ? "wait" : `wait ${p("seconds")} s, as long as it keeps that`}, or ask another resolver`,
  }),
  "old-kept": (p) => ({
    text: `resolver ${p("resolver")} still leads to ${p("kept")}, from before the record was changed`,
    remedy: `${p("seconds") === "" ? "wait" : `wait ${p("seconds")} s, as long as it keeps that`}, or ask another resolver`,
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
  "echo-differs": (p) => ({
    text: `the internet sees this network as ${p("router")}, and the name leads to ${listed(p("addresses"))}`,
    remedy: "switch a VPN on this machine off and look again; a second router in between also explains it",
  }),
  "only-ipv6": (p) => ({
    text: `the name leads to ${listed(p("addresses"))}, which is not the router's own; a machine behind it may have it`,
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
  "tcp-timeout-forwarded": (p) => ({
    text: `port ${p("port")} did not answer: ${p("detail")}`,
    remedy: `this network may block the port, or a firewall on ${p("host")} drops it: try from another network (a phone), and look at the firewall on ${p("host")} (ufw status, nft list ruleset)`,
  }),
  "tcp-blocked": (p) => ({
    text: `this network probably blocks ${p("port")}: port ${p("other")} of the same home answers, ${p("port")} does not`,
    remedy: `try from another network (a phone), or add a WAN port that networks let through (443)`,
  }),
  "host-refuses": (p) => ({
    text: `${p("host")} refuses port ${p("lanPort")} on its own LAN: nothing listens there`,
    remedy: `start the server there (sudo systemctl start ssh), or correct the port the redirection leads to`,
  }),
  "host-drops": (p) => ({
    text: `${p("host")} does not answer at port ${p("lanPort")} on its own LAN: a firewall on it drops what comes`,
    remedy: `open the port on ${p("host")} (ufw allow ${p("lanPort")}/tcp), or switch it on`,
  }),
  "tcp-unreachable": (p) => ({
    text: `no way there from here: ${p("detail")}`,
    remedy: "check this machine's internet connection",
  }),
  "hairpin-refused": (p) => ({
    text: `port ${p("port")} could not be tried from inside the home network: ${p("detail")}`,
    remedy: "many routers refuse this; try from another network (a phone)",
  }),
  "hairpin-refused-alive": (p) => ({
    text: `port ${p("port")} could not be tried from inside the home network: ${p("detail")}; ${p("host")} itself answers on the LAN`,
    remedy: "this router does not lead its own network back in (hairpin); try from another network (a phone)",
  }),
  ssh: (p) => ({ text: `it answers ${p("banner")}` }),
  "host-key": (p) => ({ text: `${p("fingerprint")} (${p("algorithm")}), the pinned one` }),
  "host-key-not-pinned": (p) => ({
    text: `${p("fingerprint")} (${p("algorithm")}), and the home file pins none to compare`,
    remedy: "compare it with ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the machine itself, then set host-key",
  }),
  "host-key-differs": (p) => ({
    text: `another machine answers: its key is ${p("fingerprint")}, and ${p("expected")} is pinned`,
    remedy: "do not log in; check where the redirection leads. If the machine was reinstalled, pin its new key",
  }),
  sshfp: (p) => ({ text: `${p("fingerprint")} (${p("algorithm")}), the one its validated SSHFP record names` }),
  "sshfp-differs": (p) => ({
    text: `another machine answers: its key is ${p("fingerprint")}, and the validated SSHFP record names another`,
    remedy: "do not log in; check where the redirection leads. If the machine was reinstalled, publish its new key",
  }),
  "sshfp-not-validated": (p) => ({
    text: `${p("fingerprint")} (${p("algorithm")}) is compared with an SSHFP record that nobody validated`,
    remedy: "pin the key (host-key), or ask a validating resolver of your own: --resolver 127.0.0.1",
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
  ...homeLinks,
};

/** The sentence and the remedy of one link, or of a note beside them. What a plan says too, is said as there. Pure. */
export const sentenceOfLink = (message: Message): Sentence =>
  Object.hasOwn(links, message.code) ? phrase(links, message) : sentenceOf(message);
