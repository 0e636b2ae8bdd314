import type { OvhBody, OvhModel } from "./api-types.ts";
import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import { valueOf } from "./chapter.ts";
import type { Session } from "./session.ts";

/** A zone, or an option of it, as a service one pays for: state, dates, contacts, renewal. */
export type OvhService = OvhModel<"services.Service">;

/** How a service is renewed. */
export type OvhRenewal = OvhBody<"PUT /domain/zone/{zoneName}/option/{name}/serviceInfos">["renew"];

/** Contacts to change, as OVHcloud's customer codes ("xx1234-ovh"). */
export type OvhContacts = OvhBody<"POST /domain/zone/{zoneName}/changeContact">;

/** Why a service ends, with the token that was mailed. */
export type OvhTermination = OvhBody<"POST /domain/zone/{zoneName}/confirmTermination">;

/** A zone as a service one pays for. Thin: OVHcloud's own words and shapes. */
export interface OvhServiceChapter {
  get(options?: OvhCallOptions): Promise<OvhService>;
  /** Changes the renewal; nothing else can be. */
  update(renew: OvhRenewal, options?: OvhCallOptions): Promise<OvhReceipt>;
  /** Starts a change of contacts; gives the ids of the account's tasks for it. */
  changeContacts(contacts: OvhContacts, options?: OvhCallOptions): Promise<readonly number[]>;
  /** Asks for the end of the service. Nothing ends before `confirmTermination`, whose token comes by mail. */
  terminate(options?: OvhCallOptions): Promise<string>;
  confirmTermination(termination: OvhTermination, options?: OvhCallOptions): Promise<string>;
  readonly options: {
    /** Names of the options the zone has. */
    list(options?: OvhCallOptions): Promise<readonly string[]>;
    get(name: string, options?: OvhCallOptions): Promise<OvhModel<"domain.zone.Option">>;
    /** OVHcloud calls these two BETA. */
    getService(name: string, options?: OvhCallOptions): Promise<OvhService>;
    updateService(name: string, renew: OvhRenewal, options?: OvhCallOptions): Promise<OvhReceipt>;
  };
}

/** The service chapter of a zone. Source: domain-zone.schema.json. */
export function serviceOf(session: Session, zoneName: string): OvhServiceChapter {
  const at = { zoneName };
  return Object.freeze({
    get: (options?: OvhCallOptions): Promise<OvhService> =>
      valueOf(session, "GET /domain/zone/{zoneName}/serviceInfos", at, options),
    update: (renew: OvhRenewal, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "PUT /domain/zone/{zoneName}/serviceInfos", { ...at, body: { renew } }, options),
    changeContacts: (contacts: OvhContacts, options?: OvhCallOptions): Promise<readonly number[]> =>
      valueOf(session, "POST /domain/zone/{zoneName}/changeContact", { ...at, body: contacts }, options),
    terminate: (options?: OvhCallOptions): Promise<string> =>
      valueOf(session, "POST /domain/zone/{zoneName}/terminate", at, options),
    confirmTermination: (termination: OvhTermination, options?: OvhCallOptions): Promise<string> =>
      valueOf(session, "POST /domain/zone/{zoneName}/confirmTermination", { ...at, body: termination }, options),
    options: Object.freeze({
      list: (options?: OvhCallOptions): Promise<readonly string[]> =>
        valueOf(session, "GET /domain/zone/{zoneName}/option", at, options),
      get: (name: string, options?: OvhCallOptions): Promise<OvhModel<"domain.zone.Option">> =>
        valueOf(session, "GET /domain/zone/{zoneName}/option/{name}", { ...at, name }, options),
      getService: (name: string, options?: OvhCallOptions): Promise<OvhService> =>
        valueOf(session, "GET /domain/zone/{zoneName}/option/{name}/serviceInfos", { ...at, name }, options),
      updateService: (name: string, renew: OvhRenewal, options?: OvhCallOptions): Promise<OvhReceipt> => {
        const request = { ...at, name, body: { renew } };
        return valueOf(session, "PUT /domain/zone/{zoneName}/option/{name}/serviceInfos", request, options);
      },
    }),
  });
}
