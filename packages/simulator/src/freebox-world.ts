/** What a box keeps besides machines, rules and names, in the vendor's words. */

/** How the box stands on the LAN. */
export interface BoxLan {
  ip: string;
  mode: "router" | "bridge";
  name: string;
  /** What it is called where `name` cannot be; absent: made out of `name`. */
  name_dns?: string;
  name_mdns?: string;
  name_netbios?: string;
}

/** A WAN port on which a service of the box listens; its bounds are those of the line. */
export interface IncomingPort {
  readonly id: string;
  enabled: boolean;
  /** It listens now: follows `enabled` when that is written. */
  active: boolean;
  readonly type: "tcp" | "udp" | "tcp_udp";
  in_port: number;
  /** The protocol fixes the port. */
  readonly readonly: boolean;
  readonly netns: "init" | "vpn";
}

/** The machine that gets whatever no rule speaks of; "" is none. */
export interface Dmz {
  enabled: boolean;
  ip: string;
}

/** A port that a program on the LAN asked for. */
export interface UpnpRedirection {
  enabled: boolean;
  proto: "tcp" | "udp";
  ext_src_ip: string;
  ext_port: number;
  int_ip: string;
  int_port: number;
  desc: string;
  /** Seconds; 0: for ever. */
  remaining: number;
}

/** The service that lets programs ask. */
export interface Upnp {
  enabled: boolean;
  version: number;
  redirections: UpnpRedirection[];
}

/** The connection's settings. */
export interface ConnectionConfig {
  ping: boolean;
  readonly is_secure_pass: boolean;
  remote_access: boolean;
  remote_access_port: number;
  wol: boolean;
  adblock: boolean;
  adblock_not_set: boolean;
  allow_token_request: boolean;
  sip_alg: string;
  disable_guest: boolean;
}

/** The line's IPv6 side. */
export interface Ipv6Config {
  ipv6_enabled: boolean;
  ipv6_firewall: boolean;
  ipv6_prefix_firewall: boolean;
  ipv6ll: string;
  /** Eight of them, the LAN's own first; a `next_hop` of "" hands the prefix to nobody. */
  delegations: { prefix: string; next_hop: string }[];
}

/** The DHCP server. */
export interface DhcpConfig {
  enabled: boolean;
  sticky_assign: boolean;
  gateway: string;
  netmask: string;
  ip_range_start: string;
  ip_range_end: string;
  always_broadcast: boolean;
  ignore_out_of_range_hint: boolean;
  dns: string[];
  boot_server: string;
  boot_file: string;
  options: { id: string; val: string }[];
}

/** The DHCPv6 server. */
export interface Dhcpv6Config {
  enabled: boolean;
  use_custom_dns: boolean;
  dns: string[];
}

/** A way to a network behind a machine at home. */
export interface Route {
  prefix: string;
  gateway: string;
  enabled: boolean;
  description: string;
}

/** What the box keeps up to date at one dynamic DNS provider. */
export interface DdnsAccount {
  enabled: boolean;
  hostname: string;
  user: string;
  password: string;
  /** When it was last set, in Unix seconds. */
  since: number;
  /** What the provider is to answer, by the vendor's words: "authfail", "abuse"… Absent: as things are. */
  forced?: string;
}

/** An application known to the box. */
export interface App {
  token: string;
  status: "pending" | "granted" | "denied" | "timeout" | "unknown";
  trackId: number;
  /** Rights; one that is absent is false. */
  permissions: Record<string, boolean>;
  /** When it asked, in milliseconds on the world's clock. */
  askedAt: number;
  /** How often it looked whether it was answered. */
  looks: number;
}

/** Who stands before the box when an application asks. */
export interface Person {
  answer: "grants" | "denies";
  /** How many looks of the application it takes them. */
  afterLooks: number;
  /** Rights that are granted beside the usual ones, "settings" for one: they are ticked in the web interface. */
  rights: string[];
}

/** An open session: the rights are those of the moment it was opened. */
export interface Session {
  appId: string;
  permissions: Record<string, boolean>;
  /** Milliseconds on the world's clock. */
  lastUse: number;
}

/** The box's doorkeeper. */
export interface Login {
  challenge: string;
  /** When it was drawn, in milliseconds on the world's clock. */
  challengedAt: number;
  readonly passwordSalt: string;
  /** When a wrong password was tried, in ms; some in a minute close the door. */
  failures: number[];
  /** No login is heard before this time, in ms. */
  closedUntil: number;
}
