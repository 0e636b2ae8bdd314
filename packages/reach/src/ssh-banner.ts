import type { Socket } from "node:net";

/** What a server said first, as far as it came. */
export interface FirstWords {
  /** Its SSH identification line, at most 255 characters, when there was one: untrusted text. */
  readonly banner?: string;
  /** True when it sent anything at all. */
  readonly spoke: boolean;
}

/** Longer than any identification with the greeting lines RFC 4253 section 4.2 lets a server send before it. */
const mostBytes = 16_384;

/**
 * Listens in on the first bytes of a paused socket that something else reads, and tells at any time what they were.
 *
 * Does not start the flow: attach it after the reader has paused the socket.
 */
export const listenToFirstWords = (socket: Socket): (() => FirstWords) => {
  let text = "";
  const tap = (chunk: Buffer): void => {
    text += chunk.toString("latin1");
    if (text.length >= mostBytes || /^SSH-.*\n/m.test(text)) socket.off("data", tap);
  };
  socket.on("data", tap);
  return () => {
    const line = /^SSH-[\x20-\x7e]*/m.exec(text)?.[0].slice(0, 255);
    return { spoke: text.length > 0, ...(line === undefined ? {} : { banner: line }) };
  };
};
