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

/** Where a session outlives the process: for one box and one application. What it throws counts as "none kept". */
export interface SessionStore {
  /** The session that was kept; undefined when there is none. One that has ended is replaced. */
  get(): Promise<string | undefined>;
  /** Keeps a session: whoever has it can do what the application can, until the box ends it. */
  set(sessionToken: string): Promise<void>;
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
  /** Texts of the body that must not come back in an error. */
  readonly secrets?: readonly string[];
  readonly schema: Schema<T>;
}

/** What it takes to be let in. */
export interface Access {
  /** "/api/v16" */
  readonly base: string;
  /** Of the session: secret. */
  readonly token: string;
  /** Fires at the deadline or when the caller gives up. */
  readonly signal: AbortSignal;
}

/** What chapters talk through: an API one is logged in to. */
export interface Session {
  /** Discovers, logs in and repeats after a refused session as needed, all under one deadline. */
  request<T>(request: ApiRequest<T>): Promise<T>;
  /** Does something else that shows the session: the same login, repeat and deadline as for a request. */
  use<T>(act: (access: Access) => Promise<T>, options?: CallOptions): Promise<T>;
  /**
   * The rights of the application by the vendor's names, of a new session: an open one keeps those it was opened with (a
   * guess). A right the box does not name is false.
   */
  permissions(options?: CallOptions): Promise<Readonly<Record<string, boolean>>>;
  /**
   * Logs out if logged in, as well as it can: a failure is ignored, the box forgets the session by itself. One that is
   * kept in a store stays open.
   */
  close(): Promise<void>;
}

/** What a session is built from. */
export interface SessionOptions {
  readonly transport: Transport;
  readonly discovery: Discovery;
  readonly credentials: FreeboxCredentials;
  readonly clock: FreeboxClock;
  readonly timeoutMs: number;
  readonly store?: SessionStore;
}

/** A box with a web-interface cookie gives the challenge in pieces (reported): not ours, hence text only. */
const challengeAnswer = z.looseObject({ challenge: z.string().min(1) });
/** The token goes into a header, so visible ASCII only. */
const sessionToken = z.string().regex(/^[!-~]+$/);
const sessionAnswer = z.looseObject({
  session_token: sessionToken,
  permissions: z.record(z.string(), z.unknown()).optional().catch({}),
});
type Opened = z.output<typeof sessionAnswer>;

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
  const { transport, discovery, clock, timeoutMs, store } = options;
  let token: string | undefined;
  /** A store is asked once: what it kept is then either in use or over. */
  let isStoreAsked = false;

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
      const session: Opened = parseAnswer("POST /login/session/", sessionAnswer, opened, "result");
      token = session.session_token;
      if (store !== undefined) await quietly(store.set(token), signal);
      return session;
    }),
  );

  /** The session that was kept, else a new one. */
  const open = createShared("POST /login/session/", async (signal) => {
    if (store !== undefined && !isStoreAsked) {
      isStoreAsked = true;
      token = sessionToken.safeParse(await quietly(store.get(), signal)).data;
    }
    return token ?? (await login(signal)).session_token;
  });

  const run = async <T>(signal: AbortSignal, act: (access: Access) => Promise<T>): Promise<T> => {
    const base = apiBase(await discovery(signal));
    const used = token ?? (await open(signal));
    try {
      return await act({ base, token: used, signal });
    } catch (error) {
      if (!isFreeboxError(error) || !ENDS_TOKEN.has(error.code)) throw error;
      // Only the token that was refused is dropped: another call may have logged in meanwhile.
      if (token === used) token = undefined;
      if (!SESSION_OVER.has(error.code)) throw error;
      return act({ base, token: token ?? (await login(signal)).session_token, signal });
    }
  };

  const use: Session["use"] = async (act, call) =>
    withDeadline(clock, timeoutMs, call?.signal, (signal) => run(signal, act));

  return {
    request: async (request) => {
      const { method, path, body, secrets = [] } = request;
      const sent = { method, path, secrets, ...(body === undefined ? {} : { body }) };
      const answer = await use((access) => transport.send({ ...sent, ...access }), request);
      return parseAnswer(`${method} ${path}`, request.schema, answer, "result");
    },
    use,
    permissions: async (call) => {
      const { permissions = {} } = await withDeadline(clock, timeoutMs, call?.signal, login);
      return Object.freeze(Object.fromEntries(Object.entries(permissions).map(([name, has]) => [name, has === true])));
    },
    close: async () => {
      const used = token;
      token = undefined;
      isStoreAsked = false;
      if (used === undefined || store !== undefined) return;
      const request = { method: "POST", path: "/login/logout/" } as const;
      await withDeadline(clock, Math.min(timeoutMs, LOGOUT_MS), undefined, async (signal) =>
        transport.send({ ...request, base: apiBase(await discovery(signal)), token: used, signal }),
      ).catch(() => undefined);
    },
  };
}

/** What a store gives, or undefined: a session can always be opened anew, so its troubles are no reason to fail. */
async function quietly<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await raceSignal(work, signal, () => stopFault("login", signal, false));
  } catch {
    return undefined;
  }
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
