import { createHmac } from "node:crypto";
import * as z from "zod";
import type { FreeboxClock } from "./clock.ts";
import { createShared, raceSignal, withDeadline } from "./deadline.ts";
import { apiBase, type Discovery } from "./discovery.ts";
import { resultOfRefusal } from "./envelope.ts";
import { FreeboxInputError, isFreeboxError } from "./errors.ts";
import { stopFault } from "./fault.ts";
import type { HttpMethod } from "./http.ts";
import { parseAnswer, type Schema } from "./schema.ts";
import type { Transport } from "./transport.ts";

/** What the owner granted on the box: the application's id and the token the box gave for it. */
export interface FreeboxCredentials {
  /** "fr.porchlight" */
  readonly appId: string;
  /** The application token, or where to get it; asked for at each login and not kept. */
  readonly appToken: string | (() => Promise<string>);
  /** The box that granted the token. Default "https://mafreebox.freebox.fr". */
  readonly endpoint?: string;
}

/** Options every call accepts. */
export interface CallOptions {
  /** Stops the call; what was already sent may still take effect. */
  readonly signal?: AbortSignal;
}

/** One request of a chapter: path, payload and what the answer has to look like. */
interface ApiRequest<T> extends CallOptions {
  readonly method: HttpMethod;
  /** Below the version: "/fw/redir/". */
  readonly path: string;
  readonly body?: unknown;
  readonly schema: Schema<T>;
}

/** What chapters talk through: an API one is logged in to. */
export interface Session {
  /** Discovers, logs in and repeats after a refused session as needed, all under one deadline. */
  request<T>(request: ApiRequest<T>): Promise<T>;
  /** Logs out if logged in, as well as it can: a failure is ignored, the box forgets the session by itself. */
  close(): Promise<void>;
}

/** What a session is built from. */
export interface SessionOptions {
  readonly transport: Transport;
  readonly discovery: Discovery;
  readonly credentials: FreeboxCredentials;
  readonly clock: FreeboxClock;
  readonly timeoutMs: number;
}

/** A box with a web-interface cookie gives the challenge in pieces (reported): not ours, hence text only. */
const challengeAnswer = z.looseObject({ challenge: z.string().min(1) });
/** The token goes into a header, so visible ASCII only. */
const sessionAnswer = z.looseObject({ session_token: z.string().regex(/^[!-~]+$/) });

/** These say that the session is over, before anything was done; the first is documented, the second seen by clients. */
const SESSION_OVER: ReadonlySet<string> = new Set(["auth_required", "invalid_session"]);
/** A session keeps the rights it was opened with (a guess), so one that lacks a right is not used for the next call. */
const ENDS_TOKEN: ReadonlySet<string> = new Set([...SESSION_OVER, "insufficient_rights"]);

/** Leaving must not take long; a guess at what a person accepts. */
const LOGOUT_MS = 2_000;

/** The proof of the application token: lower-case hex of HMAC-SHA1, keyed by the token, over the challenge (documented). */
export function loginPassword(appToken: string, challenge: string): string {
  return createHmac("sha1", appToken).update(challenge).digest("hex");
}

/**
 * A session that opens itself on first use and again when the box has ended it. How long a session lives is unknown
 * (30 minutes and an hour are reported), so there is no timer: a refused request logs in once and is repeated once, which
 * is safe for a write since the box refused before acting. Concurrent calls share one login.
 */
export function createSession(options: SessionOptions): Session {
  const { transport, discovery, clock, timeoutMs } = options;
  let token: string | undefined;

  const login = createShared("POST /login/session/", (outer) =>
    withDeadline(clock, timeoutMs, outer, async (signal) => {
      const base = apiBase(await discovery(signal));
      const appToken = await raceSignal(appTokenOf(options.credentials), signal, () =>
        stopFault("login", signal, false),
      );
      const step = { base, preparatory: true, signal } as const;
      const told = await transport.send({ ...step, method: "GET", path: "/login/" });
      const { challenge } = parseAnswer("GET /login/", challengeAnswer, told, "result");
      const answer = (asked: string): Promise<unknown> => {
        const password = loginPassword(appToken, asked);
        const body = { app_id: options.credentials.appId, password };
        const secrets = [appToken, password];
        return transport.send({ ...step, method: "POST", path: "/login/session/", body, secrets });
      };
      const opened = await answer(challenge).catch((error: unknown) => {
        const fresh = freshChallenge(error);
        if (fresh === undefined || fresh === challenge) throw error;
        return answer(fresh);
      });
      token = parseAnswer("POST /login/session/", sessionAnswer, opened, "result").session_token;
      return token;
    }),
  );

  const run = async (request: ApiRequest<unknown>, signal: AbortSignal): Promise<unknown> => {
    const { method, path, body } = request;
    const base = apiBase(await discovery(signal));
    const send = async (used: string): Promise<unknown> =>
      transport.send({ method, base, path, ...(body === undefined ? {} : { body }), token: used, signal });
    const used = token ?? (await login(signal));
    try {
      return await send(used);
    } catch (error) {
      if (!isFreeboxError(error) || !ENDS_TOKEN.has(error.code)) throw error;
      // Only the token that was refused is dropped: another call may have logged in meanwhile.
      if (token === used) token = undefined;
      if (!SESSION_OVER.has(error.code)) throw error;
      return send(token ?? (await login(signal)));
    }
  };

  return {
    request: async (request) => {
      const answer = await withDeadline(clock, timeoutMs, request.signal, (signal) => run(request, signal));
      return parseAnswer(`${request.method} ${request.path}`, request.schema, answer, "result");
    },
    close: async () => {
      const used = token;
      token = undefined;
      if (used === undefined) return;
      const request = { method: "POST", path: "/login/logout/" } as const;
      await withDeadline(clock, Math.min(timeoutMs, LOGOUT_MS), undefined, async (signal) =>
        transport.send({ ...request, base: apiBase(await discovery(signal)), token: used, signal }),
      ).catch(() => undefined);
    },
  };
}

/**
 * The challenge beside a refused password. It changes with every failure of anybody's login, so a right token can be
 * refused once; a second refusal is final, for too many close the door.
 */
function freshChallenge(error: unknown): string | undefined {
  if (!isFreeboxError(error) || error.code !== "invalid_token") return undefined;
  return challengeAnswer.safeParse(resultOfRefusal(error)).data?.challenge;
}

async function appTokenOf({ appId, appToken }: FreeboxCredentials): Promise<string> {
  let token: string;
  try {
    token = typeof appToken === "string" ? appToken : await appToken();
  } catch {
    // What the provider threw is not kept: it may quote the very thing it was reading.
    throw new FreeboxInputError("login", "the application token could not be read", "CREDENTIALS");
  }
  if (appId === "" || token === "")
    throw new FreeboxInputError("login", "the application id or token is empty", "CREDENTIALS");
  return token;
}
