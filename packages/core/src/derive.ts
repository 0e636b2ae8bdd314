/** Desired and observed become wanted: every value concrete, or said to be out of reach and why. Pure. */
import type { Failure, Forward, LanHost, Lease, Message, Reading, StaticName } from "./contracts.ts";
import {
  type Desired,
  type DesiredForward,
  type DesiredHost,
  type DesiredRecords,
  type HomePath,
  markOf,
} from "./desired.ts";
import type { Observed } from "./observe.ts";

/** Something of the file that cannot be had: because a reading failed (`failure`), or because it is impossible. */
export interface Unmet {
  readonly path: HomePath;
  readonly message: Message;
  readonly failure?: Failure;
}

/** A concrete item and the entry of the file it comes from. */
export interface WantedItem<T> {
  readonly item: T;
  readonly path: HomePath;
  /** Key of the entry. */
  readonly name: string;
}

/** The exact set of one type at one name. */
export interface WantedRecords {
  readonly name: string;
  readonly zone: string;
  readonly type: DesiredRecords["type"];
  /** Canonical values. */
  readonly values: readonly string[];
  readonly ttlSeconds?: number;
  readonly path: HomePath;
}

export interface Wanted {
  readonly leases: readonly WantedItem<Lease>[];
  readonly forwards: readonly (WantedItem<Forward> & { readonly host: string })[];
  readonly staticName?: WantedItem<StaticName>;
  readonly records: readonly WantedRecords[];
  readonly unmet: readonly Unmet[];
}

type Derived<T> = { readonly wanted: readonly T[]; readonly unmet: readonly Unmet[] };
const met = <T>(...wanted: readonly T[]): Derived<T> => ({ wanted, unmet: [] });
const unmet = (path: HomePath, message: Message, failure?: Failure): Derived<never> => ({
  wanted: [],
  unmet: [{ path, message, ...(failure === undefined ? {} : { failure }) }],
});
const gather = <T>(parts: readonly Derived<T>[]): Derived<T> => ({
  wanted: parts.flatMap((part) => part.wanted),
  unmet: parts.flatMap((part) => part.unmet),
});

const unread: Failure = { kind: "unreachable", operation: "read", message: "it was not read" };
const known = <T>(reading: Reading<T> | undefined): Reading<T> => reading ?? { known: false, failure: unread };
const blocked = (path: HomePath, facet: string, failure: Failure): Derived<never> =>
  unmet(
    path,
    {
      code: "not-readable",
      params: {
        facet,
        detail: failure === unread ? failure.message : `${failure.operation}: ${failure.message}`,
        kind: failure.kind,
        right: failure.right ?? "",
      },
    },
    failure,
  );

/** A host as the LAN has it, with the one address it has or will have. */
const findHost = (host: DesiredHost, observed: Observed): LanHost | Derived<never> => {
  const hosts = known(observed.router.hosts);
  if (!hosts.known) return blocked(host.path, "hosts", hosts.failure);
  const matches = hosts.value.filter((seen) =>
    host.mac === undefined ? seen.names.some((name) => name.toLowerCase() === host.name) : seen.mac === host.mac,
  );
  const [found, ...others] = matches;
  if (found === undefined)
    return unmet(host.mac === undefined ? host.path : [...host.path, "mac"], {
      code: "host-not-found",
      params: { host: host.name, mac: host.mac ?? "", names: hosts.value.flatMap((seen) => seen.names.slice(0, 1)) },
    });
  // Devices choose their own names: a second one of that name must not be let in by chance.
  if (others.some((other) => other.mac !== found.mac))
    return unmet(host.path, {
      code: "host-ambiguous",
      params: { host: host.name, macs: matches.map((seen) => seen.mac).toSorted() },
    });
  const [seenAt] = found.addresses;
  if (found.active && seenAt !== undefined) return { ...found, addresses: [seenAt] };
  // A machine that is off may have lost the address it had; the one its lease promises is where it will be.
  const leases = known(observed.router.leases);
  if (!leases.known) return blocked(host.path, "leases", leases.failure);
  const address = leases.value.find((lease) => lease.mac === found.mac)?.address ?? seenAt;
  if (address === undefined) return unmet(host.path, { code: "host-without-address", params: { host: host.name } });
  return { ...found, addresses: [address] };
};

