import type { OvhAnswer, OvhOperation, OvhRequest } from "./api-types.ts";
import { checkedTimeoutMs, createConnection, type OvhConnectionOptions } from "./agent.ts";
import { authOf, type OvhAuth } from "./auth.ts";
import { createTokenSource, tokenUrlOf, type TokenSource } from "./bearer.ts";
import type { OvhCallOptions } from "./call.ts";
import { valueOf } from "./chapter.ts";
import { systemClock, type OvhClock } from "./clock.ts";
import { isServiceAccount, type OvhCredentials, type OvhServiceAccount } from "./credentials.ts";
import { OvhInputError } from "./errors.ts";
import type { OvhExchange } from "./exchange.ts";
import { meOf, type OvhMe } from "./me.ts";
import { redactor } from "./redact.ts";
import { createSession, type Session } from "./session.ts";
import { baseUrlOf, createSigner, type OvhEndpoint, type Signer } from "./signer.ts";
import { createTransport } from "./transport.ts";
import { zoneOf, type OvhZone } from "./zone.ts";
import { listZones } from "./zones.ts";

/** Options of `createOvhDns`; only the credentials are needed. */
export interface OvhDnsOptions extends OvhConnectionOptions {
  /** From `ovhFromEnv`, or from wherever you keep them. */
  readonly credentials: OvhCredentials;
  /** Default: the one of the credentials, else "ovh-eu". */
  readonly endpoint?: OvhEndpoint;
  /** For each call, its repetitions and waits included; default 30,000 ms. */
  readonly timeoutMs?: number;
  /** Calls under way at once; default 4. OVHcloud publishes no limit, and its staff asks for fair use. */
  readonly maxConcurrentCalls?: number;
  /** Milliseconds from the start of one call to the start of the next; default 0. 1,000 is what OVHcloud's staff once named. */
  readonly minIntervalMs?: number;
  /** Default "porchlight-ovh-dns". */
  readonly userAgent?: string;
  /** Told of every HTTP exchange of the API, without headers, keys and signatures. What it throws is ignored. */
  readonly onExchange?: (exchange: OvhExchange) => void;
  readonly clock?: OvhClock;
  /** A number from 0 to 1, for the jitter of waits; default `Math.random`. */
  readonly random?: () => number;
}

/** A client of OVHcloud's DNS zones. */
export interface OvhDns {
  readonly zones: {
    /** Names of every zone the keys can see. Right: GET /domain/zone, which `/domain/zone/*` does not cover. */
    list(options?: OvhCallOptions): Promise<readonly string[]>;
  };
  /** A zone by its name; no I/O. */
  zone(name: string): OvhZone;
  readonly auth: OvhAuth;
  /** The account's applications, keys and service accounts. */
  readonly me: OvhMe;
  /**
   * Makes any published call by its name, typed by OVHcloud's own description; but the one that asks for a consumer key,
   * which `createOvhLogin` makes.
   *
   * @example await ovh.call("GET /domain/zone/{zoneName}/soa", { zoneName: "taprest.fr" })
   */
  call<E extends Exclude<OvhOperation, "POST /auth/credential">>(
    operation: E,
    request: OvhRequest<E>,
    options?: OvhCallOptions,
  ): Promise<OvhAnswer<E>>;
  /** Drops the connections; calls under way fail. Needed by nobody to let the process end. */
  close(): void;
}

/**
 * Makes a client; no I/O, and nothing that keeps a process alive.
 * Throws `OvhInputError`: MISSING_CREDENTIAL, or INVALID_OPTION.
 *
 * @example
 * const ovh = createOvhDns({ credentials: ovhFromEnv(process.env) });
 * await ovh.zone("taprest.fr").set({ name: "home", type: "CNAME", ttlSeconds: 300, values: ["taprest.freeboxos.fr."] });
 */
export function createOvhDns(options: OvhDnsOptions): OvhDns {
  const { session, close } = openSession(options);
  return Object.freeze({
    zones: Object.freeze({ list: (callOptions?: OvhCallOptions) => listZones(session, callOptions) }),
    zone: (name: string) => zoneOf(session, name),
    auth: authOf(session, isServiceAccount(options.credentials)),
    me: meOf(session),
    call: <E extends Exclude<OvhOperation, "POST /auth/credential">>(
      operation: E,
      request: OvhRequest<E>,
      callOptions?: OvhCallOptions,
    ) => valueOf(session, operation, request, callOptions),
    close,
  });
}

/** A session over these options, and how to drop its connections; no I/O. */
export function openSession(options: OvhDnsOptions): { readonly session: Session; readonly close: () => void } {
  const { clock = systemClock, credentials, random = Math.random, userAgent = "porchlight-ovh-dns" } = options;
  const timeoutMs = checkedTimeoutMs(options.timeoutMs ?? 30_000, "createOvhDns");
  const { maxConcurrentCalls = 4, minIntervalMs = 0 } = options;
  if (!Number.isInteger(maxConcurrentCalls) || maxConcurrentCalls < 1)
    throw refused("INVALID_OPTION", `maxConcurrentCalls is ${maxConcurrentCalls}, not a whole number from 1`);
  if (!(minIntervalMs >= 0 && minIntervalMs <= timeoutMs))
    throw refused("INVALID_OPTION", `minIntervalMs is ${minIntervalMs}, not a number from 0 to timeoutMs`);
  const { http, close } = createConnection(options);
  const endpoint = options.endpoint ?? credentials.endpoint ?? "ovh-eu";
  const { keys, baseUrl, redact } = keysOf(credentials, endpoint, { http, clock, timeoutMs, userAgent });
  const { onExchange } = options;
  const transport = createTransport({ http, baseUrl, userAgent, timeoutMs, clock, random, redact, onExchange });
  return { session: createSession({ keys, transport, clock, timeoutMs, maxConcurrentCalls, minIntervalMs }), close };
}

function keysOf(
  credentials: OvhCredentials,
  endpoint: OvhEndpoint,
  setup: Pick<Parameters<typeof createTokenSource>[0], "http" | "clock" | "timeoutMs" | "userAgent">,
): { readonly keys: Signer | TokenSource; readonly baseUrl: string; readonly redact: (text: string) => string } {
  if (!isServiceAccount(credentials)) {
    const signer = createSigner(credentials, endpoint);
    return { keys: signer, baseUrl: signer.baseUrl, redact: signer.redact };
  }
  const account = checkedAccount(credentials);
  const secrets = new Set([account.clientSecret]);
  const redact = redactor(secrets);
  const tokenUrl = tokenUrlOf(account, endpoint);
  const keys = createTokenSource({ account, tokenUrl, redact, secrets, ...setup });
  return { keys, baseUrl: baseUrlOf(endpoint), redact };
}

function checkedAccount(account: OvhServiceAccount): OvhServiceAccount {
  for (const key of ["clientId", "clientSecret"] as const)
    if (typeof account[key] !== "string" || account[key] === "")
      throw refused("MISSING_CREDENTIAL", `credentials.${key} is missing`);
  return account;
}

function refused(code: "INVALID_OPTION" | "MISSING_CREDENTIAL", message: string): OvhInputError {
  return new OvhInputError(message, { code, operation: "createOvhDns" });
}
