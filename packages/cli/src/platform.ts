/** What differs from one system to the next: folders, the address of a lock, signals, modes of files. */
import { createHash } from "node:crypto";
import { lstat, mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { exitCode } from "./exit-code.ts";
import { CommandError } from "./terminal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Readable and writable by their owner only. On Windows the profile's own rights do the same. */
export const modes: Readonly<Record<"file" | "folder", number>> = Object.freeze({ file: 0o600, folder: 0o700 });

/** The signals that stop a run, and what the command then answers: 128 and the number of the signal. */
export const stopSignals: Readonly<Record<"SIGINT" | "SIGTERM" | "SIGHUP", number>> = Object.freeze({
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
});

/**
 * The folder for what must outlive a run: `porchlight` in $XDG_STATE_HOME, else in ~/.local/state; in %LOCALAPPDATA% on
 * Windows. A relative $XDG_STATE_HOME does not count, as its specification says.
 */
export const stateRoot = (env: Environment, system: NodeJS.Platform = process.platform): string => {
  const { XDG_STATE_HOME: chosen = "", HOME: home = homedir(), LOCALAPPDATA: local = "" } = env;
  if (path.isAbsolute(chosen)) return path.join(chosen, "porchlight");
  if (system === "win32") return path.join(local || path.join(homedir(), "AppData", "Local"), "porchlight");
  return path.join(path.isAbsolute(home) ? home : homedir(), ".local", "state", "porchlight");
};

const closedFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: modes.folder });
  const { uid, mode } = await lstat(folder).then((info) => {
    if (!info.isDirectory()) throw Object.assign(new Error("it is not a folder"), { code: "ENOTDIR" });
    return info;
  });
  if (process.platform === "win32") return;
  const isOwn = uid === process.getuid?.();
  if (!isOwn || (mode & 0o077) !== 0)
    throw Object.assign(new Error(isOwn ? "others may look into it" : "it belongs to somebody else"), {
      code: "EPERM",
    });
};

/** A home's name becomes part of paths and addresses: one that came from elsewhere than a home file is looked at again. */
const refuseOtherNames = (home: string): void => {
  if (/^[a-z0-9][a-z0-9-]{0,23}$/.test(home)) return;
  const message = `✗ ${JSON.stringify(home)} is no name of a home\n    -> 1-24 lower-case letters, digits or hyphens, as in the home file`;
  throw new CommandError(exitCode.failed, message, { error: "home-name" });
};

/**
 * The state folder of one home, made when it is not there, for its owner only.
 *
 * @throws CommandError with exit code 1 when it cannot be made, or others may look into it.
 */
export const openStateFolder = async (env: Environment, home: string): Promise<string> => {
  refuseOtherNames(home);
  const root = stateRoot(env);
  const folder = path.join(root, home);
  for (const each of [root, folder])
    await closedFolder(each).catch((error: NodeJS.ErrnoException) => {
      const remedy =
        error.code === "EPERM" ? `chmod 700 ${each}` : "set XDG_STATE_HOME to a folder that can be written";
      const message = `✗ ${each}: no place to keep the way back, and nothing was written: ${error.message}`;
      throw new CommandError(exitCode.failed, `${message}\n    -> ${remedy}`, { error: "state-folder" });
    });
  return folder;
};

/** Where the lock of a home listens; one with `stays` leaves a file behind when its holder is killed. */
export interface LockAddress {
  readonly address: string;
  readonly stays: boolean;
}

/** Measured: Node 18.19 binds every abstract name to the same address; 20.20, 22.23 and 24.21 to the one asked for. */
const hasAbstractSockets = (system: NodeJS.Platform, node: string): boolean => {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  return system === "linux" && (major > 20 || (major === 20 && minor >= 19));
};

/**
 * The address of a home's lock: one for each home and user of a machine. Homes kept in another state folder are other
 * homes: their journals and confirmations are apart too.
 *
 * @param system @param node Of another system than this, in tests.
 */
export const lockAddressOf = (
  env: Environment,
  home: string,
  system: NodeJS.Platform = process.platform,
  node: string = process.versions.node,
): LockAddress => {
  const root = stateRoot(env, system);
  const place = createHash("sha256").update(root).digest("hex").slice(0, 12);
  if (system === "win32") {
    const user = (env["USERNAME"] ?? "").replaceAll(/[^A-Za-z0-9]/g, "-");
    return { address: `\\\\.\\pipe\\porchlight-${user}-${place}-${home}`, stays: false };
  }
  if (hasAbstractSockets(system, node))
    return { address: `\0porchlight/${process.getuid?.() ?? 0}/${place}/${home}`, stays: false };
  return { address: path.join(root, home, "lock"), stays: true };
};
