import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import { listAtName, listObjects, longKeys, textKeys, valueOf } from "./chapter.ts";
import { subDomainOf } from "./names.ts";
import type { Session } from "./session.ts";

/** A name whose one address its owner updates. */
export interface OvhDynHostRecord {
  readonly id: number;
  readonly zone: string;
  /** Name below the zone; null or "": the zone itself. */
  readonly subDomain: string | null;
  /** IPv4 or IPv6. */
  readonly ip: string;
  /** Seconds; 60 by the guide. Set by OVHcloud. */
  readonly ttl: number | null;
}

/** Who may update which names. */
export interface OvhDynHostLogin {
  /** Zone, hyphen, suffix: "taprest.fr-home". */
  readonly login: string;
  readonly zone: string;
  /** One name below the zone, or "*" for all. */
  readonly subDomain: string;
}

/** A DynHost record to create; no wildcard, and no A or AAAA of the same kind may stand there. */
export interface OvhDynHostInput {
  /** Below the zone, or in full; absent: the zone itself. */
  readonly name?: string;
  readonly ip: string;
}

/** Records of DynHost. */
export interface OvhDynHostRecords {
  list(filter?: { readonly name?: string }, options?: OvhCallOptions): Promise<readonly OvhDynHostRecord[]>;
  get(id: number, options?: OvhCallOptions): Promise<OvhDynHostRecord>;
  create(record: OvhDynHostInput, options?: OvhCallOptions): Promise<OvhDynHostRecord>;
  update(id: number, update: Partial<OvhDynHostInput>, options?: OvhCallOptions): Promise<OvhReceipt>;
  remove(id: number, options?: OvhCallOptions): Promise<OvhReceipt>;
}

/** Logins of DynHost. Passwords are sent, never shown. */
export interface OvhDynHostLogins {
  list(options?: OvhCallOptions): Promise<readonly OvhDynHostLogin[]>;
  get(login: string, options?: OvhCallOptions): Promise<OvhDynHostLogin>;
  /** `password`: 12 to 512 characters. `name`: the only name it may update, or "*". */
  create(
    login: { readonly suffix: string; readonly password: string; readonly name: string },
    options?: OvhCallOptions,
  ): Promise<OvhDynHostLogin>;
  update(login: string, update: { readonly name: string }, options?: OvhCallOptions): Promise<OvhReceipt>;
  changePassword(login: string, password: string, options?: OvhCallOptions): Promise<OvhReceipt>;
  remove(login: string, options?: OvhCallOptions): Promise<OvhReceipt>;
}

/** DynHost of a zone: names that follow an address. `createDynHost` updates them, without the API's keys. */
export interface OvhDynHost {
  readonly records: OvhDynHostRecords;
  readonly logins: OvhDynHostLogins;
}

/** DynHost of a zone. Source: domain-zone.schema.json; rules from OVHcloud's guide. */
export function dynHostOf(session: Session, zoneName: string): OvhDynHost {
  return Object.freeze({ records: recordsOf(session, zoneName), logins: loginsOf(session, zoneName) });
}

function recordsOf(session: Session, zoneName: string): OvhDynHostRecords {
  const get = (id: number, options?: OvhCallOptions): Promise<OvhDynHostRecord> =>
    valueOf(session, "GET /domain/zone/{zoneName}/dynHost/record/{id}", { zoneName, id }, options);
  return Object.freeze({
    list: (filter: { readonly name?: string } = {}, options?: OvhCallOptions) =>
      listAtName(zoneName, filter.name, (query) =>
        listObjects(
          session,
          {
            endpoint: "GET /domain/zone/{zoneName}/dynHost/record",
            request: { zoneName, ...query },
            type: "domain.zone.dynHost.Record",
            keys: longKeys,
            keyOf: ({ id }) => id,
            get: (id) => get(id, options),
          },
          options,
        ),
      ),
    get,
    create: ({ name = "", ip }: OvhDynHostInput, options?: OvhCallOptions): Promise<OvhDynHostRecord> =>
      valueOf(
        session,
        "POST /domain/zone/{zoneName}/dynHost/record",
        { zoneName, body: { ip, subDomain: subDomainOf(name, zoneName) } },
        options,
      ),
    update: (id: number, { name, ip }: Partial<OvhDynHostInput>, options?: OvhCallOptions): Promise<OvhReceipt> => {
      const body = {
        ...(ip === undefined ? {} : { ip }),
        ...(name === undefined ? {} : { subDomain: subDomainOf(name, zoneName) }),
      };
      return valueOf(session, "PUT /domain/zone/{zoneName}/dynHost/record/{id}", { zoneName, id, body }, options);
    },
    remove: (id: number, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "DELETE /domain/zone/{zoneName}/dynHost/record/{id}", { zoneName, id }, options),
  });
}

function loginsOf(session: Session, zoneName: string): OvhDynHostLogins {
  const scopeOf = (name: string): string => (name === "*" ? name : subDomainOf(name, zoneName));
  const get = (login: string, options?: OvhCallOptions): Promise<OvhDynHostLogin> =>
    valueOf(session, "GET /domain/zone/{zoneName}/dynHost/login/{login}", { zoneName, login }, options);
  return Object.freeze({
    list: (options?: OvhCallOptions) =>
      listObjects(
        session,
        {
          endpoint: "GET /domain/zone/{zoneName}/dynHost/login",
          request: { zoneName },
          type: "domain.zone.dynHost.Login",
          keys: textKeys,
          keyOf: ({ login }) => login,
          get: (login) => get(login, options),
        },
        options,
      ),
    get,
    create: (
      { suffix, password, name }: { readonly suffix: string; readonly password: string; readonly name: string },
      options?: OvhCallOptions,
    ): Promise<OvhDynHostLogin> =>
      valueOf(
        session,
        "POST /domain/zone/{zoneName}/dynHost/login",
        { zoneName, body: { loginSuffix: suffix, password, subDomain: scopeOf(name) } },
        options,
      ),
    update: (login: string, { name }: { readonly name: string }, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(
        session,
        "PUT /domain/zone/{zoneName}/dynHost/login/{login}",
        { zoneName, login, body: { subDomain: scopeOf(name) } },
        options,
      ),
    changePassword: (login: string, password: string, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(
        session,
        "POST /domain/zone/{zoneName}/dynHost/login/{login}/changePassword",
        { zoneName, login, body: { password } },
        options,
      ),
    remove: (login: string, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "DELETE /domain/zone/{zoneName}/dynHost/login/{login}", { zoneName, login }, options),
  });
}
