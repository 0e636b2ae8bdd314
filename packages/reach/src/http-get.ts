/** One plain GET of a small text over the net, for the two questions that HTTP answers: am I online, and as whom. */
import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { connect as startTls } from "node:tls";
import type { DnsContext } from "./dns-exchange.ts";
import { dial } from "./dial.ts";
import { readBody } from "./http-page.ts";
import { ReachError, socketFailure } from "./reach-error.ts";
import { findAddress } from "./recursive.ts";

/** What came back. */
export interface TextSeen {
  readonly httpStatus: number;
  readonly text: string;
  /** Where a redirect leads, which is not followed. */
  readonly location?: string;
}

/**
 * GETs a URL over one connection and follows nothing. HTTPS is verified against the system's authorities.
 *
 * Reads at most 64 kB. Rejects with a ReachError or the signal's reason.
 */
export const getText = async (context: DnsContext, url: URL, signal: AbortSignal): Promise<TextSeen> => {
  const isTls = url.protocol === "https:";
  if (!isTls && url.protocol !== "http:") throw new ReachError("invalid", `${url.protocol} is not asked here`);
  const port = Number(url.port || (isTls ? 443 : 80));
  const address = await findAddress(context, url.hostname);
  const socket = await dial(context.net, { address, port }, signal);
  try {
    return await new Promise<TextSeen>((resolve, reject) => {
      const createConnection = (): typeof socket => (isTls ? startTls({ socket, servername: url.hostname }) : socket);
      const headers = { host: url.host, accept: "text/plain", connection: "close", "user-agent": "porchlight" };
      const options = { path: url.pathname + url.search, headers, createConnection };
      const sent = (isTls ? overHttps : overHttp)(options, (message) => {
        const { statusCode: httpStatus = 0, headers: answered } = message;
        const location = answered.location === undefined ? {} : { location: answered.location };
        readBody(message).then((text) => resolve({ httpStatus, text, ...location }), reject);
      });
      sent.on("error", (error) => reject(signal.aborted ? signal.reason : socketFailure(error, `asking ${url.host}`)));
      sent.end();
    });
  } finally {
    socket.destroy();
  }
};
