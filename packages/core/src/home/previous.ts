/** What an earlier home file declared and this one does not: it goes, where it is still as it was made. Pure. */
import type { PortRange, Protocol } from "../contracts.ts";
import {
  type Desired,
  type DesiredForward,
  type DesiredHost,
  type DesiredRecords,
  type DesiredValue,
  HomeError,
} from "../desired.ts";
import { sshfpOf } from "./host-key.ts";

/** What a host may be known by, besides its cards: two that have one of these in common may be one machine. */
const namesOf = ({ name, lanName, address }: DesiredHost): readonly string[] => [
  `key ${name}`,
  `name ${lanName}`,
  ...(address === undefined ? [] : [`address ${address}`]),
];

/** The machines of a file, to ask whether a host of another file is among them; each leads to its key. */
interface Machines {
  readonly byMac: ReadonlyMap<string, string>;
  readonly byName: ReadonlyMap<string, string>;
  /** Only hosts without a card, which may be any machine of their name or address. */
  readonly cardless: ReadonlyMap<string, string>;
}

const keysByName = (hosts: readonly DesiredHost[]): ReadonlyMap<string, string> =>
  new Map(hosts.flatMap((host) => namesOf(host).map((name) => [name, host.name] as const)));

const machinesOf = (hosts: readonly DesiredHost[]): Machines => ({
  byMac: new Map(hosts.flatMap(({ macs, name }) => macs.map((mac) => [mac, name] as const))),
  byName: keysByName(hosts),
  cardless: keysByName(hosts.filter(({ macs }) => macs.length === 0)),
});

/** The host that may be this machine though no card says so. */
const namesakeOf = (host: DesiredHost, { byName, cardless }: Machines): string | undefined => {
  const known = host.macs.length === 0 ? byName : cardless;
  return namesOf(host).flatMap((name) => known.get(name) ?? [])[0];
};

/** The host as far as it is no more: its cards that no host has now. Undefined when all of it may still be there. */
const goneOf = (host: DesiredHost, machines: Machines): DesiredHost | undefined => {
  const macs = host.macs.filter((mac) => !machines.byMac.has(mac));
  const isThere = namesakeOf(host, machines) !== undefined || (host.macs.length > 0 && macs.length === 0);
  return isThere ? undefined : { ...host, macs, allow: [] };
};

/** What an earlier file said, in terms that hold beside the one of now. */
interface Then {
  readonly previous: Desired;
  /** The key a host of then has now. */
  readonly hostNow: (host: string) => string;
}

const ruleOf = (protocol: Protocol, [first, last]: PortRange): string => `${protocol} ${first}-${last}`;

/** Forwards that are no more, and the ports that forwards have no more. What has only changed its target is rewritten. */
const droppedForwards = (desired: Desired, { previous, hostNow }: Then): readonly DesiredForward[] => {
  const kept = new Set(
    desired.forwards.flatMap(({ protocols, wanPorts }) =>
      protocols.flatMap((protocol) => wanPorts.map((ports) => ruleOf(protocol, ports))),
    ),
  );
  return previous.forwards.flatMap((forward) =>
    forward.protocols.flatMap((protocol) => {
      const wanPorts = forward.wanPorts.filter((ports) => !kept.has(ruleOf(protocol, ports)));
      if (wanPorts.length === 0) return [];
      return [{ ...forward, host: hostNow(forward.host), protocols: [protocol], wanPorts, allow: [] }];
    }),
  );
};

/** Values as one file alone can say them: what followed something that only it declares is made literal. */
const settled = (
  { type, values }: DesiredRecords,
  { router, hosts }: Desired,
  hostNow: (host: string) => string,
): readonly DesiredValue[] =>
  values.map((value): DesiredValue => {
    if ("literal" in value) return value;
    if (value.follow === "router") {
      const name = router?.staticName;
      return type !== "CNAME" || name === undefined || name === "automatic" ? value : { literal: `${name}.` };
    }
    const pinned = type === "SSHFP" ? hosts.find(({ name }) => name === value.host) : undefined;
    const literal = pinned === undefined ? undefined : sshfpOf(pinned);
    return literal === undefined ? { follow: "host", host: hostNow(value.host) } : { literal };
  });

const keyOf = ({ name, type }: { readonly name: string; readonly type: string }): string => `${name} ${type}`;

/**
 * Values that are no more, as records that are to be absent. Those that a whole set of the file drives out are named
 * too: what the owner declared before is nobody else's, and replacing it takes nothing over.
 */
const droppedRecords = (desired: Desired, { previous, hostNow }: Then): readonly DesiredRecords[] => {
  const said = new Map<string, ReadonlySet<string>>();
  for (const records of desired.records) {
    const values = settled(records, desired, (host) => host).map((value) => JSON.stringify(value));
    said.set(keyOf(records), new Set([...(said.get(keyOf(records)) ?? []), ...values]));
  }
  const gone = new Set(
    desired.records.filter(({ wish, values }) => wish === "absent" && values.length === 0).map(keyOf),
  );
  return previous.records.flatMap((records): readonly DesiredRecords[] => {
    const { name, zone, type, path } = records;
    if (records.wish === "absent" || gone.has(keyOf(records))) return [];
    const still = said.get(keyOf(records));
    const values = settled(records, previous, hostNow).filter((value) => still?.has(JSON.stringify(value)) !== true);
    return values.length === 0 ? [] : [{ name, zone, type, wish: "absent", values, path, allow: [] }];
  });
};

/**
 * The file with what an earlier one of the same home declared and it does not: hosts and forwards as `dropped`, record
 * values as absent ones. A router or a zone that only the earlier file names is named again where something is to go
 * from it. Nothing the file still declares is dropped, and nothing that may be the same machine under another name.
 *
 * @throws HomeError when the two are not the same home.
 */
export const withPrevious = (desired: Desired, previous: Desired): Desired => {
  if (desired.home !== previous.home)
    throw new HomeError([
      {
        path: ["home"],
        message: `this is ${desired.home}, and the earlier file is of ${previous.home}`,
        remedy: "give the earlier file of the same home",
      },
    ]);
  const machines = machinesOf(desired.hosts);
  // Another kind of router is another router: what was made on the old one is not on this one.
  const isSameRouter = desired.router === undefined || desired.router.kind === previous.router?.kind;
  const hosts = previous.hosts.flatMap((host) => goneOf(host, machines) ?? []);
  const dropped = new Set(hosts.map(({ name }) => name));
  const heirs = new Map(
    previous.hosts.map((host) => {
      const heir = host.macs.flatMap((mac) => machines.byMac.get(mac) ?? [])[0] ?? namesakeOf(host, machines);
      return [host.name, dropped.has(host.name) ? undefined : heir] as const;
    }),
  );
  const then: Then = { previous, hostNow: (host) => heirs.get(host) ?? host };
  const forwards = droppedForwards(desired, then);
  const records = droppedRecords(desired, then);
  const isGoing = isSameRouter && hosts.length + forwards.length > 0;
  const declared = new Set(desired.zones.map(({ name }) => name));
  const used = new Set(records.map(({ zone }) => zone));
  return {
    ...desired,
    ...(isGoing && desired.router === undefined && previous.router !== undefined
      ? { router: { kind: previous.router.kind, path: previous.router.path } } // its static name is nobody's wish now
      : {}),
    zones: [...desired.zones, ...previous.zones.filter(({ name }) => used.has(name) && !declared.has(name))],
    records: [...desired.records, ...records],
    ...(isGoing ? { dropped: { hosts, forwards } } : {}),
  };
};
