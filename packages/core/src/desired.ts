/**
 * What the owner wants, as plain data with every default filled in. Each entry keeps its place in the home file, so
 * that whatever is wrong with it later can be shown there.
 */
import type { Protocol } from "./contracts.ts";

/** A place in the home file: the keys from the top, `["forwards", "ssh", "wan"]`. */
export type HomePath = readonly (string | number)[];

/** A hazard the owner accepts for one entry. */
export type HazardName = "take-over";

interface DesiredEntry {
  readonly path: HomePath;
  /** Hazards accepted for this entry. */
  readonly allow: readonly HazardName[];
}

/** A machine at home. */
export interface DesiredHost extends DesiredEntry {
  /** Its key in the file. */
  readonly name: string;
  /** Lower case, colons; absent: found by its name on the LAN. */
  readonly mac?: string;
  /** Who logs in. */
  readonly user?: string;
  /** "SHA256:" and unpadded base64, as OpenSSH prints it. */
  readonly hostKey?: string;
}

/** A port on the internet side that leads to a machine. */
export interface DesiredForward extends DesiredEntry {
  readonly name: string;
  readonly protocol: Protocol;
  /** 1-65535 each, no doubles. */
  readonly wanPorts: readonly number[];
  /** Key of the host. */
  readonly host: string;
  /** 1-65535. */
  readonly port: number;
  /** The only source address let in. */
  readonly from?: string;
}

/** The records of one type at one name, as an exact set. */
export interface DesiredRecords extends DesiredEntry {
  /** Absolute, lower case, no final dot. */
  readonly name: string;
  readonly zone: string;
  readonly type: "A" | "AAAA" | "CNAME";
  /** `router` follows the router: its static name for a CNAME, its address for an A. */
  readonly values: "router" | readonly string[];
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

/** A name without its final dot, in lower case: as names are compared. */
export const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, "");

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
