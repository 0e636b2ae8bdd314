import * as z from "zod";
import { queryIdOf } from "./answer.ts";
import type { ApiCall } from "./call.ts";
import { epochMs, type OvhClock } from "./clock.ts";
import type { OvhServiceAccount } from "./credentials.ts";
import { withDeadline, type Deadline } from "./deadline.ts";
import { OvhApiError, OvhInputError, OvhSchemaError } from "./errors.ts";
import type { OvhHttpAnswer, OvhTransport } from "./http.ts";
import { httpFailure } from "./http-failure.ts";

/** Bearer tokens of one service account. */
export interface TokenSource {
  /** A token good for a while yet: the one at hand, or a new one that everybody waiting shares. */
  current(deadline: Deadline): Promise<string>;
  /** Forgets a token OVHcloud no longer takes. */
  drop(token: string): void;
}

/** Token servers by endpoint. Two sources disagree on the Canadian one: this is what OVHcloud's own clients use. */
const tokenUrls: ReadonlyMap<string, string> = new Map([
  ["ovh-eu", "https://www.ovh.com/auth/oauth2/token"],
  ["ovh-ca", "https://ca.ovh.com/auth/oauth2/token"],
  ["ovh-us", "https://us.ovhcloud.com/auth/oauth2/token"],
]);

/** A token is asked for anew this long before its end. */
const marginMs = 30_000;

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const Refusal = z.object({ error: z.string().catch(""), error_description: z.string().catch("") });

/** How the request is named in errors; it changes nothing, so it may be repeated like a read. */
const tokenCall: ApiCall = { method: "GET", path: "/auth/oauth2/token" };

/** Where an account's tokens come from. Throws `OvhInputError` INVALID_OPTION when nobody knows. */
export function tokenUrlOf(account: OvhServiceAccount, endpoint: string): string {
  const known = account.tokenUrl ?? tokenUrls.get(endpoint);
  if (known !== undefined) return known;
  if (endpoint.startsWith("https://")) return new URL("/auth/oauth2/token", endpoint).href;
  throw new OvhInputError(`no token server is known for ${endpoint}: give credentials.tokenUrl`, {
    code: "INVALID_OPTION",
    operation: "createOvhDns",
  });
}

/** Makes the source; no I/O. `secrets` comes to hold each token, to be kept out of every message. */
export function createTokenSource(setup: {
  readonly account: OvhServiceAccount;
  readonly tokenUrl: string;
  readonly http: OvhTransport;
  readonly clock: OvhClock;
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly redact: (text: string) => string;
  readonly secrets: Set<string>;
}): TokenSource {
  const { clock, secrets, timeoutMs, redact } = setup;
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;
  const ask = async (deadline: Deadline): Promise<string> => {
    const { access_token: token, expires_in: seconds } = await fetchToken(setup, deadline);
    secrets.add(token);
    held = { token, until: clock.now() + seconds * 1000 - marginMs };
    return token;
  };
  return {
    current: async (deadline) => {
      if (held !== undefined && clock.now() < held.until) return held.token;
      asking ??= withDeadline(clock, timeoutMs, undefined, ask).finally(() => {
        asking = undefined;
      });
      // The question has its own deadline, shared by all who wait; each waits within its own.
      asking.catch(() => undefined);
      const token = await Promise.race([asking, deadline.over.catch(() => undefined)]);
      if (token !== undefined) return token;
      throw httpFailure(tokenCall, { sent: false }, deadline, { epochMs: epochMs(clock), timeoutMs, redact });
    },
    drop: (token) => {
      if (held?.token === token) held = undefined;
    },
  };
}

async function fetchToken(
  setup: Parameters<typeof createTokenSource>[0],
  deadline: Deadline,
): Promise<z.output<typeof Token>> {
  const { account, tokenUrl, redact, clock, timeoutMs } = setup;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: account.clientId,
    client_secret: account.clientSecret,
    scope: "all",
  });
  let answer: OvhHttpAnswer;
  try {
    answer = await Promise.race([
      setup.http({
        method: "POST",
        url: tokenUrl,
        headers: {
          Accept: "application/json",
          "Content-Type": "application/x-www-form-urlencoded",
          "User-Agent": setup.userAgent,
        },
        body: form.toString(),
        signal: deadline.signal,
      }),
      deadline.over,
    ]);
  } catch (failure) {
    throw httpFailure(tokenCall, failure, deadline, { epochMs: epochMs(clock), timeoutMs, redact });
  }
  return tokenOf(answer, redact);
}

/** Errors are those of RFC 6749, 5.2. */
function tokenOf(answer: OvhHttpAnswer, redact: (text: string) => string): z.output<typeof Token> {
  const body = parsed(answer.body);
  const { status } = answer;
  const queryId = queryIdOf(answer, redact);
  const facts = { operation: "ask for a token", status, ...(queryId === undefined ? {} : { queryId }) };
  const token = Token.safeParse(body);
  if (status >= 200 && status < 300 && token.success) return token.data;
  if (status >= 200 && status < 300)
    throw new OvhSchemaError("the token server answered without a token", {
      code: "UNEXPECTED_ANSWER",
      ...facts,
      paths: ["access_token"],
    });
  const refusal = Refusal.safeParse(body);
  const said = refusal.success ? redact(`${refusal.data.error} ${refusal.data.error_description}`.trim()) : "";
  const isRefused = status === 400 || status === 401 || status === 403;
  const code = isRefused ? "INVALID_CREDENTIAL" : status === 429 ? "RATE_LIMITED" : "UNAVAILABLE";
  const remedy = isRefused ? ". Is the client id one of this region, and its secret whole?" : "";
  throw new OvhApiError(`${status} ${said === "" ? "no reason given" : said}${remedy}`, { code, ...facts });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
