/**
 * The contracts of Porchlight: what a router, a zone and a vantage must offer, and the plain data that travels between
 * the stages. Everything here is readonly JSON; nothing here does anything.
 *
 * Data flows one way: desired (the file) and observed (readings) become wanted (concrete values), then a plan (steps),
 * then outcomes, then a verdict.
 */

// ---------------------------------------------------------------------------------------------------- messages

/** A value a message can carry. */
export type Param = string | number | boolean | readonly string[];

/** Something worth saying, as a code and its values: only `report` makes sentences of it. */
export interface Message {
  readonly code: string;
  readonly params: Readonly<Record<string, Param>>;
}

// ---------------------------------------------------------------------------------------------------- failures

/**
 * Why something could not be done, in a closed list that every router and zone maps its own errors to.
 *
 * - `auth` credentials missing or refused; `forbidden` a right is missing (`right` names it)
 * - `not-found`, `conflict`, `invalid` the target understood and said no
 * - `limited` too many requests; `unreachable` nothing was sent, or a read got no answer
 * - `unconfirmed` a write was sent and its answer was lost: it may or may not have been done
 * - `expired` the service is no longer paid for, and its target serves nothing more of it
 * - `protocol` an answer came that is not what we know
 */
export const failureKinds = [
  "auth",
  "forbidden",
  "not-found",
  "conflict",
  "invalid",
  "limited",
  "unreachable",
  "unconfirmed",
  "expired",
  "protocol",
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** A foreseeable trouble, returned and never thrown. */
export interface Failure {
  readonly kind: FailureKind;
  /** What was tried, on what: "POST /fw/redir/", "POST /domain/zone/taprest.fr/refresh". No secret, ever. */
  readonly operation: string;
  /** What came back, in words for a person. No secret, ever. */
  readonly message: string;
  /** With `forbidden`: the right that is missing, as the vendor names it ("settings", "POST /domain/zone/x/refresh"). */
  readonly right?: string;
  /** The vendor's own identifier of the exchange, to quote to its support. */
  readonly queryId?: string;
}

/** What was read, or why it could not be. Unknown is never empty: no step is planned from `known: false`. */
export type Reading<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly failure: Failure };

/** Options every call that may wait accepts. */
export interface CallOptions {
  /** Stops the call; what was already sent may still take effect. */
  readonly signal?: AbortSignal;
}

// ---------------------------------------------------------------------------------------------------- router

export type Protocol = "tcp" | "udp";

/** First and last usable port, both included, 0-65535. A shared IPv4 has a slice of them. */
export type PortRange = readonly [first: number, last: number];

/** The line to the internet. */
export interface Line {
  readonly up: boolean;
  /** WAN address in dotted form; absent while the line is down. */
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly portRange: PortRange;
}

/** How the router stands on its own LAN. */
export interface Lan {
  /** A `bridge` hands the line to one machine: it redirects nothing and leases nothing. */
  readonly mode: "router" | "bridge";
  /** The router's own address on the LAN; absent when it tells none. */
  readonly address?: string;
}

/** The line's IPv6 side. */
export interface Ipv6 {
  readonly enabled: boolean;
  /** Prefixes the LAN has, the one the machines take their addresses from first: "2a01:e0a:1:2::/64". */
  readonly prefixes: readonly string[];
  /** True when the router lets no connection in over IPv6. */
  readonly firewall: boolean;
}

/** A machine the router has seen on its LAN. */
export interface LanHost {
  /** Lower case, colons: "b8:27:eb:12:34:56". */
  readonly mac: string;
  /** Every name the machine goes by on the LAN, the router's own label first. Chosen by LAN devices: untrusted text. */
  readonly names: readonly string[];
  /** IPv4 addresses, the one in use first. Empty when the router knows none. */
  readonly addresses: readonly string[];
  /** Global IPv6 addresses, shortest form, those in use first. Absent: the router tells none. */
  readonly ipv6Addresses?: readonly string[];
  /** True when the router reached it lately. */
  readonly active: boolean;
}

/** A DHCP static lease: this machine always gets this address. */
export interface Lease {
  readonly kind: "lease";
  /** Lower case, colons. */
  readonly mac: string;
  readonly address: string;
  /** Free text kept by the router, at most 63 ASCII characters; ours is `porchlight:HOME/NAME`. */
  readonly comment: string;
  /** The router's own key of this lease, opaque to core. Absent on a lease that is only wanted. */
  readonly ref?: string;
}

