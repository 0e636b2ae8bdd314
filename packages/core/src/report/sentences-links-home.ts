/** What was measured at the links that stand on this machine and at home, and the notes beside a walk, in sentences. */
import { listed, type Phrasebook, remedyOf } from "./sentences.ts";

/** For each code of those links, its sentence. */
export const homeLinks: Phrasebook = {
  machine: (p) => ({ text: `a way to the internet, DNS, and a plausible clock (${p("time")})` }),
  "machine-unknown": (p) => ({ text: `this machine could not be looked at: ${p("detail")}` }),
  "clock-implausible": (p) => ({
    text: `this machine's clock says ${p("time")}, which is long past: no certificate would be valid`,
    remedy: "set the clock (timedatectl set-ntp true)",
  }),
  "no-route": () => ({
    text: "this machine has no way to the internet",
    remedy: "connect it to a network, then look again; nothing of the home was asked",
  }),
  "no-dns": (p) => ({
    text: `no recursive resolver answers this machine: ${p("detail")}`,
    remedy: "check this machine's DNS settings (/etc/resolv.conf), or name a resolver: --resolver ADDRESS",
  }),
  "captive-portal": (p) => ({
    text: `a sign-in page answers in place of the internet: ${p("detail")}`,
    remedy: "open a browser and sign in to this network, then look again",
  }),
  credentials: () => ({ text: "accepted" }),
  "credentials-refused": (p) => ({
    text: `refused at ${p("operation")}: ${p("detail")}`,
    remedy: remedyOf(p),
  }),
  router: () => ({ text: "it answers" }),
  "router-unknown": (p) => ({ text: `the router could not be asked: ${p("detail")}`, remedy: remedyOf(p) }),
  line: (p) => ({ text: `the line is up at ${p("address")}` }),
  "line-unknown": (p) => ({
    text: `the router could not be asked for its address: ${p("detail")}`,
    remedy: remedyOf(p),
  }),
  "line-down": () => ({
    text: "the router has no public address now: the line is down",
    remedy: "wait until the line is up",
  }),
  forward: (p) => ({ text: `WAN ${p("port")} leads to ${p("leads")}, ${p("host")}` }),
  "forward-unknown": (p) => ({
    text: `WAN ${p("port")} leads to ${p("leads")}, and nobody can tell whether ${p("host")} is there`,
    remedy: "run porchlight plan to see what is known of the machine",
  }),
  "forward-missing": (p) => ({
    text: `the router redirects WAN port ${p("port")} nowhere`,
    remedy: "run porchlight apply: it makes the redirection",
  }),
  "forward-disabled": (p) => ({
    text: `the redirection of WAN port ${p("port")} is switched off on the router`,
    remedy: "run porchlight apply: it switches it on",
  }),
  "forward-elsewhere": (p) => ({
    text: `WAN port ${p("port")} is redirected to ${p("leads")}, and ${p("host")} is at ${p("target")}`,
    remedy: "run porchlight plan to see what changes, then porchlight apply",
  }),
  host: (p) => ({ text: `${p("host")} is on at ${p("address")}` }),
  "host-away": (p) => ({
    text: `${p("host")} (${p("address")}) is off or off the network: the router has lost sight of it`,
    remedy: "switch it on, and check its cable or its wireless",
  }),
  "static-name": (p) => ({
    text: `${p("name")} leads to ${p("addresses")}${p("router") === "" ? "" : ", the router's own address"}`,
  }),
  "static-name-missing": (p) => ({
    text: `the router does not hold the name ${p("name")}`,
    remedy: "run porchlight apply: it activates the name",
  }),
  "static-name-no-address": (p) => ({
    text: `${p("name")} has no address at ${listed(p("servers"))}`,
    remedy: "activate the router's static name (porchlight apply does), or wait a minute if that was just done",
  }),
  "static-name-old": (p) => ({
    text: `${p("name")} leads to ${p("addresses")}, and the router's WAN address is ${p("router")}`,
    remedy:
      "wait some minutes: the ISP moves the name after the address; if it stays, switch the name off and on again",
  }),
  "static-name-unknown": (p) => ({
    text: `the servers of ${p("name")} could not be asked: ${p("detail")}`,
    remedy: "check that DNS (port 53) is not blocked here",
  }),
  stored: (p) => ({ text: `${p("name")} ${p("type")} ${p("value")} is in the zone` }),
  "stored-unknown": (p) => ({ text: `the zone could not be read: ${p("detail")}`, remedy: remedyOf(p) }),
  "stored-missing": (p) => ({
    text: `the zone holds no ${p("type")} at ${p("name")}`,
    remedy: "run porchlight apply: it creates the record and publishes the zone",
  }),
  "stored-differs": (p) => ({
    text: `the zone holds ${listed(p("instead"))} at ${p("name")} in place of ${p("type")} ${p("value")}`,
    remedy: "run porchlight plan to see what differs, then porchlight apply",
  }),
  "ipv6-at-router": (p) => ({
    text: `IPv6 visitors reach the router${p("host") === "" ? "" : `, not ${p("host")}`}: the name also leads to ${p("addresses")}, and redirections are IPv4 only`,
    remedy:
      "lead the name to the IPv4 address alone ({ a: router }), or give the machine's own IPv6 address (aaaa: HOST) and open the router's IPv6 firewall for it",
  }),
  "ipv6-unserved": (p) => ({
    text: `IPv6 visitors do not reach ${p("host") === "" ? `port ${p("port")}` : p("host")} at ${p("addresses")}: ${p("detail")}`,
    remedy:
      "open the router's IPv6 firewall for the machine, or lead the name to the IPv4 address alone ({ a: router })",
  }),
  "ipv6-not-tried": (p) => ({
    text: `IPv6 visitors are led to ${p("addresses")}, and this machine has no IPv6 to try port ${p("port")} there`,
    remedy: "look from a network with IPv6 (a phone)",
  }),
};
