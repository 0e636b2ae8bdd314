/** Two ways to speak SSH: the system's OpenSSH client, and the built-in one for where there is none. */
import type { Net, ReachError } from "@porchlight/reach";
import type { Clock } from "@porchlight/core";
import type { Terminal } from "../terminal.ts";
import type { PinnedKey } from "./pinned-key.ts";
import type { Way } from "./way.ts";

/** An open connection with its tunnels. */
export interface Passage {
  /** Resolves with why it ended, when it ended by itself. Never rejects. */
  readonly ended: Promise<ReachError>;
  /** Resolves when nothing of it is left. May be called again. */
  close(): Promise<void>;
}

/** What every engine works with. */
export interface EngineSetting {
  /** The home's name, for the name its keys are known by. */
  readonly home: string;
  readonly net: Net;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A private key file, asked for by name. */
  readonly identity?: string | undefined;
}

/** Opens connections. */
export interface Engine {
  /** "OpenSSH_9.2p1", "built-in ssh2". */
  readonly title: string;
  /**
   * Connects, logs in and listens. Rejects with a ReachError, nothing being left open; a person at the terminal is
   * waited for when the machine asks for a password.
   */
  open(way: Way, key: PinnedKey): Promise<Passage>;
  /** Removes what it keeps on disk. */
  close(): Promise<void>;
}
