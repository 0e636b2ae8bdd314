import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import type { Target } from "./http-page.ts";
import { ReachError } from "./reach-error.ts";

/** RFC 4254 section 5.1: 1 is "administratively prohibited", 2 "connect failed". */
const explain = (error: Error, { host, port }: Target): ReachError => {
  const reason = "reason" in error ? error.reason : undefined;
  if (reason === 1) return new ReachError("refused", `the SSH server does not allow a tunnel to ${host}:${port}`);
  if (reason === undefined) return new ReachError("closed", "the SSH connection was closed");
  return new ReachError("refused", `nothing answers at ${host}:${port} behind the SSH server`);
};

/**
 * Opens a channel through a logged-in client to a target, as the far side names it.
 *
 * Rejects with a ReachError: `refused` (nothing listens there, or the server forbids it), `closed`.
 */
export const openChannel = (client: Client, to: Target): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    try {
      client.forwardOut("127.0.0.1", 0, to.host, to.port, (error, channel) => {
        if (error === undefined) resolve(channel);
        else reject(explain(error, to));
      });
    } catch {
      // ssh2 throws when the connection is already gone.
      reject(new ReachError("closed", "the SSH connection was closed"));
    }
  });
