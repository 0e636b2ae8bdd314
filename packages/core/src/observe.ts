/** Reads every target once, in parallel, into `Observed`. Never refuses: what cannot be read is marked unknown. */
import type {
  CallOptions,
  DnsRecord,
  FacetName,
  Reach,
  Reading,
  Router,
  RouterCapabilities,
  RouterReading,
  ServedAnswer,
  Zone,
  ZoneStatus,
} from "./contracts.ts";
import type { Desired, DesiredValue } from "./desired.ts";

/** What a round works on. */
export interface Targets {
  /** Absent when the home file names no router. */
  readonly router?: Router;
  /** One per zone of the home file. */
  readonly zones: readonly Zone[];
  readonly reach: Reach;
}

/** What one zone stores and what its servers say, for the declared names. */
export interface ZoneObserved {
  readonly stored: Reading<readonly DnsRecord[]>;
  readonly served: Reading<readonly ServedAnswer[]>;
  /** How the zone fares; there only once a plan writes to it, and where its vendor tells. */
  readonly status?: Reading<ZoneStatus>;
}

/** Everything read in one look. A facet nobody needs is absent. */
export interface Observed {
  readonly router: RouterReading;
  /** What the router can do; absent without a router. */
  readonly capabilities?: RouterCapabilities;
  /** What users of this router do about a refusal, by its code. */
  readonly advice?: Readonly<Record<string, string>>;
  readonly zones: Readonly<Record<string, ZoneObserved>>;
}

const hostFacets = ["hosts", "leases"] as const;
/** For what would keep a rule from working: safety alone asks, before a write and not after. */
const safetyFacets = ["lan", "portUses"] as const;
const forwardFacets = ["line", "hosts", "leases", "forwards", ...safetyFacets] as const;

/** The facets that plans are made of, without those that only safety judges. */
export const withoutSafety = (facets: readonly FacetName[]): readonly FacetName[] =>
  facets.filter((facet) => !safetyFacets.some((other) => other === facet));

/** The facets one value that follows something is read from. */
const followedFacets = (type: string, value: DesiredValue, staticName: string | undefined): readonly FacetName[] => {
  if ("literal" in value || type === "SSHFP") return [];
  if (value.follow === "host") return ["hosts", "ipv6"];
  if (type === "A") return ["line"];
  return staticName === undefined ? ["automaticName"] : []; // a declared name has been asked for already
};

/** The facets a home file needs; each costs one request. A file that declares nothing of the router needs none. */
export const facetsOf = (desired: Desired): readonly FacetName[] => {
  const { hosts, forwards, records, dropped } = desired;
  const staticName = desired.router?.staticName;
  const isGoing = dropped !== undefined && dropped.hosts.length + dropped.forwards.length > 0;
  return [
    ...new Set<FacetName>([
      ...(forwards.length > 0 ? forwardFacets : []),
      ...(hosts.length > 0 ? hostFacets : []),
      ...(isGoing ? (["hosts", "leases", "forwards"] as const) : []),
      ...(staticName === undefined ? [] : ([staticName === "automatic" ? "automaticName" : "staticNames"] as const)),
      ...records.flatMap(({ type, values }) => values.flatMap((value) => followedFacets(type, value, staticName))),
    ]),
  ];
};

const observeZone = async (
  zone: Zone,
  desired: Desired,
  reach: Reach,
  options: CallOptions & { readonly fresh: boolean },
): Promise<readonly [string, ZoneObserved]> => {
  const declared = desired.records.filter((records) => records.zone === zone.name);
  const names = [...new Set(declared.map((records) => records.name))];
  const [stored, served] = await Promise.all([
    zone.read(names, options),
    reach.served(
      zone.name,
      declared.map(({ name, type }) => ({ name, type })),
      options,
    ),
  ]);
  return [zone.name, { stored, served }];
};

/** How to look: `fresh` forbids caches on the way, `facets` says what to read of the router. */
export interface LookOptions extends CallOptions {
  readonly fresh: boolean;
  /** Default: what the home file needs. */
  readonly facets?: readonly FacetName[];
}

/** One look at everything the home file needs. No effect. */
export const observe = async (desired: Desired, targets: Targets, options: LookOptions): Promise<Observed> => {
  const { facets = facetsOf(desired) } = options;
  const used = new Set(desired.records.map((records) => records.zone));
  const [router, zones] = await Promise.all([
    targets.router === undefined || facets.length === 0 ? {} : targets.router.read(facets, options),
    Promise.all(
      targets.zones
        .filter((zone) => used.has(zone.name))
        .map((zone) => observeZone(zone, desired, targets.reach, options)),
    ),
  ]);
  const { capabilities, advice } = targets.router ?? {};
  return {
    router,
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(advice === undefined ? {} : { advice }),
    zones: Object.fromEntries(zones),
  };
};

/** The same look, with how those zones fare. A second round trip, so only zones that are to be written are asked. */
export const withStatus = async (
  observed: Observed,
  zones: ReadonlySet<string>,
  targets: Targets,
  options: CallOptions,
): Promise<Observed> => {
  const asked = await Promise.all(
    targets.zones.map(async (zone): Promise<readonly [string, ZoneObserved][]> => {
      const seen = observed.zones[zone.name];
      if (seen === undefined || zone.status === undefined || !zones.has(zone.name)) return [];
      return [[zone.name, { ...seen, status: await zone.status(options) }]];
    }),
  );
  return { ...observed, zones: { ...observed.zones, ...Object.fromEntries(asked.flat()) } };
};
