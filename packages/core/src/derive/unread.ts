/** What an entry lacks because something could not be read. */
import type { Failure } from "../contracts.ts";
import type { Unmet } from "../derive.ts";
import type { HomePath } from "../desired.ts";

/** Stands for a reading that is not there at all: the target was not asked, or does not have it. */
export const notRead: Failure = { kind: "unreachable", operation: "read", message: "it was not read" };

/** An entry that nothing can be planned for; `facet` says what could not be read. */
export const notReadable = (path: HomePath, facet: string, failure: Failure = notRead): Unmet => ({
  path,
  message: {
    code: "not-readable",
    params: {
      facet,
      detail: failure === notRead ? failure.message : `${failure.operation}: ${failure.message}`,
      kind: failure.kind,
      right: failure.right ?? "",
    },
  },
  failure,
});
