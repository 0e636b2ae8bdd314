/** The page behind a tunnel: its status and its title, read over a forwarded channel. */
import { type IncomingMessage, request } from "node:http";
import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import type { TunnelSeen } from "@porchlight/core";
import { ReachError } from "./reach-error.ts";

/** Opens one more connection to the same target. */
export type OpenChannel = () => Promise<Duplex>;
/** Where the target is, as the far side names it. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** A title stands in the head of a page; nothing behind this is read. */
const mostBodyBytes = 65_536;
/** Services with a login answer their start page with a redirect to it; so, by guess, does OctoPrint. */
const mostRedirects = 3;

const hostHeader = ({ host, port }: Target): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;

/** Text of the title element, on one line, at most 200 characters. */
export const titleOf = (html: string): string | undefined => {
  const [, raw] = /<title[^>]*>([^<]*)<\/title/i.exec(html) ?? [];
  const title = raw
    ?.replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 200);
  return title === undefined || title === "" ? undefined : title;
};

/** The first 64 kB of an answer as text. A body cut in the middle is what came of it. */
export const readBody = (message: IncomingMessage): Promise<string> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= mostBodyBytes) message.destroy();
    });
    // A page cut in the middle has still shown its status, and mostly its title.
    message.on("error", () => undefined);
    message.once("close", () => resolve(Buffer.concat(chunks).subarray(0, mostBodyBytes).toString("utf8")));
  });

const get = (channel: Duplex, to: Target, path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = {
      host: hostHeader(to),
      accept: "text/html",
      "accept-encoding": "identity",
      connection: "close",
      "user-agent": "porchlight",
    };
    const sent = request({ path, headers, createConnection: () => channel }, resolve);
    sent.on("error", (error) => {
      const code = "code" in error ? String(error.code) : "";
      // HPE_… are the codes of Node's HTTP parser.
      if (code.startsWith("HPE_"))
        reject(new ReachError("not-understood", "what answers behind the tunnel does not speak HTTP"));
      else reject(new ReachError("closed", "the connection behind the tunnel was closed without an answer"));
    });
    sent.end();
  });

/** The path a redirect leads to, when it stays at the same target. */
const nextPath = (message: IncomingMessage, to: Target, path: string): string | undefined => {
  const { statusCode = 0, headers } = message;
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return undefined;
  const base = `http://${hostHeader(to)}`;
  if (!URL.canParse(headers.location, base + path)) return undefined;
  const next = new URL(headers.location, base + path);
  return next.origin === new URL(base).origin ? next.pathname + next.search : undefined;
};

/**
 * GETs the start page of a target over channels to it, following at most three redirects that stay there.
 *
 * Reads at most 64 kB. Rejects with a ReachError: `closed`, `not-understood`, or what `open` rejects with. Whoever opens
 * the channels ends the wait by closing them.
 */
export const readPage = async (open: OpenChannel, to: Target): Promise<TunnelSeen> => {
  let path = "/";
  for (let redirects = 0; ; redirects += 1) {
    const channel = await open();
    try {
      const message = await get(channel, to, path);
      const next = nextPath(message, to, path);
      if (next === undefined || redirects === mostRedirects) {
        const title = titleOf(await readBody(message));
        return { httpStatus: message.statusCode ?? 0, ...(title === undefined ? {} : { title }) };
      }
      path = next;
    } finally {
      channel.destroy();
    }
  }
};
