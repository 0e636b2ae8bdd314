/** Which rule of the router each wanted redirection is made of. Pure. */
import type { Forward } from "../contracts.ts";
import type { WantedForward } from "../derive.ts";
import { groupedBy } from "../grouped.ts";
import { inTextOrder, sharersOf } from "./ports.ts";

/** Where a rule leads, as one text. */
const wayOf = ({ protocol, wanPorts, lanAddress, lanPort }: Forward): string =>
  [protocol, ...wanPorts, lanAddress, lanPort].join(" ");

/** All that matters of a rule to a visitor, as one text: equal texts, equal rules. */
export const sightOf = (rule: Forward): string => `${wayOf(rule)} ${rule.from ?? ""} ${rule.enabled}`;

const orderOf = (rule: Forward): string =>
  [String(rule.wanPorts[0]).padStart(5, "0"), sightOf(rule), rule.comment, rule.ref ?? ""].join("\n");

/** The same rules in the same order, however the router lists them. */
export const inOrder = (rules: readonly Forward[]): readonly Forward[] =>
  rules
    .map((rule) => ({ rule, order: orderOf(rule) }))
    .toSorted((one, other) => inTextOrder(one.order, other.order))
    .map(({ rule }) => rule);

/** Which rule each wish is made of; a wish in none of them has no rule yet. */
export interface Matches {
  readonly satisfied: ReadonlyMap<WantedForward, Forward>;
  /** By what stands on the wanted port. */
  readonly inPlace: ReadonlyMap<WantedForward, Forward>;
  /** By our own rule, come from another port. */
  readonly moved: ReadonlyMap<WantedForward, Forward>;
  /** Every rule that is one of these. */
  readonly used: ReadonlySet<Forward>;
}

/** The rules that may be taken for a wish, the best first. */
type Offer = (wish: WantedForward) => readonly Forward[];

const byMark = (rules: readonly Forward[]): ReadonlyMap<string, readonly Forward[]> =>
  groupedBy(rules, ({ comment }) => comment);

/** Rules of any comment that share a port with the wish, and may be rewritten for it. */
const standing = (wishes: readonly WantedForward[], rules: readonly Forward[]): Offer => {
  const items = wishes.map(({ item }) => item).filter(({ enabled }) => enabled);
  const sharers = sharersOf(
    items,
    rules.filter(({ enabled }) => enabled),
  );
  return ({ item }) => sharers.get(item) ?? [];
};

/** A rule that leads the same way, and lets somebody in where nobody is to come in. */
const open = (rules: readonly Forward[]): Offer => {
  const ways = groupedBy(
    rules.filter(({ enabled }) => enabled),
    wayOf,
  );
  return ({ item }) => (item.enabled ? [] : (ways.get(wayOf(item)) ?? []));
};

/** Our own rules of the entry that share a port with the wish. */
const asleep = (wishes: readonly WantedForward[], rules: readonly Forward[]): Offer => {
  const own = byMark(rules);
  const sharers = new Map(
    [...groupedBy(wishes, ({ item }) => item.comment)].flatMap(([mark, group]) => [
      ...sharersOf(
        group.map(({ item }) => item),
        own.get(mark) ?? [],
      ),
    ]),
  );
  return ({ item }) => sharers.get(item) ?? [];
};

/**
 * Gives each wish the rule it will be made of, each rule to one wish at most: first the rules that are right as they
 * are, then what stands on the wanted port, and only then our own rule of that entry on a port nobody wants. A wish that
 * lets nobody in makes no room for itself: it takes what leads the same way, or is its own.
 */
export const match = (wanted: readonly WantedForward[], rules: readonly Forward[]): Matches => {
  const used = new Set<Forward>();
  const take = (wishes: readonly WantedForward[], offer: Offer): Map<WantedForward, Forward> => {
    const taken = new Map<WantedForward, Forward>();
    // Offers shrink as they are used: the rules of one mark are looked at once, not once a wish.
    const begun = new Map<readonly Forward[], number>();
    for (const wish of wishes) {
      const offered = offer(wish);
      let next = begun.get(offered) ?? 0;
      for (let rule = offered[next]; rule !== undefined && used.has(rule); rule = offered[next]) next += 1;
      begun.set(offered, next);
      const rule = offered[next];
      if (rule === undefined) continue;
      used.add(rule);
      taken.set(wish, rule);
    }
    return taken;
  };
  const without = (...given: readonly ReadonlyMap<WantedForward, Forward>[]): readonly WantedForward[] =>
    wanted.filter((wish) => !given.some((matches) => matches.has(wish)));
  const sights = groupedBy(rules, sightOf);
  const satisfied = take(wanted, ({ item }) => sights.get(sightOf(item)) ?? []);
  const missing = without(satisfied);
  const first = take(missing, standing(missing, rules));
  const second = take(without(satisfied, first), open(rules));
  const third = take(without(satisfied, first, second), asleep(missing, rules));
  const inPlace = new Map([...first, ...second, ...third]);
  const own = byMark(rules);
  const moved = take(without(satisfied, inPlace), ({ item }) => own.get(item.comment) ?? []);
  return { satisfied, inPlace, moved, used };
};
