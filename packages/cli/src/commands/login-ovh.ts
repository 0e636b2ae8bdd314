/** `porchlight login ovh`: keys with the least rights for the zones of a home, validated by their owner, tested and kept. */
import type { OvhRightsCheck } from "@porchlight/ovh-dns";
import { findCredentials, type FoundCredentials, prepareStore, writeStored } from "../credential-store.ts";
import { exitCode } from "../exit-code.ts";
import { clockOf, failed, type LoginSetting } from "../login-setting.ts";
import { malformed } from "../session.ts";
import { CommandError, type CommandResult } from "../terminal.ts";
import { askingOvh, checkRights, isAccount, neededRights, rightsDocument, rightsText } from "./ovh-rights.ts";

type Environment = FoundCredentials["env"];

/** How long the owner may take to validate a key; how long the page itself stays good is not known. */
const patienceMs = 600_000;

const valueOf = (env: Environment, name: string): string => env[name]?.trim() ?? "";
const endpointOf = (env: Environment): string => valueOf(env, "OVH_ENDPOINT") || "ovh-eu";

/** Where somebody without an application gets all three keys at once. */
const refuseWithoutApplication = async (setting: LoginSetting): Promise<CommandError> => {
  const { tokenCreationUrl } = await import("@porchlight/ovh-dns");
  const endpoint = endpointOf(setting.env);
  let url: string;
  try {
    url = tokenCreationUrl(await neededRights(setting), endpoint);
  } catch (error) {
    return malformed(error, setting.env, "OVH");
  }
  const remedy = [
    "open this page, log in, and let it make them:",
    url,
    "then set OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET and OVH_CONSUMER_KEY to the three it shows (or NAME_FILE to",
    "files of mode 0600) and run porchlight login ovh again: it tests and keeps them",
  ].join("\n       ");
  const message = "there is no application key yet (OVH_APPLICATION_KEY and OVH_APPLICATION_SECRET)";
  return new CommandError(exitCode.credentials, `✗ ${message}\n    -> ${remedy}`, { error: "credentials", url });
};

/** Asks for a key and waits for its owner; gives the environment with it. @throws CommandError */
const request = async (setting: LoginSetting, env: Environment): Promise<Environment> => {
  const { createOvhLogin } = await import("@porchlight/ovh-dns");
  const { extras, terminal } = setting;
  const { signal, stderr } = terminal;
  const opened = (): ReturnType<typeof createOvhLogin> => {
    try {
      return createOvhLogin({
        applicationKey: valueOf(env, "OVH_APPLICATION_KEY"),
        applicationSecret: valueOf(env, "OVH_APPLICATION_SECRET"),
        endpoint: endpointOf(env),
        ...extras,
        ...clockOf(terminal),
      });
    } catch (error) {
      throw malformed(error, env, "OVH");
    }
  };
  const login = opened();
  try {
    const rights = await neededRights(setting);
    const asked = await askingOvh(setting, () => login.request(rights, { signal }));
    stderr(
      `Open this page, log in at OVHcloud, and grant the key its rights (validity: what you like; unlimited never ends):\n\n` +
        `  ${asked.validationUrl}\n\nWaiting for you, up to ${patienceMs / 60_000} minutes. Ctrl-C gives up.\n`,
    );
    await askingOvh(setting, () => login.waitUntilValidated(asked, { signal, timeoutMs: patienceMs }));
    return { ...env, OVH_CONSUMER_KEY: asked.credentials.consumerKey };
  } finally {
    login.close();
  }
};

const resultOf = (
  { home, zones }: LoginSetting,
  { env, file, asked }: { readonly env: Environment; readonly file: string; readonly asked: boolean },
  check: OvhRightsCheck | CommandError,
): CommandResult => {
  const document = { vendor: "ovh", home, endpoint: endpointOf(env), zones, file, asked };
  const begun = `Let in at OVHcloud (${endpointOf(env)}) for ${zones.join(", ")}; kept in ${file}, which only you can read.`;
  if (check instanceof CommandError)
    return {
      exitCode: check.exitCode,
      text: `${begun}\nThe rights were not tested:\n${check.message}`,
      document: { ...document, message: check.message },
    };
  return {
    exitCode: check.missing.length === 0 ? exitCode.done : exitCode.credentials,
    text: `${begun}\n${rightsText(check, env)}`,
    document: { ...document, ...rightsDocument(check) },
  };
};

/** Credentials that are there already and let one in, with what they lack. */
const tryFound = async (setting: LoginSetting, found: FoundCredentials): Promise<OvhRightsCheck | undefined> => {
  if (found.from !== "environment" && found.from !== "file") return undefined;
  try {
    return await checkRights(setting, found.env);
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== exitCode.credentials || found.from !== "file")
      throw error;
    setting.terminal.stderr(`OVHcloud no longer accepts the keys of ${found.file ?? "the file"}.\n`);
    return undefined;
  }
};

/**
 * Keeps credentials of OVHcloud for this home. Those that are there already and are accepted are tested, and kept, without
 * asking anybody, unless `again`; else a key is asked for, for the application of the environment or of the last login.
 * Stopped before the key is validated, nothing is written.
 *
 * @throws CommandError when there is no application, or OVHcloud refuses (6), or cannot be asked (1), or the reason of a stop.
 */
export const loginOvh = async (setting: LoginSetting, again: boolean): Promise<CommandResult> => {
  const { home, env, zones } = setting;
  if (zones.length === 0)
    throw failed(exitCode.failed, `home ${home} has no zone`, "name one under zones: in the home file", "no-zone");
  const found = await findCredentials(env, home, "ovh");
  if (!again || isAccount(found.env)) {
    const check = await tryFound(setting, found);
    if (check !== undefined) {
      const file = found.file ?? (await writeStored(found.env, home, "ovh"));
      return resultOf(setting, { env: found.env, file, asked: false }, check);
    }
  }
  if (valueOf(found.env, "OVH_APPLICATION_KEY") === "" || valueOf(found.env, "OVH_APPLICATION_SECRET") === "")
    throw await refuseWithoutApplication(setting);
  await prepareStore(env, home, "ovh");
  const granted = await request(setting, found.env);
  const kept = { env: granted, file: await writeStored(granted, home, "ovh"), asked: true };
  const check = await checkRights(setting, granted).catch((error: unknown) => {
    // The key is kept whatever comes now, which has to be said.
    if (error instanceof CommandError) return error;
    if (!setting.terminal.signal.aborted) throw error;
    return failed(exitCode.failed, "stopped", "run porchlight login ovh again, which tests them", "stopped");
  });
  return resultOf(setting, kept, check);
};
