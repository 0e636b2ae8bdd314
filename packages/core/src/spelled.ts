/** Values as texts, so that what says the same is the same. */
import type { Item } from "./contracts.ts";
import { withoutRef } from "./steps.ts";

/** JSON with its keys in order: equal values have equal texts. */
export const spelled = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

/** What an item says, whatever key its target gave it. */
export const saying = (item: Item): string => spelled(withoutRef(item));
