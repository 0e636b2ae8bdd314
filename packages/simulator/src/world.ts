/** The state of a virtual home: one plain, mutable object that every door reads and writes. */
import type { BoxDevices } from "./freebox-devices.ts";
import type {
  App,
  BoxLan,
  ConnectionConfig,
  DdnsAccount,
  DhcpConfig,
  Dhcpv6Config,
  Dmz,
  IncomingPort,
  Ipv6Config,
  Login,
  Person,
  Route,
  Session,
  Upnp,
} from "./freebox-world.ts";
import type { AccountChapters, ZoneChapters } from "./ovh-state.ts";
import type { Switches } from "./switches.ts";

/** The line to the internet, as `GET /connection/` tells it. */
export interface Line {
  up: boolean;
  /** Dotted WAN address. */
  ipv4: string;
  /** The box's own IPv6 address. */
  ipv6: string;
  /** First and last usable port, both included. */
  portRange: [number, number];
}

/** A machine on the LAN. Times are the box's, in Unix seconds. */
export interface Host {
  /** Lower case, colons. */
  mac: string;
  /** The box's label for it; "" is possible. */
  name: string;
  /** Names the machine gives itself; absent: its `name`, by DHCP. */
  names?: { name: string; source: string }[];
  /** IPv4 and IPv6 addresses, the one in use first. */
  addresses: string[];
  /** The host sends traffic. */
  active: boolean;
  /** The box can reach it. */
  reachable: boolean;
  type: string;
  vendor: string;
  /** The owner renamed it. */
  renamed: boolean;
  persistent: boolean;
  firstActivity: number;
  lastActivity: number;
}

/** A DHCP static lease in the vendor's words; its id is its MAC, upper case. */
export interface Lease {
  id: string;
  mac: string;
  ip: string;
  comment: string;
}

/** A port redirection in the vendor's words. */
export interface Redirection {
  id: number;
  enabled: boolean;
  ip_proto: "tcp" | "udp";
  wan_port_start: number;
  wan_port_end: number;
  lan_ip: string;
  lan_port: number;
  /** "0.0.0.0" lets everybody in. */
  src_ip: string;
  comment: string;
}

/** A name the box answers to. */
export interface Domain {
  id: string;
  type: string;
  owner: string;
  certs: Record<string, { status: string; days_left: number }>;
  /** When a certificate was asked for, by key type, in milliseconds on the world's clock. */
  askedAt?: Record<string, number>;
  /** Reads of the list that still do not show it; 0 once it is active. */
  hiddenReads: number;
}

/** A DNS record in the vendor's words. */
export interface ZoneRecord {
  id: number;
  zone: string;
  fieldType: string;
  /** Relative to the zone; "" is the apex. */
  subDomain: string;
  target: string;
  /** Seconds; 0 = the zone's default. */
  ttl: number;
}

/** A DNS zone: what is stored, and what its servers serve. */
export interface Zone {
  readonly name: string;
  /** Host names of its servers, no final dot. */
  nameServers: string[];
  stored: ZoneRecord[];
  /** What the servers give out, since the last deployment. */
  served: ZoneRecord[];
  /** What a refresh scheduled and `deploy()` will serve; undefined when nothing waits. */
  scheduled: ZoneRecord[] | undefined;
  /** Of what is served; raised by each deployment. */
  serial: number;
  /** Seconds, as GET soa gives them. `ttl` stands for a record's ttl of 0. */
  soa: { server: string; email: string; refresh: number; expire: number; nxDomainTtl: number; ttl: number };
  /** ISO 8601. */
  lastUpdate: string;
  /** A zone that ran out is listed and answers 460. */
  expired: boolean;
  /** What keeps the zone from being deployed; the texts are unknown. None: null in `GET status` (recorded). */
  errors: string[];
  warnings: string[];
  /** Everything but its records. */
  chapters: ZoneChapters;
}

