/** What `login` keeps: for each home and vendor one file, which only its owner can read, of variables as the environment has them. */
import { mkdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { writeAtomically } from "./atomic-file.ts";
import { exitCode } from "./exit-code.ts";
import { modes } from "./platform.ts";
import { readClosedFile, refuseCredentials } from "./secrets.ts";
import { CommandError } from "./terminal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Whose credentials a home can have. */
export type Vendor = "freebox" | "ovh";

/** The variables of a vendor that say who one is. Where it is stands in `endpoints`: to go there otherwise changes nobody. */
const identities: Readonly<Record<Vendor, readonly string[]>> = Object.freeze({
  freebox: ["FREEBOX_TOKEN", "FREEBOX_APP_ID"],
  ovh: ["OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY", "OVH_CLIENT_ID", "OVH_CLIENT_SECRET"],
});
const endpoints: Readonly<Record<Vendor, string>> = Object.freeze({ freebox: "FREEBOX_ENDPOINT", ovh: "OVH_ENDPOINT" });

const schema = "porchlight/credentials/1";

const isSet = (env: Environment, name: string): boolean => (env[name]?.trim() ?? "") !== "";

/** True when these variables alone let one in. */
const isWhole = (env: Environment, vendor: Vendor): boolean =>
  vendor === "freebox"
    ? isSet(env, "FREEBOX_TOKEN")
    : identities.ovh.slice(0, 3).every((name) => isSet(env, name)) ||
      identities.ovh.slice(3).every((name) => isSet(env, name));

/**
 * The file of a home's credentials at one vendor: in `porchlight/HOME` of $XDG_CONFIG_HOME, else of ~/.config; of %APPDATA%
 * on Windows.
 */
export const credentialFileOf = (
  env: Environment,
  home: string,
  vendor: Vendor,
  system: NodeJS.Platform = process.platform,
): string => {
  const { XDG_CONFIG_HOME: chosen = "", HOME: user = homedir(), APPDATA: roaming = "" } = env;
  const own = path.join(path.isAbsolute(user) ? user : homedir(), ".config");
  const windows = roaming || path.join(homedir(), "AppData", "Roaming");
  const root = path.isAbsolute(chosen) ? chosen : system === "win32" ? windows : own;
  return path.join(root, "porchlight", home, `${vendor}.json`);
};

const parseStored = (file: string, vendor: Vendor, text: string): Readonly<Record<string, string>> => {
  const remedy = `run porchlight logout ${vendor}, then porchlight login ${vendor}`;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw refuseCredentials(`${file}: not JSON`, remedy);
  }
  const known = [...identities[vendor], endpoints[vendor]];
  const entries = Object.entries(typeof document === "object" && document !== null ? document : {});
  const { schema: written }: { schema?: unknown } = Object.fromEntries(entries);
  if (written !== schema)
    throw refuseCredentials(`${file}: not ${schema}, maybe written by a newer porchlight`, remedy);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (known.includes(name) && typeof value === "string" ? [[name, value]] : [])),
  );
};

/** What is kept for a home, and nothing when nothing is. @throws CommandError with exit code 6 when it cannot be used. */
const readStored = async (
  env: Environment,
  home: string,
  vendor: Vendor,
): Promise<{ readonly file: string; readonly variables: Readonly<Record<string, string>> } | undefined> => {
  const file = credentialFileOf(env, home, vendor);
  const text = await readClosedFile(file, file);
  return text === undefined ? undefined : { file, variables: parseStored(file, vendor, text) };
};

const unwritable = (file: string, error: unknown): CommandError => {
  const why = error instanceof Error ? error.message : String(error);
  const message = `✗ ${file}: the credentials cannot be kept: ${why}\n    -> set XDG_CONFIG_HOME to a folder that can be written`;
  return new CommandError(exitCode.failed, message, { error: "credential-file" });
};

/** Makes the folder in which `writeStored` will write, so that nobody is asked for what cannot be kept. @throws CommandError */
export const prepareStore = async (env: Environment, home: string, vendor: Vendor): Promise<void> => {
  const file = credentialFileOf(env, home, vendor);
  const probe = `${file}.probe`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: modes.folder });
    await writeAtomically(probe, "");
    await rm(probe);
  } catch (error) {
    throw unwritable(file, error);
  }
};

/** Keeps the variables of a vendor that are set, in one step, instead of those kept before. Gives the file. @throws CommandError */
export const writeStored = async (env: Environment, home: string, vendor: Vendor): Promise<string> => {
  const file = credentialFileOf(env, home, vendor);
  const names = [...identities[vendor], endpoints[vendor]].filter((name) => isSet(env, name));
  const variables = Object.fromEntries(names.map((name) => [name, env[name]?.trim()]));
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: modes.folder });
    await writeAtomically(file, `${JSON.stringify({ schema, ...variables }, undefined, 2)}\n`);
  } catch (error) {
    throw unwritable(file, error);
  }
  return file;
};

/** Forgets what is kept; true when something was. @throws CommandError */
export const removeStored = async (file: string): Promise<boolean> => {
  try {
    await rm(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCode.failed, `✗ ${file}: cannot be removed: ${why}\n    -> remove it by hand`, {
      error: "credential-file",
    });
  }
};

/** What a command is to use at one vendor, and where it comes from. */
export interface FoundCredentials {
  readonly env: Environment;
  /** `part`: the environment has some, and not all that is needed. */
  readonly from: "environment" | "file" | "part" | "nowhere";
  /** With `file`. */
  readonly file?: string;
}

/**
 * The environment, completed by what is kept for the home where the two do not speak of different people. A whole set in
 * the environment is taken as it is, and no file is then read.
 */
export const findCredentials = async (env: Environment, home: string, vendor: Vendor): Promise<FoundCredentials> => {
  if (isWhole(env, vendor)) return { env, from: "environment" };
  const given = identities[vendor].filter((name) => isSet(env, name));
  const stored = await readStored(env, home, vendor);
  const isSame = given.every((name) => env[name]?.trim() === stored?.variables[name]);
  if (stored === undefined || !isSame) return { env, from: given.length > 0 ? "part" : "nowhere" };
  const { [endpoints[vendor]]: endpoint } = env;
  const place = isSet(env, endpoints[vendor]) ? { [endpoints[vendor]]: endpoint } : {};
  return { env: { ...env, ...stored.variables, ...place }, from: "file", file: stored.file };
};
