/** Which kind of thing a step writes. */
import type { Item, RouterItem, WriteStep } from "./contracts.ts";

type ItemOf<K extends Item["kind"]> = Extract<Item, { readonly kind: K }>;

/** True when the step writes an item of that kind. */
export const writes = <K extends Item["kind"]>(step: WriteStep, kind: K): step is WriteStep<ItemOf<K>> =>
  (step.verb === "remove" ? step.before : step.after).kind === kind;

/** True when the step writes to a router. */
export const writesToRouter = (step: WriteStep): step is WriteStep<RouterItem> => !writes(step, "record");
