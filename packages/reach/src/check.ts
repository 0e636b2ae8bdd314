import {
  type Clock,
  type Expectation,
  type Line,
  type Measurements,
  type Reading,
  systemClock,
  type Walk,
  walk,
} from "@porchlight/core";
import { isIPv4 } from "node:net";
import { readServed } from "./authoritative.ts";
import { withDeadline } from "./deadline.ts";
import type { DnsContext } from "./dns-exchange.ts";
import { visitMachine, type Visit } from "./machine.ts";
import { isVirtual, type Net } from "./net.ts";
import { probe } from "./probe.ts";
import { resolveChain } from "./recursive.ts";
import type { SshLogin } from "./ssh-login.ts";

/** How a check is made. */
export interface CheckOptions {
  readonly net?: Net;
  /** What the router says of its line, when the caller could ask it. */
  readonly line?: Reading<Line> | undefined;
  /** For the tunnel. Without it the tunnel cannot be judged. */
  readonly login?: SshLogin | undefined;
  /**
   * Where this machine stands, see `vantageOf`. Default: the net's, else `inside`, which claims least: a dial that
   * works is called a hairpin, and one that fails proves nothing.
   */
  readonly vantage?: "inside" | "outside";
  /** For the whole walk. Default 10 000. */
  readonly deadlineMs?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** The longest one question to one DNS server may take, and its share of a short deadline. */
const mostPerQuestionMs = 3_000;
const questionShare = 0.3;

const measure = async (expected: Expectation, first: Measurements, dns: DnsContext, visit: Visit): Promise<Walk> => {
  const { name, zone, record, port } = expected;
  let seen = first;
  const isBroken = (): boolean => walk(expected, seen).broken !== undefined;

  if (zone !== undefined && record !== undefined)
    seen = { ...seen, served: await readServed(dns, zone, [{ name, type: record.type }]) };
  if (isBroken()) return walk(expected, seen);

  const chain = await probe(visit.clock, () => resolveChain(dns, name));
  seen = { ...seen, chain };
  const addresses = chain.ok ? chain.value.addresses : [];
  const address = addresses.find(isIPv4) ?? addresses[0];
  if (isBroken() || port === undefined || address === undefined) return walk(expected, seen);

  return walk(expected, { ...seen, ...(await visitMachine(expected, { address, port }, visit)) });
};

/**
 * Walks the chain from a name to the machine behind it, link by link, and names the first broken one.
 *
 * Asks only what is expected, in the order a visitor meets it, and stops at the first broken link: the record at every
 * authoritative server (with `zone` and `record`), the name by a recursive resolver, the router's word when `line` is
 * given, then on ONE connection to the first address TCP, the SSH host key and the tunnel's page. No user name, key or
 * signature is sent before the host key has matched `expected.hostKey`.
 *
 * Changes nothing. What cannot be measured is a link that is `unknown` or `broken`, never an exception; only the
 * caller's own signal makes it reject, with the signal's reason. Leaves nothing open.
 *
 * ```ts
 * const seen = await check({ name: "home.example.fr", port: 7654, hostKey: "SHA256:…" }, { vantage: "outside" });
 * if (seen.verdict === "broken") console.error(seen.broken);
 * ```
 */
export const check = (expected: Expectation, options: CheckOptions = {}): Promise<Walk> => {
  const { net = {}, clock = systemClock, deadlineMs = 10_000, login } = options;
  const first: Measurements = {
    vantage: options.vantage ?? net.vantage ?? "inside",
    virtual: isVirtual(net),
    ...(options.line === undefined ? {} : { line: options.line }),
  };
  const timeoutMs = Math.min(mostPerQuestionMs, deadlineMs * questionShare);
  return withDeadline({ clock, timeoutMs: deadlineMs, signal: options.signal, what: "the check" }, (signal) =>
    measure(expected, first, { net, clock, timeoutMs, signal }, { net, clock, signal, login }),
  );
};
