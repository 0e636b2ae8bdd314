import { type Clock, type HostKeySeen, type Probe, systemClock } from "@porchlight/core";
import { withDeadline } from "./deadline.ts";
import { dial } from "./dial.ts";
import type { Net } from "./net.ts";
import { probe } from "./probe.ts";
import { findAddress } from "./recursive.ts";

/** Whose host key is looked at. */
export interface HostKeyOptions {
  /** Name or address of the SSH server. */
  readonly host: string;
  readonly port: number;
  /** The only type of key to ask for, "ssh-ed25519". Default: whichever the server likes best. */
  readonly keyType?: string | undefined;
  readonly net?: Net;
  /** Default 10 000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** A host key that a server has proven its own. */
export interface HostKeyShown extends HostKeySeen {
  /** The key itself, "ssh-ed25519 AAAA…", as a `.pub` file or a line of known_hosts has it. */
  readonly publicKey: string;
}

/**
 * Looks at the host key a server shows, to pin it. One connection that ends once the server has proven the key its own;
 * no user name is sent. That it is the right machine, only a person can say.
 *
 * Trouble is a failed probe; only the caller's own signal makes it reject, with the signal's reason.
 */
export const readHostKey = (options: HostKeyOptions): Promise<Probe<HostKeyShown>> => {
  const { host, port, keyType, net = {}, timeoutMs = 10_000, clock = systemClock, signal } = options;
  return withDeadline({ clock, timeoutMs, signal, what: `looking at the host key of ${host}` }, (over) =>
    probe(clock, async () => {
      const { startSsh } = await import("./ssh-session.ts");
      const address = await findAddress({ net, clock, timeoutMs: Math.min(3_000, timeoutMs), signal: over }, host);
      const session = startSsh(await dial(net, { address, port }, over), { signal: over, keyType });
      const seen = await session.hostKey;
      return { ...seen, publicKey: session.publicKey() ?? "" };
    }),
  );
};
