/** What a virtual home offers to those who use it. */
import type { FreeboxAccess, OvhAccess } from "./doors.ts";
import type { RequestLogEntry } from "./exchange.ts";
import type { Fault } from "./faults.ts";
import type { LanTarget } from "./forwarder.ts";
import type { HomeFileData, VirtualNet } from "./home-data.ts";
import type { WorldOptions } from "./seeds.ts";
import type { DisclosureEntry } from "./ssh-connection.ts";
import type { World } from "./world.ts";

/** What a home can start with. */
export interface HomeOptions extends WorldOptions {
  /** WAN ports whose loopback port is reserved in advance, the first of them being the home file's; default [7654]. */
  readonly wanPorts?: readonly number[];
}

/** The Pi, as a test sees it. */
export interface PiAccess {
  readonly user: "pi";
  /** Fingerprint of the key that answers now: "SHA256:" and 43 characters. */
  readonly hostKey: string;
  /** OpenSSH PEM of the only key that may log in. */
  readonly privateKey: string;
  /** What clients disclosed while logging in, in order. */
  readonly log: readonly DisclosureEntry[];
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
  readonly net: VirtualNet;
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
  /** Adds scripted troubles. */
  readonly fail: (script: Fault | readonly Fault[]) => void;
  /** Serves what refreshes scheduled, with `deployDelay: "manual"`. */
  readonly deploy: () => void;
  /** Closes everything; no socket, timer or file is left. May be called again. */
  readonly close: () => Promise<void>;
}
