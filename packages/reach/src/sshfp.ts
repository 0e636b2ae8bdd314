/** The SSHFP records of a name, by a resolver whose word may be trusted. */
import type { SshfpSeen } from "@porchlight/core";
import { ask, type DnsContext } from "./dns-exchange.ts";
import { type Endpoint, parseEndpoint } from "./net.ts";
import { ReachError } from "./reach-error.ts";

const isLoopback = ({ address }: Endpoint): boolean => address.startsWith("127.") || address === "::1";

/** True for a resolver on this machine, or one that was declared: what others say on the way here anybody can change. */
const isTrusted = (resolver: Endpoint, declared: readonly string[]): boolean =>
  isLoopback(resolver) ||
  declared.some((text) => {
    const endpoint = parseEndpoint(text, 53);
    return endpoint?.address === resolver.address && endpoint.port === resolver.port;
  });

/**
 * Asks for the SSHFP records of a name: a trusted resolver when there is one, else the first, whose answer then counts as
 * not validated. Rejects with a ReachError.
 */
export const readSshfp = async (
  dns: DnsContext,
  name: string,
  resolvers: readonly Endpoint[],
  declared: readonly string[],
): Promise<SshfpSeen> => {
  const trusted = resolvers.find((resolver) => isTrusted(resolver, declared));
  const resolver = trusted ?? resolvers[0];
  if (resolver === undefined) throw new ReachError("unreachable", "this machine has no recursive resolver set");
  const { answers, authenticated } = await ask(dns, resolver, { name, type: "SSHFP" }, true);
  const values = answers.flatMap(({ type, value }) => (type === "SSHFP" ? [value] : []));
  return { isValidated: trusted !== undefined && authenticated, values };
};
