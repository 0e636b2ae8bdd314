/** What a virtual home offers to those who use it. */
import type { FreeboxAccess, OvhAccess } from "./doors.ts";
import type { RequestLogEntry } from "./exchange.ts";
import type { Fault } from "./faults.ts";
import type { LanTarget } from "./forwarder.ts";
import type { HomeFileData, VirtualNet } from "./home-data.ts";
import type { WorldOptions } from "./seeds.ts";
import type { PublishOptions } from "./ovh-publisher.ts";
import type { CommandScript, DisclosureEntry } from "./pi-terms.ts";
import type { World } from "./world.ts";

/** What a home can start with. */
export interface HomeOptions extends WorldOptions, PublishOptions {
  /** WAN ports whose loopback port is reserved in advance, the first of them being the home file's; default [7654]. */
  readonly wanPorts?: readonly number[];
  /** How many recursive resolvers `net` names, of the two there are. Default 1. */
  readonly resolvers?: 1 | 2;
  /** Resolvers remember answers for their time by `now`, each for itself (RFC 1034, RFC 2308). Default false. */
  readonly resolverCaches?: boolean;
  /** Whether the box leads its own WAN address back in for who is inside; when not, they are refused. Default true. */
  readonly hairpin?: boolean;
}

/** The Pi, as a test sees it. */
export interface PiAccess {
  readonly user: "pi";
  /** Fingerprint of the key that answers now: "SHA256:" and 43 characters. */
  readonly hostKey: string;
  /** The same key whole: "ssh-ed25519 AAAA…". */
  readonly publicKey: string;
  /** Loopback port of its SSH server, as from inside the LAN; undefined while it is stopped. */
  readonly sshPort: number | undefined;
  /** OpenSSH PEM of the only key that may log in. */
  readonly privateKey: string;
  /** What clients disclosed while logging in, in order. */
  readonly log: readonly DisclosureEntry[];
  /** From now on this password lets in too; undefined: none does, as at first. */
  readonly acceptPassword: (password: string | undefined) => void;
  /** From now on commands are run by this, but for `echo` and `true`. */
  readonly runCommandsBy: (script: CommandScript) => void;
  /** Stops the SSH server: its redirections are refused. */
  readonly stop: () => Promise<void>;
  /** Starts it again; with `newHostKey`, another machine answers. */
  readonly start: (options?: { readonly newHostKey?: boolean }) => Promise<void>;
}

/** A running home. */
export interface VirtualHome {
  readonly freebox: FreeboxAccess;
  readonly ovh: OvhAccess;
  readonly pi: PiAccess;
  /** As seen from outside. */
  readonly net: VirtualNet;
  /** As seen from outside (`net` itself), or from the LAN: the same map with every LAN service, following the home too. */
  readonly netFrom: (vantage: VirtualNet["vantage"]) => VirtualNet;
  /** A home file for this home, as plain data. */
  readonly homeFile: HomeFileData;
  /** Environment of a command that is to reach this home. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything there is, to be edited as somebody else would; then call `settle`. */
  readonly world: World;
  /** Every request to the two APIs and every question to a name server, in the order of arrival. */
  readonly requests: readonly RequestLogEntry[];
  /** Brings forwarders, map and the names of the box in line with `world`, and tells who listens for events. */
  readonly settle: () => Promise<void>;
  /** A deep copy of box and zones in plain JSON. */
  readonly state: () => unknown;
  /** The box forwards a WAN port elsewhere than its API says; undefined: as it says. */
  readonly misroute: (wanPort: number, to: LanTarget | undefined) => Promise<void>;
  /** From now on something listens at a LAN address: a loopback port of the caller's. Call `settle` for rules that exist. */
  readonly addService: (address: string, port: number, loopbackPort: number) => void;
  /** Moves the Pi's SSH server to another LAN port; 22 is refused then. Throws RangeError for no port, and for 80, the page's. */
  readonly moveSsh: (lanPort: number) => Promise<void>;
  /** A firewall on the Pi drops whatever is sent to it, from outside and from the LAN; false: it lets everything in again. */
  readonly firewall: (isOn: boolean) => Promise<void>;
  /**
   * An authoritative server ("ns103.ovh.net") goes on with the zones it serves now, their serials included, until false.
   * Resolvers ask the other servers. Throws TypeError for a name that is no authoritative server's.
   */
  readonly lag: (serverName: string, isLagging: boolean) => void;
  /** Empties what resolvers remember. */
  readonly forget: () => void;
  /** Adds scripted troubles. */
  readonly fail: (script: Fault | readonly Fault[]) => void;
  /** Serves what refreshes scheduled, with `deployDelay: "manual"`. */
  readonly deploy: () => void;
  /** Closes everything; no socket, timer or file is left. May be called again. */
  readonly close: () => Promise<void>;
}
