/** The one host key a login may be shown to, whole, whether the home file pins it whole or by its fingerprint. */
import type { Clock } from "@porchlight/core";
import type { HostKeyShown, Net } from "@porchlight/reach";
import { exitCode } from "../exit-code.ts";
import { CommandError } from "../terminal.ts";
import { type Way, wayText } from "./way.ts";

/** What a look at a host key needs. */
export interface KeyContext {
  readonly net: Net;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** A key that was settled. */
export interface PinnedKey {
  readonly fingerprint: string;
  /** "ssh-ed25519 AAAA…" */
  readonly publicKey: string;
  /** "ssh-ed25519" */
  readonly type: string;
}

/** In the order servers are asked: a machine may have one of each, and the pinned one need not be its favourite. */
const commonTypes = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"] as const;

/** Where a server is asked. */
export interface Server {
  /** A name or an address. */
  readonly name: string;
  readonly port: number;
}

/** Looks at the key a server shows, without any user name. Rejects with the ReachError of what stood in the way. */
export const lookAtKey = async (server: Server, context: KeyContext, keyType?: string): Promise<HostKeyShown> => {
  const { readHostKey, ReachError } = await import("@porchlight/reach");
  const seen = await readHostKey({ host: server.name, port: server.port, keyType, ...context });
  if (seen.ok) return seen.value;
  throw new ReachError(seen.reason, seen.message);
};

/** The key with a fingerprint, among those the server has; undefined when it has none such. `first` was seen already. */
export const findKey = async (
  server: Server,
  fingerprint: string,
  first: HostKeyShown,
  context: KeyContext,
): Promise<HostKeyShown | undefined> => {
  if (first.fingerprint === fingerprint) return first;
  for (const type of commonTypes) {
    if (type === first.algorithm) continue;
    const seen = await lookAtKey(server, context, type).catch(() => undefined); // it has no key of that type
    context.signal.throwIfAborted();
    if (seen?.fingerprint === fingerprint) return seen;
  }
  return undefined;
};

/**
 * Settles the pinned key of a way. A whole key is taken from the file and nothing is sent; for a fingerprint the machine
 * shows its key, without any user name being sent.
 *
 * Rejects with a CommandError when the file pins none (with the fingerprint that was seen), with a ReachError
 * `host-key-differs` when another machine answers, or with what stood in the way.
 */
export const settleKey = async (way: Way, wholeKey: string | undefined, context: KeyContext): Promise<PinnedKey> => {
  const { hostKey: fingerprint, host } = way;
  if (fingerprint !== undefined && wholeKey !== undefined)
    return { fingerprint, publicKey: wholeKey, type: wholeKey.split(" ")[0] ?? "" };
  const first = await lookAtKey(way, context);
  if (fingerprint === undefined)
    throw new CommandError(
      exitCode.failed,
      `✗ the home file pins no host key of ${host}, and anybody could answer at ${wayText(way)}. What answers now shows ${first.fingerprint} (${first.algorithm}); it was told nothing\n    -> at home: porchlight trust ${host}; or compare with ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on ${host}, and write it into the file as host-key:`,
      { error: "host-key-not-pinned", fingerprint: first.fingerprint, algorithm: first.algorithm },
    );
  const found = await findKey(way, fingerprint, first, context);
  if (found !== undefined) return { fingerprint, publicKey: found.publicKey, type: found.algorithm };
  const { ReachError } = await import("@porchlight/reach");
  throw new ReachError(
    "host-key-differs",
    `the server shows the host key ${first.fingerprint} (${first.algorithm}), not ${fingerprint}`,
  );
};
