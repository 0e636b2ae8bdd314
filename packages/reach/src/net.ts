import { getServers } from "node:dns";
import { isIP, isIPv4, isIPv6, type Socket } from "node:net";
import { ReachError } from "./reach-error.ts";

/** Where dials go. `{}` is the real network; plain JSON but for `connect`. */
export interface Net {
  /** Where this machine stands: on the home's own network, or elsewhere. */
  readonly vantage?: "inside" | "outside";
  /** Recursive resolvers, asked in this order: "ADDRESS" or "ADDRESS:PORT", IPv6 with a port in brackets. Default: the system's. */
  readonly resolvers?: readonly string[];
  /**
   * "ADDRESS:PORT" to "ADDRESS:PORT", for TCP and UDP alike. When present the network is virtual: what is not in it is
   * unreachable, what maps to "drop" is never answered, and nothing real is ever dialled. Looked up at each dial, so it
   * may change meanwhile.
   */
  readonly map?: Readonly<Record<string, string>>;
  /**
   * Opens each TCP connection in this machine's place, from another one; DNS is then asked over TCP too. The socket has
   * delivered nothing yet; what it rejects with should be a ReachError. Whatever it opened ends with the socket.
   */
  readonly connect?: (to: Endpoint, signal: AbortSignal) => Promise<Socket>;
}

/** An address, never a name, and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Shortest form of an IPv6 address, lower case (RFC 5952); anything else is returned as it is. A zone ("%eth0") is kept. */
export const shortestAddress = (address: string): string => {
  if (!isIPv6(address)) return address;
  const [digits = "", zone] = address.toLowerCase().split("%");
  // The URL standard writes IPv6 hosts exactly so.
  const shortest = new URL(`http://[${digits}]/`).hostname.slice(1, -1);
  return zone === undefined ? shortest : `${shortest}%${zone}`;
};

/** "192.0.2.1:53", "[2001:db8::1]:53". */
export const endpointText = ({ address, port }: Endpoint): string =>
  isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;

/** Reads "ADDRESS", "ADDRESS:PORT" or "[IPV6]:PORT". Undefined when it is none of these, or when no port is known. */
export const parseEndpoint = (text: string, defaultPort?: number): Endpoint | undefined => {
  const bare = isIP(text) !== 0;
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = bare ? text : (bracketed ?? plain);
  const port = bare ? defaultPort : Number(digits);
  if (address === undefined || port === undefined || !(port >= 1 && port <= 65535)) return undefined;
  if (bracketed === undefined ? isIP(address) === 0 || (!bare && !isIPv4(address)) : !isIPv6(address)) return undefined;
  return { address: shortestAddress(address), port };
};

/** True when nothing real is dialled. */
export const isVirtual = (net: Net): boolean => net.map !== undefined;

/** Where a dial really goes; "drop": nowhere, and nobody says so. Throws `unreachable` for what a virtual network does not hold. */
export const route = (net: Net, to: Endpoint): Endpoint | "drop" => {
  if (net.map === undefined) return to;
  const key = endpointText({ address: shortestAddress(to.address), port: to.port });
  const mapped = Object.hasOwn(net.map, key) ? net.map[key] : undefined;
  if (mapped === undefined) throw new ReachError("unreachable", `${key} is not in the virtual network`);
  if (mapped === "drop") return mapped;
  const real = parseEndpoint(mapped);
  if (real === undefined)
    throw new ReachError("invalid", `the virtual network maps ${key} to "${mapped}", which is no ADDRESS:PORT`);
  return real;
};

/** The recursive resolvers, in order. Throws `invalid` when one is not an address, `unreachable` when there is none. */
export const resolversOf = (net: Net): readonly Endpoint[] => {
  const texts = net.resolvers ?? getServers();
  if (texts.length === 0) throw new ReachError("unreachable", "this machine has no recursive resolver set");
  return texts.map((text) => {
    const endpoint = parseEndpoint(text, 53);
    if (endpoint === undefined) throw new ReachError("invalid", `"${text}" is not the address of a resolver`);
    return endpoint;
  });
};
