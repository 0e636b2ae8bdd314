/** The vocabulary of a walk: its links, what is expected, what was measured, and what comes out. */
import type { DnsRecord, Message, Reading, RouterReading, ServedAnswer } from "../contracts.ts";

/** The links, in the order a visitor's way is built: what stands on this machine and at home first, then the way in. */
export const linkNames = [
  "machine",
  "credentials",
  "router",
  "line",
  "forward",
  "host",
  "static-name",
  "stored",
  "served",
  "resolvers",
  "chain",
  "agreement",
  "tcp",
  "ssh",
  "host-key",
  "tunnel",
] as const;
export type LinkName = (typeof linkNames)[number];

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
  /** The name the ISP keeps pointed at the router, no final dot. */
  readonly staticName?: string;
  /** The redirection behind `port`, as it must stand on the router. */
  readonly forward?: ExpectedForward;
  /** TCP port on the WAN side. */
  readonly port?: number;
  /** Other TCP ports of the same home: when one of them answers, a silent `port` is likely blocked on the way. */
  readonly otherPorts?: readonly number[];
  /** UDP ports promised behind the name. Nothing asks them, because silence there proves nothing; the walk says so. */
  readonly udpPorts?: readonly number[];
  /** True when an SSH server must answer at `port`; so it must with a `hostKey` or a `tunnel`. */
  readonly ssh?: boolean;
  /** "SHA256:" and the unpadded base64 digest of the SSH host key, as OpenSSH prints it. */
  readonly hostKey?: string;
  /** "ssh-ed25519": the only kind of key to ask the server for, which may have several. */
  readonly hostKeyType?: string;
  readonly tunnel?: {
    readonly name: string;
    readonly to: { readonly host: string; readonly port: number };
    /** A service the target must be, by the title of its page: "octoprint". */
    readonly expect?: string;
  };
}

/** A redirection of the file, and the machine it is for. */
export interface ExpectedForward {
  /** The machine's key in the file. */
  readonly host: string;
  /** LAN port that `port` leads to, 1-65535. */
  readonly lanPort: number;
  /** Where the machine is on the LAN; absent: `missing` says why nobody can tell. */
  readonly address?: string;
  readonly missing?: Message;
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

/** This machine, before anything else is asked. */
export interface MachineSeen {
  /** Its wall clock: ISO 8601, UTC. */
  readonly time: string;
  /** False when it has no way to the internet at all. */
  readonly hasRoute: boolean;
  /** Set when its recursive resolvers give no answer: why. */
  readonly noDns?: string;
  /** Set when something on this network answers in place of the internet (a sign-in page): what it showed. */
  readonly portal?: string;
}

/** What a recursive resolver said of the name. */
export interface ChainSeen {
  readonly resolver: string;
  readonly rcode: string;
  /** Every name passed, the asked one first, no final dots. */
  readonly hops: readonly string[];
  readonly addresses: readonly string[];
  /** Seconds the resolver keeps a "there is nothing", when that is what it said and told. */
  readonly negativeSeconds?: number;
  /** Seconds it keeps the first record of what it said. */
  readonly ttlSeconds?: number;
}

/** The SSHFP records of a name, as a resolver that may be trusted told them. */
export interface SshfpSeen {
  /** True when the resolver validated them (DNSSEC) and is this machine's own or a declared one. */
  readonly isValidated: boolean;
  /** "4 2 0123…": algorithm, digest type, lower-case hex (RFC 4255). */
  readonly values: readonly string[];
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
  readonly machine?: Probe<MachineSeen>;
  /** What the router said of itself; facets left out were not asked. */
  readonly router?: RouterReading;
  /** All records stored at the name, and maybe at others. */
  readonly stored?: Reading<readonly DnsRecord[]>;
  /** What the servers of the static name's own zone say of it, type A. */
  readonly staticName?: Reading<readonly ServedAnswer[]>;
  /** What every authoritative server says: the expected type, or A and AAAA; and the zone's SOA. */
  readonly served?: Reading<readonly ServedAnswer[]>;
  /** Each recursive resolver that was asked, the first one first. */
  readonly resolvers?: readonly Probe<ChainSeen>[];
  /** The address this network has when it is seen from the internet. */
  readonly echo?: Probe<string>;
  /** The machine dialled directly on its LAN, from `inside` only. */
  readonly lan?: Probe<TcpSeen>;
  readonly tcp?: Probe<TcpSeen>;
  /** The same port over IPv6, when the name has an IPv6 address and this machine a way there. */
  readonly tcp6?: Probe<TcpSeen>;
  /** Another port of the same home, tried after `tcp` was silent. */
  readonly otherPort?: Probe<TcpSeen>;
  readonly hostKey?: Probe<HostKeySeen>;
  readonly sshfp?: Probe<SshfpSeen>;
  readonly tunnel?: Probe<TunnelSeen>;
  /** Where this machine stands. Dialling the home's own address from `inside` is a `hairpin`. */
  readonly vantage: "inside" | "outside";
  /** True when the network is a virtual one; said with every verdict. */
  readonly virtual: boolean;
}

export const linkStatuses = ["ok", "broken", "unknown", "not-asked"] as const;
export type LinkStatus = (typeof linkStatuses)[number];

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
  readonly port?: number;
  /** `broken` when a link is; else `unknown` when an asked link could not be judged or none was asked; else `ok`. */
  readonly verdict: "ok" | "broken" | "unknown";
  /** The first broken link. */
  readonly broken?: LinkName;
  readonly links: readonly Link[];
  /** What does not break the chain and matters to some visitors: an IPv6 address that nothing serves. */
  readonly notes: readonly Message[];
  /** UDP ports that are promised and were not asked. */
  readonly udpPorts?: readonly number[];
  /** Where this machine stood: a chain is seen from outside only from there. */
  readonly vantage: "inside" | "outside";
  readonly virtual: boolean;
}

/** What a document of `check` holds of one walk, as far as two of them are compared. */
export interface Walked {
  readonly name: string;
  readonly port?: number;
  readonly tunnel?: string;
  readonly links: readonly { readonly name: LinkName; readonly status: LinkStatus; readonly text: string }[];
}
