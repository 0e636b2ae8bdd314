/** The home file as its owner writes it, and as it is once its shape was checked. */
import type { PortRange, Protocol } from "../contracts.ts";
import type { DesiredValue, HazardName } from "../desired.ts";
import type { HostKey } from "./host-key.ts";
import type { RecordKey } from "./record-values.ts";

/** One value, or several. */
type OneOrMore<T> = T | readonly T[];

/** Values of one type at one name, in zone-file presentation with absolute host names; TXT is plain text. */
type TypedValues = { readonly [T in Exclude<RecordKey, "cname" | "dname">]?: OneOrMore<string> } & {
  /** Target host name, or `router` for the router's static name. */
  readonly cname?: string;
  /** Host name whose tree stands for what is below this name. */
  readonly dname?: string;
};

/**
 * What a name of the file can be: `router` is a CNAME to the router's static name, `absent` a name that leads nowhere.
 * In `a`, `router` stands for the router's own address; in `aaaa` and `sshfp`, a key of `hosts` for that machine's
 * address or pinned key. A, AAAA, CNAME and DNAME are whole sets; every other type says what is among the values.
 */
export type NameInput =
  | "router"
  | "absent"
  | (TypedValues & {
      /** Seconds, 60-86400. */
      readonly ttl?: number;
      readonly allow?: readonly HazardName[];
      /** Values that are to go; `true`: all of that type. */
      readonly absent?: { readonly [T in RecordKey]?: OneOrMore<string> | true };
    });

/** A WAN port, 1-65535, or "FIRST-LAST". */
type PortInput = number | `${number}-${number}`;

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
        /** Its network card, or several, the preferred one first. */
        readonly mac?: OneOrMore<string>;
        /** What it goes by on the LAN. Default: its key. */
        readonly name?: string;
        /** The IPv4 address it is to have on the LAN. Default: the one it has. */
        readonly ip?: string;
        readonly user?: string;
        /** "SHA256:…" as `ssh-keygen -l` prints it, or the whole public key: "ssh-ed25519 AAAA…". */
        readonly "host-key"?: string;
        readonly allow?: readonly HazardName[];
      }
    >
  >;
  readonly forwards?: Readonly<
    Record<
      string,
      {
        /** WAN port or ports. */
        readonly wan: OneOrMore<PortInput>;
        /** "HOST:PORT", the host being a key of `hosts`; where each port, and the first port of each range, leads. */
        readonly to: string;
        readonly protocol?: OneOrMore<Protocol>;
        /** The only source address let in. */
        readonly from?: string;
        /** False: the rules stay, and let nobody in. */
        readonly enabled?: boolean;
        /** What answers there, a lower-case word: "octoprint". */
        readonly kind?: string;
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

/** Values by the type's key. */
export type NameValues = { readonly [key in string]?: readonly DesiredValue[] | undefined };

/** One entry of `names` whose shape is right. */
export interface NameFile {
  readonly ttl?: number;
  readonly allow: readonly HazardName[];
  /** The entry is this one word. */
  readonly word?: "router" | "absent";
  readonly present: NameValues;
  /** No value: none of the type. */
  readonly absent: NameValues;
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
        readonly mac?: readonly string[] | undefined;
        readonly name?: string | undefined;
        readonly ip?: string | undefined;
        readonly user?: string | undefined;
        readonly "host-key"?: HostKey | undefined;
        readonly allow?: readonly HazardName[] | undefined;
      }
    >
  >;
  readonly forwards: Readonly<
    Record<
      string,
      {
        readonly wan: readonly PortRange[];
        readonly to: HostAndPort;
        readonly protocol: readonly Protocol[];
        readonly from?: string | undefined;
        readonly enabled: boolean;
        readonly kind?: string | undefined;
        readonly allow?: readonly HazardName[] | undefined;
      }
    >
  >;
  readonly names: Readonly<Record<string, NameFile>>;
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
