/** Plans that take away: all that a home file makes (destroy), or what it no longer makes (prune). Pure. */
import type { Forward, Lease, Step } from "../contracts.ts";
import type { Wanted, WantedForward } from "../derive.ts";
import { type Desired, type DesiredForward, isOurs, markOf } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import type { Observed } from "../observe.ts";
import { changedForward, planForwards, removals } from "./forwards.ts";
import { inOrder, sightOf } from "./forwards-match.ts";
import { giveUp } from "./leases.ts";
import { inTextOrder } from "./ports.ts";
import { planRecords } from "./records.ts";
import { listedIn } from "./router.ts";
import type { Note, Plan, Planned } from "../plan.ts";

type PlannedStep = Planned["steps"][number];
interface GoingLease {
  readonly lease: Lease;
  readonly wish: { readonly name: string; readonly path: readonly (string | number)[] };
}

const markAndSight = (rule: Forward): string => `${rule.comment}\n${sightOf(rule)}`;
const changedLease = ({ mac, address }: Lease, path: Note["path"] = []): Note => ({
  message: { code: "changed-since", params: { what: `${mac} ${address}` } },
  path,
});

const planOf = (home: string, wanted: Wanted, steps: readonly PlannedStep[], notes: readonly Note[]): Plan => ({
  version: 1,
  home,
  steps: steps.map(({ step }) => step),
  origins: Object.fromEntries(steps.map(({ step, path }) => [step.id, path])),
  // What cannot be had cannot be told apart from what was changed: said, and no reason to refuse.
  notes: [
    ...notes,
    ...wanted.unmet.flatMap(({ failure, message, path }) => (failure === undefined ? [{ message, path }] : [])),
  ],
  blocked: wanted.unmet.filter(({ failure }) => failure !== undefined),
});

const ourRules = (home: string, observed: Observed): readonly Forward[] =>
  inOrder(listedIn(observed.router.forwards).filter(({ comment }) => isOurs(home, comment)));
const ourLeases = (home: string, observed: Observed): readonly Lease[] =>
  listedIn(observed.router.leases)
    .filter(({ comment }) => isOurs(home, comment))
    .toSorted((one, other) => inTextOrder(one.comment, other.comment) || inTextOrder(one.mac, other.mac));

/** The entry a mark of this home names. */
const entryOf = (home: string, comment: string): string => comment.slice(markOf(home, "").length);

/** True when what leads to the static name is all known: nothing else of the file could be left pointing at it. */
const knowsNames = (wanted: Wanted): boolean =>
  wanted.unmet.every(({ path, failure }) => path[0] !== "names" || failure === undefined);

/** Gives the static name up once no server serves a CNAME to it, or says that it is kept. */
const releaseOf = (
  wanted: Wanted,
  observed: Observed,
  zones: readonly PlannedStep[],
  releaseName: boolean,
): Planned => {
  const { staticName } = wanted;
  if (staticName === undefined) return { steps: [], notes: [] };
  const { item, path } = staticName;
  // The name a router has by itself is not ours to give up.
  if (!listedIn(observed.router.staticNames).some(({ name }) => name === item.name)) return { steps: [], notes: [] };
  if (!releaseName || !knowsNames(wanted))
    return { steps: [], notes: [{ message: { code: "static-name-kept", params: { name: item.name } }, path }] };
  const published = new Set(zones.filter(({ step }) => step.verb === "publish").map(({ step }) => step.id));
  const followers = wanted.records.filter(
    ({ type, wish, values }) => type === "CNAME" && wish !== "absent" && values.includes(`${item.name}.`),
  );
  const awaits = followers.map(({ name, zone, type, path: origin }): PlannedStep => {
    const condition = { code: "not-served", zone, name, type } as const;
    const needs = [`publish/${zone}`].filter((id) => published.has(id));
    const step: Step = {
      id: `record/${name}/${type}/gone`,
      target: `zone:${zone}`,
      verb: "await",
      condition,
      needs,
    };
    return { step, path: origin };
  });
  const release: Step = {
    id: `static-name/${item.name}/remove`,
    target: "router",
    verb: "remove",
    before: item,
    needs: awaits.map(({ step }) => step.id),
  };
  return { steps: [...awaits, { step: release, path }], notes: [] };
};

/**
 * Plans the end of all that the home file makes: records equal to it, the rules and leases that bear the mark of this
 * home and are still what the file makes. What was changed since is noted and left, and so is everybody else's. The
 * static name goes only with `releaseName`, once no server serves a CNAME to it. Pure.
 */
