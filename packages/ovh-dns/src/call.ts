/** Options every call accepts. */
export interface OvhCallOptions {
  /** Stops the call and any wait inside it; what was already sent may still be done. */
  readonly signal?: AbortSignal;
}

/** What a body may hold. */
export type OvhJson =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly OvhJson[]
  | { readonly [name: string]: OvhJson };

/** One API call, before keys and address are known. */
export interface ApiCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** From `apiPath`, below the base path: "/domain/zone/taprest.fr". */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: { readonly [name: string]: OvhJson };
  readonly headers?: Readonly<Record<string, string>>;
}

/** One successful answer: any 2xx, its JSON parsed, null when there was no body. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly queryId?: string;
}

/** What a write leaves behind. */
export interface OvhReceipt {
  /** OVHcloud's own identifier of the exchange, to quote to its support. */
  readonly queryId?: string;
}

/** "POST /domain/zone/taprest.fr/refresh": how a call is named in errors, and how OVHcloud names the right to it. */
export function operationOf(call: ApiCall): string {
  return `${call.method} ${call.path}`;
}

/** The receipt of a write. */
export function receiptOf(answer: ApiAnswer): OvhReceipt {
  return answer.queryId === undefined ? {} : { queryId: answer.queryId };
}
