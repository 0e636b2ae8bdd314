/** How this shell was come in by, as the SSH server tells it. */
import { isIP } from "node:net";
import type { ReconcileOptions } from "@porchlight/core";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The connection this command was started over, when that was SSH: SSH_CONNECTION holds the client's address and port,
 * then the server's. Anything else there says nothing.
 */
export const connectionOf = (env: Environment): NonNullable<ReconcileOptions["context"]> => {
  const [clientAddress = "", clientPort, serverAddress = "", port, ...more] = (env["SSH_CONNECTION"] ?? "")
    .trim()
    .split(/\s+/);
  const serverPort = Number(port);
  const isPort = Number.isInteger(serverPort) && serverPort > 0 && serverPort <= 65_535;
  const isWhole = isIP(clientAddress) !== 0 && isIP(serverAddress) !== 0 && clientPort !== undefined && isPort;
  return isWhole && more.length === 0 ? { connection: { clientAddress, serverAddress, serverPort } } : {};
};

/** The same as one line, to tell two connections apart; undefined when there is none. */
export const connectionText = (env: Environment): string | undefined => env["SSH_CONNECTION"]?.trim() || undefined;
