/** The machine at the end of the chain: TCP, its host key and one tunnel, all on one connection. */
import type { Socket } from "node:net";
import type { Clock, Expectation, Measurements, Probe, TcpSeen } from "@porchlight/core";
import { dialWithin } from "./dial.ts";
import type { Endpoint, Net } from "./net.ts";
import { probe } from "./probe.ts";
import type { SshLogin } from "./ssh-login.ts";

/** What a visit to the machine needs. The signal ends it. */
export interface Visit {
  readonly net: Net;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For one connection to come about, 1 or more. */
  readonly dialMs: number;
  readonly login?: SshLogin | undefined;
}

const dialOf = ({ net, clock, signal, dialMs: timeoutMs }: Visit, at: Endpoint): Promise<Probe<Socket>> =>
  probe(clock, () => dialWithin({ net, clock, signal, timeoutMs }, at));

const tcpSeen = (dialled: Probe<Socket>, { address, port }: Endpoint): Probe<TcpSeen> =>
  dialled.ok ? { ...dialled, value: { address, port } } : dialled;

/** Whether a port answers: connects and hangs up, saying nothing. */
export const knock = async (at: Endpoint, visit: Visit): Promise<Probe<TcpSeen>> => {
  const dialled = await dialOf(visit, at);
  if (dialled.ok) dialled.value.destroy();
  return tcpSeen(dialled, at);
};

/**
 * Visits the machine at an address as far as it is asked for: TCP always; the SSH server and its host key where one is
 * expected; the tunnel when the key is the pinned one.
 *
 * One connection in all. Nobody is logged in without a pinned key that matches. Leaves nothing open.
 */
export const visitMachine = async (
  expected: Expectation,
  at: Endpoint,
  visit: Visit,
): Promise<Pick<Measurements, "tcp" | "hostKey" | "tunnel">> => {
  const speaksSsh = expected.ssh === true || expected.hostKey !== undefined || expected.tunnel !== undefined;
  // Loaded before dialling, so that the server's first words find a listener.
  const ssh = speaksSsh ? await import("./ssh-visit.ts") : undefined;
  const dialled = await dialOf(visit, at);
  const tcp = tcpSeen(dialled, at);
  if (!dialled.ok) return { tcp };
  if (ssh !== undefined) return { tcp, ...(await ssh.visitSsh(expected, dialled.value, visit)) };
  dialled.value.destroy();
  return { tcp };
};
