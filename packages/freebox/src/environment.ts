import { FreeboxInputError } from "./errors.ts";
import type { FreeboxCredentials } from "./session.ts";

/**
 * Credentials from environment variables: FREEBOX_TOKEN (needed), FREEBOX_APP_ID ("fr.porchlight" by default) and
 * FREEBOX_ENDPOINT. The token comes as a function, so that printing them does not print it.
 *
 * Throws `FreeboxInputError` with the name of a missing one; a blank one counts as missing.
 */
export function freeboxFromEnv(env: Readonly<Record<string, string | undefined>>): FreeboxCredentials {
  const [endpoint, appId, token] = ["FREEBOX_ENDPOINT", "FREEBOX_APP_ID", "FREEBOX_TOKEN"].map((name) =>
    env[name]?.trim(),
  );
  if (token === undefined || token === "")
    throw new FreeboxInputError("freeboxFromEnv", "FREEBOX_TOKEN is not set", "CREDENTIALS");
  return {
    ...(endpoint === undefined || endpoint === "" ? {} : { endpoint }),
    appId: appId === undefined || appId === "" ? "fr.porchlight" : appId,
    appToken: () => Promise.resolve(token),
  };
}
