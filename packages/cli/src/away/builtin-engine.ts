/** Tunnels by the SSH library this command brings along, for a machine without OpenSSH. */
import { readFile } from "node:fs/promises";
import type { SshLogin, Tunnel } from "@porchlight/reach";
import { exitCode } from "../exit-code.ts";
import { withSecretFiles } from "../secrets.ts";
import { CommandError } from "../terminal.ts";
import type { Engine, EngineSetting, Passage } from "./engine.ts";
import type { PinnedKey } from "./pinned-key.ts";
import type { Way } from "./way.ts";

/** The key file asked for, else PORCHLIGHT_SSH_KEY; and the agent. @throws CommandError */
const loginOf = async (way: Way, { identity, terminal }: EngineSetting): Promise<SshLogin> => {
  const { createSshLogin } = await import("@porchlight/reach");
  if (way.user === undefined)
    throw new CommandError(
      exitCode.failed,
      `✗ the home file names no user of ${way.host}, and the built-in SSH has no configuration to ask\n    -> write user: into its entry`,
      { error: "no-user" },
    );
  const env = await withSecretFiles(terminal.env);
  const { SSH_AUTH_SOCK: agent, PORCHLIGHT_SSH_KEY: given } = env;
  const privateKey =
    identity === undefined
      ? given
      : await readFile(identity, "utf8").catch((error: NodeJS.ErrnoException) => {
          const message = `✗ ${identity}: the key could not be read (${error.code ?? error.message})`;
          throw new CommandError(exitCode.failed, `${message}\n    -> name a private key file: --identity FILE`, {
            error: "identity",
          });
        });
  return createSshLogin({ user: way.user, privateKey: privateKey || undefined, agent: agent || undefined });
};

/** Makes the engine. Starts nothing yet. */
export const createBuiltin = (setting: EngineSetting): Engine => {
  const { net, clock, signal } = setting;
  const open = async (way: Way, key: PinnedKey): Promise<Passage> => {
    const { openTunnel, ReachError } = await import("@porchlight/reach");
    const login = await loginOf(way, setting);
    const opened: Tunnel[] = [];
    const close = async (): Promise<void> => {
      await Promise.all(opened.map((tunnel) => tunnel.close()));
    };
    try {
      for (const { localPort, to } of way.tunnels)
        opened.push(
          await openTunnel({
            host: way.name,
            port: way.port,
            hostKey: key.fingerprint,
            hostKeyType: key.type,
            login,
            to,
            localPort,
            net,
            clock,
            signal,
          }),
        );
    } catch (error) {
      await close();
      throw error;
    }
    const ended = Promise.race(opened.map((tunnel) => tunnel.closed)).then(
      () => new ReachError("closed", "the SSH connection was closed"),
    );
    return { ended, close };
  };
  return { title: "built-in ssh2", open, close: () => Promise.resolve() };
};
