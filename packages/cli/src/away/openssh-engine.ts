/** Tunnels by the system's OpenSSH client, with the user's own keys and agent, and nothing else of theirs. */
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { tell } from "../paint.ts";
import { aliasOf } from "./alias.ts";
import type { Engine, EngineSetting, Passage } from "./engine.ts";
import type { PinnedKey } from "./pinned-key.ts";
import { openSshFolder } from "./ssh-folder.ts";
import { runProgram, startSshProcess } from "./ssh-program.ts";
import { type OwnSettings, parseOwnSettings, type SshSetup, tunnelArguments } from "./ssh-settings.ts";
import { type Way, wayText } from "./way.ts";

/** A key file that is not there would only be complained about; one with a token is OpenSSH's to find. */
const isThere = async ([name, value]: readonly [string, string]): Promise<boolean> => {
  if (!/^(identityfile|certificatefile)$/.test(name) || value.includes("%") || value === "none") return true;
  const file = value.replace(/^~(?=[/\\])/, homedir());
  return access(file).then(
    () => true,
    () => false,
  );
};

/** What the user's own configuration says for this machine. @throws ReachError `invalid` when OpenSSH cannot read it. */
const readOwnSettings = async (way: Way, { terminal, signal }: EngineSetting): Promise<OwnSettings> => {
  const user = way.user === undefined ? [] : ["-l", way.user];
  const asked = ["-G", ...user, "-p", String(way.port), way.name];
  const { code, stdout, stderr } = await runProgram("ssh", asked, { env: terminal.env, signal });
  if (code !== 0) {
    const { ReachError } = await import("@porchlight/reach");
    throw new ReachError("invalid", `ssh cannot read its own configuration: ${stderr.trim().slice(0, 300)}`);
  }
  const own = parseOwnSettings(stdout);
  const there = await Promise.all(own.settings.map(isThere));
  return { settings: own.settings.filter((_, index) => there[index]) };
};

/** Everything a connection needs to be set up, but for its tunnels' fate. */
export const setUp = async (
  way: Way,
  knownHosts: string,
  alias: string,
  setting: EngineSetting,
): Promise<Omit<SshSetup, "mayAsk">> => {
  const { net, clock, signal, terminal } = setting;
  const identity = setting.identity ?? (terminal.env["PORCHLIGHT_SSH_KEY_FILE"] || undefined);
  const { findEndpoint, isVirtual } = await import("@porchlight/reach");
  const own = await readOwnSettings(way, setting);
  const endpoint = isVirtual(net)
    ? await findEndpoint({ host: way.name, port: way.port, net, clock, signal })
    : undefined;
  return {
    way,
    ...(endpoint === undefined ? {} : { endpoint }),
    knownHosts,
    alias,
    own,
    identity: identity === undefined ? undefined : path.resolve(identity),
  };
};

/** Somebody who has not typed a password after that long may still do: the server gave up, not they. */
const patienceOfServersMs = 30_000;

/** Makes the engine. Starts nothing yet; its folder is there from now on. */
export const createOpenSsh = async (title: string, setting: EngineSetting): Promise<Engine> => {
  const { terminal, clock, signal, home } = setting;
  const folder = await openSshFolder();
  let turn: Promise<unknown> = Promise.resolve(); // one question at a time

  const start = async (setup: SshSetup): Promise<Passage> => {
    signal.throwIfAborted();
    const words = setup.mayAsk ? (line: string): void => tell(terminal, line) : undefined;
    const ssh = await startSshProcess(tunnelArguments(setup), terminal.env, words);
    const stop = (): void => void ssh.close();
    signal.addEventListener("abort", stop, { once: true });
    void ssh.ended.then(() => signal.removeEventListener("abort", stop));
    await ssh.open.catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
    return { ended: ssh.ended, close: () => ssh.close() };
  };

  const startWithPerson = async (setup: SshSetup): Promise<Passage> => {
    tell(terminal, `  ${wayText(setup.way)} wants a password or a passphrase: it is waited for`);
    for (;;) {
      const began = clock.now();
      try {
        return await start(setup);
      } catch (error) {
        const { isReachError } = await import("@porchlight/reach");
        const wasSlow = clock.now() - began > patienceOfServersMs;
        if (!isReachError(error) || !["closed", "timeout"].includes(error.code) || !wasSlow) throw error;
        tell(terminal, `  ${wayText(setup.way)} waited no longer: once more`);
      }
    }
  };

  const open = async (way: Way, key: PinnedKey): Promise<Passage> => {
    const alias = aliasOf(home, way);
    const setup = await setUp(way, await folder.pin(alias, key), alias, setting);
    try {
      return await start({ ...setup, mayAsk: false });
    } catch (error) {
      const { isReachError } = await import("@porchlight/reach");
      if (!isReachError(error) || error.code !== "login-refused" || terminal.ask === undefined) throw error;
      const asked = turn.then(() => startWithPerson({ ...setup, mayAsk: true }));
      turn = asked.catch(() => undefined);
      return asked;
    }
  };

  return { title, open, close: () => folder.close() };
};
