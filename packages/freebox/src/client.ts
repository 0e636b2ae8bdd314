import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { createAxiosHttp } from "./axios-http.ts";
import { type FreeboxClock, systemClock } from "./clock.ts";
import { type Connection, createConnection } from "./connection.ts";
import { withDeadline } from "./deadline.ts";
import { type ApiVersion, createDiscovery } from "./discovery.ts";
import { createDomains, type Domains } from "./domains.ts";
import { FreeboxInputError } from "./errors.ts";
import type { HttpFunction } from "./http.ts";
import { createLan, type Lan } from "./lan.ts";
import { createRedirections, type Redirections } from "./redirections.ts";
import { type CallOptions, createSession, type FreeboxCredentials } from "./session.ts";
import { createStaticLeases, type StaticLeases } from "./static-leases.ts";
import { createTransport, type Exchange } from "./transport.ts";

/** How to reach a box and as whom. */
export interface FreeboxOptions {
  readonly credentials: FreeboxCredentials;
  /**
   * Scheme, name and port of the box; by default that of the credentials, else "https://mafreebox.freebox.fr", which works
   * behind the box. From outside: "https://" with `api_domain` and `https_port`. Plain http works on the LAN and shows the
   * session token to whoever listens there.
   */
  readonly endpoint?: string;
  /** PEM certificates to trust besides the system's and the vendor's, for a certificate of one's own. */
  readonly ca?: string | readonly string[];
  /** Used for every connection, as it is, and never closed here; `ca` then has no effect. Refused if it does not verify. */
  readonly agent?: HttpAgent | HttpsAgent;
  /** Deadline of one request, with the login and the repeats it needs; 10,000 by default. */
  readonly timeoutMs?: number;
  /** "porchlight-freebox" by default. */
  readonly userAgent?: string;
  /** Told of every exchange, redacted. What it throws is ignored. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Replaces the HTTP layer; `ca` and `agent` then have no effect. */
  readonly transport?: HttpFunction;
  /** Time, for tests. */
  readonly clock?: FreeboxClock;
  /** From 0 to below 1, spreads the pauses between tries; `Math.random` by default. */
  readonly random?: () => number;
}

/**
 * One Freebox. Every call throws `FreeboxApiError`, `FreeboxTransportError`, `FreeboxSchemaError` or
 * `FreeboxInputError`; reads are tried up to three times, writes once.
 */
export interface Freebox {
  /** Who the box is. Needs no login; asked once and kept for the life of the client. */
  apiVersion(options?: CallOptions): Promise<ApiVersion>;
  readonly connection: Connection;
  readonly lan: Lan;
  readonly staticLeases: StaticLeases;
  readonly redirections: Redirections;
  /** Undocumented by the vendor. */
  readonly domains: Domains;
  /** Logs out and lets the sockets go, never rejects. A later call opens a new session. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A client of one Freebox. No I/O: it discovers the box and logs in on first use. Throws `FreeboxInputError`. */
export function createFreebox(options: FreeboxOptions): Freebox {
  const clock = options.clock ?? systemClock;
  const timeoutMs = options.timeoutMs ?? 10_000;
  const axiosHttp = createAxiosHttp({
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.agent === undefined ? {} : { agent: options.agent }),
  });
  const transport = createTransport({
    endpoint: parseEndpoint(options.endpoint ?? options.credentials.endpoint ?? "https://mafreebox.freebox.fr"),
    http: options.transport ?? axiosHttp.send,
    clock,
    random: options.random ?? Math.random,
    timeoutMs,
    userAgent: options.userAgent ?? "porchlight-freebox",
    ...(options.onExchange === undefined ? {} : { onExchange: options.onExchange }),
  });
  const discovery = createDiscovery(transport, clock, timeoutMs);
  const session = createSession({ transport, discovery, credentials: options.credentials, clock, timeoutMs });
  const close = async (): Promise<void> => {
    await session.close();
    axiosHttp.close();
  };

  return Object.freeze<Freebox>({
    apiVersion: (call) => withDeadline(clock, timeoutMs, call?.signal, discovery),
    connection: createConnection(session),
    lan: createLan(session),
    staticLeases: createStaticLeases(session),
    redirections: createRedirections(session),
    domains: createDomains(session),
    close,
    [Symbol.asyncDispose]: close,
  });
}

/** Scheme and authority of an address a person wrote; a path, a query or a password in it is refused. */
function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && ["http:", "https:"].includes(url.protocol) && url.pathname === "/";
  if (!plain || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "")
    throw new FreeboxInputError(
      "createFreebox",
      'endpoint has to be a scheme, a name and perhaps a port, like "https://mafreebox.freebox.fr"',
    );
  return url.origin;
}
