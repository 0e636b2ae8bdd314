import type { Freebox } from "./client.ts";
import type { OwnedDomain } from "./domains.ts";
import { isFreeboxError } from "./errors.ts";
import {
  bareName,
  isAutomaticName,
  isHeldByOwner,
  isOwnersName,
  type StaticNameTerms,
  toStaticName,
} from "./router-terms.ts";
import { type HostTerms, toHost } from "./router-terms-lan.ts";
import { type PortUseTerms, toDmz, toMappings, toServices } from "./router-terms-ports.ts";
import type { CallOptions } from "./session.ts";

/** The facets of the router contract that take more than one look at one chapter. They throw as the SDK does. */

/**
 * The machines. In bridge mode the box sees none and answers `nodev`; that code also has other causes, so the mode is
 * asked for before "none" is believed.
 */
export async function readHosts(freebox: Freebox, options?: CallOptions): Promise<readonly HostTerms[]> {
  try {
    return (await freebox.lan.hosts.list("pub", options)).flatMap((host) => toHost(host) ?? []);
  } catch (error) {
    if (!isFreeboxError(error) || error.code !== "nodev") throw error;
    if ((await freebox.lanConfig.get(options)).mode !== "bridge") throw error;
    return [];
  }
}

/** The names its owner gave the box. A box that does not know the undocumented chapter holds none by it. */
export async function readStaticNames(freebox: Freebox, options?: CallOptions): Promise<readonly StaticNameTerms[]> {
  return (await ownedDomains(freebox, options)).filter(isHeldByOwner).map(toStaticName);
}

/**
 * The name the box has by itself: what it announces, which takes no request of its own. Where the owner made a domain of
 * theirs the announced one, the undocumented chapter tells the other; a box without it leaves the name unknown to us.
 */
export async function readAutomaticName(freebox: Freebox, options?: CallOptions): Promise<{ readonly name?: string }> {
  const announced = bareName((await freebox.apiVersion(options)).api_domain ?? "");
  if (announced === "") return {};
  // A name under "freeboxos.fr" leads to the box for as long as it has it, so it does as well.
  if (isAutomaticName(announced) || isOwnersName(announced)) return { name: announced };
  const domains = await ownedDomains(freebox, options);
  const isOwn = domains.some((domain) => bareName(domain.id) === announced && isHeldByOwner(domain));
  if (!isOwn && domains.length > 0) return { name: announced };
  const automatic = domains.find(({ type }) => type === "auto");
  return automatic === undefined ? {} : { name: bareName(automatic.id) };
}

/**
 * What holds WAN ports besides the rules, in three requests. The mappings are asked for without looking whether the
 * service is on: while it is off the box answers `disabled` (documented).
 */
export async function readPortUses(freebox: Freebox, options?: CallOptions): Promise<readonly PortUseTerms[]> {
  const [services, mappings, dmz] = await Promise.all([
    freebox.incomingPorts.list(options).catch(noSuchChapter),
    freebox.upnp.redirections.list(options).catch(noSuchChapter),
    freebox.dmz.get(options).catch(noSuchChapter),
  ]);
  return [
    ...(services ?? []).flatMap(toServices),
    ...(mappings ?? []).flatMap(toMappings),
    ...(dmz === undefined ? [] : toDmz(dmz)),
  ];
}

async function ownedDomains(freebox: Freebox, options?: CallOptions): Promise<readonly OwnedDomain[]> {
  return (await freebox.domains.list(options).catch(noSuchChapter)) ?? [];
}

/** Nothing, for a box that does not know the path or whose service is off; any other error goes on. */
function noSuchChapter(error: unknown): undefined {
  if (!isFreeboxError(error)) throw error;
  const isUnknownPath =
    (error.name === "FreeboxApiError" || error.name === "FreeboxTransportError") && error.status === 404;
  if (!isUnknownPath && error.code !== "disabled") throw error;
}
