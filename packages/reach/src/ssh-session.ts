/** One SSH connection over an open socket. Loads ssh2: import it only where an SSH link is measured. */
import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import type { HostKeySeen } from "@porchlight/core";
import ssh2, {
  type AuthenticationType,
  type Client,
  type ClientErrorExtensions,
  type ConnectConfig,
  type ServerHostKeyAlgorithm,
} from "ssh2";
import { ReachError, socketFailure } from "./reach-error.ts";
import { type FirstWords, listenToFirstWords } from "./ssh-banner.ts";
import type { SshLogin } from "./ssh-login.ts";

/** A connection under way. Neither promise needs to be awaited. */
export interface SshSession {
  /** The key the server showed: proven to be its own, unless it differs from the pinned one. */
  readonly hostKey: Promise<HostKeySeen>;
  /** The key itself, "ssh-ed25519 AAAA…", as a `.pub` file has it; undefined until the server has shown one. */
  readonly publicKey: () => string | undefined;
  /** The client, once it is logged in. Rejects with `host-key-differs` before anything was disclosed. */
  readonly ready: Promise<Client>;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  /** Says goodbye and closes. */
  end(): void;
}

/** "SHA256:" and the unpadded base64 SHA-256 of the public key blob, as `ssh-keygen -lf` prints it. */
export const fingerprintOf = (blob: Buffer): string =>
  `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;

/** The blob starts with its own algorithm as a length-prefixed string (RFC 4253 section 6.6). */
const algorithmOf = (blob: Buffer): string => blob.toString("latin1", 4, 4 + Math.min(blob.readUInt32BE(0), 64));

/** What may be asked for to be shown a key of one type: RSA keys sign under two other names (RFC 8332). */
const signaturesOf = (keyType: string): ServerHostKeyAlgorithm[] => {
  if (keyType === "ssh-rsa") return ["rsa-sha2-512", "rsa-sha2-256"];
  const known = (["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"] as const).find(
    (each) => each === keyType,
  );
  return known === undefined ? [] : [known];
};

const describeKey = (blob: Buffer): Omit<HostKeySeen, "banner"> => ({
  fingerprint: fingerprintOf(blob),
  algorithm: algorithmOf(blob),
});

/** How to log in, as ssh2 wants it, or why that cannot be tried at all. */
const authOf = (login: SshLogin): ConnectConfig | ReachError => {
  const { privateKey, passphrase, agent } = login;
  const methods: AuthenticationType[] = [];
  if (privateKey !== undefined) {
    // ssh2's own message is not passed on: it was made from the key.
    const key = [ssh2.utils.parseKey(privateKey, passphrase)].flat()[0];
    if (key === undefined || key instanceof Error || !key.isPrivateKey())
      return new ReachError(
        "no-login",
        "the private key cannot be read: wrong format, or a passphrase is missing or wrong",
      );
    methods.push("publickey");
  }
  if (agent !== undefined && agent !== "") methods.push("agent");
  if (methods.length === 0) return new ReachError("no-login", "the login has neither a private key nor an agent");
  return {
    username: login.user,
    // No "none" first: it would be a second disclosure of the name for nothing.
    authHandler: methods,
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(agent === undefined ? {} : { agent }),
  };
};

const endedDuringLogin = (): ReachError =>
  new ReachError("login-refused", "the server ended the connection during the login");

/** What an error of the client means, by how far the connection had come. */
const explain = (error: Error & ClientErrorExtensions, words: FirstWords, proven: boolean): ReachError => {
  if (error.level === "client-socket") return socketFailure(error, "speaking SSH");
  if (error.level === "client-authentication") return new ReachError("login-refused", "the server refused the login");
  // A server that has had enough attempts says so by disconnecting (RFC 4253 section 11.1), not by one more refusal.
  if (proven) return endedDuringLogin();
  if (!words.spoke) return new ReachError("closed", "the connection was closed before the server said anything");
  if (words.banner === undefined) return new ReachError("not-understood", "what answers does not speak SSH");
  return new ReachError("not-understood", `the SSH key exchange failed: ${error.message}`);
};

/** Asks for the connection to be kept under watch once it is up: a dead one is noticed after three silent intervals. */
export interface SshOptions {
  /** The only host key a login may be shown to. Without it, or with another key, nobody is logged in. */
  readonly pinned?: string | undefined;
  readonly login?: SshLogin | undefined;
  readonly signal: AbortSignal;
  readonly keepaliveIntervalMs?: number;
  /** The only type of key the server is asked for, "ssh-ed25519". Default: whichever it likes best. */
  readonly keyType?: string | undefined;
}

/**
 * Speaks SSH on a connected socket. The host key is compared before any user name, key or signature is sent: with
 * another key the connection ends there. Without a pinned key or a login it ends once the key is proven.
 *
 * The key of a server that was pinned counts only when the server has signed with it: a public key alone is no secret.
 */
export const startSsh = (socket: Socket, options: SshOptions): SshSession => {
  const { pinned, signal } = options;
  const auth = pinned === undefined || options.login === undefined ? undefined : authOf(options.login);
  const logsIn = auth !== undefined && !(auth instanceof ReachError);
  const client = new ssh2.Client();
  let shown: Omit<HostKeySeen, "banner"> | undefined;
  let publicKey: string | undefined;
  let proven = false;
  const differs = (): boolean => logsIn && shown !== undefined && shown.fingerprint !== pinned;
  const end = (): void => {
    client.end();
    // A peer that never closes its side, or reads no more, cannot keep the connection.
    if (socket.writableLength > 0) socket.destroy();
    else socket.destroySoon();
  };
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  let agentFailed = false;
  const trouble = (reject: (reason: unknown) => void): void => {
    client.on("error", (error) => {
      if (error.level === "agent") {
        agentFailed = true; // an agent that does not answer is no key; the refusal follows
        return;
      }
      // Nothing was offered, so nothing was refused.
      const isAgentAlone = agentFailed && options.login?.privateKey === undefined;
      if (isAgentAlone && error.level === "client-authentication")
        reject(new ReachError("no-login", "the SSH agent does not answer"));
      else reject(signal.aborted ? signal.reason : explain(error, firstWords(), proven));
      socket.destroySoon();
    });
    client.on("close", () => {
      // Some servers end a login they do not want without a word.
      const closedBy =
        proven && logsIn ? endedDuringLogin() : new ReachError("closed", "the SSH connection was closed");
      reject(signal.aborted ? signal.reason : closedBy);
    });
  };
  const hostKey = new Promise<HostKeySeen>((resolve, reject) => {
    const seen = (): void => {
      if (shown !== undefined) resolve({ ...shown, banner: firstWords().banner ?? "" });
    };
    // Emitted once the server's signature over the key exchange is verified.
    client.once("handshake", () => {
      proven = true;
      seen();
      if (!logsIn) end();
    });
    // We refused it: that it is another key needs no proof. Any other error leaves the key unproven, hence unseen.
    client.once("error", () => {
      if (differs()) seen();
    });
    trouble(reject);
  });
  const ready = new Promise<Client>((resolve, reject) => {
    if (auth instanceof ReachError) reject(auth);
    client.once("ready", () => resolve(client));
    client.once("error", () => {
      if (differs())
        reject(
          new ReachError("host-key-differs", `the server shows the host key ${shown?.fingerprint}, not ${pinned}`),
        );
    });
    trouble(reject);
  });
  for (const promise of [hostKey, ready]) promise.catch(() => undefined);
  client.connect({
    sock: socket,
    ident: "porchlight",
    readyTimeout: 0, // the signal ends it, on the injected clock
    keepaliveInterval: options.keepaliveIntervalMs ?? 0,
    hostVerifier: (blob: Buffer): boolean => {
      shown = describeKey(blob);
      publicKey = `${shown.algorithm} ${blob.toString("base64")}`;
      return !differs();
    },
    ...(options.keyType === undefined ? {} : { algorithms: { serverHostKey: signaturesOf(options.keyType) } }),
    ...(logsIn ? auth : { username: "", authHandler: [] }),
  });
  const firstWords = listenToFirstWords(socket);
  return { hostKey, publicKey: () => publicKey, ready, closed, end };
};
