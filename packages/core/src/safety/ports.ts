/** WAN ports that cannot be had, or that something else of the router's has too. Pure. */
import type { PortRange, PortUse, Protocol } from "../contracts.ts";
import type { Wanted, WantedForward } from "../derive.ts";
import { type Desired, isOurs } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import type { Observed } from "../observe.ts";
import { inOrder } from "../plan/forwards-match.ts";
import { lanPortsOf, type Ported, portsParam, sharersOf } from "../plan/ports.ts";
import { listedIn } from "../plan/router.ts";
import { hazard, impossible, type Refusal } from "./refusal.ts";

/** Highest port there is. */
const lastPort = 65_535;

/**
 * Proposes ports inside a range that nothing uses: as many in a row as asked for, as far into the range as those asked
 * for; none below 1024, and none twice. Undefined when there are none.
 */
const createProposer = (
  [first, last]: PortRange,
  taken: readonly Ported[],
): ((asked: PortRange) => PortRange | undefined) => {
  const isTaken = new Uint8Array(lastPort + 2);
  const take = ([from, to]: PortRange): void => void isTaken.fill(1, from, to + 1);
  for (const { wanPorts } of taken) take(wanPorts);
  take([0, 1023]);
  const size = last - first + 1;
  return ([from, to]) => {
    const length = to - from + 1;
    for (let step = 0, run = 0; step < size + length; step += 1) {
      const port = first + ((from + step) % size);
      run = isTaken[port] === 1 ? 0 : port === first ? 1 : run + 1; // a row does not go on from the last port to the first
      if (run < length) continue;
      const found: PortRange = [port - length + 1, port];
      take(found);
      return found;
    }
    return undefined;
  };
};

const outsideRange = (wanted: Wanted, { router }: Observed): readonly Refusal[] => {
  if (router.line?.known !== true) return [];
  const [first, last] = router.line.value.portRange;
  const outside = wanted.forwards.filter(({ item }) => item.wanPorts[0] < first || item.wanPorts[1] > last);
  if (outside.length === 0) return [];
  const propose = createProposer(
    [first, last],
    [...listedIn(router.forwards), ...wanted.forwards.map(({ item }) => item)],
  );
  return outside.map(({ item, path, name }) => {
    const free = propose(item.wanPorts);
    return impossible([...path, "wan"], "port-outside-range", {
      forward: name,
      port: portsParam(item.wanPorts),
      first,
      last,
      free: free === undefined ? 0 : portsParam(free),
    });
  });
};

const held = (home: string, wanted: Wanted, { router }: Observed): readonly Refusal[] => {
  const wishes = wanted.forwards.filter(({ item }) => item.enabled);
  const others = inOrder(listedIn(router.forwards)).filter((rule) => rule.enabled && !isOurs(home, rule.comment));
  const sharers = sharersOf(
    wishes.map(({ item }) => item),
    others,
  );
  return wishes.flatMap(({ item, path, name }) => {
    const holder = sharers.get(item)?.find((rule) => rule.lanAddress !== item.lanAddress);
    if (holder === undefined) return [];
    const { protocol, wanPorts } = item;
    const params = { forward: name, port: portsParam(wanPorts), protocol, holder: holder.lanAddress };
    return [impossible([...path, "wan"], "port-held", { ...params, comment: holder.comment })];
  });
};

type Service = Extract<PortUse, { readonly kind: "service" }>;
type Mapping = Extract<PortUse, { readonly kind: "upnp" }>;

const doorKey = (protocol: Protocol, address: string): string => `${protocol} ${address}`;
const holdsPort = ([first, last]: PortRange, port: number): boolean => first <= port && port <= last;

/** The mappings to the very place a wish leads to, or on its WAN ports: a second way in, or the only one. */
const mappingsOf = (
  wishes: readonly WantedForward[],
  mappings: readonly Mapping[],
): ((wish: WantedForward) => readonly Mapping[]) => {
  const sharers = sharersOf(
    wishes.map(({ item }) => item),
    mappings,
  );
  const doors = groupedBy(mappings, ({ protocol, lanAddress }) => doorKey(protocol, lanAddress));
  return ({ item }) => {
    const toThere = (doors.get(doorKey(item.protocol, item.lanAddress)) ?? []).filter(({ lanPort }) =>
      holdsPort(lanPortsOf(item), lanPort),
    );
    return [...new Set([...(sharers.get(item) ?? []), ...toThere])];
  };
};

/**
 * Whatever else of the router's takes a wanted port. The Freebox documentation says that a port of the box itself wins
 * over a redirection. Which of the others wins it does not say: a machine that gets all unspoken ports (DMZ), or that
 * asked for a mapping, is told of when it may get what is meant for another.
 */
const shadowed = (wanted: Wanted, { router }: Observed): readonly Refusal[] => {
  const uses = listedIn(router.portUses);
  const wishes = wanted.forwards.filter(({ item }) => item.enabled);
  const services = sharersOf(
    wishes.map(({ item }) => item),
    uses.filter((use): use is Service => use.kind === "service"),
  );
  const mappings = mappingsOf(
    wishes,
    uses.filter((use): use is Mapping => use.kind === "upnp"),
  );
  const dmz = uses.find((use) => use.kind === "dmz")?.lanAddress;
  return wishes.flatMap((wish) => {
    const { item, path, name: forward } = wish;
    const about = (ports: PortRange): { forward: string; protocol: Protocol; port: string | number } => ({
      forward,
      protocol: item.protocol,
      port: portsParam(ports),
    });
    const byService = (services.get(item) ?? []).map(({ name, wanPorts }) =>
      hazard("shadowed", path, "shadowed-service", { ...about(wanPorts), service: name }),
    );
    const byMapping = mappings(wish).map(({ wanPorts, lanAddress, lanPort, comment }) => {
      const params = { ...about(wanPorts), to: `${lanAddress}:${lanPort}`, comment };
      return hazard("shadowed", path, "shadowed-upnp", params);
    });
    const byDmz =
      dmz === undefined || dmz === item.lanAddress
        ? []
        : [hazard("shadowed", path, "shadowed-dmz", { ...about(item.wanPorts), holder: dmz })];
    return [...byService, ...byMapping, ...byDmz];
  });
};

/** Every reason against the wanted ports. */
export const refusePorts = (desired: Desired, wanted: Wanted, observed: Observed): readonly Refusal[] => [
  ...outsideRange(wanted, observed),
  ...held(desired.home, wanted, observed),
  ...shadowed(wanted, observed),
];
