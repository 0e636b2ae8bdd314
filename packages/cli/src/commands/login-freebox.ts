/** `porchlight login freebox`: asks the box to let this application in, keeps its token, and tests its rights. */
import { hostname } from "node:os";
import type { AnyFreeboxError, PairingStep } from "@porchlight/freebox";
import { findCredentials, type FoundCredentials, prepareStore, writeStored } from "../credential-store.ts";
import { exitCode } from "../exit-code.ts";
import { clockOf, failed, type LoginSetting, openFreebox } from "../login-setting.ts";
import { CommandError, type CommandResult, stoppedExitOf } from "../terminal.ts";
import { version } from "../version.ts";

type Environment = FoundCredentials["env"];

/** What Porchlight changes, it changes as a setting of the box; reading needs no right. */
export const neededRights: readonly string[] = Object.freeze(["settings"]);

/** Where the owner ticks a right: the words of Freebox OS, as clients in the field report them. */
export const whereToTick =
  'in Freebox OS, "Paramètres de la Freebox", "Gestion des accès", "Applications": tick "Modification des réglages de la Freebox" for it';

/** The box these variables speak of. */
export const placeOf = (env: Environment): string => env["FREEBOX_ENDPOINT"]?.trim() || "https://mafreebox.freebox.fr";
/** As which application. */
export const appIdOf = (env: Environment): string => env["FREEBOX_APP_ID"]?.trim() || "fr.porchlight";

/** What the SDK threw, with what to do about it. A token or a right in the way is 6, all else 1. */
const freeboxTrouble = (error: AnyFreeboxError, env: Environment): CommandError => {
  const { message } = error;
  if (error.name === "FreeboxApiError") {
    if (error.code === "ratelimited")
      return failed(exitCode.failed, message, "too many wrong logins came from here: wait some minutes", "limited");
    const isOurs = ["invalid_token", "pending_token", "auth_required", "insufficient_rights"].includes(error.code);
    return isOurs
      ? failed(exitCode.credentials, message, "run porchlight login freebox --again", "credentials")
      : failed(exitCode.failed, message, "the box's own words say why", "freebox");
  }
  if (error.name === "FreeboxInputError")
    return failed(exitCode.failed, message.replace(/^\w+: /, ""), "correct the FREEBOX_ variables", "environment");
  if (error.name === "FreeboxSchemaError")
    return failed(
      exitCode.failed,
      message,
      `is ${placeOf(env)} a Freebox? FREEBOX_ENDPOINT says where it is`,
      "freebox",
    );
  const remedy =
    error.reason === "certificate"
      ? "call the box by the name its certificate holds (FREEBOX_ENDPOINT), and check this machine's clock"
      : "run this on the box's own LAN, or set FREEBOX_ENDPOINT to where it is";
  return failed(exitCode.failed, message, remedy, "unreachable");
};

/** Runs what speaks to the box. @throws CommandError for what it throws, or the reason of a stop. */
const asking = async <T>({ terminal }: LoginSetting, env: Environment, ask: () => Promise<T>): Promise<T> => {
  const { isFreeboxError } = await import("@porchlight/freebox");
  try {
    return await ask();
  } catch (error) {
    terminal.signal.throwIfAborted(); // whatever else went wrong because of it
    throw isFreeboxError(error) ? freeboxTrouble(error, env) : error;
  }
};

/** The rights of an application, by the vendor's words. @throws CommandError */
export const rightsOf = async (setting: LoginSetting, env: Environment): Promise<readonly string[]> => {
  const freebox = await openFreebox(setting, env);
  try {
    const { signal } = setting.terminal;
    const rights = await asking(setting, env, () => freebox.rights.list({ signal }));
    return Object.keys(rights).filter((right) => rights[right] === true);
  } finally {
    await freebox.close();
  }
};

/** What the box answers instead of asking its owner, and what its owner can do. */
const refusals: Readonly<Record<Extract<PairingStep, { state: "refused" }>["because"], readonly [string, string]>> = {
  "no-new-applications": [
    "the box lets no new application ask",
    'allow it in Freebox OS, "Paramètres de la Freebox", "Gestion des accès", and run this again',
  ],
  "no-applications": [
    "the box lets no application in at all",
    'allow them in Freebox OS, "Paramètres de la Freebox", "Gestion des accès", and run this again',
  ],
  "not-on-lan": [
    "the box takes this machine for one outside its LAN",
    "run this on a machine plugged into the box or on its Wi-Fi; a box in bridge mode lets nobody ask",
  ],
};

const endings: Readonly<Record<"denied" | "timeout" | "unknown", string>> = {
  denied: "somebody said no on the front of the box",
  timeout: "nobody answered on the front of the box in time",
  unknown: "the box has forgotten the question, maybe because it was asked another one",
};

