/** Credentials come from the environment, or from files it names; never from the command line or the home file. */
import { readFile, stat } from "node:fs/promises";
import { exitCode } from "./exit-code.ts";
import { CommandError } from "./terminal.ts";

const secretNames = [
  "FREEBOX_TOKEN",
  "OVH_APPLICATION_KEY",
  "OVH_APPLICATION_SECRET",
  "OVH_CONSUMER_KEY",
  "PORCHLIGHT_SSH_KEY",
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

const refuse = (message: string, remedy: string): CommandError =>
  new CommandError(exitCode.credentials, `✗ ${message}\n    -> ${remedy}`, { error: "credentials" });

const readSecretFile = async (name: string, file: string): Promise<string> => {
  const info = await stat(file).catch(() => undefined);
  if (info === undefined) throw refuse(`${name}_FILE: ${file} cannot be read`, "check the path and who may read it");
  if (process.platform !== "win32" && (info.mode & 0o077) !== 0)
    throw refuse(`${name}_FILE: ${file} can be read by others`, `chmod 600 ${file}`);
  if (!info.isFile()) throw refuse(`${name}_FILE: ${file} is not a file`, "name the file that holds it");
  const text = await readFile(file, "utf8").catch(() => {
    throw refuse(`${name}_FILE: ${file} cannot be read`, "check who may read it");
  });
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
