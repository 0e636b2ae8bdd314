import { createFreebox, type Freebox } from "../src/client.ts";
import type { HttpFunction, HttpRequest } from "../src/http.ts";

/** One request a chapter made. */
export interface Sent {
  readonly line: string;
  readonly body?: unknown;
}

/** What the box says of itself. */
export const VERSION = { api_version: "16.0", api_base_url: "/api/" };

/** A client of a box that is a function: path to status (200 by default) and body. */
export function client(answer: (path: string, request: HttpRequest) => { status?: number; body: unknown }): Freebox {
  const transport: HttpFunction = (request) => {
    const { status = 200, body } = answer(new URL(request.url).pathname, request);
    return Promise.resolve({ status, headers: {}, body: JSON.stringify(body) });
  };
  return createFreebox({ credentials: { appId: "a", appToken: "t" }, transport });
}

/** A client whose box answers every chapter request with the next of these bodies; what it was sent. */
export function answering(...bodies: readonly unknown[]): { freebox: Freebox; sent: Sent[] } {
  const sent: Sent[] = [];
  const freebox = client((path, request) => {
    if (path === "/api_version") return { body: VERSION };
    if (path.includes("/login/")) return { body: { success: true, result: { challenge: "c", session_token: "t" } } };
    const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body);
    sent.push({ line: `${request.method} ${path}`, ...(body === undefined ? {} : { body }) });
    return { body: bodies[sent.length - 1] };
  });
  return { freebox, sent };
}

/** A success. */
export const ok = (result?: unknown): unknown => ({ success: true, result });
/** A refusal. */
export const no = (error_code: string): unknown => ({ success: false, error_code, msg: "" });