/** Lets the owner say yes; gives the environment with the new token. @throws CommandError */
const pair = async (setting: LoginSetting): Promise<Environment> => {
  const { pairFreebox } = await import("@porchlight/freebox");
  const { env, terminal, extras } = setting;
  const { signal, stderr } = terminal;
  const now = (): number => terminal.clock?.now() ?? performance.now();
  const application = { appId: appIdOf(env), appName: "Porchlight", appVersion: version, deviceName: hostname() };
  const started = now();
  const elapsedSeconds = (): number => Math.round((now() - started) / 1000);
  let told = 0;
  const steps = pairFreebox({
    application,
    endpoint: placeOf(env),
    ...extras,
    ...clockOf(terminal),
    signal,
    // Each look at the box is an exchange: the only sign of life while a person walks to it.
    onExchange: ({ path }) => {
      if (!/^\/login\/authorize\/\d/.test(path) || elapsedSeconds() < told + 10) return;
      told = elapsedSeconds();
      stderr(`  waiting for ${told} s\n`);
    },
  });
  for await (const step of steps) {
    if (step.state === "pending") {
      stderr(
        `The Freebox at ${placeOf(env)} now asks on its front whether Porchlight on ${application.deviceName} may come in.\n` +
          "Say yes there: the arrow to the right, or the tick, depending on the model. Ctrl-C gives up.\n" +
          `A token that ${application.appId} was given before, on any machine, may end with it: FREEBOX_APP_ID names another.\n`,
      );
    } else if (step.state === "granted") {
      stderr(`Granted after ${elapsedSeconds()} s.\n`);
      return { ...env, FREEBOX_APP_ID: application.appId, FREEBOX_TOKEN: await step.credentials.appToken() };
    } else if (step.state === "refused") {
      const [message, remedy] = refusals[step.because];
      throw failed(exitCode.credentials, message, remedy, step.because);
    } else throw failed(exitCode.credentials, endings[step.state], "run porchlight login freebox again", step.state);
  }
  throw failed(exitCode.failed, "the box gave no answer", "run porchlight login freebox again", "freebox");
};

/** Credentials that are there already and let one in; with what they may do. */
const tryFound = async (setting: LoginSetting, found: FoundCredentials): Promise<readonly string[] | undefined> => {
  if (found.from !== "environment" && found.from !== "file") return undefined;
  try {
    return await rightsOf(setting, found.env);
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== exitCode.credentials) throw error;
    if (found.from === "environment")
      throw failed(
        exitCode.credentials,
        "the box does not accept FREEBOX_TOKEN of the environment",
        "unset it, and run porchlight login freebox again",
        "credentials",
      );
    setting.terminal.stderr(`The box no longer accepts the token of ${found.file ?? "the file"}.\n`);
    return undefined;
  }
};

/** `rights`: what the application may do, or why that could not be tested. */
const resultOf = (
  { home }: LoginSetting,
  { env, file, asked }: { readonly env: Environment; readonly file: string; readonly asked: boolean },
  rights: readonly string[] | CommandError,
): CommandResult => {
  const [appId, endpoint] = [appIdOf(env), placeOf(env)];
  const document = { vendor: "freebox", home, endpoint, appId, file, asked };
  const begun = `Let in at ${endpoint} as ${appId}; the token is kept in ${file}, which only you can read.`;
  if (rights instanceof CommandError)
    return {
      exitCode: rights.exitCode,
      text: `${begun}\nIts rights were not tested:\n${rights.message}`,
      document: { ...document, message: rights.message },
    };
  const missing = neededRights.filter((right) => !rights.includes(right));
  const text = `${begun}\n  rights: ${rights.join(", ") || "none"}`;
  const told = { ...document, rights, missing };
  if (missing.length === 0) return { exitCode: exitCode.done, text, document: told };
  const lacking = `✗ it lacks the right ${missing.join(", ")}, which the press on the box never grants\n    -> ${whereToTick}; then run porchlight login freebox again, which tests it`;
  return { exitCode: exitCode.credentials, text: `${text}\n${lacking}`, document: told };
};

/**
 * Asks the box once and keeps what it grants for this home. A token that is there already and is accepted is tested, and
 * kept, without asking anybody, unless `again`. Stopped before the yes, nothing is written.
 *
 * @throws CommandError when the box refuses (6) or cannot be spoken to (1), or the reason of a stop.
 */
export const loginFreebox = async (setting: LoginSetting, again: boolean): Promise<CommandResult> => {
  const { home, env, terminal } = setting;
  await prepareStore(env, home, "freebox");
  if (!again) {
    const found = await findCredentials(env, home, "freebox");
    const rights = await tryFound(setting, found);
    if (rights !== undefined) {
      const file = found.file ?? (await writeStored(found.env, home, "freebox"));
      return resultOf(setting, { env: found.env, file, asked: false }, rights);
    }
  }
  const granted = await asking(setting, env, () => pair(setting));
  const kept = { env: granted, file: await writeStored(granted, home, "freebox"), asked: true };
  const rights = await rightsOf(setting, granted).catch((error: unknown) => {
    // What was granted is kept whatever comes now, which has to be said.
    if (error instanceof CommandError) return error;
    if (stoppedExitOf(terminal.signal) === undefined) throw error;
    return failed(exitCode.failed, "stopped", "run porchlight login freebox again, which tests them", "stopped");
  });
  return resultOf(setting, kept, rights);
};
