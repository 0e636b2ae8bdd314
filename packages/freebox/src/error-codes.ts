/**
 * Every code this package gives: the vendor's, as its tables for login, connection, fw, lan, dhcp, dhcpv6, upnpigd, switch,
 * sfp, standby and freeplug have them or clients in the field report them, and our own in capitals. What it means, and what a
 * person can do about it: the package README prints this table, and the message of a refusal closes with the remedy.
 */
export const errorCodes = {
  auth_required: {
    where: "any",
    meaning: "no session, or one that has ended; a call logs in anew by itself, once",
    remedy: "Log in again; if it stays so, the box takes no session of this application",
  },
  invalid_session: {
    where: "any",
    meaning: "the session has ended (reported beside auth_required)",
    remedy: "Log in again; if it stays so, the box takes no session of this application",
  },
  invalid_token: {
    where: "login",
    meaning: "the application's token is wrong, revoked, or belongs to another application id",
    remedy: "Pair again, and keep the new token with its application id",
  },
  pending_token: {
    where: "login",
    meaning: "nobody has said yes to the application yet",
    remedy: "Say yes on the front of the box, then try again",
  },
  insufficient_rights: {
    where: "any",
    meaning: "the application lacks `error.missingRight`",
    remedy: "The owner ticks it in Freebox OS, Paramètres, Gestion des accès, Applications",
  },
  missing_right: {
    where: "any",
    meaning: "the same, as one client was told (reported)",
    remedy: "The owner ticks it in Freebox OS, Paramètres, Gestion des accès, Applications",
  },
  access_denied: {
    where: "any",
    meaning: "the box does not let this be done (reported)",
    remedy: "The owner looks at what is allowed in Freebox OS, Paramètres, Gestion des accès",
  },
  denied_from_external_ip: {
    where: "login",
    meaning: "it can only be asked from the box's own LAN",
    remedy: "Ask from a machine on the box's LAN",
  },
  invalid_request: {
    where: "any",
    meaning: "the box does not understand the request, or has no such endpoint",
    remedy: "Is the endpoint a Freebox, and its firmware new enough for this call?",
  },
  invalid_api_version: {
    where: "any",
    meaning: "the box does not speak this version of its API (reported)",
    remedy: "Update the box's firmware",
  },
  ratelimited: {
    where: "login",
    meaning: "too many wrong logins from this address",
    remedy: "Wait some minutes, and try with the right token",
  },
  new_apps_denied: {
    where: "login",
    meaning: "the owner lets no new application ask",
    remedy: "The owner allows it in Freebox OS, Paramètres, Gestion des accès",
  },
  apps_denied: {
    where: "login",
    meaning: "the owner lets no application in",
    remedy: "The owner allows them in Freebox OS, Paramètres, Gestion des accès",
  },
  apps_authorization_denied: {
    where: "login",
    meaning: "somebody said no on the front of the box (reported)",
    remedy: "Ask again, and say yes",
  },
  apps_authorization_timeout: {
    where: "login",
    meaning: "nobody answered on the front of the box (reported)",
    remedy: "Ask again, and answer in time",
  },
  bad_login: {
    where: "login",
    meaning: "a wrong password of the web interface (reported)",
    remedy: "Use an application's token",
  },
  internal_error: {
    where: "any",
    meaning: "the box failed; for a redirection it was sent once more with every key",
    remedy: "Look at what is there, then try again",
  },
  service_down: {
    where: "any",
    meaning: "a service of the box does not run (reported)",
    remedy: "Try again later, or restart the box",
  },
  ioerror: {
    where: "any",
    meaning: "the box could not read or write what it keeps",
    remedy: "Try again; if it stays so, restart the box",
  },
  internal: { where: "sfp", meaning: "the box failed", remedy: "Try again; if it stays so, restart the box" },
  nomem: {
    where: "any",
    meaning: "the box has no memory left for this",
    remedy: "Try again later, or restart the box",
  },
  noent: {
    where: "any",
    meaning: "no such rule, lease, name or other entry",
    remedy: "List first: it may have been removed meanwhile",
  },
  nodev: {
    where: "connection, lan, dhcp",
    meaning: "no such interface; of the LAN browser also: bridge mode",
    remedy: "List the interfaces; a box in bridge mode has none",
  },
  nohost: { where: "lan", meaning: "no such machine", remedy: "List the machines first" },
  netdown: {
    where: "connection, lan, dhcp",
    meaning: "the network is down",
    remedy: "Wait until the line or the LAN is up",
  },
  busy: { where: "connection, dhcp", meaning: "the box is at it already", remedy: "Try again in a moment" },
  inval: {
    where: "any",
    meaning: "a value the box does not take",
    remedy: "Mend what was asked; the box's words may say which",
  },
  exist: {
    where: "fw, dhcp",
    meaning: "another rule has the port, or another lease the machine or the address",
    remedy: "List what is there, and change that",
  },
  exists: {
    where: "lan, domain",
    meaning: "there is one already: a route, a name or a certificate",
    remedy: "List what is there, and change that",
  },
  conflict: {
    where: "dhcpv6",
    meaning: "it contradicts something else",
    remedy: "List what is there, and change that",
  },
  inuse: { where: "any", meaning: "something uses it", remedy: "Stop what uses it first" },
  nospc: { where: "dhcpv6", meaning: "no room is left", remedy: "Remove what is no longer needed" },
  disabled: { where: "upnpigd", meaning: "the service is off", remedy: "Switch the service on, or do without it" },
  port_outside_range: {
    where: "fw, connection",
    meaning: "a WAN port outside those of the line, which shares its IPv4",
    remedy: "Take a port of connection.get().ipv4_port_range, or ask Free for a whole IPv4",
  },
  invalid_port: { where: "connection", meaning: "a port that is none", remedy: "Take a port from 1 to 65535" },
  insecure_password: {
    where: "connection",
    meaning: "the box's own password is too weak for remote access",
    remedy: "The owner sets a stronger one first",
  },
  invalid_provider: {
    where: "connection",
    meaning: "no such dynamic DNS provider",
    remedy: "Take ovh, dyndns or noip",
  },
  invalid_next_hop: {
    where: "connection",
    meaning: "a prefix can only be handed to a link-local address",
    remedy: 'Give an address of fe80::/10, or ""',
  },
  inval_gateway_ip: {
    where: "lan",
    meaning: "the box cannot have this address",
    remedy: "Take a private address that a LAN can have",
  },
  invalid_gateway_ip: {
    where: "lan",
    meaning: "the same in the newer spelling",
    remedy: "Take a private address that a LAN can have",
  },
  invalid_route: {
    where: "lan",
    meaning: "a route the box does not take: reserved network, or no gateway",
    remedy: "Take a network that is not the box's own, and a gateway on the LAN",
  },
  inval_netmask: { where: "dhcp", meaning: "a netmask that is none", remedy: "Mend the netmask" },
  inval_ip_range: { where: "dhcp", meaning: "the range starts after its end", remedy: "Swap its ends" },
  inval_ip_range_net: {
    where: "dhcp",
    meaning: "the range is not inside the LAN",
    remedy: "Take addresses of the LAN",
  },
  inval_gw_net: { where: "dhcp", meaning: "the gateway is not inside the LAN", remedy: "Take an address of the LAN" },
  bad_port: { where: "switch", meaning: "no such socket", remedy: "List the sockets first" },
  bad_speed: { where: "switch", meaning: "a speed the socket cannot have", remedy: 'Take "auto"' },
  bad_link: { where: "switch", meaning: "a link the socket cannot have", remedy: 'Take "auto"' },
  bad_mac_entry_type: {
    where: "switch",
    meaning: "an entry of unknown type in the table of the switch",
    remedy: "Report it, with the firmware's version",
  },
  nosta: { where: "freeplug", meaning: "no such plug", remedy: "List the plugs first" },
  nopeer: { where: "freeplug", meaning: "the plug is alone", remedy: "Plug the other one in" },
  TRANSPORT: {
    where: "this package",
    meaning: "no answer to trust: `error.reason` tells why, `error.sent` whether the request may have been carried out",
    remedy: "After a write with sent: true, look before repeating it",
  },
  SCHEMA: {
    where: "this package",
    meaning: "an answer of a shape this version does not know, at `error.paths`; a write was most likely done",
    remedy: "Report it, with the paths and the firmware's version",
  },
  INPUT: {
    where: "this package",
    meaning: "an option or a value that cannot be; nothing was sent",
    remedy: "Mend what the message names",
  },
  CREDENTIALS: {
    where: "this package",
    meaning: "the application id or token is missing, empty or unreadable; nothing was sent",
    remedy: "Give both, as pairFreebox granted them",
  },
} as const;

