/** What a round is for: how it gets from what was seen to a plan, and what may speak against that plan. */
import type { FacetName } from "./contracts.ts";
import { derive, type Wanted } from "./derive.ts";
import type { Desired, HazardName } from "./desired.ts";
import { facetsOf, type Observed } from "./observe.ts";
import { type Plan, plan } from "./plan.ts";
import { planDestroy, planPrune } from "./plan/removal.ts";
import type { Refusal } from "./safety/refusal.ts";
import { safety, type SafetyContext, safetyOfSteps } from "./safety.ts";
import { type Journal, planUndo, wrote } from "./undo.ts";

/** A plan and the concrete wishes behind it. */
export interface Thought {
  readonly wanted: Wanted;
  readonly plan: Plan;
}

/** One purpose of a round. Everything here is pure. */
export interface Planner {
  readonly purpose: "apply" | "destroy" | "prune" | "undo";
  /** What to read of the router. */
  readonly facets: (desired: Desired) => readonly FacetName[];
  readonly plan: (desired: Desired, observed: Observed) => Thought;
  /** Every reason against the plan that the owner did not allow. */
  readonly refuse: (
    desired: Desired,
    thought: Thought,
    observed: Observed,
    allow: readonly HazardName[],
    context: SafetyContext,
  ) => readonly Refusal[];
}

const refuseSteps: Planner["refuse"] = (desired, thought, observed, allow, context) =>
  safetyOfSteps(desired, thought.wanted, observed, thought.plan, allow, context);

/** Makes the world what the home file says. */
export const roundPlanner: Planner = Object.freeze({
  purpose: "apply",
  facets: facetsOf,
  plan: (desired, observed) => {
    const wanted = derive(desired, observed);
    return { wanted, plan: plan(desired.home, wanted, observed) };
  },
  refuse: (desired, thought, observed, allow, context) =>
    safety(desired, thought.wanted, observed, thought.plan, allow, context),
} satisfies Planner);

/** What removing needs to see: the marks stand on leases and rules, whatever the file still declares. */
const marked: readonly FacetName[] = ["hosts", "leases", "forwards"];
const withMarked = (desired: Desired): readonly FacetName[] =>
  desired.router === undefined ? facetsOf(desired) : [...new Set([...facetsOf(desired), ...marked])];

/** Takes away what the home file makes, where it is still as it was made. `releaseName` gives the static name up too. */
export const destroyPlanner = (options: { readonly releaseName: boolean }): Planner =>
  Object.freeze({
    purpose: "destroy",
    facets: withMarked,
    plan: (desired, observed) => {
      const wanted = derive(desired, observed);
      return { wanted, plan: planDestroy(desired, wanted, observed, options) };
    },
    refuse: refuseSteps,
  } satisfies Planner);

/** Takes away rules and leases that bear the mark of this home and that its file no longer declares. */
export const prunePlanner: Planner = Object.freeze({
  purpose: "prune",
  facets: withMarked,
  plan: (desired, observed) => {
    const wanted = derive(desired, observed);
    return { wanted, plan: planPrune(desired, wanted, observed) };
  },
  refuse: refuseSteps,
} satisfies Planner);

/** Puts back what an earlier apply changed, where it is still as that left it. */
export const undoPlanner = (journal: Journal): Planner =>
  Object.freeze({
    purpose: "undo",
    facets: withMarked,
    plan: (_desired, observed) => ({ wanted: wrote(journal), plan: planUndo(journal, observed) }),
    refuse: refuseSteps,
  } satisfies Planner);
