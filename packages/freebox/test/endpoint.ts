import type { Freebox } from "../src/client.ts";

/** How it is known what an endpoint takes and answers. */
type Evidence =
  | "documented, recorded"
  | "documented"
  | "undocumented, recorded"
  | "undocumented, pasted by users"
  | "undocumented, reported"
  | "undocumented, the answer was never published";

/** One call of the SDK, and the one request it makes after the login. */
export interface Endpoint {
  /** As a caller writes it: "redirections.list". */
  readonly call: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the version, what varies in capitals: "/fw/redir/ID". */
  readonly path: string;
  readonly evidence: Evidence;
  /** First major of the API that has it, where that is not an old one. */
  readonly since?: number;
  /** Makes the call; `path` with these in the place of its capitals is what is asked. */
  readonly run: (freebox: Freebox) => Promise<unknown>;
  readonly values?: Readonly<Record<string, string>>;
  /** What is sent. */
  readonly body?: unknown;
  /** What the box answers and the call gives; absent: neither gives anything. */
  readonly result?: unknown;
}