/** A port forward: what arrives on the WAN port goes to the LAN address. */
export interface Forward {
  readonly kind: "forward";
  readonly protocol: Protocol;
  /** First and last WAN port, both included; equal for a single port. */
  readonly wanPorts: PortRange;
  readonly lanAddress: string;
  /** LAN port of the first WAN port; the others follow in order. */
  readonly lanPort: number;
  /** The only source address let in; absent: any. */
  readonly from?: string;
  readonly enabled: boolean;
  /** Free text kept by the router, at most 63 ASCII characters; ours is `porchlight:HOME/NAME`. */
  readonly comment: string;
  /** The router's own key of this rule, opaque to core. Absent on a rule that is only wanted. */
  readonly ref?: string;
}

/** The name the ISP keeps pointed at this router: "taprest.freeboxos.fr". Lower case, no final dot. */
export interface StaticName {
  readonly kind: "static-name";
  readonly name: string;
}

/** The name the router has without asking for one. */
export interface AutomaticName {
  /** Lower case, no final dot; absent when it has none. */
  readonly name?: string;
}

/**
 * What takes a WAN port besides the rules: a service of the router itself, a mapping that a program on the LAN asked for
 * (UPnP), or the machine that gets whatever no rule speaks of (DMZ). Only what is in force is listed.
 */
export type PortUse =
  | {
      readonly kind: "service";
      readonly protocol: Protocol;
      readonly wanPorts: PortRange;
      /** As the router calls it: "https", "openvpn". */
      readonly name: string;
    }
  | {
      readonly kind: "upnp";
      readonly protocol: Protocol;
      readonly wanPorts: PortRange;
      readonly lanAddress: string;
      readonly lanPort: number;
      /** Chosen by the program: untrusted text. */
      readonly comment: string;
    }
  | { readonly kind: "dmz"; readonly lanAddress: string };

/** What each facet reads. A facet that cannot be read stops only what needs it. */
export interface RouterFacets {
  readonly line: Line;
  readonly lan: Lan;
  readonly hosts: readonly LanHost[];
  readonly leases: readonly Lease[];
  /** Every static name the router holds, none of them automatic. */
  readonly staticNames: readonly StaticName[];
  readonly automaticName: AutomaticName;
  readonly forwards: readonly Forward[];
  readonly portUses: readonly PortUse[];
  readonly ipv6: Ipv6;
}
export type FacetName = keyof RouterFacets;
/** One reading for each facet that was asked. */
export type RouterReading<N extends FacetName = FacetName> = { readonly [K in N]?: Reading<RouterFacets[K]> };

/** What this kind of router can do; the plan refuses what it cannot. */
export interface RouterCapabilities {
  /** Keeps a comment with each lease and rule: marks are possible. */
  readonly comments: boolean;
  /** Can keep a name of the owner's choice pointed at itself. */
  readonly staticName: boolean;
  /** A rule can be limited to one source address. */
  readonly sourceFilter: boolean;
  /** One rule can cover a range of ports. */
  readonly portRanges: boolean;
}

/** A thing on a router that a step can create, change or remove. */
export type RouterItem = Lease | Forward | StaticName;

/**
 * A home router.
 *
 * 1. `read` has no effect. It asks for the needed facets in parallel, and answers for each by itself. Facets this kind of
 *    router does not have are left out; line, hosts, leases and forwards always are answered.
 * 2. `write` does exactly one step and touches nothing else. It never repeats itself: when the answer is lost the
 *    outcome is `unconfirmed`. Before an update or a remove it takes one fresh look at the item; if that is gone or no
 *    longer equals `before`, the outcome is a `conflict` and nothing was written.
 * 3. Foreseeable trouble is returned. What is thrown is a bug.
 * 4. Nothing is kept between calls but a session.
 */
export interface Router {
  /** Shown to people: "freebox". */
  readonly id: string;
  readonly capabilities: RouterCapabilities;
  /** What users of this router do about a refusal, by the code of its message, in the vendor's own words. */
  readonly advice?: Readonly<Record<string, string>>;
  read(needs: readonly FacetName[], options?: CallOptions): Promise<RouterReading>;
  write(step: WriteStep<RouterItem>, options?: CallOptions): Promise<Outcome>;
}

// ---------------------------------------------------------------------------------------------------- zone

/** One DNS record as a zone stores it. */
export interface DnsRecord {
  readonly kind: "record";
  /** Absolute, lower case, no final dot: "home.taprest.fr". */
  readonly name: string;
  /** "A", "AAAA", "CNAME", "TXT"…, upper case. */
  readonly type: string;
  /** Seconds; 0 = the zone's default. */
  readonly ttlSeconds: number;
  /** Canonical: addresses in their shortest form, host names absolute, lower case, with the final dot. */
  readonly value: string;
  /** The zone's own key of this record, a hint that may change; opaque to core. */
  readonly ref?: string;
}

