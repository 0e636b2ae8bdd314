/**
 * What the owner wants, as plain data with every default filled in. Each entry keeps its place in the home file, so
 * that whatever is wrong with it later can be shown there.
 */
import type { PortRange, Protocol } from "./contracts.ts";
import { asciiName } from "./home/record-words.ts";

/** A place in the home file: the keys from the top, `["forwards", "ssh", "wan"]`. */
export type HomePath = readonly (string | number)[];

/**
 * Dangers the owner can accept, for one run or on one entry.
 *
 * - `take-over` somebody else's rule, lease or record is changed
 * - `exposed-service` a service that does not belong on the internet is redirected
 * - `own-connection` the connection this very command came in by is changed
 * - `address-move` a machine gets another LAN address
 * - `dangling-cname` a name leads to another that nobody holds, or that goes
 * - `removal` more goes than the file spelled out
 * - `short-ttl` a TTL so short that every visit waits for DNS
 * - `shadowed` something else of the router's has the WAN port
 */
export const hazardNames = [
  "take-over",
  "exposed-service",
  "own-connection",
  "address-move",
  "dangling-cname",
  "removal",
  "short-ttl",
  "shadowed",
] as const;
export type HazardName = (typeof hazardNames)[number];

interface DesiredEntry {
  readonly path: HomePath;
  /** Hazards accepted for this entry. */
  readonly allow: readonly HazardName[];
}

/** A machine at home. */
export interface DesiredHost extends DesiredEntry {
  /** Its key in the file. */
  readonly name: string;
  /** What it goes by on the LAN, lower case. Default: its key. */
  readonly lanName: string;
  /** Its network cards, lower case, colons, the preferred one first; empty: found by its name, else by its address. */
  readonly macs: readonly string[];
  /** The IPv4 address it is to have; absent: the one it has. */
  readonly address?: string;
  /** Who logs in. */
  readonly user?: string;
  /** "SHA256:" and unpadded base64, as OpenSSH prints it. */
  readonly hostKey?: string;
  /** Kind of that key, "ssh-ed25519", when the file pins the whole key. */
  readonly hostKeyType?: string;
}

/** Ports on the internet side that lead to a machine. */
export interface DesiredForward extends DesiredEntry {
  readonly name: string;
  /** No doubles. */
  readonly protocols: readonly Protocol[];
  /** Single ports as ranges of one, 1-65535 each, none in two of them. */
  readonly wanPorts: readonly PortRange[];
  /** Key of the host. */
  readonly host: string;
  /** 1-65535: where each single port, and the first port of each range, leads. */
  readonly port: number;
  /** The only source address let in. */
  readonly from?: string;
  /** False: the rules stay, and let nobody in. */
  readonly enabled: boolean;
  /** What answers there, when the file says so: "octoprint". */
  readonly serviceKind?: string;
}

/** A value of a record: as it stands, or that follows something. */
export type DesiredValue =
  /** Canonical, as in `DnsRecord`. */
  | { readonly literal: string }
  /** The router's static name for a CNAME, its IPv4 address for an A. */
  | { readonly follow: "router" }
  /** A host's IPv6 address for an AAAA, its pinned key for an SSHFP. */
  | { readonly follow: "host"; readonly host: string };

/** The records of one type at one name. */
export interface DesiredRecords extends DesiredEntry {
  /** Absolute, lower case, no final dot. */
  readonly name: string;
  readonly zone: string;
  /** Upper case. */
  readonly type: string;
  /**
   * - `exact` these values and no other: A, AAAA, CNAME, DNAME
   * - `contains` these values, whatever stands beside them: every other type
   * - `absent` none of these values; without any value, none of the type
   */
  readonly wish: "exact" | "contains" | "absent";
  readonly values: readonly DesiredValue[];
  /** Seconds, 60-86400; absent: whatever the record has, the zone's default for a new one. */
  readonly ttlSeconds?: number;
}

/** A service that stays inside and is reached through SSH. */
export interface DesiredTunnel extends DesiredEntry {
  readonly name: string;
  /** Key of the forward it goes through. */
  readonly through: string;
  /** Port on this machine, 1-65535. */
  readonly localPort: number;
  readonly to: { readonly host: string; readonly port: number };
  readonly expect?: string;
}

/** A map of another network: where dials go instead of the real one. */
export interface DesiredNetwork {
  readonly vantage?: "inside" | "outside";
  readonly resolvers?: readonly string[];
  readonly map?: Readonly<Record<string, string>>;
}

/** A whole home file, parsed. */
export interface Desired {
  /** Marks what it makes: `porchlight:HOME/NAME`. */
  readonly home: string;
  /** `staticName` "automatic" takes the name the router has by itself. */
  readonly router?: { readonly kind: string; readonly staticName?: string; readonly path: HomePath };
  readonly zones: readonly { readonly name: string; readonly kind: string; readonly path: HomePath }[];
  readonly hosts: readonly DesiredHost[];
  readonly forwards: readonly DesiredForward[];
  readonly records: readonly DesiredRecords[];
  /** What an earlier file declared and this one does not: it goes, where it is still as it was made. */
  readonly dropped?: { readonly hosts: readonly DesiredHost[]; readonly forwards: readonly DesiredForward[] };
  readonly tunnels: readonly DesiredTunnel[];
  /** Present only when the home is not on the real network. */
  readonly network?: DesiredNetwork;
}

/** One thing wrong with a home file: where, what, and what to do. */
export interface HomeIssue {
  readonly path: HomePath;
  readonly message: string;
  readonly remedy?: string;
}

/** The home file cannot be used. Thrown by `parseHome` before anything is read or written elsewhere. */
export class HomeError extends Error {
  override readonly name = "HomeError";
  readonly issues: readonly HomeIssue[];
  constructor(issues: readonly HomeIssue[]) {
    super(issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`).join("\n"));
    this.issues = issues;
  }
}

/** A name without its final dot, in lower case, international letters in punycode: as names are compared. */
export const plainName = (name: string): string => asciiName(name).replace(/\.$/, "");

/** The longest zone of the file that a name is in, or undefined. Names absolute, lower case, no final dot. */
export const zoneOf = (name: string, zones: readonly string[]): string | undefined =>
  zones
    .filter((zone) => name === zone || name.endsWith(`.${zone}`))
    .reduce<string | undefined>(
      (best, zone) => (best !== undefined && best.length >= zone.length ? best : zone),
      undefined,
    );

/** The mark that says which home made a rule or a lease, and for which entry. */
export const markOf = (home: string, name: string): string => `porchlight:${home}/${name}`;

/** True when the comment of a rule or a lease is a mark of that home. */
export const isOurs = (home: string, comment: string): boolean => comment.startsWith(markOf(home, ""));
