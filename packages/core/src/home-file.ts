/** The home file as its owner writes it, and as it is once its shape was checked. */
import type { HazardName } from "./desired.ts";

/** What a name of the file can be: `router` is a CNAME to the router's static name. */
export type NameInput =
  | "router"
  | {
      /** Target host name, or `router` for the router's static name. */
      readonly cname?: string;
      /** IPv4 addresses, or `router` for the router's own. */
      readonly a?: string | readonly string[];
      /** IPv6 addresses. */
      readonly aaaa?: string | readonly string[];
      /** Seconds, 60-86400. */
      readonly ttl?: number;
      readonly allow?: readonly HazardName[];
    };

/** A home file, as YAML, JSON or TypeScript holds it. */
export interface HomeInput {
  readonly version: 1;
  /** Marks what this home makes. 1-24 lower-case letters, digits, hyphens. */
  readonly home: string;
  readonly router?: {
    readonly kind: string;
    /** The static name to keep, "taprest.freeboxos.fr", or `automatic`. */
    readonly name?: string;
  };
  readonly zones?: Readonly<Record<string, { readonly kind: string }>>;
  readonly hosts?: Readonly<
    Record<
      string,
      {
        readonly mac?: string;
        readonly user?: string;
        readonly "host-key"?: string;
        readonly allow?: readonly HazardName[];
      }
    >
  >;
  readonly forwards?: Readonly<
    Record<
      string,
      {
        /** WAN port or ports, 1-65535. */
        readonly wan: number | readonly number[];
        /** "HOST:PORT", the host being a key of `hosts`. */
        readonly to: string;
        readonly protocol?: "tcp" | "udp";
        /** The only source address let in. */
        readonly from?: string;
        readonly allow?: readonly HazardName[];
      }
    >
  >;
  readonly names?: Readonly<Record<string, NameInput>>;
  readonly tunnels?: Readonly<
    Record<
      string,
      {
        /** Key of the forward that leads to the host's SSH. */
        readonly through: string;
        /** Port on this machine. */
        readonly local: number;
        /** "HOST:PORT" as the host at home sees it. */
        readonly to: string;
        /** A word of the title of the page that must answer. */
        readonly expect?: string;
        readonly allow?: readonly HazardName[];
      }
    >
  >;
  /** Another network than the real one, as the virtual home gives it. */
  readonly network?: {
    readonly vantage?: "inside" | "outside";
    readonly resolvers?: readonly string[];
    readonly map?: Readonly<Record<string, string>>;
  };
}

/** A host and a port, out of "HOST:PORT". */
interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** A home file whose shape is right, defaults filled in. */
export interface HomeFile {
  readonly version: 1;
  readonly home: string;
  readonly router?: { readonly kind: string; readonly name?: string | undefined } | undefined;
  readonly zones: Readonly<Record<string, { readonly kind: string }>>;
  readonly hosts: Readonly<
    Record<
      string,
      {
        readonly mac?: string | undefined;
        readonly user?: string | undefined;
        readonly "host-key"?: string | undefined;
        readonly allow?: readonly HazardName[] | undefined;
      }
    >
  >;
  readonly forwards: Readonly<
    Record<
      string,
      {
        readonly wan: readonly number[];
        readonly to: HostAndPort;
        readonly protocol: "tcp" | "udp";
        readonly from?: string | undefined;
        readonly allow?: readonly HazardName[] | undefined;
      }
    >
  >;
  readonly names: Readonly<
    Record<
      string,
      | "router"
      | {
          readonly cname?: string | undefined;
          readonly a?: "router" | readonly string[] | undefined;
          readonly aaaa?: readonly string[] | undefined;
          readonly ttl?: number | undefined;
          readonly allow?: readonly HazardName[] | undefined;
        }
    >
  >;
  readonly tunnels: Readonly<
    Record<
      string,
      {
        readonly through: string;
        readonly local: number;
        readonly to: HostAndPort;
        readonly expect?: string | undefined;
        readonly allow?: readonly HazardName[] | undefined;
      }
    >
  >;
  readonly network?:
    | {
        readonly vantage?: "inside" | "outside" | undefined;
        readonly resolvers?: readonly string[] | undefined;
        readonly map?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
}
