/** A plan kept in a file, and whether it still fits what is there. */
import type { Step } from "../contracts.ts";
import type { Desired, HazardName } from "../desired.ts";
import type { Plan } from "../plan.ts";
import { impossible, type Refusal } from "../safety/refusal.ts";
import { spelled } from "../spelled.ts";
import { isWriteStep, withoutRef } from "../steps.ts";

/** A plan somebody agreed on, with all it takes to do it later: JSON, no secret. */
export interface PlanFile {
  readonly version: 1;
  readonly desired: Desired;
  /** Hazards that were accepted when it was made. */
  readonly allow: readonly HazardName[];
  readonly plan: Plan;
}

export const planFileOf = (desired: Desired, allow: readonly HazardName[], plan: Plan): PlanFile => ({
  version: 1,
  desired,
  allow,
  plan,
});

/** What a step does, whatever it is called, whatever comes before it, whichever key its target gave the thing. */
const contentOf = (step: Step): string => {
  const { id: _id, needs: _needs, ...content } = step;
  if (!isWriteStep(step)) return spelled(content);
  const before = step.verb === "create" ? undefined : withoutRef(step.before);
  const after = step.verb === "remove" ? undefined : withoutRef(step.after);
  return spelled({ ...content, before, after });
};

/**
 * Why an agreed plan must not be done: steps are due now that it does not hold, so what it was made from has changed.
 * Steps of it that are no longer due are no reason, since they are done: what a killed run left is the rest of its plan.
 */
export const staleness = (agreed: Plan, now: Plan): readonly Refusal[] => {
  if (agreed.home !== now.home)
    return [impossible(["home"], "plan-of-another-home", { home: agreed.home, asked: now.home })];
  const held = new Set(agreed.steps.map(contentOf));
  const blocked = now.blocked.filter(
    ({ path }) => !agreed.blocked.some((other) => spelled(other.path) === spelled(path)),
  );
  const news = now.steps.filter((step) => !held.has(contentOf(step)));
  return [
    ...news.map(({ id }) => impossible(now.origins[id] ?? [], "plan-stale", { step: id })),
    ...blocked.map(({ path }) => impossible(path, "plan-stale", { step: "" })),
  ];
};
