/** What the credentials of a home may do at OVHcloud, tested and told: for login and whoami. */
import type { OvhError, OvhRight, OvhRightsCheck } from "@porchlight/ovh-dns";
import type { FoundCredentials } from "../credential-store.ts";
import { exitCode } from "../exit-code.ts";
import { failed, type LoginSetting, openOvh } from "../login-setting.ts";
import type { CommandError } from "../terminal.ts";

type Environment = FoundCredentials["env"];

const dayMs = 86_400_000;

/** The least rights for the zones of a home. */
export const neededRights = async ({ zones }: LoginSetting): Promise<readonly OvhRight[]> => {
  const { zoneRights } = await import("@porchlight/ovh-dns");
  return zones.flatMap((zone) => zoneRights(zone));
};

/** True for credentials of a service account. */
export const isAccount = (env: Environment): boolean => (env["OVH_CLIENT_ID"]?.trim() ?? "") !== "";

/** The codes by which OVHcloud says that credentials let nobody in, or not to this. */
const refusals: ReadonlySet<string> = new Set([
  "FORBIDDEN",
  "INVALID_CREDENTIAL",
  "INVALID_KEY",
  "INVALID_SIGNATURE",
  "NOT_CREDENTIAL",
  "NOT_GRANTED_CALL",
  "NOT_VALIDATED",
  "UNAUTHORIZED",
]);

/** What the SDK threw, with what to do about it. Credentials in the way are 6, all else 1. */
const troubleOf = (error: OvhError): CommandError => {
  if (refusals.has(error.code))
    return failed(
      exitCode.credentials,
      error.message,
      "correct the OVH_ variables, or ask for other keys",
      "credentials",
    );
  if (error.code === "TIMEOUT")
    return failed(exitCode.failed, error.message, "run porchlight login ovh again", "timeout");
  const remedy = "is this machine online? OVH_ENDPOINT says which endpoint is asked";
  return failed(exitCode.failed, error.message, remedy, "ovh");
};

/** Runs what speaks to OVHcloud. @throws CommandError for what it throws, or the reason of a stop. */
export const askingOvh = async <T>({ terminal }: LoginSetting, ask: () => Promise<T>): Promise<T> => {
  const { isOvhError } = await import("@porchlight/ovh-dns");
  try {
    return await ask();
  } catch (error) {
    terminal.signal.throwIfAborted(); // whatever else went wrong because of it
    throw isOvhError(error) ? troubleOf(error) : error;
  }
};

/** What the credentials lack for the zones of the home, and when they end. @throws CommandError */
export const checkRights = async (setting: LoginSetting, env: Environment): Promise<OvhRightsCheck> => {
  const ovh = await openOvh(setting, env);
  try {
    const { signal } = setting.terminal;
    const rights = await neededRights(setting);
    return await askingOvh(setting, () => ovh.auth.check(rights, { signal }));
  } finally {
    ovh.close();
  }
};

const expiryText = (expiresInMs: number | null): string => {
  if (expiresInMs === null) return "never expires";
  const days = Math.floor(expiresInMs / dayMs);
  return days < 1 ? "expires within a day" : `expires in ${days} ${days === 1 ? "day" : "days"}`;
};

/** What was tested, for people; of a service account only that it was let in is known. */
export const rightsText = ({ missing, expiresInMs }: OvhRightsCheck, env: Environment): string => {
  const lacking = missing.map(({ method, path }) => `${method} ${path}`).join(", ");
  if (lacking !== "")
    return `✗ lacks ${missing.length === 1 ? "a right" : "rights"}: ${lacking}\n    -> run porchlight login ovh --again, which asks for a key that has what is needed`;
  if (isAccount(env)) return "  a service account: its access policies decide what it may do, and were not read";
  return `  the key has every right that is needed, and ${expiryText(expiresInMs)}`;
};

/** The same for machines. */
export const rightsDocument = ({ missing, expiresInMs }: OvhRightsCheck): Readonly<Record<string, unknown>> => ({
  missing,
  expiresInSeconds: expiresInMs === null ? null : Math.round(expiresInMs / 1000),
});
