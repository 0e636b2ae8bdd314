/** Wanted redirections against the router's rules: which rule is rewritten or goes for which wish, and in which order. Pure. */
import type { Forward, Step } from "../contracts.ts";
import type { Wanted, WantedForward } from "../derive.ts";
import { isOurs } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import { inOrder, type Matches, match, sightOf } from "./forwards-match.ts";
import { portsText, sharersOf } from "./ports.ts";
import type { Note, Planned } from "../plan.ts";

type PlannedStep = Planned["steps"][number];

/** The rules' part of a plan. */
export interface PlannedForwards extends Planned {
  /** Rules that bear the mark of this home and that nothing in its file makes. */
  readonly undeclared: readonly Forward[];
}

/** A rule that goes, with the entry it goes for. */
interface Leaving {
  readonly rule: Forward;
  readonly wish: Pick<WantedForward, "name" | "path">;
}

const idOf = (name: string, { protocol, wanPorts }: Forward): string =>
  `forward/${name}/${protocol}/${portsText(wanPorts)}`;

/** A rule that is no longer what it was made as. */
export const changedForward = ({ protocol, wanPorts }: Forward, path: Note["path"]): Note => ({
  message: { code: "changed-since", params: { what: `WAN ${protocol} ${portsText(wanPorts)}` } },
  ...(path === undefined ? {} : { path }),
});

/** The steps that remove rules, in order. Two rules of one entry may share their ports when one of them is disabled. */
export const removals = (leaving: readonly Leaving[]): readonly PlannedStep[] => {
  const counts = new Map<string, number>();
  return leaving.map(({ rule, wish }) => {
    const id = `${idOf(wish.name, rule)}/remove`;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    const step: Step = {
      id: count === 1 ? id : `${id}/${count}`,
      target: "router",
      verb: "remove",
      before: rule,
      needs: [],
    };
    return { step, path: wish.path };
  });
};

const markAndSight = (rule: Forward): string => `${rule.comment}\n${sightOf(rule)}`;

/** What an earlier file had made: it goes while it is still exactly that, and is told of when it is not. */
const dropped = (
  absent: Wanted["absent"]["forwards"],
  unused: readonly Forward[],
): { readonly leaving: readonly Leaving[]; readonly changed: readonly Leaving[] } => {
  const same = groupedBy(unused, markAndSight);
  const gone = new Map(
    absent.flatMap((wish) => (same.get(markAndSight(wish.item)) ?? []).map((rule) => [rule, wish] as const)),
  );
  const own = groupedBy(
    unused.filter((rule) => !gone.has(rule)),
    ({ comment }) => comment,
  );
  const changed = [...groupedBy(absent, ({ item }) => item.comment)].flatMap(([mark, group]) => {
    const sharers = sharersOf(
      group.map(({ item }) => item),
      own.get(mark) ?? [],
    );
    return group.flatMap((wish) => (sharers.get(wish.item) ?? []).map((rule) => ({ rule, wish })));
  });
  return { leaving: [...gone].map(([rule, wish]) => ({ rule, wish })), changed };
};

/**
 * Further rules on the ports of a wish, when it takes several ports: a router refuses two rules on one port. What leads
 * to another machine and is not ours stays: that port is held.
 */
const inTheWay = (home: string, wishes: readonly WantedForward[], unused: readonly Forward[]): readonly Leaving[] => {
  const enabled = wishes.filter(({ item }) => item.enabled);
  const sharers = sharersOf(
    enabled.map(({ item }) => item),
    unused.filter((rule) => rule.enabled),
  );
  const taken = new Set<Forward>();
  return enabled.flatMap((wish) =>
    (sharers.get(wish.item) ?? []).flatMap((rule) => {
      if (taken.has(rule) || (rule.lanAddress !== wish.item.lanAddress && !isOurs(home, rule.comment))) return [];
      taken.add(rule);
      return [{ rule, wish }];
    }),
  );
};

/** For each wish, the steps that free its ports: whatever stands there must have been rewritten or removed. */
const roomFor = (
  wishes: readonly WantedForward[],
  { inPlace, moved }: Matches,
  removing: readonly PlannedStep[],
): ((wish: WantedForward) => readonly string[]) => {
  const freedBy = new Map<Forward, string>();
  for (const [{ name, item }, rule] of [...inPlace, ...moved]) if (rule.enabled) freedBy.set(rule, idOf(name, item));
  for (const { step } of removing)
    if (step.verb === "remove" && step.before.kind === "forward" && step.before.enabled)
      freedBy.set(step.before, step.id);
  const sharers = sharersOf(
    wishes.map(({ item }) => item).filter(({ enabled }) => enabled),
    [...freedBy.keys()],
  );
  return ({ name, item }) =>
    (sharers.get(item) ?? []).map((rule) => freedBy.get(rule) ?? "").filter((id) => id !== idOf(name, item));
};

/**
 * Plans the rules. `leaseOf` gives the lease steps a host's rules rely on. What comes to a port waits until the rule
 * that stands there has been rewritten or removed. Linear in rules and wishes, but for sorting them.
 */
export const planForwards = (
  home: string,
  wanted: readonly WantedForward[],
  absent: Wanted["absent"]["forwards"],
  listed: readonly Forward[],
  leaseOf: (host: string) => readonly string[],
): PlannedForwards => {
  const rules = inOrder(listed);
  const sorted = wanted.toSorted(
    ({ item: one }, { item: other }) =>
      one.wanPorts[0] - other.wanPorts[0] || (one.protocol === other.protocol ? 0 : one.protocol === "tcp" ? -1 : 1),
  );
  const matches = match(sorted, rules);
  const unused = rules.filter((rule) => !matches.used.has(rule));
  const missing = sorted.filter((wish) => !matches.satisfied.has(wish));
  const { leaving, changed } = dropped(absent, unused);
  const goes = new Set(leaving.map(({ rule }) => rule));
  const standing = inTheWay(
    home,
    missing,
    unused.filter((rule) => !goes.has(rule)),
  );
  const removing = removals([...leaving, ...standing]);
  const room = roomFor(missing, matches, removing);
  const writing = missing.map((wish): PlannedStep => {
    const { item, path, host, name } = wish;
    const before = matches.inPlace.get(wish) ?? matches.moved.get(wish);
    const base = { id: idOf(name, item), target: "router", needs: [...leaseOf(host), ...room(wish)] };
    if (before === undefined) return { step: { ...base, verb: "create", after: item }, path };
    const after = { ...item, ...(before.ref === undefined ? {} : { ref: before.ref }) };
    return { step: { ...base, verb: "update", before, after }, path };
  });
  const told = new Set([...goes, ...standing.map(({ rule }) => rule), ...changed.map(({ rule }) => rule)]);
  return {
    steps: [...removing, ...writing],
    notes: [...new Map(changed.map(({ rule, wish }) => [rule, changedForward(rule, wish.path)])).values()],
    undeclared: unused.filter((rule) => !told.has(rule) && isOurs(home, rule.comment)),
  };
};
