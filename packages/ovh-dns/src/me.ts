import type { OvhBody, OvhModel } from "./api-types.ts";
import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import type { OvhCredential } from "./auth.ts";
import { listObjects, longKeys, textKeys, valueOf } from "./chapter.ts";
import { concealed } from "./credentials.ts";
import type { OvhEnum } from "./enums.ts";
import type { Session } from "./session.ts";

/** An application: what a pair of application key and secret belongs to. */
export type OvhApplication = OvhModel<"auth.ApiApplication">;

/** A service account, its secret aside. */
export type OvhServiceAccountInfo = OvhModel<"oauth2.client">;

/** Which consumer keys to list. */
export interface OvhKeyFilter {
  readonly applicationId?: number;
  readonly status?: OvhEnum<"auth.CredentialStateEnum">;
}

/** The account's applications, consumer keys and service accounts. Rights: GET, PUT and DELETE below /me/api. */
export interface OvhMe {
  readonly applications: {
    list(options?: OvhCallOptions): Promise<readonly OvhApplication[]>;
    get(applicationId: number, options?: OvhCallOptions): Promise<OvhApplication>;
    remove(applicationId: number, options?: OvhCallOptions): Promise<OvhReceipt>;
  };
  readonly credentials: {
    list(filter?: OvhKeyFilter, options?: OvhCallOptions): Promise<readonly OvhCredential[]>;
    get(credentialId: number, options?: OvhCallOptions): Promise<OvhCredential>;
    /** Changes the address blocks the key may be used from; null: any. */
    update(
      credentialId: number,
      update: { readonly allowedIPs: readonly string[] | null },
      options?: OvhCallOptions,
    ): Promise<OvhReceipt>;
    /** Revokes the key. */
    remove(credentialId: number, options?: OvhCallOptions): Promise<OvhReceipt>;
    application(credentialId: number, options?: OvhCallOptions): Promise<OvhApplication>;
  };
  /** Service accounts of OAuth2. OVHcloud calls these BETA. */
  readonly serviceAccounts: {
    list(options?: OvhCallOptions): Promise<readonly OvhServiceAccountInfo[]>;
    get(clientId: string, options?: OvhCallOptions): Promise<OvhServiceAccountInfo>;
    /** The secret is told once, here; it prints as "[secret]". */
    create(
      account: OvhBody<"POST /me/api/oauth2/client">,
      options?: OvhCallOptions,
    ): Promise<OvhModel<"oauth2.clientSecret">>;
    update(
      clientId: string,
      update: OvhBody<"PUT /me/api/oauth2/client/{clientId}">,
      options?: OvhCallOptions,
    ): Promise<OvhReceipt>;
    remove(clientId: string, options?: OvhCallOptions): Promise<OvhReceipt>;
  };
}

/** The `me/api` chapter. Source: me-api.schema.json. */
export function meOf(session: Session): OvhMe {
  return Object.freeze({
    applications: applicationsOf(session),
    credentials: credentialsOf(session),
    serviceAccounts: serviceAccountsOf(session),
  });
}

function applicationsOf(session: Session): OvhMe["applications"] {
  const get = (applicationId: number, options?: OvhCallOptions): Promise<OvhApplication> =>
    valueOf(session, "GET /me/api/application/{applicationId}", { applicationId }, options);
  return Object.freeze({
    list: (options?: OvhCallOptions): Promise<readonly OvhApplication[]> =>
      listObjects(
        session,
        {
          endpoint: "GET /me/api/application",
          request: {},
          type: "auth.ApiApplication",
          keys: longKeys,
          keyOf: ({ applicationId }) => applicationId,
          get: (id) => get(id, options),
        },
        options,
      ),
    get,
    remove: (applicationId: number, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "DELETE /me/api/application/{applicationId}", { applicationId }, options),
  });
}

function credentialsOf(session: Session): OvhMe["credentials"] {
  const get = (credentialId: number, options?: OvhCallOptions): Promise<OvhCredential> =>
    valueOf(session, "GET /me/api/credential/{credentialId}", { credentialId }, options);
  return Object.freeze({
    list: (filter: OvhKeyFilter = {}, options?: OvhCallOptions): Promise<readonly OvhCredential[]> =>
      listObjects(
        session,
        {
          endpoint: "GET /me/api/credential",
          request: { query: filter },
          type: "auth.ApiCredential",
          keys: longKeys,
          keyOf: ({ credentialId }) => credentialId,
          get: (id) => get(id, options),
        },
        options,
      ),
    get,
    update: (
      credentialId: number,
      { allowedIPs }: { readonly allowedIPs: readonly string[] | null },
      options?: OvhCallOptions,
    ): Promise<OvhReceipt> =>
      valueOf(session, "PUT /me/api/credential/{credentialId}", { credentialId, body: { allowedIPs } }, options),
    remove: (credentialId: number, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "DELETE /me/api/credential/{credentialId}", { credentialId }, options),
    application: (credentialId: number, options?: OvhCallOptions): Promise<OvhApplication> =>
      valueOf(session, "GET /me/api/credential/{credentialId}/application", { credentialId }, options),
  });
}

function serviceAccountsOf(session: Session): OvhMe["serviceAccounts"] {
  const get = (clientId: string, options?: OvhCallOptions): Promise<OvhServiceAccountInfo> =>
    valueOf(session, "GET /me/api/oauth2/client/{clientId}", { clientId }, options);
  return Object.freeze({
    list: (options?: OvhCallOptions): Promise<readonly OvhServiceAccountInfo[]> =>
      listObjects(
        session,
        {
          endpoint: "GET /me/api/oauth2/client",
          request: {},
          type: "oauth2.client",
          keys: textKeys,
          keyOf: ({ clientId }) => clientId,
          get: (id) => get(id, options),
        },
        options,
      ),
    get,
    create: async (account: OvhBody<"POST /me/api/oauth2/client">, options?: OvhCallOptions) =>
      concealed({ ...(await valueOf(session, "POST /me/api/oauth2/client", { body: account }, options)) }),
    update: (
      clientId: string,
      update: OvhBody<"PUT /me/api/oauth2/client/{clientId}">,
      options?: OvhCallOptions,
    ): Promise<OvhReceipt> =>
      valueOf(session, "PUT /me/api/oauth2/client/{clientId}", { clientId, body: update }, options),
    remove: (clientId: string, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "DELETE /me/api/oauth2/client/{clientId}", { clientId }, options),
  });
}
