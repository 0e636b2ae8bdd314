import * as z from "zod";
import { isFreeboxError } from "./errors.ts";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { flag, listOf, maybeFlag, maybeObject, maybeText, nothing, objectOf, whole } from "./wire.ts";

/** What a caller chooses of a redirection. */
export interface RedirectionInput {
  /** One of the two; a rule for both does not exist. */
  readonly ip_proto: "tcp" | "udp";
  /** First WAN port, 1-65535, inside the line's `ipv4_port_range`. */
  readonly wan_port_start: number;
  /** Last WAN port, included; the first one by default. */
  readonly wan_port_end?: number;
  readonly lan_ip: string;
  /** LAN port of the first WAN port; the others follow in order. */
  readonly lan_port: number;
  /** The only source let in; "0.0.0.0", anyone, by default. */
  readonly src_ip?: string;
  /** At most 63 characters (reported); empty by default. */
  readonly comment?: string;
  /** True by default. A disabled rule may share its port with an enabled one (observed). */
  readonly enabled?: boolean;
}

/**
 * A port redirection: what arrives on the WAN ports goes to a machine on the LAN. Source: /fw/redir/, documented, except
 * `valid`; the documentation types `wan_port_start` as text, every payload has a number. Fixture fw_redir.json.
 */
export interface Redirection {
  /** Not contiguous, kept on update. */
  readonly id: number;
  readonly enabled: boolean;
  /** "tcp" or "udp" today. */
  readonly ip_proto: string;
  readonly wan_port_start: number;
  readonly wan_port_end: number;
  readonly lan_ip: string;
  readonly lan_port: number;
  readonly src_ip?: string;
  readonly comment?: string;
  /** Name of the machine, or its address when it is unknown. */
  readonly hostname?: string;
  /** The machine as the LAN browser shows it, as it came; none when it is unknown. */
  readonly host?: Readonly<Record<string, unknown>> | undefined;
  /** Undocumented; true in every payload seen. Perhaps false when the rule cannot work (a guess). */
  readonly valid?: boolean;
}

const PATH = "/fw/redir/";

const redirection: z.ZodType<Redirection> = objectOf({
  id: whole,
  enabled: flag,
  ip_proto: z.string(),
  wan_port_start: whole,
  wan_port_end: whole,
  lan_ip: z.string(),
  lan_port: whole,
  src_ip: maybeText,
  comment: maybeText,
  hostname: maybeText,
  host: maybeObject.optional(),
  valid: maybeFlag,
});

/**
 * The chapter `fw/redir`. Writing needs the right `settings`.
 *
 * One client's box of July 2026 answers `internal_error` to the documented body and wants read-only keys beside it. So a
 * write that gets `internal_error` is sent once more in that long form, which is safe: nothing was done. Any other
 * answer, and a lost one, is final.
 */
export interface Redirections {
  list(options?: CallOptions): Promise<readonly Redirection[]>;
  /** Unknown id: `noent`. */
  get(id: number, options?: CallOptions): Promise<Redirection>;
  /** A port that an enabled rule holds: `exist`; one outside the line's range: `port_outside_range`. */
  create(rule: RedirectionInput, options?: CallOptions): Promise<Redirection>;
  /** Changes what is given and leaves the rest; the id stays. Unknown id: `noent`. */
  update(id: number, change: Partial<RedirectionInput>, options?: CallOptions): Promise<Redirection>;
  remove(id: number, options?: CallOptions): Promise<void>;
}

/** The chapter over a session. No I/O. */
export function createRedirections(session: Session): Redirections {
  const post = (body: object, options?: CallOptions): Promise<Redirection> =>
    session.request({ ...options, method: "POST", path: PATH, body, schema: redirection });
  const put = (id: number, body: object, options?: CallOptions): Promise<Redirection> =>
    session.request({ ...options, method: "PUT", path: itemPath("PUT", id), body, schema: redirection });
  const get = async (id: number, options?: CallOptions): Promise<Redirection> =>
    session.request({ ...options, method: "GET", path: itemPath("GET", id), schema: redirection });

  return Object.freeze<Redirections>({
    list: (options) => session.request({ ...options, method: "GET", path: PATH, schema: listOf(redirection) }),
    get,
    create: (rule, options) => {
      // What the box assumes for a key left out is not documented, so none is.
      const lean = { enabled: true, comment: "", src_ip: "0.0.0.0", wan_port_end: rule.wan_port_start, ...rule };
      return post(lean, options).catch((error: unknown) => {
        if (!isInternalError(error)) throw error;
        return post({ ...lean, id: 0, hostname: "", host: "", valid: false }, options);
      });
    },
    update: async (id, change, options) =>
      put(id, change, options).catch(async (error: unknown) => {
        if (!isInternalError(error)) throw error;
        // All of the rule as it is, `hostname`, `host` and `valid` included: placeholders are refused there.
        return put(id, { ...(await get(id, options)), ...change }, options);
      }),
    remove: async (id, options) =>
      session.request({ ...options, method: "DELETE", path: itemPath("DELETE", id), schema: nothing }),
  });
}

function isInternalError(error: unknown): boolean {
  return isFreeboxError(error) && error.code === "internal_error";
}

function itemPath(method: string, id: number): string {
  return `${PATH}${pathSegment(`${method} ${PATH}`, id)}`;
}
