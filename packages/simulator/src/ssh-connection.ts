/** One SSH connection to the Pi: who may log in, and what may be done then. */
import { connect } from "node:net";
import type { AuthContext, Connection, ParsedKey, ServerChannel } from "ssh2";
import { loopback } from "./listen.ts";
import type { CommandAnswer, CommandScript, DisclosureEntry } from "./pi-terms.ts";

/** What a connection is served with, looked at anew each time. */
export interface PiSshAccess {
  readonly user: string;
  /** The one key that opens the door. */
  readonly authorisedKey: ParsedKey;
  readonly log: DisclosureEntry[];
  /** Loopback port of the page. */
  readonly pagePort: number;
  /** The password that opens it too; undefined: none does. */
  readonly password: string | undefined;
  /** Runs what is not one of the two commands; undefined: it is not found. */
  readonly script: CommandScript | undefined;
}

/** The page stands at both: OctoPrint itself at 5000 and the proxy before it at 80, as on OctoPi. */
const pagePorts = [80, 5000];
const localNames = ["localhost", "127.0.0.1", "::1"];

/** Whether a login is good. A key without a signature is a question: would this one do? */
const judge = (access: PiSshAccess, context: AuthContext): boolean => {
  if (context.method === "password" && context.username === access.user)
    return access.password !== undefined && context.password === access.password;
  if (context.method !== "publickey" || context.username !== access.user) return false;
  const { authorisedKey } = access;
  if (context.key.algo !== authorisedKey.type || !context.key.data.equals(authorisedKey.getPublicSSH())) return false;
  if (context.signature === undefined || context.blob === undefined) return true;
  // What its types call a boolean is an Error when the signature cannot even be read.
  const proved: unknown = authorisedKey.verify(context.blob, context.signature, context.hashAlgo);
  return proved === true;
};

const authenticate = (access: PiSshAccess, context: AuthContext): void => {
  const accepted = judge(access, context);
  access.log.push({
    user: context.username,
    method: context.method,
    ...(context.method === "publickey" ? { keyType: context.key.algo, signed: context.signature !== undefined } : {}),
    accepted,
  });
  if (accepted) context.accept();
  else context.reject(access.password === undefined ? ["publickey"] : ["publickey", "password"]);
};

const tunnel = (access: PiSshAccess, accept: () => ServerChannel): void => {
  const service = connect({ host: loopback, port: access.pagePort, noDelay: true });
  service.once("connect", () => {
    const channel = accept();
    channel.on("error", () => service.destroy());
    channel.once("close", () => service.destroy());
    service.once("close", () => channel.end());
    channel.pipe(service).pipe(channel);
  });
  service.on("error", () => undefined); // the page is gone: so is the home
};

/** The most that is read of a command's input. */
const mostInput = 1024 * 1024;

/** Lets the script of this home run a command, once its whole input is there. */
const runScript = (script: CommandScript, command: string, channel: ServerChannel): void => {
  let input = "";
  channel.setEncoding("utf8");
  channel.on("data", (chunk: string) => (input = (input + chunk).slice(0, mostInput)));
  channel.once("end", () => {
    const answered = Promise.resolve(input).then((whole) => script(command, whole));
    void answered
      .catch((error: unknown): CommandAnswer => ({ exitCode: 70, stdout: "", stderr: `${String(error)}\n` }))
      .then(({ exitCode, stdout, stderr = "" }) => {
        channel.stderr.write(stderr);
        channel.write(stdout);
        channel.exit(exitCode);
        channel.end();
      });
  });
};

/** Runs the two commands a probe needs; anything else is the script's, or not found. */
const run = ({ script }: PiSshAccess, command: string, channel: ServerChannel): void => {
  const [, text] = /^echo(?: +(.*))?$/s.exec(command.trim()) ?? [];
  const isKnown = /^(echo\b|true$)/.test(command.trim());
  if (!isKnown && script !== undefined) {
    runScript(script, command, channel);
    return;
  }
  if (!isKnown) channel.stderr.write(`sh: 1: ${command.trim().split(/\s/)[0]}: not found\n`);
  else if (command.trim() !== "true") channel.write(`${text ?? ""}\n`);
  channel.exit(isKnown ? 0 : 127);
  channel.end();
};

/**
 * Serves a connection: login by the home's key, or its password where it has one, tunnels to the page, `echo`, `true` and
 * what the script of the home does. No shell, no other tunnel.
 */
export const serveConnection = (access: PiSshAccess, connection: Connection): void => {
  connection.on("error", () => undefined); // clients leave as they like, at the host key for instance
  connection.on("authentication", (context) => authenticate(access, context));
  connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
    if (localNames.includes(destIP) && pagePorts.includes(destPort)) tunnel(access, accept);
    else reject();
  });
  connection.on("session", (acceptSession) => {
    const session = acceptSession();
    session.on("exec", (accept, _reject, { command }) => run(access, command, accept()));
    session.on("pty", (_accept, reject) => reject?.());
    session.on("shell", (_accept, reject) => reject?.());
  });
};
