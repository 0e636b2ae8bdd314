/** Credentials come from the environment, from files it names, or from what login keeps; never from the command line or the home file. */
import { readFile, stat } from "node:fs/promises";
import { exitCode } from "./exit-code.ts";
import { CommandError } from "./terminal.ts";

const secretNames = [
  "FREEBOX_TOKEN",
  "OVH_APPLICATION_KEY",
  "OVH_APPLICATION_SECRET",
  "OVH_CONSUMER_KEY",
  "OVH_CLIENT_ID",
  "OVH_CLIENT_SECRET",
  "PORCHLIGHT_SSH_KEY",
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** A credential that is missing or cannot be used: exit code 6. */
export const refuseCredentials = (message: string, remedy: string): CommandError =>
  new CommandError(exitCode.credentials, `✗ ${message}\n    -> ${remedy}`, { error: "credentials" });

/**
 * The text of a file of secrets, undefined when there is none. `title` begins what is said of it.
 *
 * @throws CommandError with exit code 6 when others may read it, or we cannot.
 */
export const readClosedFile = async (title: string, file: string): Promise<string | undefined> => {
  const unreadable = (): CommandError =>
    refuseCredentials(`${title} cannot be read`, "check the path and who may read it");
  const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw unreadable();
  });
  if (info === undefined) return undefined;
  if (!info.isFile()) throw refuseCredentials(`${title} is not a file`, "name the file that holds it");
  if (process.platform !== "win32" && (info.mode & 0o077) !== 0)
    throw refuseCredentials(`${title} can be read by others`, `chmod 600 ${file}`);
  return readFile(file, "utf8").catch(() => {
    throw unreadable();
  });
};

const readSecretFile = async (name: string, file: string): Promise<string> => {
  const text = await readClosedFile(`${name}_FILE: ${file}`, file);
  if (text === undefined)
    throw refuseCredentials(`${name}_FILE: ${file} cannot be read`, "check the path and who may read it");
  return text.trimEnd() + (name === "PORCHLIGHT_SSH_KEY" ? "\n" : "");
};

/**
 * The environment with every `NAME_FILE` of a secret read into `NAME`. A file that others may read is refused.
 *
 * @throws CommandError with exit code 6.
 */
export const withSecretFiles = async (env: Environment): Promise<Environment> => {
  const read = await Promise.all(
    secretNames.map(async (name): Promise<readonly [string, string][]> => {
      const file = env[`${name}_FILE`];
      // A blank variable is one that is not set: shells and service files leave such behind.
      return env[name]?.trim() || file === undefined || file === "" ? [] : [[name, await readSecretFile(name, file)]];
    }),
  );
  return { ...env, ...Object.fromEntries(read.flat()) };
};
