/** The box from outside when nobody behind it can be asked: its HTTPS port, as DNS tells it. */
import { Resolver } from "node:dns/promises";
import { FreeboxInputError } from "./errors.ts";

/** How DNS is asked. */
export interface RemoteLookup {
  /** Recursive resolvers, "ADDRESS" or "ADDRESS:PORT". Default: the system's. */
  readonly resolvers?: readonly string[];
  /** For one try of one resolver. Default 3 000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** DNS has said that there is no such record; anything else is no answer. */
const isAbsence = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENODATA" || error.code === "ENOTFOUND");

/**
 * The `endpoint` to use from outside for a box known by its `api_domain`: "https://abcdefgh.fbxos.fr:29491". The record
 * `_https._tcp.API_DOMAIN` tells the port, which its owner may change (documented by the vendor since version 16 of its API).
 * Only the port is taken from it: whatever host it names, the box must prove the `api_domain`.
 *
 * Reads DNS only. Undefined when the domain has no such record: remote access is then off, or the box is older. Rejects
 * with the resolver's own error when nobody answers, and with the signal's reason.
 *
 * @throws FreeboxInputError when `apiDomain` is no domain.
 */
export const findRemoteEndpoint = async (
  apiDomain: string,
  options: RemoteLookup = {},
): Promise<string | undefined> => {
  const { resolvers, timeoutMs = 3_000, signal } = options;
  signal?.throwIfAborted();
  if (!/^(?=.{1,253}$)([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/i.test(apiDomain))
    throw new FreeboxInputError("findRemoteEndpoint", `"${apiDomain}" is no domain`);
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (resolvers !== undefined) resolver.setServers([...resolvers]);
  const stop = (): void => resolver.cancel();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const records = await resolver.resolveSrv(`_https._tcp.${apiDomain}`);
    const [first] = records.toSorted((one, other) => one.priority - other.priority);
    return first === undefined || first.port === 0 ? undefined : `https://${apiDomain.toLowerCase()}:${first.port}`;
  } catch (error) {
    signal?.throwIfAborted();
    if (isAbsence(error)) return undefined;
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
};
