import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { Schema } from "./schema.ts";
import type { CallOptions, Session } from "./session.ts";
import { listOf, maybeFlag, maybeText, maybeWhole, nothing, objectOf, whole } from "./wire.ts";

/** One side of the LAN: "pub" is the home network, "wifiguest" the guests'. */
export interface LanInterface {
  readonly name: string;
  readonly host_count: number;
}

/** A name a machine announced, and how: "dhcp", "netbios", "mdns", "mdns_srv", "upnp", "wsd". */
export interface LanHostName {
  readonly name: string;
  readonly source?: string;
}

/** An address a machine has or had. */
export interface LanHostAddress {
  readonly addr: string;
  /** "ipv4", "ipv6". */
  readonly af: string;
  readonly active?: boolean;
  readonly reachable?: boolean;
  /** Unix seconds. */
  readonly last_activity?: number;
  readonly last_time_reachable?: number;
}

/**
 * A machine the box has seen. Its names are chosen by the machine: untrusted text.
 * Source: GET /lan/browser/pub/, documented; `l2ident` is documented as a list and always seen as an object; fixture
 * lan_browser_pub.json.
 */
export interface LanHost {
  /** "ether-" and the MAC address. */
  readonly id: string;
  readonly l2ident?: { readonly id: string; readonly type: string };
  /** What the owner calls it; may be empty. */
  readonly primary_name?: string;
  readonly primary_name_manual?: boolean;
  readonly default_name?: string;
  /** Local name since API 16; empty when there is none. */
  readonly domain_name?: string;
  readonly host_type?: string;
  readonly vendor_name?: string;
  readonly interface?: string;
  readonly persistent?: boolean;
  /** The box reaches it. */
  readonly reachable?: boolean;
  /** It sends traffic. */
  readonly active?: boolean;
  /** Unix seconds. */
  readonly last_activity?: number;
  readonly last_time_reachable?: number;
  readonly names: readonly LanHostName[];
  /** Present and past addresses, in no order. */
  readonly l3connectivities: readonly LanHostAddress[];
}

const BROWSER = "/lan/browser/";

const lanInterface: z.ZodType<LanInterface> = objectOf({ name: z.string(), host_count: whole });

const lanHostName: z.ZodType<LanHostName> = objectOf({ name: z.string(), source: maybeText });

const lanHostAddress: z.ZodType<LanHostAddress> = objectOf({
  addr: z.string(),
  af: z.string(),
  active: maybeFlag,
  reachable: maybeFlag,
  last_activity: maybeWhole,
  last_time_reachable: maybeWhole,
});

/** The first of the documented list, or the object every box was seen to write. */
const layer2: z.ZodType<NonNullable<LanHost["l2ident"]>> = z.preprocess(
  (value: unknown): unknown => (Array.isArray(value) ? value[0] : value),
  z.looseObject({ id: z.string(), type: z.string() }),
);

const lanHost: z.ZodType<LanHost> = objectOf({
  id: z.string(),
  l2ident: layer2.exactOptional(),
  primary_name: maybeText,
  primary_name_manual: maybeFlag,
  default_name: maybeText,
  domain_name: maybeText,
  host_type: maybeText,
  vendor_name: maybeText,
  interface: maybeText,
  persistent: maybeFlag,
  reachable: maybeFlag,
  active: maybeFlag,
  last_activity: maybeWhole,
  last_time_reachable: maybeWhole,
  names: listOf(lanHostName),
  l3connectivities: listOf(lanHostAddress),
});

/** A host as the box writes it, in a list or in an event. */
export const lanHostSchema: Schema<LanHost> = lanHost;

/** What can be changed of a machine. */
export interface LanHostChange {
  /** What the owner calls it: from then on the box remembers it. */
  readonly primary_name?: string;
  readonly host_type?: string;
  readonly persistent?: boolean;
  /** Since API 16: ends in ".home", or is empty. */
  readonly domain_name?: string;
}

/** A sort of machine. Source: GET /lan/browser/types/; fixture lan_browser_types.json. */
export interface LanHostType {
  readonly type: string;
  /** French. */
  readonly name?: string;
  /** "personal_device", "network"; since API 14. */
  readonly category?: string;
}

const lanHostType: z.ZodType<LanHostType> = objectOf({ type: z.string(), name: maybeText, category: maybeText });

/** The chapter `lan`, its browser. Writing needs the right `settings`. `side` is "pub" by default. */
export interface Lan {
  /** The sides of the LAN. Reads. */
  interfaces(options?: CallOptions): Promise<readonly LanInterface[]>;
  /** The sorts of machines the box knows. Reads. */
  hostTypes(options?: CallOptions): Promise<readonly LanHostType[]>;
  /** Wakes a machine; whether it woke is not told. `password` is that of its network card, mostly empty. */
  wake(
    machine: { readonly mac: string; readonly password?: string },
    side?: string,
    options?: CallOptions,
  ): Promise<void>;
  readonly hosts: {
    /** Every machine seen on one side, past ones included. Reads. In bridge mode: `nodev`. */
    list(side?: string, options?: CallOptions): Promise<readonly LanHost[]>;
    /** Unknown id: `nohost`. */
    get(id: string, side?: string, options?: CallOptions): Promise<LanHost>;
    /** Changes what is given and leaves the rest. */
    update(id: string, change: LanHostChange, side?: string, options?: CallOptions): Promise<LanHost>;
    /** Forgets a machine. Undocumented, reported by two clients. */
    remove(id: string, side?: string, options?: CallOptions): Promise<void>;
  };
}

/** The chapter over a session. No I/O. */
export function createLan(session: Session): Lan {
  const list = <T>(path: string, item: z.ZodType<T>, options?: CallOptions): Promise<readonly T[]> =>
    session.request({ ...options, method: "GET", path, schema: listOf(item) });
  return Object.freeze<Lan>({
    interfaces: (options) => list(`${BROWSER}interfaces/`, lanInterface, options),
    hostTypes: (options) => list(`${BROWSER}types/`, lanHostType, options),
    wake: async ({ mac, password = "" }, side = "pub", options) => {
      const path = `/lan/wol/${pathSegment("POST /lan/wol/", side)}/`;
      const secrets = [password];
      return session.request({ ...options, method: "POST", path, body: { mac, password }, secrets, schema: nothing });
    },
    hosts: Object.freeze<Lan["hosts"]>({
      list: async (side = "pub", options) => list(sidePath("GET", side), lanHost, options),
      get: async (id, side = "pub", options) =>
        session.request({ ...options, method: "GET", path: hostPath("GET", side, id), schema: lanHost }),
      update: async (id, change, side = "pub", options) => {
        // The id is repeated in the body, as the vendor's example and every client do.
        const body = { id, ...change };
        return session.request({ ...options, method: "PUT", path: hostPath("PUT", side, id), body, schema: lanHost });
      },
      remove: async (id, side = "pub", options) =>
        session.request({ ...options, method: "DELETE", path: hostPath("DELETE", side, id), schema: nothing }),
    }),
  });
}

function sidePath(method: string, side: string): string {
  return `${BROWSER}${pathSegment(`${method} ${BROWSER}`, side)}/`;
}

function hostPath(method: string, side: string, id: string): string {
  const path = sidePath(method, side);
  return `${path}${pathSegment(`${method} ${path}`, id)}/`;
}
