/** Desired and observed become wanted: every value concrete, or said to be out of reach and why. Pure. */
import type { Failure, Forward, Lease, Message, StaticName } from "./contracts.ts";
import { deriveAbsent } from "./derive/absent.ts";
import { deriveLease, isPlaced, type Lan, lanOf } from "./derive/hosts.ts";
import { automaticNameOf, deriveRecords } from "./derive/records.ts";
import { rulesOf } from "./derive/rules.ts";
import { blocked, type Derived, gather, met, read } from "./derive/outcome.ts";
import type { Desired, DesiredForward, DesiredRecords, HomePath } from "./desired.ts";
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

/** A lease, and where its machine is until it asks for an address again. */
export interface WantedLease extends WantedItem<Lease> {
  /** IPv4 address the machine has now; `item.address` is the one it is to have. */
  readonly addressNow: string;
  /** True when the file says which address; else the machine keeps the one it has. */
  readonly isDeclared?: boolean;
}

/** One rule: one protocol and one port range of an entry. It leads where the machine is now. */
export interface WantedForward extends WantedItem<Forward> {
  /** Key of the host. */
  readonly host: string;
}

/** The records of one type at one name. */
export interface WantedRecords {
  readonly name: string;
  readonly zone: string;
  /** Upper case. */
  readonly type: string;
  /** As in `DesiredRecords`: `absent` without any value means none of the type. */
  readonly wish: DesiredRecords["wish"];
  /** Canonical, no doubles. */
  readonly values: readonly string[];
  readonly ttlSeconds?: number;
  readonly path: HomePath;
}

/** Everything of the file that can be had, concrete, and what cannot. */
export interface Wanted {
  readonly leases: readonly WantedLease[];
  readonly forwards: readonly WantedForward[];
  readonly staticName?: WantedItem<StaticName>;
  readonly records: readonly WantedRecords[];
  /**
   * What an earlier file had made and this one dropped: it goes where it bears our mark and a rule still equals this, a
   * lease still is of this mac (its `item.address` is where the machine is now).
   */
  readonly absent: {
    readonly leases: readonly WantedItem<Lease>[];
    readonly forwards: readonly WantedForward[];
  };
  readonly unmet: readonly Unmet[];
}

const deriveForward = (
  forward: DesiredForward,
  desired: Desired,
  observed: Observed,
  lan: Lan,
): Derived<WantedForward> => {
  const at = lan.present.get(forward.host)?.at;
  // A redirection needs its host, and the lease that keeps it there: told once, by the host's own entry.
  if (at === undefined || !isPlaced(at) || !read(observed.router.leases).known) return met();
  for (const facet of ["line", "forwards"] as const) {
    const reading = read<unknown>(observed.router[facet]);
    if (!reading.known) return blocked(forward.path, facet, reading.failure);
  }
  return met(...rulesOf(forward, at.addressNow, desired.home));
};

const deriveStaticName = (desired: Desired, observed: Observed): Derived<WantedItem<StaticName>> => {
  const name = desired.router?.staticName;
  if (name === undefined) return met();
  const path: HomePath = ["router", "name"];
  if (name === "automatic") {
    const automatic = automaticNameOf(path, observed.router);
    return {
      ...automatic,
      wanted: automatic.wanted.map((item) => ({ item: { kind: "static-name", name: item }, path, name: item })),
    };
  }
  const { staticNames } = observed.router;
  // A router that has no such names is refused by what it can do, which says more than a reading that never came.
  const isBeyondIt = staticNames === undefined && observed.capabilities?.staticName === false;
  const names = read(staticNames);
  if (!names.known && !isBeyondIt) return blocked(path, "staticNames", names.failure);
  return met({ item: { kind: "static-name", name }, path, name });
};

/** Makes every wish concrete against what was observed. Pure; refuses nothing; linear in the file and the readings. */
export const derive = (desired: Desired, observed: Observed): Wanted => {
  const lan = lanOf(desired, observed.router);
  const leases = gather([...lan.present.values()].map((located) => deriveLease(located, desired.home, observed)));
  const forwards = gather(desired.forwards.map((forward) => deriveForward(forward, desired, observed, lan)));
  const names = deriveStaticName(desired, observed);
  const [staticName] = names.wanted;
  const records = deriveRecords(desired, observed, lan, staticName?.item.name);
  const absent = deriveAbsent(desired, observed, lan, { leases: leases.wanted, forwards: forwards.wanted });
  return {
    leases: leases.wanted,
    forwards: forwards.wanted,
    ...(staticName === undefined ? {} : { staticName }),
    records: records.wanted,
    absent: { leases: absent.leases.wanted, forwards: absent.forwards.wanted },
    unmet: [
      ...leases.unmet,
      ...forwards.unmet,
      ...names.unmet,
      ...records.unmet,
      ...absent.leases.unmet,
      ...absent.forwards.unmet,
    ],
  };
};
