/** The Raspberry Pi of the virtual home: an SSH server and the page behind it. */
import { createServer } from "node:net";
import ssh2, { type ParsedKey } from "ssh2";
import { type Listener, listenOn } from "./listen.ts";
import { createOctoprint } from "./octoprint-page.ts";
import type { CommandScript, DisclosureEntry } from "./pi-terms.ts";
import { type PiSshAccess, serveConnection } from "./ssh-connection.ts";
import { createSshKey } from "./ssh-key.ts";

// ssh2 is CommonJS whose names Node does not see: only its default import works everywhere.
const { Server, utils } = ssh2;

/** The running Pi. */
export interface Pi {
  /** "SHA256:" and 43 characters, of the key that answers now, or would. */
  readonly hostKey: string;
  /** The same key whole: "ssh-ed25519 AAAA…". */
  readonly publicKey: string;
  /** OpenSSH PEM of the one key that may log in. */
  readonly privateKey: string;
  /** What clients disclosed, in order. */
  readonly log: readonly DisclosureEntry[];
  /** Loopback port of the SSH server; undefined while it is stopped. */
  readonly sshPort: number | undefined;
  /** Loopback port of the page. */
  readonly pagePort: number;
  /** From now on this password lets in too; undefined: none does, as at first. */
  readonly acceptPassword: (password: string | undefined) => void;
  /** From now on commands are run by this, but for `echo` and `true`. */
  readonly runCommandsBy: (script: CommandScript) => void;
  /** Stops the SSH server and drops its connections. */
  readonly stop: () => Promise<void>;
  /** Starts it again; with `newHostKey`, it is another machine that answers. Does nothing while it runs. */
  readonly start: (options?: { readonly newHostKey?: boolean }) => Promise<void>;
  readonly close: () => Promise<void>;
}

const parsed = (key: string): ParsedKey => {
  const result = utils.parseKey(key);
  if (result instanceof Error) throw result;
  return result;
};

/** Starts the Pi on loopback with fresh keys. Close it when done. */
export const startPi = async (user: string): Promise<Pi> => {
  const { privateKey } = createSshKey("virtual home");
  const authorisedKey = parsed(privateKey);
  const log: DisclosureEntry[] = [];
  const page = await listenOn(createOctoprint());
  let hostKey = createSshKey("octopi");
  let server: Listener | undefined;
  let password: string | undefined;
  let script: CommandScript | undefined;
  const access: PiSshAccess = {
    user,
    authorisedKey,
    log,
    pagePort: page.port,
    get password() {
      return password;
    },
    get script() {
      return script;
    },
  };

  const start = async (options: { readonly newHostKey?: boolean } = {}): Promise<void> => {
    if (server !== undefined) return;
    if (options.newHostKey === true) hostKey = createSshKey("octopi");
    const sshd = new Server({ hostKeys: [hostKey.privateKey], ident: "OpenSSH_9.2p1 Debian-2+deb12u3" });
    sshd.on("connection", (connection) => serveConnection(access, connection));
    server = await listenOn(createServer((socket) => sshd.injectSocket(socket)));
  };
  const stop = async (): Promise<void> => {
    const running = server;
    server = undefined;
    await running?.close();
  };

  await start();
  return {
    get hostKey() {
      return hostKey.fingerprint;
    },
    get publicKey() {
      return hostKey.publicKey;
    },
    privateKey,
    log,
    get sshPort() {
      return server?.port;
    },
    pagePort: page.port,
    acceptPassword: (accepted) => {
      password = accepted;
    },
    runCommandsBy: (by) => {
      script = by;
    },
    stop,
    start,
    close: async () => {
      await Promise.all([stop(), page.close()]);
    },
  };
};
