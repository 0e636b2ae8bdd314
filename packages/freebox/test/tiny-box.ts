import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";

/** What a test's box has to say: a body (JSON or raw text), or how it fails. */
export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
      readonly raw?: string;
    }
  | "reset"
  | "stall"
  | "truncate";

interface Asked {
  readonly method: string;
  /** Below "/api/v16". */
  readonly path: string;
  readonly body: unknown;
}

export interface TinyBox {
  readonly url: string;
  readonly credentials: { readonly appId: string; readonly appToken: string };
  /** "GET /login/" and so on, in order of arrival, without the version prefix. */
  readonly requests: string[];
  /** The sessions that are open: take one away and it has ended. */
  readonly sessions: Set<string>;
  /** Replaces what the box says of itself, logs in or answers; undefined, perhaps later, falls through to the usual. */
  answer: (asked: Asked) => Reply | undefined | Promise<undefined>;
  /** Resolves when that many requests have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

export const APP_TOKEN = "app-token-of-the-test-0123456789";

/** A box of one's own over real sockets: discovery, login and sessions as usual, the rest is what the test says. */
export async function startTinyBox(answer: TinyBox["answer"] = () => undefined): Promise<TinyBox> {
  const waiting: { count: number; resolve: () => void }[] = [];
  let challenge = "";
  let opened = 0;
  const usual = (asked: Asked, token: string | undefined): Reply => {
    if (asked.path === "/api_version")
      return {
        body: { api_version: "16.0", api_base_url: "/api/", api_domain: "abcd1234.fbxos.fr", https_port: 1234 },
      };
    if (asked.path === "/login/" && asked.method === "GET") {
      challenge = `challenge-${requests.length}`;
      return { body: { success: true, result: { logged_in: false, challenge } } };
    }
    if (asked.path === "/login/session/") {
      const password = createHmac("sha1", APP_TOKEN).update(challenge).digest("hex");
      if (!isDeepStrictEqual(asked.body, { app_id: "fr.test", password })) return refusal("invalid_token");
      const session = `session/token-${(opened += 1)}`;
      box.sessions.add(session);
      return { body: { success: true, result: { session_token: session, permissions: { settings: true } } } };
    }
    if (token === undefined || !box.sessions.has(token)) return refusal("auth_required");
    if (asked.path === "/login/logout/") box.sessions.delete(token);
    return { body: { success: true } };
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "").replace(/^\/api\/v16/, "");
    const method = request.method ?? "";
    const sent = await text(request);
    requests.push(`${method} ${path}`);
    for (const each of waiting) if (requests.length >= each.count) each.resolve();
    const asked = { method, path, body: sent === "" ? undefined : (JSON.parse(sent) as unknown) };
    const token = request.headers["x-fbx-app-auth"];
    const reply = (await box.answer(asked)) ?? usual(asked, typeof token === "string" ? token : undefined);
    if (reply === "stall") return;
    if (reply === "reset") {
      request.socket.destroy();
      return;
    }
    if (reply === "truncate") {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"success"', () => request.socket.destroy());
      return;
    }
    response.writeHead(reply.status ?? 200, { "content-type": "application/json; charset=utf-8", ...reply.headers });
    response.end(reply.raw ?? JSON.stringify(reply.body));
  };

  const requests: string[] = [];
  const server = createServer((request, response) => void serve(request, response));
  const box: TinyBox = {
    url: `http://127.0.0.1:${await listen(server)}`,
    credentials: { appId: "fr.test", appToken: APP_TOKEN },
    requests,
    sessions: new Set(),
    answer,
    arrived: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return box;
}

/** The envelope of a business error, which comes with 200, or of a login error, which comes with 403. */
export function refusal(code: string, extra: Record<string, unknown> = {}): Reply {
  const login = ["auth_required", "invalid_session", "invalid_token", "insufficient_rights", "ratelimited"];
  return {
    status: login.includes(code) ? 403 : 200,
    body: { success: false, error_code: code, msg: "Refusé", ...extra },
  };
}

/** A success with a result, or without one. */
export function granted(result?: unknown): Reply {
  return { body: result === undefined ? { success: true } : { success: true, result } };
}

/** Opens a server on loopback; gives its port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

/** A port of loopback where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a promise is rejected with; fails when it is not. */
export function rejection(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => Promise.reject(new Error("it was not rejected")),
    (error: unknown) => error,
  );
}
