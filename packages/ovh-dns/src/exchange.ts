/** One HTTP exchange, for logs: no header but the query id, and no key, secret or signature anywhere. */
export interface OvhExchange {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly requestBody?: string;
  /** Absent when no whole answer came; `error` then says why. */
  readonly status?: number;
  readonly responseBody?: string;
  readonly queryId?: string;
  /** From the request to the whole answer, in milliseconds. */
  readonly ms: number;
  /** The error code of an exchange without an answer: "UNREACHABLE". */
  readonly error?: string;
}
