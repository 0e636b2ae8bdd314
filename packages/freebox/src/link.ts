import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { createAxiosHttp } from "./axios-http.ts";
import { type FreeboxClock, systemClock } from "./clock.ts";
import { createDiscovery, type Discovery } from "./discovery.ts";
import { FreeboxInputError } from "./errors.ts";
import { createSocketDoor, type SocketDoor } from "./socket-door.ts";
import type { HttpFunction } from "./http.ts";
import { createTransport, type Exchange, type Transport } from "./transport.ts";

/** How to reach a box. */
export interface LinkOptions {
  /**
   * Scheme, name and port of the box; by default that of the credentials, else "https://mafreebox.freebox.fr", which works
   * behind the box. From outside: what `remoteEndpoint` gives. Plain http works on the LAN and shows the session token to
   * whoever listens there.
   */
  readonly endpoint?: string;
  /** PEM certificates to trust besides the system's and the vendor's, for a certificate of one's own. */
  readonly ca?: string | readonly string[];
  /** Used for every connection, as it is, and never closed here; `ca` then has no effect. Refused if it does not verify. */
  readonly agent?: HttpAgent | HttpsAgent;
  /**
   * Where to dial instead of what `endpoint` names, as the near end of an SSH tunnel to the box: { host: "127.0.0.1", port }.
   * The certificate still has to be for the name in `endpoint`. Has no effect beside `agent`.
   */
  readonly via?: { readonly host: string; readonly port: number };
  /** Deadline of one request, with the login and the repeats it needs; 10,000 by default. */
  readonly timeoutMs?: number;
  /** "porchlight-freebox" by default. */
  readonly userAgent?: string;
  /** Told of every exchange, redacted. What it throws is ignored. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Replaces the HTTP layer, where `ca` and `agent` then have no effect. Events do not go through it. */
  readonly transport?: HttpFunction;
  /** Time, for tests. */
  readonly clock?: FreeboxClock;
  /** From 0 to below 1, spreads the pauses between tries; `Math.random` by default. */
  readonly random?: () => number;
}

/** The way to one box: what speaks to it before anybody has logged in. */
export interface Link {
  readonly transport: Transport;
  readonly discovery: Discovery;
  /** Opens the socket of the events. */
  readonly openSocket: SocketDoor;
  readonly clock: FreeboxClock;
  readonly random: () => number;
  readonly timeoutMs: number;
  /** Closes the idle sockets. A later request opens new ones. */
  close(): void;
}

/** A link out of its options. No I/O. `operation` is who throws the `FreeboxInputError` for an option that cannot be. */
export function createLink(operation: string, options: LinkOptions): Link {
  const clock = options.clock ?? systemClock;
  const timeoutMs = options.timeoutMs ?? 10_000;
  const axiosHttp = createAxiosHttp({
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.agent === undefined ? {} : { agent: options.agent }),
    ...(options.via === undefined ? {} : { via: { host: options.via.host, port: options.via.port } }),
  });
  const { onExchange, random = Math.random, userAgent = "porchlight-freebox" } = options;
  const endpoint = parseEndpoint(operation, options.endpoint ?? "https://mafreebox.freebox.fr");
  const common = { endpoint, clock, userAgent, ...(onExchange === undefined ? {} : { onExchange }) };
  const transport = createTransport({ ...common, http: options.transport ?? axiosHttp.send, random, timeoutMs });
  const discovery = createDiscovery(transport, clock, timeoutMs);
  const openSocket = createSocketDoor({ ...common, sockets: (url) => axiosHttp.sockets(url) });
  return Object.freeze<Link>({
    transport,
    discovery,
    openSocket,
    clock,
    random,
    timeoutMs,
    close: () => axiosHttp.close(),
  });
}

/** Scheme and authority of an address a person wrote; a path, a query or a password in it is refused. */
function parseEndpoint(operation: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && ["http:", "https:"].includes(url.protocol) && url.pathname === "/";
  if (!plain || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "")
    throw new FreeboxInputError(
      operation,
      'endpoint has to be a scheme, a name and perhaps a port, like "https://mafreebox.freebox.fr"',
    );
  return url.origin;
}
