/** `porchlight check --host`: what could be better on the machine itself, read over the user's own SSH. Changes nothing. */
import { systemClock } from "@porchlight/core";
import { aliasOf } from "../away/alias.ts";
import { setUp } from "../away/openssh-engine.ts";
import { settleKey } from "../away/pinned-key.ts";
import { openSshFolder } from "../away/ssh-folder.ts";
import { opensshVersion, runProgram } from "../away/ssh-program.ts";
import { commandArguments } from "../away/ssh-settings.ts";
import { endOf } from "../away/ssh-words.ts";
import { commandErrorOf } from "../away/trouble.ts";
import { sshWaysOf, type Way, wayText } from "../away/way.ts";
import { readWholeKeys } from "../away/whole-keys.ts";
import { exitCode } from "../exit-code.ts";
import type { HomeSource } from "../home-source.ts";
import { tell } from "../paint.ts";
import { CommandError, type CommandResult, type Terminal } from "../terminal.ts";
import { type HostFacts, parseFacts } from "./facts.ts";
import { judgeHost } from "./judge.ts";
import { type HostNote, notesText } from "./note.ts";
import { hostScript } from "./script.ts";

/** Which host is looked at. */
export interface HostCall {
  /** The home file, for the whole keys in it. */
  readonly file: string;
  /** Key of the host; absent: the only one that SSH leads to. */
  readonly host?: string | undefined;
  /** The private key file to log in with; absent: as the user's own SSH would. */
  readonly identity?: string | undefined;
}

/** What was found on a host. */
interface HostNotes {
  readonly host: string;
  readonly notes: readonly HostNote[];
}

const refuse = (error: string, message: string, remedy: string): CommandError =>
  new CommandError(exitCode.failed, `✗ ${message}\n    -> ${remedy}`, { error });

const wayTo = (source: HomeSource, host: string | undefined): Way => {
  const ways = sshWaysOf(source);
  const known = [...new Set(ways.map((way) => way.host))];
  const [only, ...others] = host === undefined ? known : known.filter((name) => name === host);
  const way = ways.find((each) => each.host === only);
  if (way === undefined)
    throw refuse("no-such-host", `${host ?? ""}: SSH leads to no such host`, `known here: ${known.join(", ")}`);
  if (others.length > 0) throw refuse("several-hosts", "SSH leads to several hosts", `say which: ${known.join(", ")}`);
  return way;
};

/** A login takes seconds, the script less. */
const limitMs = 60_000;

const ask = async (source: HomeSource, way: Way, call: HostCall, terminal: Terminal): Promise<HostFacts> => {
  const { home, network: net = {} } = source.desired;
  const { ReachError } = await import("@porchlight/reach");
  const signal = AbortSignal.any([terminal.signal, AbortSignal.timeout(limitMs)]);
  const setting = { home, net, terminal, signal, clock: terminal.clock ?? systemClock, identity: call.identity };
  const folder = await openSshFolder();
  try {
    const key = await settleKey(way, (await readWholeKeys(call.file)).get(way.host), setting);
    const alias = aliasOf(home, way);
    const setup = { ...(await setUp(way, await folder.pin(alias, key), alias, setting)), mayAsk: false };
    const args = commandArguments(setup, ["sh", "-s"]);
    const { code, stdout, stderr } = await runProgram("ssh", args, { env: terminal.env, signal, input: hostScript });
    // 255 is ssh's own; whatever else the shell answered, its words tell.
    if (code !== 255) return parseFacts(stdout);
    const { code: reason, detail } = endOf(stderr.split("\n"));
    throw new ReachError(reason, detail.replaceAll(/\p{Cc}/gu, " "));
  } catch (error) {
    terminal.signal.throwIfAborted();
    if (signal.aborted) throw new ReachError("timeout", `no answer within ${limitMs / 1000} s`);
    throw error;
  } finally {
    await folder.close();
  }
};

/** The look itself. */
const readHostNotes = async (source: HomeSource, call: HostCall, terminal: Terminal): Promise<HostNotes> => {
  const way = wayTo(source, call.host);
  if ((await opensshVersion(terminal.env, terminal.signal)) === undefined)
    throw refuse(
      "no-openssh",
      "there is no OpenSSH client on the PATH to look at the host with",
      "install it (Debian: openssh-client)",
    );
  const { isReachError } = await import("@porchlight/reach");
  tell(terminal, `  · ${wayText(way)}: reading, as your own login may; nothing is changed`);
  try {
    const facts = await ask(source, way, call, terminal);
    const local = way.tunnels.filter(({ to }) => ["localhost", "127.0.0.1", "::1"].includes(to.host));
    const services = local.map(({ name, to }) => ({ tunnel: name, port: to.port }));
    return { host: way.host, notes: judgeHost(facts, { services }) };
  } catch (error) {
    throw isReachError(error) ? commandErrorOf(error, way) : error;
  }
};

/**
 * Looks at a host over SSH and notes what could be better, as text and as data; asks for no password and no rights, reads
 * only. The notes are advice, so they end with 0 whatever they say.
 *
 * @throws CommandError when there is no OpenSSH client, no such host, another machine answers (5), the login is refused
 * (6), or the host was not reached.
 */
export const checkHost = async (source: HomeSource, call: HostCall, terminal: Terminal): Promise<CommandResult> => {
  const { host, notes } = await readHostNotes(source, call, terminal);
  return { exitCode: exitCode.done, text: notesText(host, notes), document: { host, notes } };
};
