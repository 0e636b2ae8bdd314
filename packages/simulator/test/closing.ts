/** Closes what a test opened, and talks to what it opened. */
import { connect } from "node:net";
import { request as httpRequest } from "node:http";
import { type Agent, request as httpsRequest } from "node:https";
import { afterEach } from "vitest";
import type { Headers } from "./ask.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Opens something for this test alone. */
export const opened = async <T extends { readonly close: () => Promise<void> }>(opening: Promise<T>): Promise<T> => {
  const thing = await opening;
  closers.push(thing.close);
  return thing;
};

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One request over a connection of its own. Rejects with the system's error. */
export const http = (
  method: string,
  url: string,
  options: {
    readonly headers?: Headers;
    readonly body?: string;
    readonly ca?: string;
    /** Default: a connection of its own. */
    readonly agent?: Agent;
    readonly signal?: AbortSignal;
  } = {},
): Promise<HttpReply> =>
  new Promise((resolve, reject) => {
    const { headers = {}, body, ca, agent = false, signal } = options;
    const setting = { method, headers, agent, ...(signal === undefined ? {} : { signal }) };
    const sent = url.startsWith("https:")
      ? httpsRequest(url, { ...setting, ...(ca === undefined ? {} : { ca }) })
      : httpRequest(url, setting);
    sent.on("error", reject);
    sent.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.end(body);
  });

/** "open", or the system's code when the connection is refused. */
export const dial = (mapped: string | undefined): Promise<string> =>
  new Promise((resolve) => {
    const [host = "", port = "0"] = (mapped ?? "127.0.0.1:1").split(":");
    const socket = connect({ host, port: Number(port) });
    socket.once("connect", () => {
      socket.destroy();
      resolve("open");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
  });