/** How a zone fares at whoever serves it. */
export interface ZoneStatus {
  /** False for a while after each publish, and for as long as the troubles last. */
  readonly isDeployed: boolean;
  /** Why it cannot be deployed, in the vendor's words; empty when nothing is wrong. */
  readonly troubles: readonly string[];
}

/**
 * The stored side of a DNS zone.
 *
 * 1. `read` gives what is stored, all types at each asked name, never partial. `fresh` forbids any cache on the way.
 * 2. `write` does exactly one step, never publishes, never repeats itself, and looks before an update or a remove, as
 *    `Router.write` does.
 * 3. `publish` makes everything stored in the zone served, other people's pending edits included. It alone may be
 *    repeated.
 */
export interface Zone {
  /** Lower case, no final dot: "taprest.fr". */
  readonly name: string;
  read(
    names: readonly string[],
    options: CallOptions & { readonly fresh: boolean },
  ): Promise<Reading<readonly DnsRecord[]>>;
  write(step: WriteStep<DnsRecord>, options?: CallOptions): Promise<Outcome>;
  publish(options?: CallOptions): Promise<Outcome>;
  /** How the zone fares, where the vendor tells; asked before a plan that writes to it. No effect. */
  status?(options?: CallOptions): Promise<Reading<ZoneStatus>>;
}

// ---------------------------------------------------------------------------------------------------- reach

/** What one authoritative server says of one name and type. */
export interface ServedAnswer {
  /** Host name of the server, no final dot. */
  readonly server: string;
  readonly address: string;
  readonly name: string;
  readonly type: string;
  /** True when the AA bit was set; an answer without it is no evidence. */
  readonly authoritative: boolean;
  /** "NOERROR", "NXDOMAIN", "SERVFAIL"… */
  readonly rcode: string;
  /** Records of the answer section whose name is the asked one, values canonical as in `DnsRecord`. */
  readonly records: readonly DnsRecord[];
  readonly ms: number;
}

/** The served side of DNS: every authoritative server of a zone, asked for each name and type. */
export interface Reach {
  served(
    zone: string,
    questions: readonly { readonly name: string; readonly type: string }[],
    options?: CallOptions,
  ): Promise<Reading<readonly ServedAnswer[]>>;
}

// ---------------------------------------------------------------------------------------------------- steps

/** Anything a step can create, change or remove. */
export type Item = RouterItem | DnsRecord;

interface StepBase {
  /** Stable within a plan: "forward/ssh/7654", "record/home.taprest.fr/CNAME/1". */
  readonly id: string;
  /** "router", or "zone:" and its name. */
  readonly target: string;
  /** Ids of the steps that must be done first. */
  readonly needs: readonly string[];
}
export interface CreateStep<I extends Item = Item> extends StepBase {
  readonly verb: "create";
  readonly after: I;
}
export interface UpdateStep<I extends Item = Item> extends StepBase {
  readonly verb: "update";
  readonly before: I;
  readonly after: I;
}
export interface RemoveStep<I extends Item = Item> extends StepBase {
  readonly verb: "remove";
  readonly before: I;
}
/** Makes what is stored in a zone served. */
export interface PublishStep extends StepBase {
  readonly verb: "publish";
  readonly zone: string;
}
/** What an await step waits for: a static name in force, or records no longer served by any authoritative server. */
export type Condition =
  | { readonly code: "static-name-active"; readonly name: string }
  | { readonly code: "not-served"; readonly zone: string; readonly name: string; readonly type: string };
/** Waits until a condition holds; writes nothing. */
export interface AwaitStep extends StepBase {
  readonly verb: "await";
  readonly condition: Condition;
}
export type WriteStep<I extends Item = Item> = CreateStep<I> | UpdateStep<I> | RemoveStep<I>;
export type Step = WriteStep | PublishStep | AwaitStep;

/** What became of one step. */
export type Outcome =
  /** `item` is the item as granted: a router may grant another port. */
  | { readonly status: "done"; readonly item?: Item; readonly queryId?: string }
  | { readonly status: "failed"; readonly failure: Failure }
  /** Sent, and the answer was lost: only looking again can tell. */
  | { readonly status: "unconfirmed"; readonly failure: Failure }
  /** Not tried, because `because` (a step id) was not done or the run was stopped ("stopped"). */
  | { readonly status: "skipped"; readonly because: string };

// ---------------------------------------------------------------------------------------------------- time

/** Time, injected so that waiting can be tested without waiting. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
