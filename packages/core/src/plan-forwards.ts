/** Wanted redirections against the router's rules: which rule is rewritten for which wish, and in which order. Pure. */
import type { Forward, Step } from "./contracts.ts";
import type { Wanted } from "./derive.ts";
import type { Planned } from "./plan.ts";

type WantedForward = Wanted["forwards"][number];

/** Nothing else about a rule matters to a visitor. */
const sameForward = (one: Forward, other: Forward): boolean =>
  one.protocol === other.protocol &&
  one.wanPorts[0] === other.wanPorts[0] &&
  one.wanPorts[1] === other.wanPorts[1] &&
  one.lanAddress === other.lanAddress &&
  one.lanPort === other.lanPort &&
  one.from === other.from &&
  one.enabled === other.enabled;

/** Two rules that cannot both be enabled: same protocol, some WAN port in common. */
export const overlaps = (one: Forward, other: Forward): boolean =>
  one.protocol === other.protocol && one.wanPorts[0] <= other.wanPorts[1] && other.wanPorts[0] <= one.wanPorts[1];

const orderOf = ({ protocol, wanPorts, lanAddress, lanPort, from, enabled, comment, ref }: Forward): string =>
  JSON.stringify([
    String(wanPorts[0]).padStart(5, "0"),
    wanPorts[1],
    protocol,
    lanAddress,
    lanPort,
    from ?? "",
    enabled,
    comment,
    ref ?? "",
  ]);

/** The same rules in the same order, however the router lists them. */
const inOrder = (rules: readonly Forward[]): readonly Forward[] =>
  rules
    .map((rule) => ({ rule, order: orderOf(rule) }))
    .toSorted((one, other) => (one.order < other.order ? -1 : 1))
    .map(({ rule }) => rule);

const isOwn = (rule: Forward, item: Forward): boolean => rule.comment === item.comment;

/** Which rule each wish is made of; a wish in none of them has no rule yet. */
interface Matches {
  readonly satisfied: ReadonlySet<WantedForward>;
  /** By what stands on the wanted port. */
  readonly inPlace: ReadonlyMap<WantedForward, Forward>;
  /** By our own rule, come from another port. */
  readonly moved: ReadonlyMap<WantedForward, Forward>;
}

/**
 * Gives each wish the rule it will be made of, each rule to one wish at most: first the rules that are right as they
 * are, then what stands on the wanted port, and only then our own rule of that entry on a port nobody wants.
 */
const match = (wanted: readonly WantedForward[], rules: readonly Forward[]): Matches => {
  const used = new Set<Forward>();
  const take = (
    open: readonly WantedForward[],
    fits: (rule: Forward, item: Forward) => boolean,
  ): Map<WantedForward, Forward> => {
    const taken = new Map<WantedForward, Forward>();
    for (const wish of open) {
      const rule = rules.find((candidate) => !used.has(candidate) && fits(candidate, wish.item));
      if (rule === undefined) continue;
      used.add(rule);
      taken.set(wish, rule);
    }
    return taken;
  };
  const satisfied = new Set(take(wanted, sameForward).keys());
  const missing = wanted.filter((wish) => !satisfied.has(wish));
  const standing = take(missing, (rule, item) => rule.enabled && overlaps(rule, item));
  const asleep = take(
    missing.filter((wish) => !standing.has(wish)),
    (rule, item) => isOwn(rule, item) && overlaps(rule, item),
  );
  const inPlace = new Map([...standing, ...asleep]);
  const moved = take(
    missing.filter((wish) => !inPlace.has(wish)),
    isOwn,
  );
  return { satisfied, inPlace, moved };
};

/**
 * Plans the rules. `leaseOf` gives the lease steps a host's rules rely on. What comes to a port waits until the rule
 * that stands there has been rewritten: routers refuse two rules on one port.
 */
export const planForwards = (
  wanted: readonly WantedForward[],
  rules: readonly Forward[],
  leaseOf: (host: string) => readonly string[],
): Planned["steps"] => {
  const sorted = [...wanted].toSorted(
    ({ item: one }, { item: other }) =>
      one.wanPorts[0] - other.wanPorts[0] || one.protocol.localeCompare(other.protocol),
  );
  const { satisfied, inPlace, moved } = match(sorted, inOrder(rules));
  const idOf = ({ name, item }: WantedForward): string => `forward/${name}/${item.protocol}/${item.wanPorts[0]}`;
  const makesRoom = ({ item }: WantedForward): readonly string[] =>
    [...inPlace].filter(([, rule]) => rule.enabled && overlaps(rule, item)).map(([wish]) => idOf(wish));
  return sorted
    .filter((wish) => !satisfied.has(wish))
    .map((wish) => {
      const { item, path, host } = wish;
      const before = inPlace.get(wish) ?? moved.get(wish);
      const needs = [...leaseOf(host), ...(inPlace.has(wish) ? [] : makesRoom(wish))];
      const base = { id: idOf(wish), target: "router", needs };
      const step: Step =
        before === undefined
          ? { ...base, verb: "create", after: item }
          : {
              ...base,
              verb: "update",
              before,
              after: { ...item, ...(before.ref === undefined ? {} : { ref: before.ref }) },
            };
      return { step, path };
    });
};
