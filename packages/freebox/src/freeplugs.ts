import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { listOf, maybeFlag, maybeText, maybeWhole, objectOf } from "./wire.ts";

/** One adapter that carries the network over the mains. */
export interface Freeplug {
  readonly id: string;
  /** It is plugged into the box. */
  readonly local?: boolean;
  /** "sta", "pco", "cco". */
  readonly net_role?: string;
  readonly model?: string;
  /** "up", "down", "unknown". */
  readonly eth_port_status?: string;
  readonly eth_full_duplex?: boolean;
  readonly eth_speed?: string | number;
  readonly has_network?: boolean;
  /** Seconds since it was last heard. */
  readonly inactive?: number;
  readonly net_id?: string;
  /** Mbit/s; -1: unknown. */
  readonly rx_rate?: number;
  readonly tx_rate?: number;
}

/** Adapters that share one key. Source: GET /freeplug/, documented. */
export interface FreeplugNetwork {
  readonly id: string;
  readonly members: readonly Freeplug[];
}

const PATH = "/freeplug/";

const freeplug: z.ZodType<Freeplug> = objectOf({
  id: z.string(),
  local: maybeFlag,
  net_role: maybeText,
  model: maybeText,
  eth_port_status: maybeText,
  eth_full_duplex: maybeFlag,
  // Text or number: the vendor's page does not say, and no payload was published.
  eth_speed: z.union([z.string(), z.number()]).exactOptional(),
  has_network: maybeFlag,
  inactive: maybeWhole,
  net_id: maybeText,
  rx_rate: maybeWhole,
  tx_rate: maybeWhole,
});

const network: z.ZodType<FreeplugNetwork> = objectOf({ id: z.string(), members: listOf(freeplug) });

/** The chapter `freeplug`. Reads. */
export interface Freeplugs {
  list(options?: CallOptions): Promise<readonly FreeplugNetwork[]>;
  /** One adapter. Unknown id: `nosta`. */
  get(id: string, options?: CallOptions): Promise<Freeplug>;
}

/** The chapter over a session. No I/O. */
export function createFreeplugs(session: Session): Freeplugs {
  return Object.freeze<Freeplugs>({
    list: (options) => session.request({ ...options, method: "GET", path: PATH, schema: listOf(network) }),
    get: async (id, options) => {
      const path = `${PATH}${pathSegment(`GET ${PATH}`, id)}/`;
      return session.request({ ...options, method: "GET", path, schema: freeplug });
    },
  });
}
