import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { listOf, maybeFlag, maybeText, maybeWhole, objectOf, whole } from "./wire.ts";

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

/** The chapter `lan`. */
export interface Lan {
  /** The sides of the LAN. Reads. */
  interfaces(options?: CallOptions): Promise<readonly LanInterface[]>;
  readonly hosts: {
    /** Every machine seen on one side, "pub" by default, past ones included. Reads. In bridge mode: `nodev`. */
    list(name?: string, options?: CallOptions): Promise<readonly LanHost[]>;
  };
}

/** The chapter over a session. No I/O. */
export function createLan(session: Session): Lan {
  return Object.freeze<Lan>({
    interfaces: (options) =>
      session.request({ ...options, method: "GET", path: "/lan/browser/interfaces/", schema: listOf(lanInterface) }),
    hosts: Object.freeze<Lan["hosts"]>({
      list: async (name = "pub", options) => {
        const path = `/lan/browser/${pathSegment("GET /lan/browser/", name)}/`;
        return session.request({ ...options, method: "GET", path, schema: listOf(lanHost) });
      },
    }),
  });
}
