import type { Socket } from "node:net";
import { type Clock, systemClock } from "@porchlight/core";
import type { Client } from "ssh2";
import { withDeadline } from "./deadline.ts";
import { dial } from "./dial.ts";
import type { Target } from "./http-page.ts";
import { type LocalListener, startLocalListener } from "./local-listener.ts";
import type { Net } from "./net.ts";
import { ReachError } from "./reach-error.ts";
import { findAddress } from "./recursive.ts";
import { openChannel } from "./ssh-channel.ts";
import type { SshLogin } from "./ssh-login.ts";
import type { SshSession } from "./ssh-session.ts";

/** What a tunnel is opened with. */
export interface TunnelOptions {
  /** Name or address of the SSH server; a name is resolved as `check` does it, IPv4 preferred. */
  readonly host: string;
  readonly port: number;
  /** The only host key a login is shown to: "SHA256:…", as `ssh-keygen -lf` prints it. */
  readonly hostKey: string;
  /** The type of that key, "ssh-ed25519", for a server that has several. Default: whichever it likes best. */
  readonly hostKeyType?: string | undefined;
  readonly login: SshLogin;
  /** Where the tunnel ends, as the SSH server names it: { host: "localhost", port: 80 }. */
  readonly to: Target;
  /** On 127.0.0.1. Default 0: any free one. */
  readonly localPort?: number;
  readonly net?: Net;
  /** Stops the opening, and closes the tunnel once it is open. */
  readonly signal?: AbortSignal;
  /** For the opening. Default 10 000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** An open tunnel. Keeps the process alive until it is closed. */
export interface Tunnel {
  /** "http://127.0.0.1:PORT" */
  readonly url: string;
  readonly localPort: number;
  /** Of the host key that was verified. */
  readonly fingerprint: string;
  /** Resolves when it is closed, by `close`, by the signal or because the connection was lost. Never rejects. */
  readonly closed: Promise<void>;
  /** Closes it and its connections; resolves when nothing is left. May be called again. */
  close(): Promise<void>;
}

/** A dead connection is noticed after three of these without an answer. */
const keepaliveIntervalMs = 15_000;
/** One question to one DNS server; the opening as a whole has its own limit. */
const questionMs = 3_000;

const relay = async (client: Client, to: Target, local: Socket): Promise<void> => {
  try {
    const channel = await openChannel(client, to);
    channel.on("error", () => local.destroy());
    channel.once("close", () => local.destroySoon());
    local.once("close", () => channel.destroy());
    if (local.destroyed) channel.destroy();
    local.pipe(channel).pipe(local);
  } catch {
    local.destroy(); // as a refused connection looks through any tunnel
  }
};

const connectSsh = async (options: TunnelOptions): Promise<{ session: SshSession; client: Client }> => {
  const {
    host,
    port,
    hostKey,
    hostKeyType: keyType,
    login,
    net = {},
    clock = systemClock,
    signal,
    timeoutMs = 10_000,
  } = options;
  const { startSsh } = await import("./ssh-session.ts");
  const lifetime = new AbortController(); // outlives the opening when that succeeds
  return withDeadline({ clock, timeoutMs, signal, what: `opening a tunnel through ${host}` }, async (opening) => {
    const stop = (): void => lifetime.abort(opening.reason);
    opening.addEventListener("abort", stop, { once: true });
    const address = await findAddress(
      { net, clock, timeoutMs: Math.min(questionMs, timeoutMs), signal: opening },
      host,
    );
    const socket = await dial(net, { address, port }, lifetime.signal);
    const session = startSsh(socket, { pinned: hostKey, keyType, login, signal: lifetime.signal, keepaliveIntervalMs });
    const client = await session.ready;
    opening.removeEventListener("abort", stop);
    return { session, client };
  });
};

const bind = async (listener: LocalListener, session: SshSession, signal?: AbortSignal): Promise<Tunnel> => {
  const { fingerprint } = await session.hostKey;
  const end = (): void => {
    session.end();
    listener.close();
  };
  signal?.addEventListener("abort", end, { once: true });
  const closed = session.closed.then(async () => {
    signal?.removeEventListener("abort", end);
    listener.close();
    await listener.closed;
  });
  if (signal?.aborted === true) end();
  const close = (): Promise<void> => {
    end();
    return closed;
  };
  return Object.freeze({
    url: `http://127.0.0.1:${listener.port}`,
    localPort: listener.port,
    fingerprint,
    closed,
    close,
  });
};

/**
 * Opens a tunnel through SSH: what connects to the local port reaches `to`, as `ssh -L` does it.
 *
 * Listens on 127.0.0.1 only. The host key is compared before any user name, key or signature is sent. A connection
 * whose target refuses is closed at once; the tunnel stays.
 *
 * Rejects with a ReachError, nothing being left open: `host-key-differs`, `login-refused`, `no-login`, `port-in-use`,
 * `no-address`, `refused`, `timeout`, `unreachable`, `closed`, `not-understood`, `invalid`; or with the signal's reason.
 */
export const openTunnel = async (options: TunnelOptions): Promise<Tunnel> => {
  const { hostKey, localPort = 0, signal, to } = options;
  if (!hostKey.startsWith("SHA256:")) throw new ReachError("invalid", "hostKey must be the pinned key, as SHA256:…");
  signal?.throwIfAborted();
  let client: Client | undefined;
  const listener = await startLocalListener(localPort, (local) => {
    if (client === undefined) local.destroy();
    else void relay(client, to, local);
  });
  try {
    const connected = await connectSsh(options);
    client = connected.client;
    return await bind(listener, connected.session, signal);
  } catch (error) {
    listener.close();
    await listener.closed;
    throw error;
  }
};
