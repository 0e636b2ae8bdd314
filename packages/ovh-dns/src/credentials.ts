import { OvhInputError } from "./errors.ts";
import type { OvhEndpoint } from "./signer.ts";

/** The three keys of one application and one consumer, as OVHcloud's token page gives them. */
export interface OvhCredentials {
  readonly applicationKey: string;
  readonly applicationSecret: string;
  readonly consumerKey: string;
  /** Where these keys are valid. Default "ovh-eu". */
  readonly endpoint?: OvhEndpoint;
}

/**
 * Reads credentials and endpoint from the variables OVHcloud's own tools use: OVH_APPLICATION_KEY,
 * OVH_APPLICATION_SECRET, OVH_CONSUMER_KEY and, when set, OVH_ENDPOINT. Reads nothing else.
 * The credentials print as "[secret]" under console.log, util.inspect and JSON.
 * Throws `OvhInputError` MISSING_CREDENTIAL naming every variable that is absent or empty.
 *
 * @example createOvhDns({ credentials: ovhFromEnv(process.env) })
 */
export function ovhFromEnv(env: Readonly<Record<string, string | undefined>>): OvhCredentials {
  const wanted = ["OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"] as const;
  // A value pasted with its line break is a signature refused for no visible reason.
  const [applicationKey = "", applicationSecret = "", consumerKey = ""] = wanted.map((name) => env[name]?.trim());
  const missing = wanted.filter((name) => !env[name]?.trim());
  if (missing.length > 0)
    throw new OvhInputError(`set ${missing.join(", ")} in the environment`, {
      code: "MISSING_CREDENTIAL",
      operation: "ovhFromEnv",
    });
  const endpoint = env["OVH_ENDPOINT"]?.trim();
  return concealed({ applicationKey, applicationSecret, consumerKey, ...(endpoint ? { endpoint } : {}) });
}

/** The same values, printing as "[secret]" wherever objects get printed by accident. */
function concealed(credentials: OvhCredentials): OvhCredentials {
  const hidden = { value: () => "[secret]", enumerable: false };
  return Object.freeze(
    Object.defineProperties(credentials, { toJSON: hidden, [Symbol.for("nodejs.util.inspect.custom")]: hidden }),
  );
}
