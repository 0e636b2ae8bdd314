/** `porchlight whoami`: whose credentials a home uses, where they come from, and what they may do. Shows no secret. */
import { findCredentials, type FoundCredentials, type Vendor } from "../credential-store.ts";
import { exitCode } from "../exit-code.ts";
import type { LoginSetting } from "../login-setting.ts";
import { CommandError, type CommandResult } from "../terminal.ts";
import { appIdOf, neededRights, placeOf, rightsOf, whereToTick } from "./login-freebox.ts";
import { checkRights, isAccount, rightsDocument, rightsText } from "./ovh-rights.ts";

interface Told {
  readonly exitCode: number;
  readonly text: string;
  readonly document: Readonly<Record<string, unknown>>;
}

const askFreebox = async (setting: LoginSetting, env: FoundCredentials["env"]): Promise<Told> => {
  const rights = await rightsOf(setting, env);
  const missing = neededRights.filter((right) => !rights.includes(right));
  const text = [
    `  ${appIdOf(env)} at ${placeOf(env)}`,
    `  rights: ${rights.join(", ") || "none"}`,
    ...(missing.length === 0 ? [] : [`✗ lacks the right ${missing.join(", ")}\n    -> ${whereToTick}`]),
  ].join("\n");
  const document = { appId: appIdOf(env), endpoint: placeOf(env), rights, missing };
  return { exitCode: missing.length === 0 ? exitCode.done : exitCode.credentials, text, document };
};

const askOvh = async (setting: LoginSetting, env: FoundCredentials["env"]): Promise<Told> => {
  const check = await checkRights(setting, env);
  const kind = isAccount(env) ? "service account" : "keys";
  const code = check.missing.length === 0 ? exitCode.done : exitCode.credentials;
  return { exitCode: code, text: rightsText(check, env), document: { kind, ...rightsDocument(check) } };
};

const tell = async (setting: LoginSetting, vendor: Vendor): Promise<Told & { readonly vendor: Vendor }> => {
  const title = vendor === "freebox" ? "Freebox" : "OVHcloud";
  try {
    const { env, from, file } = await findCredentials(setting.env, setting.home, vendor);
    if (from === "nowhere" || from === "part") {
      const message = `${title}: ${from === "part" ? "credentials that are not whole" : "no credentials"}`;
      const text = `✗ ${message}\n    -> run porchlight login ${vendor}`;
      return { vendor, exitCode: exitCode.credentials, text, document: { from } };
    }
    const told = await (vendor === "freebox" ? askFreebox : askOvh)(setting, env);
    const text = `${title}: credentials of ${file ?? "the environment"}\n${told.text}`;
    return { vendor, exitCode: told.exitCode, text, document: { from, file, ...told.document } };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { message, exitCode: code } = error;
    return { vendor, exitCode: code, text: `${title}:\n${message}`, document: { message } };
  }
};

/** Asks every vendor of the home who one is there. Writes nothing; exits 6 when anything is missing or refused. */
export const whoami = async (setting: LoginSetting, vendors: readonly Vendor[]): Promise<CommandResult> => {
  const told = await Promise.all(vendors.map((vendor) => tell(setting, vendor)));
  const codes = told.map(({ exitCode: code }) => code);
  return {
    exitCode: codes.includes(exitCode.credentials) ? exitCode.credentials : Math.max(exitCode.done, ...codes),
    text: told.map(({ text }) => text).join("\n"),
    document: {
      home: setting.home,
      credentials: Object.fromEntries(told.map(({ vendor, document }) => [vendor, document])),
    },
  };
};
