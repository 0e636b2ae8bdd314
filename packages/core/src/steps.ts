/** Which kind of thing a step writes. */
import type { Item, RouterItem, Step, WriteStep } from "./contracts.ts";

type ItemOf<K extends Item["kind"]> = Extract<Item, { readonly kind: K }>;

/** True when the step writes: it neither publishes nor waits. */
export const isWriteStep = (step: Step): step is WriteStep => step.verb !== "publish" && step.verb !== "await";

/** What a step is about: the thing as it will be, or as it was when it goes. */
export const itemOf = (step: WriteStep): Item => (step.verb === "remove" ? step.before : step.after);

/** True when the step writes an item of that kind. */
export const writes = <K extends Item["kind"]>(step: WriteStep, kind: K): step is WriteStep<ItemOf<K>> =>
  itemOf(step).kind === kind;

/** True when the step writes to a router. */
export const writesToRouter = (step: WriteStep): step is WriteStep<RouterItem> => !writes(step, "record");

/** The item without the key its target gave it, which dies with it. */
export const withoutRef = <I extends Item>(item: I): I => {
  const copy: I & { ref?: string } = { ...item };
  delete copy.ref;
  return copy;
};
