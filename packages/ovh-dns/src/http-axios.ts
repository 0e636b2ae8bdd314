import https from "node:https";
import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { Axios, AxiosHeaders } from "axios";
import type { OvhHttpAnswer, OvhTransport } from "./http.ts";
import { property } from "./property.ts";

/** What went wrong below HTTP: all that is kept of axios's own error, which holds headers and body. */
interface HttpFailure extends Error {
  readonly code?: string;
  /** False only when the connection was never made: nothing of the request can have left. */
  readonly sent: boolean;
  /** HTTP status, when the answer broke off after its head. */
  readonly status?: number;
}

/** An answer larger than this is not a zone: 64 MiB, several times the largest list of records OVHcloud can hold. */
const maxAnswerBytes = 64 * 1024 * 1024;

const asIs = (data: unknown): unknown => data;

/**
 * The HTTP function of this SDK, on axios. A bare instance: defaults and interceptors an application sets on axios
 * itself (a base URL, an Authorization header) do not reach OVHcloud. Redirections are not followed, the proxy of the
 * environment is not used (give an agent for that), certificates are always verified.
 */
export function createAxiosTransport(agent: Agent): OvhTransport {
  const client = new Axios({
    adapter: "http",
    httpsAgent: agent,
    proxy: false,
    maxRedirects: 0,
    decompress: true,
    maxContentLength: maxAnswerBytes,
    responseType: "arraybuffer",
    validateStatus: () => true,
    // What was signed is what is sent: axios would parse and print a JSON text again.
    transformRequest: [asIs],
    transformResponse: [asIs],
  });
  return async (request) => {
    const connection = { made: false };
    try {
      const answer = await client.request<Buffer>({
        method: request.method,
        url: request.url,
        headers: new AxiosHeaders(request.headers),
        signal: request.signal,
        transport: { request: watchedRequest(connection) },
        ...(request.body === undefined ? {} : { data: Buffer.from(request.body, "ascii") }),
      });
      return { status: answer.status, headers: plainHeaders(answer.headers), body: answer.data.toString("utf8") };
    } catch (error) {
      throw plainFailure(error, connection.made);
    }
  };
}

/**
 * https.request, telling when its connection stands: before that moment nothing of the request can have left.
 * Only a handshake under way is certain to be before it: an agent may hand over a socket used before, or one it secured.
 */
function watchedRequest(connection: { made: boolean }) {
  return (options: https.RequestOptions, answered: (message: IncomingMessage) => void): ClientRequest => {
    const request = https.request({ ...options, rejectUnauthorized: true }, answered);
    request.once("socket", (socket) => {
      // A TLSSocket's own mark, from its making to the end of its handshake: undocumented, and held by tests here.
      connection.made = property(socket, "secureConnecting") !== true;
      // Never on a secured socket: it fires once in a connection's life, and listeners would pile up.
      if (!connection.made)
        socket.once("secureConnect", () => {
          connection.made = true;
        });
    });
    return request;
  };
}

/** A fresh error with name, code and message only. */
function plainFailure(error: unknown, connectionMade: boolean): HttpFailure {
  const code = property(error, "code");
  const status = property(property(error, "response"), "status");
  return Object.assign(new Error(error instanceof Error ? error.message : "unknown trouble"), {
    sent: connectionMade,
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof status === "number" ? { status } : {}),
  });
}

function plainHeaders(headers: Readonly<Record<string, unknown>>): OvhHttpAnswer["headers"] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
