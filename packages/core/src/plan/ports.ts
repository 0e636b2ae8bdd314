/** Ports as ranges, and who shares some with whom: sorted and swept, never everyone against everyone. Pure. */
import type { Forward, PortRange, Protocol } from "../contracts.ts";

/** Anything that takes WAN ports. */
export interface Ported {
  readonly protocol: Protocol;
  readonly wanPorts: PortRange;
}

/** Two that cannot both have their ports: same protocol, some WAN port in common. */
export const overlaps = (one: Ported, other: Ported): boolean =>
  one.protocol === other.protocol && one.wanPorts[0] <= other.wanPorts[1] && other.wanPorts[0] <= one.wanPorts[1];

/** "7654", "8000-8010". */
export const portsText = ([first, last]: PortRange): string => (first === last ? String(first) : `${first}-${last}`);

/** A single port as a number, several as text: as messages carry them. */
export const portsParam = (ports: PortRange): string | number => (ports[0] === ports[1] ? ports[0] : portsText(ports));

/** The LAN ports a rule leads to: the first is given, the others follow in order. */
export const lanPortsOf = ({ wanPorts, lanPort }: Pick<Forward, "wanPorts" | "lanPort">): PortRange => [
  lanPort,
  lanPort + wanPorts[1] - wanPorts[0],
];

/** Which comes first of two texts, whatever the language of this machine. */
export const inTextOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const byFirst = (one: Ported, other: Ported): number => one.wanPorts[0] - other.wanPorts[0];

/**
 * For each asked one, the held ones that share a WAN port with it, lowest first. Costs a sort of each list and the
 * answer's own length.
 */
export const sharersOf = <A extends Ported, H extends Ported>(
  asked: readonly A[],
  held: readonly H[],
): ReadonlyMap<A, readonly H[]> => {
  const sharers = new Map<A, readonly H[]>();
  for (const protocol of ["tcp", "udp"] as const) {
    const rest = held.filter((one) => one.protocol === protocol).toSorted(byFirst);
    let next = 0;
    let near: readonly H[] = [];
    for (const one of asked.filter((candidate) => candidate.protocol === protocol).toSorted(byFirst)) {
      const begun = next;
      while ((rest[next]?.wanPorts[0] ?? Number.POSITIVE_INFINITY) <= one.wanPorts[1]) next += 1;
      // What ends before this one begins is near to none of the later ones either.
      near = [...near, ...rest.slice(begun, next)].filter((other) => other.wanPorts[1] >= one.wanPorts[0]);
      sharers.set(
        one,
        near.filter((other) => overlaps(one, other)),
      );
    }
  }
  return sharers;
};
