import type { OvhModel } from "./api-types.ts";
import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import { valueOf } from "./chapter.ts";
import { epochMs } from "./clock.ts";
import { missingRights, type OvhRight } from "./rights.ts";
import { parseTime, timeCall, type Session } from "./session.ts";

/** What a consumer key is and may do. Dates are ISO text. */
export interface OvhCredential {
  readonly credentialId: number;
  readonly applicationId: number;
  /** "validated", "pendingValidation", "expired", "refused". */
  readonly status: string;
  /** Granted calls; a path may hold "*". `/domain/zone/*` does not cover `/domain/zone`. */
  readonly rules: readonly { readonly method: string; readonly path: string }[];
  readonly creation: string;
  /** Null: never. */
  readonly expiration: string | null;
  readonly lastUse: string | null;
  /** Address blocks the key may be used from; null: any. */
  readonly allowedIPs: readonly string[] | null;
  /** True for a key OVHcloud's support made for itself. */
  readonly ovhSupport: boolean;
}

/** Whose credentials these are, key or service account. `allowedRoutes` is null when policies decide. */
export type OvhIdentity = OvhModel<"auth.Details">;

/** What the credentials lack for some calls. */
export interface OvhRightsCheck {
  /** Rights no rule of the key covers; empty when all is well, and for a service account, whose policies are not told. */
  readonly missing: readonly OvhRight[];
  /** Milliseconds until the key expires, negative when it has; null: never, or not told. */
  readonly expiresInMs: number | null;
}

/** The keys themselves: OVHcloud's clock, and what the consumer key may do. */
export interface OvhAuth {
  /** OVHcloud's clock, in seconds since 1970. Needs no right, and sends no key. */
  time(options?: OvhCallOptions): Promise<number>;
  /** The credential in use: state, rights, expiry. */
  currentCredential(options?: OvhCallOptions): Promise<OvhCredential>;
  /** Whose credentials these are. */
  details(options?: OvhCallOptions): Promise<OvhIdentity>;
  /**
   * Compares the key's rules with the rights some calls need; makes none of the calls.
   *
   * @example const { missing } = await ovh.auth.check(zoneRights("taprest.fr"));
   */
  check(rights: readonly OvhRight[], options?: OvhCallOptions): Promise<OvhRightsCheck>;
  /** Ends the consumer key: every later call is refused. */
  logout(options?: OvhCallOptions): Promise<OvhReceipt>;
  /** A token for OVHcloud's other services. A secret. */
  token(options?: OvhCallOptions): Promise<string>;
}

/** The `auth` chapter; `isAccount`: the credentials are those of a service account. Source: auth.schema.json. */
export function authOf(session: Session, isAccount: boolean): OvhAuth {
  const currentCredential = (options?: OvhCallOptions): Promise<OvhCredential> =>
    valueOf(session, "GET /auth/currentCredential", {}, options);
  const details = (options?: OvhCallOptions): Promise<OvhIdentity> =>
    valueOf(session, "GET /auth/details", {}, options);
  return Object.freeze({
    time: async (options?: OvhCallOptions) => parseTime(await session.callUnsigned(timeCall, options)),
    currentCredential,
    details,
    check: async (rights: readonly OvhRight[], options?: OvhCallOptions): Promise<OvhRightsCheck> => {
      if (isAccount) {
        const { allowedRoutes } = await details(options);
        return { missing: allowedRoutes === null ? [] : missingRights(allowedRoutes, rights), expiresInMs: null };
      }
      const { rules, expiration } = await currentCredential(options);
      const expiresInMs = expiration === null ? null : Date.parse(expiration) - epochMs(session.clock);
      return { missing: missingRights(rules, rights), expiresInMs };
    },
    logout: (options?: OvhCallOptions): Promise<OvhReceipt> => valueOf(session, "POST /auth/logout", {}, options),
    token: async (options?: OvhCallOptions) => (await valueOf(session, "POST /auth/token", {}, options)).token,
  });
}
