import type { Freebox } from "./client.ts";
import type { Redirection } from "./redirections.ts";
import type { CallOptions } from "./session.ts";
import {
  bareName,
  type ForwardTerms,
  fromForward,
  fromLease,
  isAutomaticName,
  isHeldByOwner,
  isOwnersName,
  type LeaseTerms,
  type StaticNameTerms,
  toForward,
  toLease,
  toStaticName,
} from "./router-terms.ts";

/** How one kind of item is kept on the box, in the router contract's terms. Its calls throw as the SDK does. */
export interface Shelf<I> {
  /** The collection, for messages: "/fw/redir/". */
  readonly path: string;
  /** The box's key of an item it has; undefined when there is none to go by. */
  key(item: I): string | undefined;
  /** The item as it is now; undefined when the contract has no words for what is there. */
  look(key: string, options?: CallOptions): Promise<I | undefined>;
  /** Why the box can never do this, when that is known beforehand. */
  refusal(before: I | undefined, after: I | undefined): string | undefined;
  /** Gives the item as granted. */
  create(item: I, options?: CallOptions): Promise<I>;
  /** Gives the item as granted. */
  update(key: string, item: I, options?: CallOptions): Promise<I>;
  remove(key: string, options?: CallOptions): Promise<void>;
}

/** The only domain under which the operator gives names of the owner's choice on French boxes. */
const NAMES_DOMAIN = "freeboxos.fr";

/** Port forwards, kept as redirections. */
export function forwardShelf({ redirections }: Freebox): Shelf<ForwardTerms> {
  return {
    path: "/fw/redir/",
    key: ({ ref }) => (ref !== undefined && /^\d{1,15}$/.test(ref) ? ref : undefined),
    look: async (key, options) => toForward(await redirections.get(Number(key), options)),
    refusal: () => undefined,
    create: async (item, options) => granted(item, await redirections.create(fromForward(item), options)),
    update: async (key, item, options) =>
      granted(item, await redirections.update(Number(key), fromForward(item), options)),
    remove: (key, options) => redirections.remove(Number(key), options),
  };
}

/** The rule the box answered with; the asked one under its id when that is beyond words. */
function granted(asked: ForwardTerms, rule: Redirection): ForwardTerms {
  return toForward(rule) ?? { ...asked, ref: String(rule.id) };
}

/** DHCP static leases. */
export function leaseShelf({ staticLeases }: Freebox): Shelf<LeaseTerms> {
  return {
    path: "/dhcp/static_lease/",
    key: ({ ref }) => (ref === "" ? undefined : ref),
    look: async (key, options) => toLease(await staticLeases.get(key, options)),
    refusal: (before, after) =>
      before === undefined || after === undefined || before.mac === after.mac
        ? undefined
        : "a lease cannot pass to another machine",
    create: async (item, options) => toLease(await staticLeases.create(fromLease(item), options)),
    update: async (key, item, options) => toLease(await staticLeases.update(key, fromLease(item), options)),
    remove: (key, options) => staticLeases.remove(key, options),
  };
}

/** Static names, over the vendor's undocumented `domain` chapter. */
export function nameShelf({ domains }: Freebox): Shelf<StaticNameTerms> {
  const reserve = async ({ name }: StaticNameTerms, options?: CallOptions): Promise<StaticNameTerms> => {
    const prefix = name.slice(0, -NAMES_DOMAIN.length - 1);
    return toStaticName(await domains.reserve({ prefix, domain: NAMES_DOMAIN }, options));
  };
  return {
    path: "/domain/owned/",
    key: ({ name }) => bareName(name),
    look: async (key, options) => {
      const domain = await domains.get(key, options);
      return isHeldByOwner(domain) ? toStaticName(domain) : undefined;
    },
    refusal: (before, after) => {
      if (before !== undefined && isAutomaticName(before.name))
        return `"${before.name}" is the box's own name, which it cannot be without`;
      if (before !== undefined && after !== undefined)
        return "a static name cannot be changed into another: create the new one, then remove the old one";
      if (after === undefined || isOwnersName(after.name)) return undefined;
      return `"${after.name}" is not one label below ${NAMES_DOMAIN}`;
    },
    create: reserve,
    update: (_key, item, options) => reserve(item, options),
    remove: (key, options) => domains.remove(key, options),
  };
}
