/** The vocabulary of a walk: its links, what is expected, what was measured, and what comes out. */
import type { Line, Message, Reading, ServedAnswer } from "../contracts.ts";

/** The links, in the order a visitor meets them. */
export const linkNames: readonly LinkName[] = Object.freeze([
  "served",
  "chain",
  "agreement",
  "tcp",
  "host-key",
  "tunnel",
]);
export type LinkName = "served" | "chain" | "agreement" | "tcp" | "host-key" | "tunnel";

/**
 * From where something was seen: `inside` the home's own network, `hairpin` from inside to the home's public address
 * (which many routers refuse, so a failure proves nothing), or `outside`.
 */
export type Vantage = "inside" | "hairpin" | "outside";

/** What the chain should be. What is absent is not asked. */
export interface Expectation {
  /** Absolute name, no final dot. */
  readonly name: string;
  /** The zone that serves it. */
  readonly zone?: string;
  /** The record the zone must serve at the name; the value canonical as in `DnsRecord`. */
  readonly record?: {
    readonly type: string;
    readonly value: string;
    /** Further values of the same type that must be served beside it. */
    readonly besides?: readonly string[];
  };
  /**
   * False when the name leads elsewhere than to this home's router: its address is then nobody's to compare. Absent: it
   * leads home.
   */
  readonly leadsHome?: boolean;
  /** TCP port on the WAN side. */
  readonly port?: number;
  /** UDP ports promised behind the name. Nothing asks them, because silence there proves nothing; the walk says so. */
  readonly udpPorts?: readonly number[];
  /** "SHA256:" and the unpadded base64 digest of the SSH host key, as OpenSSH prints it. */
  readonly hostKey?: string;
  readonly tunnel?: {
    readonly name: string;
    readonly to: { readonly host: string; readonly port: number };
    /** A service the target must be, by the title of its page: "octoprint". */
    readonly expect?: string;
  };
}

/** Why a probe got nothing. */
export type ProbeFailure =
  | "refused"
  | "timeout"
  | "unreachable"
  | "closed"
  | "login-refused"
  | "no-login"
  | "not-understood";

/** One measurement: what was seen and how long it took, or why nothing was. */
export type Probe<T> =
  | { readonly ok: true; readonly ms: number; readonly value: T }
  | { readonly ok: false; readonly ms: number; readonly reason: ProbeFailure; readonly message: string };

/** What a recursive resolver said of the name. */
export interface ChainSeen {
  readonly resolver: string;
  readonly rcode: string;
  /** Every name passed, the asked one first, no final dots. */
  readonly hops: readonly string[];
  readonly addresses: readonly string[];
}
export interface TcpSeen {
  readonly address: string;
  readonly port: number;
}
export interface HostKeySeen {
  readonly fingerprint: string;
  /** "ssh-ed25519" and so on. */
  readonly algorithm: string;
  /** The server's own first line: untrusted text. */
  readonly banner: string;
}
export interface TunnelSeen {
  readonly httpStatus: number;
  /** Title of the page: untrusted text. */
  readonly title?: string;
}

/** Everything measured, each with where it was seen from. Absent: not asked. */
export interface Measurements {
  readonly served?: Reading<readonly ServedAnswer[]>;
  readonly chain?: Probe<ChainSeen>;
  readonly line?: Reading<Line>;
  readonly tcp?: Probe<TcpSeen>;
  readonly hostKey?: Probe<HostKeySeen>;
  readonly tunnel?: Probe<TunnelSeen>;
  /** Where this machine stands. Dialling the home's own address from `inside` is a `hairpin`. */
  readonly vantage: "inside" | "outside";
  /** True when the network is a virtual one; said with every verdict. */
  readonly virtual: boolean;
}

export type LinkStatus = "ok" | "broken" | "unknown" | "not-asked";

/** One judged link. */
export interface Link {
  readonly name: LinkName;
  readonly status: LinkStatus;
  /** What was measured, or what is wrong: `report` makes the sentence and the remedy of it. */
  readonly message: Message;
  readonly vantage?: Vantage;
  readonly ms?: number;
}

/** The judged chain. */
export interface Walk {
  readonly name: string;
  /** `broken` when a link is; else `unknown` when an asked link could not be judged or none was asked; else `ok`. */
  readonly verdict: "ok" | "broken" | "unknown";
  /** The first broken link. */
  readonly broken?: LinkName;
  readonly links: readonly Link[];
  /** UDP ports that are promised and were not asked. */
  readonly udpPorts?: readonly number[];
  readonly virtual: boolean;
}
