import type { OvhCallOptions } from "./call.ts";
import { OvhError } from "./errors.ts";
import type { Session } from "./session.ts";

/** Options of everything that waits for OVHcloud to finish something. */
export interface OvhWaitOptions extends OvhCallOptions {
  /** Milliseconds between two looks: the first wait; each next one is twice as long, up to ten seconds. Default 1,000. */
  readonly pollMs?: number;
  /** Milliseconds after which to give up, with TIMEOUT. Default 600,000. */
  readonly timeoutMs?: number;
}

/** Longest wait between two looks, unless the first was longer. */
const maxWaitMs = 10_000;

/**
 * Looks until there is something to see. Throws TIMEOUT when the time is up, ABORTED when the signal is; what is waited for
 * goes on at OVHcloud.
 */
export async function pollUntil<T>(
  session: Session,
  operation: string,
  look: () => Promise<T | undefined>,
  options: OvhWaitOptions | undefined,
): Promise<T> {
  const { pollMs = 1000, timeoutMs = 600_000, signal } = options ?? {};
  const { clock } = session;
  const end = clock.now() + timeoutMs;
  for (let waitMs = pollMs; ; waitMs = Math.min(waitMs * 2, Math.max(maxWaitMs, pollMs))) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (clock.now() + waitMs > end) throw new OvhError(`not yet after ${timeoutMs} ms`, { code: "TIMEOUT", operation });
    try {
      await clock.sleep(waitMs, signal);
    } catch {
      throw new OvhError("stopped by the caller", { code: "ABORTED", operation });
    }
  }
}
