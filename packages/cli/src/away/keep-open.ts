/** Keeps one way open: opens it, waits for its services, and opens it again whenever it is lost. */
import type { Clock } from "@porchlight/core";
import type { ReachError, ServiceSeen } from "@porchlight/reach";
import { exitCode } from "../exit-code.ts";
import { CommandError } from "../terminal.ts";
import type { Engine, Passage } from "./engine.ts";
import type { PinnedKey } from "./pinned-key.ts";
import { commandErrorOf, mayPass } from "./trouble.ts";
import type { Way } from "./way.ts";

type Tunnel = Way["tunnels"][number];

/** What happened to a way. */
export type WayEvent =
  | { readonly event: "open" | "restored"; readonly tunnel: Tunnel; readonly seen: ServiceSeen }
  | { readonly event: "dropped"; readonly reason: string; readonly againInMs: number }
  | { readonly event: "still-away"; readonly reason: string; readonly againInMs: number };

/** What keeping a way open needs. */
export interface KeepOptions {
  readonly engine: Engine;
  /** The one key logins are shown to; settled anew is never needed: it is the pinned one or the way ends. */
  readonly key: PinnedKey;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: WayEvent) => void;
  /** How long a service may take to answer. Default 30 000. */
  readonly serviceMs?: number;
}

/** Before each attempt after a loss; the last one again and again. */
const backOffMs = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;
const pauseBefore = (attempt: number): number => backOffMs[Math.min(attempt, backOffMs.length - 1)] ?? 0;

const serviceError = (tunnel: Tunnel, seen: ServiceSeen): CommandError | undefined => {
  const { name, to, expect } = tunnel;
  const target = `${to.host}:${to.port}`;
  if (seen.status === "answers") return undefined;
  const [message, remedy] =
    seen.status === "differs"
      ? [
          `${name}: what answers at ${target} is not ${expect ?? ""}: ${JSON.stringify(seen.page.title ?? "a page without title")} (HTTP ${seen.page.httpStatus})`,
          "correct to: or expect: of the tunnel",
        ]
      : [
          `${name}: SSH works, and nothing answers at ${target} behind it: ${seen.message}`,
          "start the service there, or correct to: of the tunnel",
        ];
  return new CommandError(exitCode.broken, `✗ ${message}\n    -> ${remedy}`, {
    error: `service-${seen.status}`,
    tunnel: name,
  });
};

const look = async (tunnel: Tunnel, passage: Passage, options: KeepOptions): Promise<ServiceSeen> => {
  const { awaitService } = await import("@porchlight/reach");
  const { clock, signal, serviceMs: timeoutMs = 30_000 } = options;
  const lost = new AbortController();
  const seen = awaitService({
    ...tunnel,
    timeoutMs,
    clock,
    signal: AbortSignal.any([signal, lost.signal]),
  });
  const ended = passage.ended.then((reason) => {
    lost.abort(reason);
    throw reason;
  });
  return Promise.race([seen, ended]);
};

/** Opens once, and tells of every service. Rejects with what stands in the way, nothing being left open. */
const openOnce = async (way: Way, options: KeepOptions, event: "open" | "restored"): Promise<Passage> => {
  const { engine, key, onEvent } = options;
  const passage = await engine.open(way, key);
  try {
    await Promise.all(
      way.tunnels.map(async (tunnel) => {
        const seen = await look(tunnel, passage, options);
        const wrong = serviceError(tunnel, seen);
        if (wrong !== undefined) throw wrong;
        onEvent({ event, tunnel, seen });
      }),
    );
    return passage;
  } catch (error) {
    await passage.close();
    throw error;
  }
};

/** Tries until it is open again. Rejects with what will not pass by itself. */
const reopen = async (way: Way, options: KeepOptions, lost: ReachError): Promise<Passage> => {
  const { clock, signal, onEvent } = options;
  const { isReachError } = await import("@porchlight/reach");
  onEvent({ event: "dropped", reason: lost.message, againInMs: pauseBefore(0) });
  for (let attempt = 0; ; attempt += 1) {
    await clock.sleep(pauseBefore(attempt), signal);
    try {
      return await openOnce(way, options, "restored");
    } catch (error) {
      signal.throwIfAborted();
      const isService = error instanceof CommandError && error.document["error"] === "service-silent";
      if (!isService && !(isReachError(error) && mayPass(error))) throw error;
      onEvent({ event: "still-away", reason: error.message, againInMs: pauseBefore(attempt + 1) });
    }
  }
};

/**
 * Keeps a way open until the signal is aborted, and then resolves with nothing left open.
 *
 * Rejects with a CommandError for what will not pass by itself: at the first opening whatever stands in the way, later
 * another machine, a refused login or another service.
 */
export const keepOpen = async (way: Way, options: KeepOptions): Promise<void> => {
  const { signal } = options;
  const { isReachError } = await import("@porchlight/reach");
  let passage: Passage | undefined;
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  try {
    passage = await openOnce(way, options, "open");
    for (;;) {
      const lost = await Promise.race([passage.ended, stopped]);
      if (lost === undefined || signal.aborted) return;
      await passage.close();
      passage = await reopen(way, options, lost);
    }
  } catch (error) {
    if (signal.aborted) return;
    throw isReachError(error) ? commandErrorOf(error, way) : error;
  } finally {
    await passage?.close();
  }
};
