import {
  type Clock,
  type DnsRecord,
  type Expectation,
  type Measurements,
  type Reading,
  type RouterReading,
  systemClock,
  type Walk,
} from "@porchlight/core";
import { withDeadline } from "./deadline.ts";
import { measure } from "./measure.ts";
import { isVirtual, type Net } from "./net.ts";
import type { SshLogin } from "./ssh-login.ts";
import type { OnlineCheck } from "./surroundings.ts";

/** How a check is made. */
export interface CheckOptions {
  readonly net?: Net;
  /** What the router says of itself, when the caller could ask it. */
  readonly router?: RouterReading | undefined;
  /** What the zone stores at the name, when the caller could ask its keeper. */
  readonly stored?: Reading<readonly DnsRecord[]> | undefined;
  /** Recursive resolvers to ask besides the net's own: "ADDRESS" or "ADDRESS:PORT". Their DNSSEC validation counts. */
  readonly resolvers?: readonly string[];
  /** A URL that answers the asker's IPv4 address, to compare with the name's. Asked from inside only. Default: none. */
  readonly echo?: string | undefined;
  /** A page to recognise a sign-in page by, asked only when a link could not be judged. Default: Debian's. */
  readonly online?: OnlineCheck | undefined;
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
  /** The date this machine shows. Default: its own. */
  readonly today?: () => Date;
  readonly signal?: AbortSignal;
}

/** The longest one question to one DNS server may take, and its share of a short deadline. */
const mostPerQuestionMs = 3_000;
const questionShare = 0.3;
/** The longest a connection may take to come about, so that time is left to ask why it did not. */
const mostPerDialMs = 4_000;
const dialShare = 0.4;

/**
 * Walks the chain from a name to the machine behind it, link by link, and names the first broken one.
 *
 * Asks only what is expected, what is independent at once, and stops at the first broken link: the record (or, when none
 * is expected, any address) and the static name at every authoritative server; then the name by each recursive resolver;
 * then on ONE connection to the first address TCP, the SSH host key and the tunnel's page. The zone is found out when it is
 * not given. No user name, key or signature is sent before the host key has matched `expected.hostKey`.
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
  const { net = {}, clock = systemClock, deadlineMs = 10_000, login, router, stored } = options;
  const { echo, online, resolvers: declared = [], today = () => new Date() } = options;
  const first: Measurements = {
    vantage: options.vantage ?? net.vantage ?? "inside",
    virtual: isVirtual(net),
    ...(router === undefined ? {} : { router }),
    ...(stored === undefined ? {} : { stored }),
  };
  const timeoutMs = Math.min(mostPerQuestionMs, deadlineMs * questionShare);
  const dialMs = Math.min(mostPerDialMs, deadlineMs * dialShare);
  return withDeadline({ clock, timeoutMs: deadlineMs, signal: options.signal, what: "the check" }, (signal) =>
    measure(expected, first, {
      dns: { net, clock, timeoutMs, signal },
      visit: { net, clock, signal, dialMs, login },
      declared,
      echo,
      online,
      today,
    }),
  );
};
