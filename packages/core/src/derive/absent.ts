/** What an earlier file had made on the router and this one dropped, as it was made. Pure. */
import type { Forward, Lease } from "../contracts.ts";
import type { Wanted, WantedForward, WantedItem } from "../derive.ts";
import { isPlaced, type Lan, type Located } from "./hosts.ts";
import { blocked, type Derived, gather, met, read } from "./outcome.ts";
import { rulesOf } from "./rules.ts";
import { type Desired, type DesiredForward, isOurs, markOf } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import type { Observed } from "../observe.ts";

const addressNow = (located: Located | undefined): string | undefined =>
  located !== undefined && isPlaced(located.at) ? located.at.addressNow : undefined;

/** Our leases, by what a dropped machine is known by. */
interface OurLeases {
  readonly byMac: ReadonlyMap<string, readonly Lease[]>;
  readonly byMark: ReadonlyMap<string, readonly Lease[]>;
}

/** The leases that bear our mark and are of a dropped machine, known by its cards, else by the mark itself. */
const absentLeases = (
  located: Located,
  home: string,
  ours: OurLeases,
  wanted: ReadonlySet<string>,
): readonly WantedItem<Lease>[] => {
  const { host } = located;
  const comment = markOf(home, host.name);
  const found =
    host.macs.length > 0 ? host.macs.flatMap((mac) => ours.byMac.get(mac) ?? []) : (ours.byMark.get(comment) ?? []);
  return found
    .filter(({ mac }) => !wanted.has(mac))
    .map(({ mac, address }) => {
      const here = located.machine?.mac === mac ? addressNow(located) : undefined;
      return { item: { kind: "lease", mac, address: here ?? address, comment }, path: host.path, name: host.name };
    });
};

const portsOf = ({ protocol, wanPorts }: Forward): string => `${protocol} ${wanPorts.join("-")}`;

/** Where the rules of a dropped forward led: where its host is now, by whichever file; else where they still lead. */
const targetsOf = (
  forward: DesiredForward,
  lan: Lan,
  ours: ReadonlyMap<string, readonly Forward[]>,
  home: string,
): readonly string[] => {
  const known = [lan.dropped.get(forward.host), lan.present.get(forward.host)].flatMap(
    (located) => addressNow(located) ?? [],
  );
  if (known.length > 0) return [...new Set(known)];
  // Nobody knows the machine any more: the mark, the ports and the port on the machine must do.
  const left = rulesOf(forward, "", home).flatMap(({ item }) =>
    (ours.get(portsOf(item)) ?? []).filter(({ lanPort }) => lanPort === item.lanPort),
  );
  return [...new Set(left.map(({ lanAddress }) => lanAddress))];
};

/** What is to go, each where it is not wanted after all. */
export const deriveAbsent = (
  desired: Desired,
  observed: Observed,
  lan: Lan,
  wanted: Pick<Wanted, "leases" | "forwards">,
): { readonly leases: Derived<WantedItem<Lease>>; readonly forwards: Derived<WantedForward> } => {
  const leases = read(observed.router.leases);
  const forwards = read(observed.router.forwards);
  const marked = leases.known ? leases.value.filter(({ comment }) => isOurs(desired.home, comment)) : [];
  const ourLeases = {
    byMac: groupedBy(marked, ({ mac }) => mac),
    byMark: groupedBy(marked, ({ comment }) => comment),
  };
  const ourRules = groupedBy(
    forwards.known ? forwards.value.filter(({ comment }) => isOurs(desired.home, comment)) : [],
    portsOf,
  );
  const macs = new Set(wanted.leases.map(({ item }) => item.mac));
  const ports = new Set(wanted.forwards.map(({ item }) => portsOf(item)));
  return {
    leases: gather(
      [...lan.dropped.values()].map((located) =>
        leases.known
          ? met(...absentLeases(located, desired.home, ourLeases, macs))
          : blocked(located.host.path, "leases", leases.failure),
      ),
    ),
    forwards: gather(
      (desired.dropped?.forwards ?? []).map((forward) =>
        forwards.known
          ? met(
              ...targetsOf(forward, lan, ourRules, desired.home)
                .flatMap((address) => rulesOf(forward, address, desired.home))
                .filter(({ item }) => !ports.has(portsOf(item))),
            )
          : blocked(forward.path, "forwards", forwards.failure),
      ),
    ),
  };
};