const isHost = (found: LanHost | Derived<never>): found is LanHost => "mac" in found;

const deriveLease = (desired: Desired, host: DesiredHost, observed: Observed): Derived<WantedItem<Lease>> => {
  const found = findHost(host, observed);
  if (!isHost(found)) return found;
  const leases = known(observed.router.leases);
  if (!leases.known) return blocked(host.path, "leases", leases.failure);
  const comment = markOf(desired.home, host.name);
  const address = found.addresses[0] ?? "";
  return met({ item: { kind: "lease", mac: found.mac, address, comment }, path: host.path, name: host.name });
};

const deriveForward = (
  desired: Desired,
  forward: DesiredForward,
  observed: Observed,
): Derived<WantedItem<Forward> & { host: string }> => {
  const host = desired.hosts.find((candidate) => candidate.name === forward.host);
  if (host === undefined) return met();
  const found = findHost(host, observed);
  const leases = known(observed.router.leases);
  // A redirection needs its host, and the lease that keeps it there: told once, by the host's own entry.
  if (!isHost(found) || !leases.known) return { wanted: [], unmet: [] };
  for (const facet of ["line", "forwards"] as const) {
    const reading = known<unknown>(observed.router[facet]);
    if (!reading.known) return blocked(forward.path, facet, reading.failure);
  }
  return met(
    ...forward.wanPorts.map((port) => ({
      item: {
        kind: "forward" as const,
        protocol: forward.protocol,
        wanPorts: [port, port] as const,
        lanAddress: found.addresses[0] ?? "",
        lanPort: forward.port,
        ...(forward.from === undefined ? {} : { from: forward.from }),
        enabled: true,
        comment: markOf(desired.home, forward.name),
      },
      path: forward.path,
      name: forward.name,
      host: forward.host,
    })),
  );
};

const deriveStaticName = (desired: Desired, observed: Observed): Derived<WantedItem<StaticName>> => {
  const name = desired.router?.staticName;
  if (name === undefined) return met();
  const path: HomePath = ["router", "name"];
  const names = known(observed.router.staticNames);
  if (!names.known) return blocked(path, "staticNames", names.failure);
  if (name !== "automatic") return met({ item: { kind: "static-name", name }, path, name });
  const { automatic } = names.value;
  if (automatic === undefined) return unmet(path, { code: "no-automatic-name", params: {} });
  return met({ item: { kind: "static-name", name: automatic }, path, name });
};

const deriveRecords = (
  records: DesiredRecords,
  observed: Observed,
  staticName: string | undefined,
): Derived<WantedRecords> => {
  const stored = known(observed.zones[records.zone]?.stored);
  if (!stored.known) return blocked(records.path, `zone ${records.zone}`, stored.failure);
  const { name, zone, type, path } = records;
  const base = {
    name,
    zone,
    type,
    path,
    ...(records.ttlSeconds === undefined ? {} : { ttlSeconds: records.ttlSeconds }),
  };
  if (records.values !== "router") return met({ ...base, values: [...new Set(records.values)] });
  if (type === "CNAME") return staticName === undefined ? met() : met({ ...base, values: [`${staticName}.`] });
  const line = known(observed.router.line);
  if (!line.known) return blocked(path, "line", line.failure);
  if (line.value.ipv4 === undefined)
    return unmet(path, { code: "line-down", params: {} }, { ...unread, message: "the line is down" });
  return met({ ...base, values: [line.value.ipv4] });
};

/** Makes every wish concrete against what was observed. Pure; refuses nothing. */
export const derive = (desired: Desired, observed: Observed): Wanted => {
  const leases = gather(desired.hosts.map((host) => deriveLease(desired, host, observed)));
  const forwards = gather(desired.forwards.map((forward) => deriveForward(desired, forward, observed)));
  const names = deriveStaticName(desired, observed);
  const [staticName] = names.wanted;
  const records = gather(desired.records.map((entry) => deriveRecords(entry, observed, staticName?.item.name)));
  return {
    leases: leases.wanted,
    forwards: forwards.wanted,
    ...(staticName === undefined ? {} : { staticName }),
    records: records.wanted,
    unmet: [...leases.unmet, ...forwards.unmet, ...names.unmet, ...records.unmet],
  };
};
