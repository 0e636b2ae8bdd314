/** The SSH links of a check on one open connection. Loads ssh2. */
import type { Socket } from "node:net";
import type { Expectation, HostKeySeen, Probe, TunnelSeen } from "@porchlight/core";
import { readPage } from "./http-page.ts";
import type { Visit } from "./machine.ts";
import { probe } from "./probe.ts";
import { ReachError } from "./reach-error.ts";
import { openChannel } from "./ssh-channel.ts";
import { startSsh } from "./ssh-session.ts";

/** What SSH showed. No tunnel: not asked, or the host key did not allow it. */
export interface SshSeen {
  readonly hostKey: Probe<HostKeySeen>;
  readonly tunnel?: Probe<TunnelSeen>;
}

/**
 * Looks at the host key and, when that is the pinned one and a tunnel is expected, at the page behind the tunnel.
 *
 * Logs in only for a tunnel, and only to the pinned key. Ends the connection.
 */
export const visitSsh = async (expected: Expectation, socket: Socket, visit: Visit): Promise<SshSeen> => {
  const { clock, signal, login } = visit;
  const target = expected.tunnel?.to;
  const session = startSsh(socket, {
    pinned: expected.hostKey,
    keyType: expected.hostKeyType,
    signal,
    login: target && login,
  });
  try {
    const hostKey = await probe(clock, () => session.hostKey);
    if (target === undefined || !hostKey.ok || hostKey.value.fingerprint !== expected.hostKey) return { hostKey };
    const tunnel = await probe(clock, async () => {
      if (login === undefined) throw new ReachError("no-login", "no SSH login was given");
      const client = await session.ready;
      try {
        return await readPage(() => openChannel(client, target), target);
      } catch (error) {
        signal.throwIfAborted(); // the channels close with the connection: the reason is why that was closed
        throw error;
      }
    });
    return { hostKey, tunnel };
  } finally {
    session.end();
  }
};