export const planDestroy = (
  desired: Desired,
  wanted: Wanted,
  observed: Observed,
  options: { readonly releaseName: boolean },
): Plan => {
  const wishes = wanted.records.filter(({ wish, values }) => wish !== "absent" && values.length > 0);
  // Gone by value, whatever the TTL; a set without values would mean every record of the type.
  const records = wishes.map((set) => ({ ...set, wish: "absent" as const }));
  const zones = planRecords({ ...wanted, records }, observed);
  const staticTarget = `${wanted.staticName?.item.name ?? ""}.`;
  const isFirst = ({ step }: PlannedStep): boolean =>
    step.verb === "remove" && step.before.kind === "record" && step.before.value === staticTarget;
  const made = new Map(wanted.forwards.map((wish) => [markAndSight(wish.item), wish]));
  const rules = ourRules(desired.home, observed).map((rule) => ({ rule, wish: made.get(markAndSight(rule)) }));
  const going = rules.flatMap(({ rule, wish }) => (wish === undefined ? [] : [{ rule, wish }]));
  const forwards = removals(going);
  const leaseOf = new Map(wanted.leases.map((wish) => [`${wish.item.mac}\n${wish.item.comment}`, wish]));
  const leases = ourLeases(desired.home, observed).map((lease) => {
    const wish = leaseOf.get(`${lease.mac}\n${lease.comment}`);
    return { lease, wish, isSame: wish?.item.address === lease.address };
  });
  const givenUp = leases.flatMap(({ lease, wish, isSame }): readonly GoingLease[] =>
    wish === undefined || !isSame ? [] : [{ lease, wish }],
  );
  const release = releaseOf(wanted, observed, zones.steps, options.releaseName);
  const steps = [
    ...zones.steps.filter(isFirst),
    ...zones.steps.filter((planned) => !isFirst(planned)),
    ...release.steps,
    ...forwards,
    ...giveUp(givenUp, forwards),
  ];
  return planOf(desired.home, wanted, steps, [
    ...rules.flatMap(({ rule, wish }) => (wish === undefined ? [changedForward(rule, [])] : [])),
    ...leases.flatMap(({ lease, wish, isSame }) => (isSame ? [] : [changedLease(lease, wish?.path)])),
    ...release.notes,
    ...zones.notes,
  ]);
};

/** What prune finds of a rule that nothing of the file makes: it goes, was changed since, or cannot be judged now. */
type Fate = "goes" | "changed" | "unjudged";

const fateOf = (rule: Forward, entry: DesiredForward | undefined, wishes: readonly WantedForward[]): Fate => {
  if (entry === undefined) return "goes"; // the mark alone is evidence: safety asks
  if (wishes.length === 0) return "unjudged";
  const isAsMade = wishes.some(
    ({ item }) => item.lanAddress === rule.lanAddress && entry.port === rule.lanPort && rule.from === item.from,
  );
  return isAsMade ? "goes" : "changed";
};

const prunedLeases = (desired: Desired, wanted: Wanted, observed: Observed): readonly GoingLease[] => {
  const hosts = new Map(desired.hosts.map((host) => [host.name, host]));
  const wishes = new Map(wanted.leases.map((wish) => [wish.name, wish]));
  const macs = new Set(wanted.leases.map(({ item }) => item.mac));
  return ourLeases(desired.home, observed).flatMap((lease) => {
    const name = entryOf(desired.home, lease.comment);
    const host = hosts.get(name);
    // A card the file lists keeps its lease while another one is in use; a host not found now keeps what it has.
    const isDeclared = host !== undefined && (host.macs.includes(lease.mac) || !wishes.has(name));
    return macs.has(lease.mac) || isDeclared ? [] : [{ lease, wish: { name, path: host?.path ?? ["hosts", name] } }];
  });
};

/**
 * Plans the end of rules and leases that bear the mark of this home and that its file no longer makes. Where the file
 * still has the entry, only what is as the entry makes it goes. Where it knows none, the mark is all the evidence there
 * is, which `safetyOfSteps` refuses as a `removal` unless an earlier file says the same. Pure.
 */
export const planPrune = (desired: Desired, wanted: Wanted, observed: Observed): Plan => {
  const { home } = desired;
  const { undeclared } = planForwards(home, wanted.forwards, [], listedIn(observed.router.forwards), () => []);
  const entries = new Map(desired.forwards.map((forward) => [forward.name, forward]));
  const wishes = groupedBy(wanted.forwards, ({ name }) => name);
  const judged = undeclared.map((rule) => {
    const name = entryOf(home, rule.comment);
    const entry = entries.get(name);
    const path = entry?.path ?? ["forwards", name];
    return { rule, wish: { name, path }, fate: fateOf(rule, entry, wishes.get(name) ?? []) };
  });
  const forwards = removals(judged.filter(({ fate }) => fate === "goes"));
  const changed = judged.filter(({ fate }) => fate === "changed");
  return planOf(
    home,
    wanted,
    [...forwards, ...giveUp(prunedLeases(desired, wanted, observed), forwards)],
    changed.map(({ rule, wish }) => changedForward(rule, wish.path)),
  );
};
