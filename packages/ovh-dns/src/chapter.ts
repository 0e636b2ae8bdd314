import { callEndpoint, endpointCall, parseValue } from "./api.ts";
import type { OvhAnswer, OvhOperation, OvhRequest, OvhValue } from "./api-types.ts";
import type { ApiAnswer, ApiCall, OvhCallOptions } from "./call.ts";
import { subDomainOf } from "./names.ts";
import type { Session } from "./session.ts";
import { listWhole } from "./whole-list.ts";

/** The value of one operation. */
export async function valueOf<E extends OvhOperation>(
  session: Session,
  endpoint: E,
  request: OvhRequest<E>,
  options: OvhCallOptions | undefined,
): Promise<OvhAnswer<E>> {
  return (await callEndpoint(session, endpoint, request, options)).value;
}

/** Keys of a listing that are numbers, and those that are texts. */
export const longKeys = (call: ApiCall, answer: ApiAnswer): readonly number[] => parseValue("long[]", call, answer);
export const textKeys = (call: ApiCall, answer: ApiAnswer): readonly string[] => parseValue("string[]", call, answer);

/** Everything of a listing as whole objects, from no cache: one call a page, or one more for each when only keys come. */
export function listObjects<E extends OvhOperation, T extends string, K extends string | number>(
  session: Session,
  listing: {
    readonly endpoint: E;
    readonly request: OvhRequest<E>;
    /** The published name of an object of it. */
    readonly type: T;
    readonly keys: (call: ApiCall, answer: ApiAnswer) => readonly K[];
    readonly keyOf: (item: OvhValue<T>) => K;
    readonly get: (key: K) => Promise<OvhValue<T>>;
  },
  options: OvhCallOptions | undefined,
): Promise<readonly OvhValue<T>[]> {
  const { keyOf, get } = listing;
  const call = endpointCall(listing.endpoint, listing.request);
  return listWhole(
    session,
    {
      call,
      parse: (answer) => parseValue<`${T}[]`>(`${listing.type}[]`, call, answer),
      parseKeys: (answer) => listing.keys(call, answer),
      keyOf,
      get,
    },
    options,
  );
}

/**
 * Those of a listing that are at one name of a zone, all of them without a name. The filter is a pattern of SQL ("ilike",
 * schema), so what comes is compared.
 */
export async function listAtName<T extends { readonly subDomain: string | null }>(
  zoneName: string,
  name: string | undefined,
  list: (filter: { readonly query?: { readonly subDomain: string } }) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  if (name === undefined) return list({});
  const subDomain = subDomainOf(name, zoneName);
  const found = await list({ query: { subDomain } });
  return found.filter((one) => (one.subDomain ?? "").toLowerCase() === subDomain);
}
