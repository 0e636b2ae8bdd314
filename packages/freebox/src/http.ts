/** The bottom layer: bytes out, bytes in. It knows nothing of tokens, envelopes or repeats. */

/** The methods the box uses. */
export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

/** One request, complete. */
export interface HttpRequest {
  readonly method: HttpMethod;
  /** Absolute, http or https. */
  readonly url: string;
  /** Names as they are to be sent. Holds the session token: do not log it. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
  /** Fires at the deadline or when the caller gives up. */
  readonly signal: AbortSignal;
}

/** One answer, whatever its status; redirects are not followed. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Carries one request and gives the answer, or rejects when there is none. Injectable, so that a test or another HTTP
 * library can stand in; give the rejection Node's `code` and `syscall` when there are any, they tell whether anything
 * was sent.
 */
export type HttpFunction = (request: HttpRequest) => Promise<HttpResponse>;
