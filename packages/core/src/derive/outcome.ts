/** What comes of deriving one entry of the file: what is wanted of it, and what of it cannot be had. Pure. */
import type { Failure, Message, Reading } from "../contracts.ts";
import type { Unmet } from "../derive.ts";
import type { HomePath } from "../desired.ts";
import { notRead, notReadable } from "./unread.ts";

/** Wanted things, and those that cannot be had. */
export interface Derived<T> {
  readonly wanted: readonly T[];
  readonly unmet: readonly Unmet[];
}

/** All of it can be had. */
export const met = <T>(...wanted: readonly T[]): Derived<T> => ({ wanted, unmet: [] });

/** None of it can be had; with a failure because something could not be read, without one because it is impossible. */
export const unmet = (path: HomePath, message: Message, failure?: Failure): Derived<never> => ({
  wanted: [],
  unmet: [{ path, message, ...(failure === undefined ? {} : { failure }) }],
});

/** Several as one, in their order. */
export const gather = <T>(parts: readonly Derived<T>[]): Derived<T> => ({
  wanted: parts.flatMap((part) => part.wanted),
  unmet: parts.flatMap((part) => part.unmet),
});

/** A reading, of which none is one that failed: unknown is never empty. */
export const read = <T>(reading: Reading<T> | undefined): Reading<T> => reading ?? { known: false, failure: notRead };

/** Nothing can be said of an entry because `facet`, a facet of the router or "zone NAME", could not be read. */
export const blocked = (path: HomePath, facet: string, failure: Failure): Derived<never> => ({
  wanted: [],
  unmet: [notReadable(path, facet, failure)],
});