/** Why there is no trustworthy answer, by `FreeboxTransportError.reason`. */
export const transportReasons = {
  refused: { meaning: "nobody listens there", remedy: "Is it the box, and its port?" },
  unresolved: {
    meaning: "the name has no address",
    remedy: "Behind the box, mafreebox.freebox.fr has one; elsewhere take remoteEndpoint",
  },
  unreachable: { meaning: "there is no way to it", remedy: "Is this machine online, and on the box's LAN?" },
  certificate: {
    meaning: "the box could not prove who it is, and nothing was said to it",
    remedy: "Call it by the name of its certificate; give an authority of your own as `ca`; set this machine's clock",
  },
  timeout: { meaning: "the deadline passed", remedy: "Try again, or give it more time with `timeoutMs`" },
  aborted: { meaning: "your signal fired", remedy: "Nothing: you asked for it" },
  dropped: { meaning: "the connection broke", remedy: "Try a read again; look before repeating a write" },
  status: {
    meaning: "an HTTP status without the box's envelope, in `error.status`",
    remedy: "Is something between this machine and the box?",
  },
  "not-json": {
    meaning: "a success that is not JSON",
    remedy: "Is something between this machine and the box, or is it none?",
  },
} as const;

/** The codes that are ours: no box gives them. */
export type OwnCode = "TRANSPORT" | "SCHEMA" | "INPUT" | "CREDENTIALS";

/** What to do about a code of the box; undefined for one that no table has. */
export function remedyOf(code: string): string | undefined {
  return Object.entries(errorCodes).find(([known]) => known === code)?.[1].remedy;
}