/** The keys of an OVH account and what they may do. */
export interface OvhAccount {
  applicationKey: string;
  applicationSecret: string;
  consumerKey: string;
  status: "validated" | "pendingValidation" | "refused" | "expired";
  rules: { method: string; path: string }[];
  /** How far the API's clock is ahead of this machine's, in seconds. */
  clockOffsetSeconds: number;
  /** Everything but this first key. */
  account: AccountChapters;
}

/** Everything there is. */
export interface World {
  readonly name: string;
  readonly switches: Switches;
  /** "immediate", or "manual": a refresh waits for `deploy()`. */
  readonly deployDelay: "immediate" | "manual";
  /** What `hiddenReads` of a newly reserved name starts with. */
  readonly staticNameDelayReads: number;
  /** 32 hexadecimal digits. */
  readonly uid: string;
  line: Line;
  lan: BoxLan;
  hosts: Host[];
  leases: Lease[];
  redirections: Redirection[];
  /** Ports of the box's own services; none can be added or removed. */
  incomingPorts: IncomingPort[];
  dmz: Dmz;
  upnp: Upnp;
  connectionConfig: ConnectionConfig;
  ipv6: Ipv6Config;
  dhcp: DhcpConfig;
  dhcpv6: Dhcpv6Config;
  routes: Route[];
  devices: BoxDevices;
  /** By provider; there are three. */
  ddns: Map<string, DdnsAccount>;
  /** Unix seconds. */
  bootedAt: number;
  /** Applications are let in from the internet, by its name and the port of the service "https". */
  isReachableOutside: boolean;
  /** Nobody is let in before this time, in ms: the box is restarting. */
  awayUntil: number;
  domains: Domain[];
  /** The name the box shows as its own; "" is its automatic one. */
  defaultDomain: string;
  /** Names under freeboxos.fr that somebody else holds. */
  takenNames: string[];
  /** Address the names of the box lead to: the ISP's side, which follows the line when `settle()` is called. */
  namedAddress: string;
  /** The names of the box lead to its IPv6 address too. */
  staticNameIpv6: boolean;
  /** The last id given, by kind; ids are never used again. */
  lastId: { redirection: number; record: number; track: number; task: number };
  login: Login;
  /** Absent: nobody is there, and the question ends unanswered. */
  person?: Person;
  /** By application id. */
  apps: Map<string, App>;
  /** By session token. */
  sessions: Map<string, Session>;
  ovh: OvhAccount;
  /** By name. */
  zones: Map<string, Zone>;
  /** Reads of a record by id that still answer 404, by id. */
  missingReads: Map<number, number>;
  /** Bulk listings as OVH keeps them, by path and query, `at` in ms. */
  bulkCache: Map<string, { at: number; items: readonly object[] }>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The present of a world in whole Unix seconds. */
export const secondsOf = (world: World): number => Math.floor(world.now() / 1000);

/**
 * A deep copy in plain JSON of what the two vendors hold: the box and the zones. Secrets and sessions are left out. Equal
 * states give equal texts, whatever was read in between.
 */
export const snapshotOf = (world: World): unknown =>
  structuredClone({
    box: {
      line: world.line,
      hosts: world.hosts,
      leases: world.leases,
      lan: world.lan,
      redirections: world.redirections,
      incomingPorts: world.incomingPorts,
      dmz: world.dmz,
      upnp: world.upnp,
      connectionConfig: world.connectionConfig,
      ipv6: world.ipv6,
      dhcp: world.dhcp,
      dhcpv6: world.dhcpv6,
      routes: world.routes,
      defaultDomain: world.defaultDomain,
      domains: world.domains.map(({ hiddenReads: _reads, ...domain }) => domain),
    },
    zones: Object.fromEntries(
      [...world.zones.values()].map(({ name, stored, served, serial }) => [name, { stored, served, serial }]),
    ),
  });

/** A copy of a world that can be changed without changing it. */
export const copyOf = (world: World): World => {
  const { now, ...state } = world;
  return { ...structuredClone(state), now };
};
