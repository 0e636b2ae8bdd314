/** The machine at the end of the chain: TCP, its host key and one tunnel, all on one connection. */
import type { Clock, Expectation, Measurements } from "@porchlight/core";
import { dial } from "./dial.ts";
import type { Endpoint, Net } from "./net.ts";
import { probe } from "./probe.ts";
import type { SshLogin } from "./ssh-login.ts";

/** What a visit to the machine needs. The signal ends it. */
export interface Visit {
  readonly net: Net;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly login?: SshLogin | undefined;
}

/**
 * Visits the machine at an address as far as it is asked for: TCP always; the host key when one is pinned or a tunnel is
 * asked; the tunnel when the key is the pinned one.
 *
 * One connection in all. Nobody is logged in without a pinned key that matches. Leaves nothing open.
 */
export const visitMachine = async (
  expected: Expectation,
  at: Endpoint,
  visit: Visit,
): Promise<Pick<Measurements, "tcp" | "hostKey" | "tunnel">> => {
  const speaksSsh = expected.hostKey !== undefined || expected.tunnel !== undefined;
  // Loaded before dialling, so that the server's first words find a listener.
  const ssh = speaksSsh ? await import("./ssh-visit.ts") : undefined;
  const dialled = await probe(visit.clock, () => dial(visit.net, at, visit.signal));
  if (!dialled.ok) return { tcp: dialled };
  const { ms, value: socket } = dialled;
  const tcp = { ok: true, ms, value: { address: at.address, port: at.port } } as const;
  if (ssh !== undefined) return { tcp, ...(await ssh.visitSsh(expected, socket, visit)) };
  socket.destroy();
  return { tcp };
};
