import { listAtName, listObjects, longKeys, valueOf } from "./chapter.ts";
import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import type { OvhEnum } from "./enums.ts";
import { subDomainOf } from "./names.ts";
import type { Session } from "./session.ts";

/** What a web redirection does: 302, 301, or a page with a frame. */
export type OvhRedirectionType = OvhEnum<"domain.zone.RedirectionTypeEnum">;

/** A web redirection of a name; plain HTTP only, whatever its target. */
export interface OvhRedirection {
  readonly id: number;
  readonly zone: string;
  /** Name below the zone; null or "": the zone itself. */
  readonly subDomain: string | null;
  readonly type: OvhRedirectionType;
  /** A whole URL. */
  readonly target: string;
  /** These three with `invisible`. */
  readonly title: string | null;
  readonly keywords: string | null;
  readonly description: string | null;
}

/** What may be told of a redirection; its name only when it is created. */
export interface OvhRedirectionUpdate {
  readonly type?: OvhRedirectionType;
  readonly target?: string;
  readonly title?: string | null;
  readonly keywords?: string | null;
  readonly description?: string | null;
}

/** A redirection to create. */
export interface OvhRedirectionInput extends OvhRedirectionUpdate {
  /** Below the zone, or in full; absent: the zone itself. */
  readonly name?: string;
  readonly type: OvhRedirectionType;
  readonly target: string;
}

/** Web redirections of a zone. Nothing written here is in force before `refresh`. */
export interface OvhRedirections {
  list(filter?: { readonly name?: string }, options?: OvhCallOptions): Promise<readonly OvhRedirection[]>;
  get(id: number, options?: OvhCallOptions): Promise<OvhRedirection>;
  create(redirection: OvhRedirectionInput, options?: OvhCallOptions): Promise<OvhRedirection>;
  /** Everything but the name, which needs another redirection. */
  update(id: number, update: OvhRedirectionUpdate, options?: OvhCallOptions): Promise<OvhReceipt>;
  remove(id: number, options?: OvhCallOptions): Promise<OvhReceipt>;
}

/** The redirections of a zone. Source: domain-zone.schema.json. */
export function redirectionsOf(session: Session, zoneName: string): OvhRedirections {
  const get = (id: number, options?: OvhCallOptions): Promise<OvhRedirection> =>
    valueOf(session, "GET /domain/zone/{zoneName}/redirection/{id}", { zoneName, id }, options);
  return Object.freeze({
    list: (filter: { readonly name?: string } = {}, options?: OvhCallOptions) =>
      listAtName(zoneName, filter.name, (query) =>
        listObjects(
          session,
          {
            endpoint: "GET /domain/zone/{zoneName}/redirection",
            request: { zoneName, ...query },
            type: "domain.zone.Redirection",
            keys: longKeys,
            keyOf: ({ id }) => id,
            get: (id) => get(id, options),
          },
          options,
        ),
      ),
    get,
    create: ({ name = "", ...input }: OvhRedirectionInput, options?: OvhCallOptions): Promise<OvhRedirection> =>
      valueOf(
        session,
        "POST /domain/zone/{zoneName}/redirection",
        { zoneName, body: { ...input, subDomain: subDomainOf(name, zoneName) } },
        options,
      ),
    update: (id: number, update: OvhRedirectionUpdate, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "PUT /domain/zone/{zoneName}/redirection/{id}", { zoneName, id, body: update }, options),
    remove: (id: number, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "DELETE /domain/zone/{zoneName}/redirection/{id}", { zoneName, id }, options),
  });
}
