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
} from "./contracts.ts";
import type { Desired } from "./desired.ts";

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
}

/** Everything read in one look. A facet nobody needs is absent. */
export interface Observed {
  readonly router: RouterReading;
  /** What the router can do; absent without a router. */
  readonly capabilities?: RouterCapabilities;
  readonly zones: Readonly<Record<string, ZoneObserved>>;
}

/** The facets a home file needs; each costs one request. */
export const facetsOf = (desired: Desired): readonly FacetName[] => {
  const needs = new Set<FacetName>();
  if (desired.hosts.length > 0) for (const facet of ["hosts", "leases"] as const) needs.add(facet);
  if (desired.forwards.length > 0) for (const facet of ["line", "hosts", "forwards"] as const) needs.add(facet);
  const followers = desired.records.filter((records) => records.values === "router");
  if (followers.some((records) => records.type === "CNAME") || desired.router?.staticName !== undefined)
    needs.add("staticNames");
  if (followers.some((records) => records.type === "A")) needs.add("line");
  return [...needs];
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

/** One look at everything the home file needs. `fresh` forbids caches on the way. No effect. */
export const observe = async (
  desired: Desired,
  targets: Targets,
  options: CallOptions & { readonly fresh: boolean },
): Promise<Observed> => {
  const facets = facetsOf(desired);
  const used = new Set(desired.records.map((records) => records.zone));
  const [router, zones] = await Promise.all([
    targets.router === undefined || facets.length === 0 ? {} : targets.router.read(facets, options),
    Promise.all(
      targets.zones
        .filter((zone) => used.has(zone.name))
        .map((zone) => observeZone(zone, desired, targets.reach, options)),
    ),
  ]);
  const { capabilities } = targets.router ?? {};
  return { router, ...(capabilities === undefined ? {} : { capabilities }), zones: Object.fromEntries(zones) };
};
