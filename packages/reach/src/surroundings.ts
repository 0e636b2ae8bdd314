/** This machine and the network it is on, before anything of the home is asked. */
import { createSocket } from "node:dgram";
import type { MachineSeen } from "@porchlight/core";
import type { DnsContext } from "./dns-exchange.ts";
import { getText } from "./http-get.ts";
import { isVirtual, type Net } from "./net.ts";
import { isReachError } from "./reach-error.ts";

interface FarAddress {
  readonly family: "udp4" | "udp6";
  readonly address: string;
}

/**
 * Two addresses of the internet's root name servers. A datagram socket is only told where it would send: nothing is
 * sent, and the kernel says at once when no route leads there.
 */
const farAway: readonly FarAddress[] = [
  { family: "udp4", address: "198.41.0.4" },
  { family: "udp6", address: "2001:503:ba3e::2:30" },
];

const leadsTo = ({ family, address }: FarAddress): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket(family);
    const answer = (hasRoute: boolean): void => {
      socket.close(() => resolve(hasRoute));
    };
    socket.once("error", () => answer(false));
    socket.once("connect", () => answer(true));
    socket.connect(53, address);
  });

/** Whether any way leads to the internet. Sends nothing. A virtual network without any address leads nowhere. */
export const hasRoute = async (net: Net, far: readonly FarAddress[] = farAway): Promise<boolean> => {
  if (net.connect !== undefined) return true; // the other machine's way is its own affair
  if (net.map !== undefined) return Object.keys(net.map).length > 0;
  return (await Promise.all(far.map(leadsTo))).some(Boolean);
};

/** A page whose text is known, at a plain HTTP address: where it reads otherwise, something answers in its place. */
export interface OnlineCheck {
  readonly url: string;
  readonly says: string;
}

/** The page that Debian's NetworkManager asks for the same purpose. Asked only when a link could not be judged. */
const debianOnlineCheck: OnlineCheck = Object.freeze({
  url: "http://network-test.debian.org/nm",
  says: "NetworkManager is online",
});

/**
 * What a sign-in page shows in place of the internet. Undefined: none is there, or nothing can be told. A virtual network
 * has only the page it is given.
 */
export const findPortal = async (
  context: DnsContext,
  given: OnlineCheck | undefined,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const { url, says } = given ?? debianOnlineCheck;
  if (given === undefined && isVirtual(context.net)) return undefined;
  try {
    const { httpStatus, text, location } = await getText(context, new URL(url), signal);
    if (httpStatus === 200 && text.includes(says)) return undefined;
    return `${url} answered HTTP ${httpStatus}${location === undefined ? "" : ` and leads to ${location}`}`;
  } catch (error) {
    if (!isReachError(error)) throw error;
    return undefined; // no answer is no page
  }
};

/** What was seen of this machine without asking anybody. */
export const lookAround = async (net: Net, today: () => Date): Promise<MachineSeen> => ({
  time: today().toISOString(),
  hasRoute: await hasRoute(net),
});
