import * as z from "zod";
import { apiPath } from "./api-path.ts";
import type { ApiCall, OvhCallOptions } from "./call.ts";
import { parseAnswer } from "./schema.ts";
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
}

/** The keys themselves: OVHcloud's clock, and what the consumer key may do. */
export interface OvhAuth {
  /** OVHcloud's clock, in seconds since 1970. Needs no right, and sends no key. */
  time(options?: OvhCallOptions): Promise<number>;
  /** The credential in use: state, rights, expiry. */
  currentCredential(options?: OvhCallOptions): Promise<OvhCredential>;
}

const Credential = z.object({
  credentialId: z.int(),
  applicationId: z.int(),
  status: z.string(),
  rules: z.array(z.object({ method: z.string(), path: z.string() })),
  creation: z.string(),
  expiration: z.string().nullable().default(null),
  lastUse: z.string().nullable().default(null),
  allowedIPs: z.array(z.string()).nullable().default(null),
});

/** The `auth` chapter. Source: auth.schema.json, `/auth/time` and `/auth/currentCredential`. */
export function authOf(session: Session): OvhAuth {
  return Object.freeze({
    time: async (options?: OvhCallOptions) => parseTime(await session.callUnsigned(timeCall, options)),
    currentCredential: async (options?: OvhCallOptions) => {
      const call: ApiCall = { method: "GET", path: apiPath("auth", "currentCredential") };
      return parseAnswer(Credential, call, await session.call(call, options));
    },
  });
}
