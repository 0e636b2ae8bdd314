import * as z from "zod";
import { withDeadline } from "./deadline.ts";
import { apiBase } from "./discovery.ts";
import { type FreeboxApiError, FreeboxInputError, isFreeboxError } from "./errors.ts";
import { stopFault } from "./fault.ts";
import { createLink, type Link, type LinkOptions } from "./link.ts";
import { parseAnswer } from "./schema.ts";
import type { CallOptions } from "./session.ts";
import { whole } from "./wire.ts";

/** The application that asks to be let in. */
export interface FreeboxApplication {
  /** Unique, reversed domain by habit: "fr.porchlight". Asking again for the same id ends the tokens it had (reported). */
  readonly appId: string;
  /** Shown on the box's front. */
  readonly appName: string;
  readonly appVersion: string;
  /** The machine it runs on; shown too. */
  readonly deviceName: string;
}

/** How to reach the box, and as what to ask. */
export interface PairingOptions extends LinkOptions, CallOptions {
  readonly application: FreeboxApplication;
  /** Pause between two looks, 1,000 by default. The box must be looked at: a yes nobody looks at is void (documented). */
  readonly pollMs?: number;
}

/** What the box gave: spreads into the options of `createFreebox`. */
export interface PairedCredentials {
  readonly appId: string;
  /** The application token, as a function, so that printing the credentials does not print it. Keep it like a password. */
  readonly appToken: () => Promise<string>;
  /** The box that granted it, when it was named. */
  readonly endpoint?: string;
}

/**
 * How far a pairing is.
 *
 * - `pending` somebody has to press on the front of the box; comes once
 * - `granted`, `denied`, `timeout` are the answer; `unknown` says that the request is gone, as by another one of the same id
 * - `refused` the box would not even ask: its owner lets no (new) applications in, or this machine is not on its LAN
 */
export type PairingStep =
  | { readonly state: "pending"; readonly trackId: number }
  | { readonly state: "granted"; readonly credentials: PairedCredentials }
  | { readonly state: "denied" | "timeout" | "unknown" }
  | {
      readonly state: "refused";
      /** `not-on-lan` also of a box in bridge mode, which takes every machine for one outside (a guess). */
      readonly because: "no-new-applications" | "no-applications" | "not-on-lan";
      /** The vendor's sentence, French; may be empty. */
      readonly vendorMessage: string;
    };

/** Documented; while it holds an app token and a track id only, `status` may be a word of a newer box. */
const authorization = z.object({ app_token: z.string().min(1), track_id: whole });
const tracking = z.object({ status: z.string() });

const REFUSALS: ReadonlyMap<string, Extract<PairingStep, { state: "refused" }>["because"]> = new Map([
  ["new_apps_denied", "no-new-applications"],
  ["apps_denied", "no-applications"],
  ["denied_from_external_ip", "not-on-lan"],
]);

/**
 * Asks a box for an application token and follows the question until it is answered: each step as it comes, the last one
 * final. Only from the box's own LAN. Writes nothing but the question itself, which cannot be taken back.
 *
 * Nothing is sent before the first step is asked for. How long the box asks its owner is unknown (clients wait 90 s to
 * 5 min), so there is no end of its own: give a `signal`. Throws `FreeboxApiError` (`ratelimited`), `FreeboxTransportError`
 * and the like for anything that is no answer.
 */
export async function* pairFreebox(options: PairingOptions): AsyncGenerator<PairingStep, void, void> {
  const { application, signal } = options;
  const link = createLink("pairFreebox", options);
  if (Object.values(application).some((text) => text === ""))
    throw new FreeboxInputError("pairFreebox", "every field of the application has to be filled in");
  try {
    const asked = await ask(link, application, signal);
    if ("state" in asked) {
      yield asked;
      return;
    }
    yield { state: "pending", trackId: asked.track_id };
    const answer = await answered(link, asked, options);
    if (answer !== "granted") {
      yield { state: answer };
      return;
    }
    const credentials = { appId: application.appId, appToken: () => Promise.resolve(asked.app_token) };
    const { endpoint } = options;
    yield { state: "granted", credentials: endpoint === undefined ? credentials : { ...credentials, endpoint } };
  } finally {
    link.close();
  }
}

type Authorization = z.output<typeof authorization>;
type Refused = Extract<PairingStep, { state: "refused" }>;

async function ask(
  link: Link,
  { appId, appName, appVersion, deviceName }: FreeboxApplication,
  outer: AbortSignal | undefined,
): Promise<Authorization | Refused> {
  const body = { app_id: appId, app_name: appName, app_version: appVersion, device_name: deviceName };
  const path = "/login/authorize/";
  try {
    const answer = await withDeadline(link.clock, link.timeoutMs, outer, async (signal) =>
      link.transport.send({ method: "POST", base: apiBase(await link.discovery(signal)), path, body, signal }),
    );
    return parseAnswer(`POST ${path}`, authorization, answer, "result");
  } catch (error) {
    const because = isApiError(error) ? REFUSALS.get(error.code) : undefined;
    if (!isApiError(error) || because === undefined) throw error;
    return { state: "refused", because, vendorMessage: error.vendorMessage };
  }
}

/** Looks until the question is answered. A word nobody knows is no answer yet. */
async function answered(
  link: Link,
  { track_id, app_token }: Authorization,
  options: PairingOptions,
): Promise<"granted" | "denied" | "timeout" | "unknown"> {
  const path = `/login/authorize/${track_id}`;
  const secrets = [app_token];
  for (;;) {
    const answer = await withDeadline(link.clock, link.timeoutMs, options.signal, async (signal) =>
      link.transport.send({ method: "GET", base: apiBase(await link.discovery(signal)), path, secrets, signal }),
    );
    const { status } = parseAnswer(`GET ${path}`, tracking, answer, "result");
    if (status === "granted" || status === "denied" || status === "timeout" || status === "unknown") return status;
    await pause(link, options, `GET ${path}`);
  }
}

async function pause(link: Link, { pollMs = 1_000, signal }: PairingOptions, operation: string): Promise<void> {
  try {
    await link.clock.sleep(pollMs, signal);
  } catch (error) {
    throw signal === undefined ? error : stopFault(operation, signal, false);
  }
}

function isApiError(error: unknown): error is FreeboxApiError {
  return isFreeboxError(error) && error.name === "FreeboxApiError";
}
