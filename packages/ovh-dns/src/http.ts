/** One HTTP request, complete: what is signed is what is here, byte for byte. */
export interface OvhHttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Absolute, percent-encoded, with port and query. */
  readonly url: string;
  /** Hold the keys and the signature: never to be logged. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text in plain ASCII; absent when there is none. */
  readonly body?: string;
  /** Aborted when the caller gives up or the deadline has passed. */
  readonly signal: AbortSignal;
}

/** One HTTP answer, whatever its status. */
export interface OvhHttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body as text, "" when there is none. */
  readonly body: string;
}

/**
 * Carries one request and gives its answer for any status; follows no redirection and repeats nothing.
 * Rejects when no whole answer came: a `code` on the error ("ECONNRESET") is understood as Node's. `sent: false` on it
 * says that nothing of the request left this machine, `sent: true` that something may have; without `sent` the code
 * decides, and one that tells nothing counts as sent.
 */
export type OvhTransport = (request: OvhHttpRequest) => Promise<OvhHttpAnswer>;
