import { Agent as HttpsAgent } from "node:https";
import type { Agent } from "node:http";
import { rootCertificates } from "node:tls";
import { authOf, type OvhAuth } from "./auth.ts";
import type { OvhCallOptions } from "./call.ts";
import { systemClock, type OvhClock } from "./clock.ts";
import type { OvhCredentials } from "./credentials.ts";
import { OvhInputError } from "./errors.ts";
import type { OvhExchange } from "./exchange.ts";
import type { OvhTransport } from "./http.ts";
import { createAxiosTransport } from "./http-axios.ts";
import { property } from "./property.ts";
import { createSession } from "./session.ts";
import { createSigner, type OvhEndpoint } from "./signer.ts";
import { createTransport } from "./transport.ts";
import { zoneOf, type OvhZone } from "./zone.ts";
import { listZones } from "./zones.ts";

/** Options of `createOvhDns`; only the credentials are needed. */
export interface OvhDnsOptions {
  /** From `ovhFromEnv`, or from wherever you keep them. */
  readonly credentials: OvhCredentials;
  /** Default: the one of the credentials, else "ovh-eu". */
  readonly endpoint?: OvhEndpoint;
  /** PEM of authorities to trust besides Node's own. Without effect beside `agent`. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** Carries the connections: a proxy, your own pool. One that does not verify certificates is refused. */
  readonly agent?: Agent;
  /** For each call, its repetitions and waits included; default 30,000 ms. */
  readonly timeoutMs?: number;
  /** Default "porchlight-ovh-dns". */
  readonly userAgent?: string;
  /** Told of every HTTP exchange, without headers, keys and signatures. What it throws is ignored. */
  readonly onExchange?: (exchange: OvhExchange) => void;
  /** Carries HTTP in place of axios; `ca` and `agent` are then without effect. */
  readonly transport?: OvhTransport;
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
  /** Drops the connections; calls under way fail. Needed by nobody to let the process end. */
  close(): void;
}

/**
 * Makes a client; no I/O, and nothing that keeps a process alive. At most four calls of a client are under way at once.
 * Throws `OvhInputError`: MISSING_CREDENTIAL, or INVALID_OPTION.
 *
 * @example
 * const ovh = createOvhDns({ credentials: ovhFromEnv(process.env) });
 * await ovh.zone("taprest.fr").set({ name: "home", type: "CNAME", ttlSeconds: 300, values: ["taprest.freeboxos.fr."] });
 */
export function createOvhDns(options: OvhDnsOptions): OvhDns {
  const { clock = systemClock, timeoutMs = 30_000 } = options;
  // Beyond this a timer fires at once.
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 0x7fffffff)
    throw refused(`timeoutMs is ${timeoutMs}, not a whole number of milliseconds from 1 to 2147483647`);
  const signer = createSigner(options.credentials, options.endpoint ?? options.credentials.endpoint ?? "ovh-eu");
  // One made here is closed here; one that was given may have other users.
  const agent = options.agent === undefined ? verifyingAgent(options.ca) : checkedAgent(options.agent);
  const http = options.transport ?? createAxiosTransport(agent);
  const transport = createTransport({
    http,
    baseUrl: signer.baseUrl,
    userAgent: options.userAgent ?? "porchlight-ovh-dns",
    timeoutMs,
    clock,
    random: options.random ?? Math.random,
    redact: signer.redact,
    onExchange: options.onExchange,
  });
  const session = createSession({ signer, transport, clock, timeoutMs });
  return Object.freeze({
    zones: Object.freeze({ list: (callOptions?: OvhCallOptions) => listZones(session, callOptions) }),
    zone: (name: string) => zoneOf(session, name),
    auth: authOf(session),
    close: () => {
      if (agent !== options.agent) agent.destroy();
    },
  });
}

function refused(message: string): OvhInputError {
  return new OvhInputError(message, { code: "INVALID_OPTION", operation: "createOvhDns" });
}

/** Verifies whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
function verifyingAgent(ca: OvhDnsOptions["ca"]): Agent {
  const trusted = typeof ca === "string" || Buffer.isBuffer(ca) ? [ca] : ca;
  return new HttpsAgent({
    keepAlive: true,
    rejectUnauthorized: true,
    ...(trusted === undefined ? {} : { ca: [...rootCertificates, ...trusted] }),
  });
}

function checkedAgent(agent: Agent): Agent {
  if (property(property(agent, "options"), "rejectUnauthorized") === false)
    throw refused("the agent does not verify certificates");
  return agent;
}
