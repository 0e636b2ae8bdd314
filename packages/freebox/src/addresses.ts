import { isIPv6 } from "node:net";

/** True for an address in four plain decimals, without leading zeros. */
export function isIpv4(text: string | undefined): text is string {
  const parts = text?.split(".") ?? [];
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/**
 * The shortest form of an IPv6 address that machines of the internet can reach: one of 2000::/3, where every address given
 * out so far lies. Undefined for any other address (link-local, unique local) and for what is none.
 */
export function globalIpv6(text: string): string | undefined {
  if (!isIPv6(text) || text.includes("%")) return undefined;
  // An address in a URL is written as RFC 5952 asks: lower case, the longest run of zeros left out.
  const shortest = new URL(`http://[${text}]`).hostname.slice(1, -1);
  return /^[23][0-9a-f]{3}:/.test(shortest) ? shortest : undefined;
}
