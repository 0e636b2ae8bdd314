import { OvhInputError } from "./errors.ts";
import type { OvhEndpoint } from "./signer.ts";

/** The three keys of one application and one consumer, as OVHcloud's token page gives them. */
export interface OvhKeys {
  readonly applicationKey: string;
  readonly applicationSecret: string;
  readonly consumerKey: string;
  /** Where these keys are valid. Default "ovh-eu". */
  readonly endpoint?: OvhEndpoint;
}

/** A service account of OAuth2: its rights come from the account's access policies. */
export interface OvhServiceAccount {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the account is. Default "ovh-eu". */
  readonly endpoint?: OvhEndpoint;
  /** Where its tokens come from. Default: by the endpoint. */
  readonly tokenUrl?: string;
}

/** What calls are made with: three keys, or a service account. */
export type OvhCredentials = OvhKeys | OvhServiceAccount;

/** True for the credentials of a service account. */
export function isServiceAccount(credentials: OvhCredentials): credentials is OvhServiceAccount {
  return "clientId" in credentials;
}

/**
 * Reads credentials and endpoint from the variables OVHcloud's own tools use: OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET
 * and OVH_CONSUMER_KEY, or OVH_CLIENT_ID and OVH_CLIENT_SECRET; and, when set, OVH_ENDPOINT. Reads nothing else.
 * The credentials print as "[secret]" under console.log, util.inspect and JSON.
 * Throws `OvhInputError`: MISSING_CREDENTIAL naming every variable that is absent or empty, INVALID_OPTION when both kinds
 * are there.
 *
 * @example createOvhDns({ credentials: ovhFromEnv(process.env) })
 */
export function ovhFromEnv(env: Readonly<Record<string, string | undefined>>): OvhCredentials {
  // A value pasted with its line break is a signature refused for no visible reason.
  const read = (name: string): string => env[name]?.trim() ?? "";
  const endpoint = read("OVH_ENDPOINT");
  const place = endpoint === "" ? {} : { endpoint };
  const keys = ["OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"] as const;
  const account = ["OVH_CLIENT_ID", "OVH_CLIENT_SECRET"] as const;
  const isAccount = account.some((name) => read(name) !== "");
  if (isAccount && keys.some((name) => read(name) !== ""))
    throw new OvhInputError(`set either ${keys.join(", ")} or ${account.join(", ")}, not both`, {
      code: "INVALID_OPTION",
      operation: "ovhFromEnv",
    });
  const missing = (isAccount ? account : keys).filter((name) => read(name) === "");
  if (missing.length > 0)
    throw new OvhInputError(`set ${missing.join(", ")} in the environment`, {
      code: "MISSING_CREDENTIAL",
      operation: "ovhFromEnv",
    });
  if (isAccount)
    return concealed({ clientId: read("OVH_CLIENT_ID"), clientSecret: read("OVH_CLIENT_SECRET"), ...place });
  const [applicationKey, applicationSecret, consumerKey] = [read(keys[0]), read(keys[1]), read(keys[2])];
  return concealed({ applicationKey, applicationSecret, consumerKey, ...place });
}

/** The same values, printing as "[secret]" wherever objects get printed by accident. */
export function concealed<T extends object>(credentials: T): T {
  const hidden = { value: () => "[secret]", enumerable: false };
  return Object.freeze(
    Object.defineProperties(credentials, { toJSON: hidden, [Symbol.for("nodejs.util.inspect.custom")]: hidden }),
  );
}
