/** Keeps the needs of steps free of circles, which nothing could ever begin. Pure. */
import type { Step } from "../contracts.ts";
import { groupedBy } from "../grouped.ts";
import type { Planned } from "../plan.ts";

/** Ids of the steps that can be reached when each waits for what it needs; the others wait for each other. */
const reachable = (steps: readonly Step[]): ReadonlySet<string> => {
  const edges = steps.flatMap((step) => step.needs.map((need) => ({ need, step })));
  const waiters = groupedBy(edges, ({ need }) => need);
  const open = new Map(steps.map((step) => [step.id, step.needs.length]));
  const ready = steps.filter(({ needs }) => needs.length === 0).map(({ id }) => id);
  for (let index = 0; index < ready.length; index += 1)
    for (const { step } of waiters.get(ready[index] ?? "") ?? []) {
      const left = (open.get(step.id) ?? 0) - 1;
      open.set(step.id, left);
      if (left === 0) ready.push(step.id);
    }
  return new Set(ready);
};

/**
 * The same steps, each needing only what can come before it. Two machines that are to swap their addresses wait for each
 * other, and safety refuses it; the plan must be one that can be shown and run all the same.
 */
export const withoutCircles = (planned: Planned["steps"]): Planned["steps"] => {
  const reached = reachable(planned.map(({ step }) => step));
  return planned.map(({ step, path }) => ({
    step: reached.has(step.id) ? step : { ...step, needs: step.needs.filter((need) => reached.has(need)) },
    path,
  }));
};
