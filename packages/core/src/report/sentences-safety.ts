/** What a plan would risk, and what its owner can do about each: hazards in sentences. */
import type { Phrasebook, Values } from "./sentences.ts";

const allow = (name: string): string => `--allow ${name}, or allow: [${name}] on the entry`;
const allowRemoval = "if it may go: --allow removal";
/** A comment others wrote, when there is one. */
const quoted = (p: Values): string => (p("comment") === "" ? "" : ` ("${p("comment")}")`);
const rule = (p: Values): string => `the rule on WAN ${p("protocol")} ${p("port")} to ${p("to")}${quoted(p)}`;
const confirmFirst = "porchlight apply --confirm SECONDS puts all back unless you log in again and confirm";

/** SSH carries TCP only. */
const insideInstead = (p: Values): string =>
  p("protocol") === "tcp"
    ? `reach it through a tunnel: tunnels: { inside: { through: ${p("through")}, local: ${p("local")}, to: "localhost:${p("port")}" } }`
    : "reach it through a VPN";

export const hazards: Phrasebook = {
  "take-over-forward": (p) => ({
    text: `${rule(p)} was made by somebody else and would be changed`,
    remedy: `if it is yours to change: ${allow("take-over")}`,
  }),
  "take-over-lease": (p) => ({
    text: `the lease of ${p("address")} to ${p("mac")} was made by somebody else and would be changed`,
    remedy: `if it is yours to change: ${allow("take-over")}`,
  }),
  "take-over-record": (p) => ({
    text: `${p("name")} now holds ${p("value")}, which would be replaced`,
    remedy: `if it is yours to change: ${allow("take-over")}`,
  }),
  "removal-record": (p) => ({
    text: `${p("name")} now holds ${p("value")}, which the file does not name and which would go`,
    remedy: `name the values that are to go, or ${allow("removal")}`,
  }),
  "removal-forward": (p) => ({
    text: `${rule(p)} bears this home's mark, and the file knows no such entry`,
    remedy: `${allowRemoval}, or porchlight prune --previous OLDFILE with the file that made it`,
  }),
  "removal-lease": (p) => ({
    text: `the lease of ${p("address")} to ${p("mac")}${quoted(p)} bears this home's mark, and the file knows no such entry`,
    remedy: `${allowRemoval}, or porchlight prune --previous OLDFILE with the file that made it`,
  }),
  "exposed-service": (p) => ({
    text: `${p("forward")} would open ${p("service")} (${p("host")}, ${p("protocol")} port ${p("port")}) to the internet, where it does not belong`,
    remedy: `${insideInstead(p)}; if it is something else: ${allow("exposed-service")}`,
  }),
  "exposed-tunnel-target": (p) => ({
    text: `${p("forward")} would open ${p("host")} port ${p("port")} to the internet, which the tunnel ${p("service")} keeps inside`,
    remedy: `leave out the redirection and use the tunnel: porchlight tunnel ${p("service")}; else: ${allow("exposed-service")}`,
  }),
  "own-connection-forward": (p) => ({
    text: `${rule(p)} carries the connection you are logged in by, and would be changed`,
    remedy: `${confirmFirst}; or --allow own-connection`,
  }),
  "own-connection-lease": (p) => ({
    text: `this machine has ${p("address")}, the address you are logged in to, and would lose it`,
    remedy: `${confirmFirst}; or --allow own-connection`,
  }),
  "address-move": (p) => ({
    text: `${p("host")} has ${p("now")} and would get ${p("later")}: until its lease is renewed nobody can tell when it moves`,
    remedy: `leave out its ip to keep ${p("now")}, or ${allow("address-move")}`,
  }),
  "dangling-cname": (p) => ({
    text: `${p("name")} leads to ${p("target")}, where nothing will be`,
    remedy: `declare ${p("target")}, correct where ${p("name")} leads, or ${allow("dangling-cname")}`,
  }),
  "short-ttl": (p) => ({
    text: `a TTL of ${p("ttl")} s for ${p("name")} ${p("type")} makes nearly every visit wait for DNS`,
    remedy: `use ${p("least")} or more, or leave ttl out; else: ${allow("short-ttl")}`,
  }),
  "shadowed-service": (p) => ({
    text: `the router's own ${p("service")} answers on WAN ${p("protocol")} ${p("port")}, and ${p("forward")} may never be reached`,
    remedy: `choose another port, or move that service on the router; else: ${allow("shadowed")}`,
  }),
  "shadowed-upnp": (p) => ({
    text: `a program on the LAN had WAN ${p("protocol")} ${p("port")} mapped to ${p("to")}${quoted(p)}, besides ${p("forward")}`,
    remedy: `switch off UPnP in that program, or remove its mapping on the router; else: ${allow("shadowed")}`,
  }),
  "shadowed-dmz": (p) => ({
    text: `the router sends unspoken ports to ${p("holder")} (DMZ), which may get what is meant for ${p("forward")} (WAN ${p("protocol")} ${p("port")})`,
    remedy: `switch the DMZ off on the router; else: ${allow("shadowed")}`,
  }),
};
