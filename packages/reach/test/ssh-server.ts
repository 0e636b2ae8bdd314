import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import ssh2 from "ssh2";

export interface SshKeys {
  readonly private: string;
  readonly public: string;
}
/** Makes an Ed25519 pair, its private half locked when there is a passphrase. */
export const makeKeys = (passphrase?: string): SshKeys => {
  const make = (): SshKeys =>
    passphrase === undefined
      ? ssh2.utils.generateKeyPairSync("ed25519")
      : ssh2.utils.generateKeyPairSync("ed25519", { passphrase, cipher: "aes256-ctr", rounds: 4 });
  // ssh2 drops leading zero bytes of the keys it makes: one pair in about 130 is one it cannot read itself.
  for (;;) {
    const keys = make();
    const readable = [keys.private, keys.public].every(
      (text) => !(ssh2.utils.parseKey(text, passphrase) instanceof Error),
    );
    if (readable) return keys;
  }
};

export interface SshServerOptions {
  readonly hostKey?: SshKeys;
  /** Shows the public half of this key instead of its own, which it cannot sign for. */
  readonly pretends?: SshKeys;
  /** Public key that may log in. */
  readonly authorised?: string;
  /** Loopback port behind each "host:port"; absent ones are refused. */
  readonly targets?: Readonly<Record<string, number>>;
  readonly forbidsTunnels?: boolean;
  /** Ends the connection at the first login attempt, with an SSH disconnect. */
  readonly impatient?: boolean;
}
export interface SshServer {
  readonly port: number;
  /** What clients disclosed: "publickey pi". */
  readonly log: string[];
  /** Connections so far, and those that are open. */
  readonly seen: { total: number; open: number };
  /** Resolves when none is open. */
  readonly whenEmpty: () => Promise<void>;
  /** Reads nothing more from any connection. */
  readonly freeze: () => void;
  /** Cuts every connection. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

const parse = (text: string): ssh2.ParsedKey => {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
};

const hostKeyOf = ({ hostKey = makeKeys(), pretends }: SshServerOptions): ssh2.ParsedKey => {
  const own = parse(hostKey.private);
  if (pretends === undefined) return own;
  const shown = parse(pretends.public).getPublicSSH();
  const liar: ssh2.ParsedKey = Object.create(own, { getPublicSSH: { value: () => shown } });
  return liar;
};

const authenticate = (context: ssh2.AuthContext, authorised?: string): void => {
  if (context.method !== "publickey" || authorised === undefined) return context.reject(["publickey"]);
  const key = parse(authorised);
  if (!key.getPublicSSH().equals(context.key.data)) return context.reject(["publickey"]);
  if (context.signature === undefined || context.blob === undefined) return context.accept();
  return key.verify(context.blob, context.signature) ? context.accept() : context.reject(["publickey"]);
};

/** Starts an SSH server on a free port of 127.0.0.1. */
export const startSshServer = async (options: SshServerOptions = {}): Promise<SshServer> => {
  const log: string[] = [];
  const seen = { total: 0, open: 0 };
  const open = new Set<Socket>();
  const idle = new Set<() => void>();
  // ssh2 takes parsed keys too, which its types do not say.
  const hostKeys = Object.assign<string[], unknown[]>([], [{ key: hostKeyOf(options) }]);
  const sshd = new ssh2.Server({ hostKeys }, (client) => {
    client.on("error", () => undefined);
    client.on("authentication", (context) => {
      log.push(`${context.method} ${context.username}`);
      if (options.impatient === true) client.end();
      else authenticate(context, options.authorised);
    });
    const { targets = {}, forbidsTunnels = false } = options;
    if (forbidsTunnels) return;
    client.on("tcpip", (accept, reject, info) => {
      const port = targets[`${info.destIP}:${info.destPort}`];
      if (port === undefined) return reject();
      const target = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      target.once("connect", () => {
        const channel = accept();
        channel.on("error", () => undefined);
        channel.once("close", () => target.destroy());
        target.pipe(channel).pipe(target);
      });
      target.on("error", () => {
        if (target.connecting || target.bytesRead + target.bytesWritten === 0) reject();
      });
    });
  });
  const front = createServer((socket) => {
    seen.total += 1;
    seen.open += 1;
    open.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => {
      seen.open -= 1;
      open.delete(socket);
      if (seen.open === 0) for (const done of idle) done();
    });
    sshd.injectSocket(socket);
  });
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  const address = front.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    log,
    seen,
    whenEmpty: () => new Promise((resolve) => (seen.open === 0 ? resolve() : idle.add(resolve))),
    freeze: () => {
      for (const socket of open) socket.pause();
    },
    cut: () => {
      for (const socket of open) socket.destroy();
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      front.close();
      await once(front, "close");
    },
  };
};
