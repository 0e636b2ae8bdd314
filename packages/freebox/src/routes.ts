import * as z from "zod";
import type { CallOptions, Session } from "./session.ts";
import { flag, listOf, maybeText, objectOf } from "./wire.ts";

/** A way to a network behind a machine on the LAN. Source: /lan/routes/, documented since API 16; fixture lan_routes.json. */
export interface Route {
  /** "192.168.42.0/24" */
  readonly prefix: string;
  /** Address of the machine. */
  readonly gateway: string;
  /** False: kept and not in force. */
  readonly enabled: boolean;
  readonly description?: string;
}

const PATH = "/lan/routes/";

const route: z.ZodType<Route> = objectOf({
  prefix: z.string(),
  gateway: z.string(),
  enabled: flag,
  description: maybeText,
});

/** The chapter `lan/routes`, since API 16. Writing needs the right `settings`. */
export interface Routes {
  list(options?: CallOptions): Promise<readonly Route[]>;
  /**
   * Replaces every route. A network that cannot be one: `invalid_route`; two in force to one network: `exists`. Somebody
   * else's change between a read and this is lost: the box has no way to tell.
   */
  set(routes: readonly Route[], options?: CallOptions): Promise<readonly Route[]>;
}

/** The chapter over a session. No I/O. */
export function createRoutes(session: Session): Routes {
  return Object.freeze<Routes>({
    list: (options) => session.request({ ...options, method: "GET", path: PATH, schema: listOf(route) }),
    set: (routes, options) =>
      session.request({ ...options, method: "PUT", path: PATH, body: routes, schema: listOf(route) }),
  });
}
