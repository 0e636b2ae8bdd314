import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from "node:https";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import type { AxiosInstance } from "axios";
import { bareError } from "./bare-error.ts";
import { FreeboxInputError } from "./errors.ts";
import type { HttpFunction } from "./http.ts";
import { VENDOR_ROOTS } from "./roots.ts";

/** How the sockets are made. */
export interface AxiosHttpOptions {
  /** PEM certificates to trust besides the system's and the vendor's. */
  readonly ca?: string | readonly string[];
  /** Used as it is and never closed here; `ca` then has no effect. One that does not verify certificates is refused. */
  readonly agent?: HttpAgent | HttpsAgent;
  /** Dialled instead of what the address names; what it names is still whom the certificate has to be for. */
  readonly via?: { readonly host: string; readonly port: number };
}

/** How a single connection is made: over the agent that was given, else trusting these roots. */
export interface SocketOptions {
  readonly agent?: HttpAgent | HttpsAgent;
  readonly secureContext?: SecureContext;
}

/** An HTTP function with sockets of its own. */
export interface AxiosHttp {
  readonly send: HttpFunction;
  /** What a connection that is not one of `send` is to be made with, so that it trusts the same. */
  sockets(url: string): SocketOptions;
  /** Closes the idle sockets. A later request opens new ones. */
  close(): void;
}

/**
 * Ten at a time, as many as a look at every facet takes, is a guess at what a small box bears. An idle socket is closed
 * after four seconds, so that a request rarely meets one the box has just closed: a write lost that way would have to be
 * looked up.
 */
const POOL = { keepAlive: true, maxSockets: 10, timeout: 4_000 } as const;

/** A LAN list with every host's history is some hundred kilobytes; what is longer than this is no answer of a box. */
const LONGEST_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * An HTTP function over axios: no proxy, no redirects, every status is an answer. TLS trusts the system roots as Node
 * ships them, the vendor's roots and `ca`; NODE_EXTRA_CA_CERTS is not read, for Node ignores it once roots are given.
 * Certificates are verified whatever NODE_TLS_REJECT_UNAUTHORIZED says. Opens nothing until the first request. Throws
 * `FreeboxInputError` for an agent that does not verify.
 */
export function createAxiosHttp(options: AxiosHttpOptions): AxiosHttp {
  if (trustsAnyone(options.agent))
    throw new FreeboxInputError("createFreebox", "the agent does not verify certificates");
  let client: AxiosInstance | undefined;
  // One context for all connections: reading some 150 roots takes milliseconds each time.
  let trusted: SecureContext | undefined;
  const context = (): SecureContext => (trusted ??= trust(options.ca));
  const opened: { http?: HttpAgent; https?: HttpsAgent } = {};

  const agentFor = (url: string): HttpAgent | HttpsAgent => {
    if (options.agent !== undefined) return options.agent;
    // Host and port of an agent go before those of a request; the name to verify is still the request's.
    if (!url.startsWith("https:")) return (opened.http ??= new HttpAgent({ ...POOL, ...options.via }));
    return (opened.https ??= new HttpsAgent({
      ...POOL,
      ...options.via,
      rejectUnauthorized: true,
      secureContext: context(),
    }));
  };

  return {
    send: async (request) => {
      // An instance of our own: interceptors and defaults that others put on the shared one would see the token.
      // Loaded on use, because reading axios takes longer than all the rest of this package.
      client ??= (await import("axios")).default.create();
      const agent = agentFor(request.url);
      const asked = client.request<string>({
        adapter: "http",
        method: request.method,
        url: request.url,
        headers: { ...request.headers },
        data: request.body,
        signal: request.signal,
        transport: { request: verifiedRequest },
        httpAgent: agent,
        httpsAgent: agent,
        proxy: false,
        maxRedirects: 0,
        maxContentLength: LONGEST_ANSWER_BYTES,
        responseType: "text",
        transformRequest: [(data: unknown) => data],
        transformResponse: [(data: unknown) => data],
        validateStatus: () => true,
      });
      const answer = await asked.catch((error: unknown) => {
        throw bareError(error);
      });
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(answer.headers)) headers[name.toLowerCase()] = String(value);
      return { status: answer.status, headers, body: answer.data };
    },
    sockets: (url) =>
      options.agent === undefined && options.via === undefined
        ? { secureContext: context() }
        : { agent: agentFor(url) },
    close: () => {
      opened.http?.destroy();
      opened.https?.destroy();
    },
  };
}

/** The request of an agent that leaves the choice to the environment verifies all the same. */
function verifiedRequest(options: RequestOptions, answered: (message: IncomingMessage) => void): ClientRequest {
  if (options.protocol !== "https:") return httpRequest(options, answered);
  return httpsRequest({ ...options, rejectUnauthorized: true }, answered);
}

/** `options` is what Node's agents were made with; it is in no type. */
function trustsAnyone(agent: AxiosHttpOptions["agent"]): boolean {
  const made: unknown = agent === undefined ? undefined : Reflect.get(agent, "options");
  return typeof made === "object" && made !== null && Reflect.get(made, "rejectUnauthorized") === false;
}

function trust(ca: AxiosHttpOptions["ca"]): SecureContext {
  const own = ca === undefined ? [] : typeof ca === "string" ? [ca] : ca;
  return createSecureContext({ ca: [...rootCertificates, ...VENDOR_ROOTS.map((root) => root.pem), ...own] });
}
