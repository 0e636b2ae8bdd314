/** What login, logout and whoami stand on: the home, its environment, and how the two SDKs are opened from it. */
import type { Freebox } from "@porchlight/freebox";
import type { OvhDns } from "@porchlight/ovh-dns";
import type { HomeSource } from "./home-source.ts";
import { refuseUnknownKinds } from "./kinds.ts";
import { withSecretFiles } from "./secrets.ts";
import { extraAuthorities, malformed, type SessionExtras } from "./session.ts";
import { CommandError, type Terminal } from "./terminal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A home, and who asks. */
export interface LoginSetting {
  readonly home: string;
  /** Names of its DNS zones. */
  readonly zones: readonly string[];
  /** With every `NAME_FILE` of a secret read. */
  readonly env: Environment;
  readonly extras: SessionExtras;
  readonly terminal: Terminal;
}

/** @throws CommandError when a kind is unknown (1), or a secret's file cannot be used (6). */
export const loginSettingOf = async (source: HomeSource, terminal: Terminal): Promise<LoginSetting> => {
  refuseUnknownKinds(source);
  const env = await withSecretFiles(terminal.env);
  const zones = source.desired.zones.map(({ name }) => name);
  return { home: source.desired.home, zones, env, extras: await extraAuthorities(env), terminal };
};

/** Time as the terminal has it, for the options of either SDK. */
export const clockOf = ({ clock }: Terminal): { readonly clock?: NonNullable<Terminal["clock"]> } =>
  clock === undefined ? {} : { clock };

/** The box, for credentials that are whole. @throws CommandError with exit code 1 for a malformed variable. */
export const openFreebox = async ({ extras, terminal }: LoginSetting, env: Environment): Promise<Freebox> => {
  const { createFreebox, freeboxFromEnv } = await import("@porchlight/freebox");
  try {
    return createFreebox({ credentials: freeboxFromEnv(env), ...extras, ...clockOf(terminal) });
  } catch (error) {
    throw malformed(error, env, "FREEBOX");
  }
};

/** OVHcloud, for credentials that are whole. @throws CommandError with exit code 1 for a malformed variable. */
export const openOvh = async ({ extras, terminal }: LoginSetting, env: Environment): Promise<OvhDns> => {
  const { createOvhDns, ovhFromEnv } = await import("@porchlight/ovh-dns");
  try {
    return createOvhDns({ credentials: ovhFromEnv(env), ...extras, ...clockOf(terminal) });
  } catch (error) {
    throw malformed(error, env, "OVH");
  }
};

/** A failure in the command's own words. */
export const failed = (code: number, message: string, remedy: string, error: string): CommandError =>
  new CommandError(code, `✗ ${message}\n    -> ${remedy}`, { error });
