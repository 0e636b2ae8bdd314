/** What the command answers to the shell. The table is in the README. */
export const exitCode: Readonly<
  Record<"done" | "failed" | "changes" | "refused" | "pending" | "broken" | "credentials", number>
> = Object.freeze({
  /** Converged, nothing to do, or every asked link holds. */
  done: 0,
  /** Input, usage, I/O, a target unreadable, or answered "no". */
  failed: 1,
  /** `plan --detailed-exitcode`: changes pending. */
  changes: 2,
  /** Hazard or impossible, before any write. */
  refused: 3,
  /** Written and not (yet) converged; `check`: none broken, and one could not be judged. */
  pending: 4,
  /** `check`: a link is broken. */
  broken: 5,
  /** Credentials missing, refused, or lacking a right. */
  credentials: 6,
});
