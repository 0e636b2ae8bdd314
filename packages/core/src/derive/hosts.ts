/** The machines of the file as the LAN has them: which they are, and where they are now. Pure. */
import type { LanHost } from "../contracts.ts";
import type { WantedLease } from "../derive.ts";
import { blocked, type Derived, met, read, unmet } from "./outcome.ts";
import { type Desired, type DesiredHost, markOf } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import type { Observed } from "../observe.ts";

/** A machine that was found, and the IPv4 address it has now. */
export interface Placed {
  readonly machine: LanHost;
  readonly addressNow: string;
}

/** True for a machine, false for what is said in its place. */
export const isPlaced = (found: Placed | Derived<never>): found is Placed => "machine" in found;

/** A host of the file, and the machine it is or what is to be said in its place. */
export interface Located {
  readonly host: DesiredHost;
  readonly machine?: LanHost;
  readonly at: Placed | Derived<never>;
}

/** Every host of the file looked up once, by its key. */
export interface Lan {
  readonly present: ReadonlyMap<string, Located>;
  /** Those an earlier file declared and this one dropped. */
  readonly dropped: ReadonlyMap<string, Located>;
}

interface Index {
  readonly byMac: ReadonlyMap<string, readonly LanHost[]>;
  readonly byName: ReadonlyMap<string, readonly LanHost[]>;
  readonly byAddress: ReadonlyMap<string, readonly LanHost[]>;
  /** The router's own word for each, for those who look for a name. */
  readonly names: readonly string[];
}

const indexOf = (hosts: readonly LanHost[]): Index => {
  const named = hosts.flatMap((machine) =>
    [...new Set(machine.names.map((name) => name.toLowerCase()))].map((name) => ({ name, machine })),
  );
  const byName = [...groupedBy(named, ({ name }) => name)].map(
    ([name, found]) => [name, found.map(({ machine }) => machine)] as const,
  );
  return {
    byMac: groupedBy(hosts, ({ mac }) => mac),
    byName: new Map(byName),
    byAddress: groupedBy(hosts, ({ addresses }) => addresses[0] ?? ""),
    names: hosts.flatMap(({ names }) => names.slice(0, 1)),
  };
};

/** The machines a host may be: of several cards the one in use; without a card, by name, else by address. */
const candidatesOf = (host: DesiredHost, index: Index): readonly LanHost[] => {
  if (host.macs.length > 0) {
    const cards = host.macs.flatMap((mac) => index.byMac.get(mac) ?? []);
    return [...cards.filter(({ active }) => active), ...cards].slice(0, 1);
  }
  const named = index.byName.get(host.lanName) ?? [];
  if (named.length > 0 || host.address === undefined) return named;
  const there = index.byAddress.get(host.address) ?? [];
  const active = there.filter((machine) => machine.active); // one that is off may have lost the address since
  return active.length > 0 ? active : there;
};

const findMachine = (host: DesiredHost, index: Index): LanHost | Derived<never> => {
  const found = candidatesOf(host, index);
  const [machine, ...others] = found;
  if (machine === undefined) {
    const params = { host: host.name, mac: host.macs.join(", "), names: index.names };
    const path = host.macs.length === 0 ? host.path : [...host.path, "mac"];
    return unmet(path, { code: "host-not-found", params });
  }
  // Devices choose their own names: a second one of that name must not be let in by chance.
  if (others.every((other) => other.mac === machine.mac)) return machine;
  const macs = [...new Set(found.map(({ mac }) => mac))].toSorted();
  return unmet(host.path, { code: "host-ambiguous", params: { host: host.name, macs } });
};

/** Where a machine is now. One that is off may have lost the address it had; its lease says where it will be. */
const place = (
  host: DesiredHost,
  machine: LanHost,
  promised: ReadonlyMap<string, string>,
  leases: Observed["router"]["leases"],
): Placed | Derived<never> => {
  const [seenAt] = machine.addresses;
  if (machine.active && seenAt !== undefined) return { machine, addressNow: seenAt };
  const held = read(leases);
  if (!held.known) return blocked(host.path, "leases", held.failure);
  const addressNow = promised.get(machine.mac) ?? seenAt ?? host.address;
  if (addressNow !== undefined) return { machine, addressNow };
  return unmet(host.path, { code: "host-without-address", params: { host: host.name } });
};

/** Looks every host of the file up, once. */
export const lanOf = (desired: Desired, { hosts: reading, leases }: Observed["router"]): Lan => {
  const seen = read(reading);
  const index = seen.known ? indexOf(seen.value) : seen.failure;
  const held = new Map((leases?.known === true ? leases.value : []).map(({ mac, address }) => [mac, address]));
  const locate = (host: DesiredHost): Located => {
    if ("kind" in index) return { host, at: blocked(host.path, "hosts", index) };
    const machine = findMachine(host, index);
    if (!("mac" in machine)) return { host, at: machine };
    return { host, machine, at: place(host, machine, held, leases) };
  };
  const byKey = (hosts: readonly DesiredHost[]): ReadonlyMap<string, Located> =>
    new Map(hosts.map((host) => [host.name, locate(host)]));
  return { present: byKey(desired.hosts), dropped: byKey(desired.dropped?.hosts ?? []) };
};

/** The lease that keeps a machine where it is to be: at its declared address, else at the one it has. */
export const deriveLease = ({ host, at }: Located, home: string, observed: Observed): Derived<WantedLease> => {
  if (!isPlaced(at)) return at;
  const leases = read(observed.router.leases);
  if (!leases.known) return blocked(host.path, "leases", leases.failure);
  const { mac } = at.machine;
  const address = host.address ?? at.addressNow;
  const item = { kind: "lease" as const, mac, address, comment: markOf(home, host.name) };
  const isDeclared = host.address === undefined ? {} : { isDeclared: true };
  return met({ item, addressNow: at.addressNow, ...isDeclared, path: host.path, name: host.name });
};
