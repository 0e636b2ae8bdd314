import type { OvhConnectionOptions } from "./agent.ts";
import type { OvhCredential } from "./auth.ts";
import { parseEndpoint, endpointCall } from "./api.ts";
import type { OvhCallOptions } from "./call.ts";
import { valueOf } from "./chapter.ts";
import { concealed, type OvhKeys } from "./credentials.ts";
import { isOvhError, OvhApiError } from "./errors.ts";
import { openSession, type OvhDnsOptions } from "./ovh-dns.ts";
import { pollUntil, type OvhWaitOptions } from "./poll.ts";
import type { OvhRight } from "./rights.ts";
import type { OvhEndpoint } from "./signer.ts";

/** Options of `createOvhLogin`: an application, as OVHcloud's page for applications gives it. */
export interface OvhLoginOptions
  extends OvhConnectionOptions,
    Pick<OvhDnsOptions, "timeoutMs" | "userAgent" | "onExchange" | "clock" | "random"> {
  readonly applicationKey: string;
  readonly applicationSecret: string;
  /** Default "ovh-eu". */
  readonly endpoint?: OvhEndpoint;
}

/** A consumer key that waits for its owner. */
export interface OvhKeyRequest {
  /** The three keys; of use once validated. Printing as "[secret]". */
  readonly credentials: OvhKeys;
  /** The page where its owner logs in and grants the rights. It hands out the key: show it to nobody else. */
  readonly validationUrl: string;
  /** "pendingValidation". */
  readonly state: string;
}

/** Asks for consumer keys, for an application. */
export interface OvhLogin {
  /**
   * Asks for a key with these rights. `redirection`: where the page leads afterwards; `allowedIPs`: the only address
   * blocks it may be used from.
   *
   * @example const request = await login.request(zoneRights("taprest.fr"));
   */
  request(
    rights: readonly OvhRight[],
    options?: OvhCallOptions & { readonly redirection?: string; readonly allowedIPs?: readonly string[] },
  ): Promise<OvhKeyRequest>;
  /**
   * Waits until the owner has validated the key; gives what it is and may do. Throws INVALID_KEY or NOT_CREDENTIAL for a key
   * OVHcloud no longer knows, NOT_VALIDATED when it was refused, TIMEOUT, ABORTED. A wrong application secret shows as
   * INVALID_SIGNATURE, at once.
   */
  waitUntilValidated(request: OvhKeyRequest, options?: OvhWaitOptions): Promise<OvhCredential>;
  close(): void;
}

/** Makes a login; no I/O. Throws `OvhInputError`: MISSING_CREDENTIAL, or INVALID_OPTION. */
export function createOvhLogin(options: OvhLoginOptions): OvhLogin {
  const { applicationKey, applicationSecret, endpoint, ...rest } = options;
  const place = endpoint === undefined ? {} : { endpoint };
  const keysWith = (consumerKey: string): OvhKeys =>
    concealed({ applicationKey, applicationSecret, consumerKey, ...place });
  // The request carries no consumer key: it asks for one.
  const { session, close } = openSession({ ...rest, credentials: keysWith("none yet") });
  const opened = [close];
  return Object.freeze({
    request: async (
      rights: readonly OvhRight[],
      { redirection, allowedIPs, signal }: Parameters<OvhLogin["request"]>[1] = {},
    ): Promise<OvhKeyRequest> => {
      const body = {
        accessRules: rights,
        ...(redirection === undefined ? {} : { redirection }),
        ...(allowedIPs === undefined ? {} : { allowedIPs }),
      };
      const headers = { "X-Ovh-Application": applicationKey };
      const call = { ...endpointCall("POST /auth/credential", { body }), headers };
      const answer = await session.callUnsigned(call, signal === undefined ? {} : { signal });
      const { consumerKey, validationUrl, state } = parseEndpoint("POST /auth/credential", call, answer);
      return concealed({ credentials: keysWith(consumerKey), validationUrl, state });
    },
    waitUntilValidated: async ({ credentials }: OvhKeyRequest, waitOptions?: OvhWaitOptions) => {
      const own = openSession({ ...rest, credentials });
      opened.push(own.close);
      const look = async (): Promise<OvhCredential | undefined> => {
        try {
          return await valueOf(own.session, "GET /auth/currentCredential", {}, waitOptions);
        } catch (error) {
          // A key that is not validated yet is answered so (recorded).
          if (isOvhError(error) && error.code === "INVALID_CREDENTIAL") return undefined;
          throw error;
        }
      };
      const operation = "wait for the validation of a consumer key";
      const credential = await pollUntil(own.session, operation, look, waitOptions);
      if (credential.status === "validated") return credential;
      throw new OvhApiError(`the key is "${credential.status}"`, { code: "NOT_VALIDATED", operation });
    },
    close: () => {
      for (const end of opened) end();
    },
  });
}
