/** One question to one DNS server: UDP with one repeat, then TCP when the answer did not fit. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import type { Clock } from "@porchlight/core";
import { elapsedMs } from "./probe.ts";
import { withDeadline } from "./deadline.ts";
import { dial, silence } from "./dial.ts";
import type { DnsMessage, Query, Question } from "./dns-message.ts";
import { type Endpoint, endpointText, type Net, route } from "./net.ts";
import { ReachError, socketFailure } from "./reach-error.ts";

/** What every question to a server needs. `timeoutMs` is for one question to one server, its repeats included. */
export interface DnsContext {
  readonly net: Net;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A whole answer and how long it took. */
export type DnsReply = Extract<DnsMessage, { truncated: false }> & { readonly ms: number };

type Decode = (bytes: Buffer, query: Query) => DnsMessage | undefined;
interface Exchange {
  readonly context: DnsContext;
  readonly server: Endpoint;
  readonly query: Query;
  readonly decode: Decode;
  readonly signal: AbortSignal;
}

const overUdp = ({ context, server, query, decode, signal }: Exchange): Promise<DnsMessage> => {
  const real = route(context.net, server);
  if (real === "drop") return silence(signal);
  const { address, port } = real;
  const { clock, timeoutMs } = context;
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
    const over = new AbortController();
    const settle = (act: () => void): void => {
      if (over.signal.aborted) return;
      over.abort();
      signal.removeEventListener("abort", stop);
      socket.close();
      act();
    };
    const stop = (): void => settle(() => reject(signal.reason));
    signal.addEventListener("abort", stop, { once: true });
    socket.on("error", (error) => settle(() => reject(socketFailure(error, `asking ${endpointText(server)}`))));
    // Datagrams that are not the answer are ignored: the real one may still come.
    socket.on("message", (bytes) => {
      const message = decode(bytes, query);
      if (message !== undefined) settle(() => resolve(message));
    });
    const send = (): void => {
      if (!over.signal.aborted) socket.send(query.bytes);
    };
    socket.once("connect", () => {
      send();
      clock.sleep(timeoutMs / 3, over.signal).then(send, () => undefined);
    });
    // Connected, so that the kernel drops what any other address sends and reports a closed port.
    socket.connect(port, address);
  });
};

const overTcp = async ({ context, server, query, decode, signal }: Exchange): Promise<DnsMessage> => {
  const socket = await dial(context.net, server, signal);
  const what = `asking ${endpointText(server)} over TCP`;
  try {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.bytes.length);
    socket.write(Buffer.concat([length, query.bytes]));
    let received = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) socket.destroy();
    });
    await once(socket, "close");
    signal.throwIfAborted();
    const size = received.length < 2 ? Number.POSITIVE_INFINITY : received.readUInt16BE(0);
    if (received.length < 2 + size) throw new ReachError("closed", `${what}: closed before the whole answer came`);
    const message = decode(received.subarray(2, 2 + size), query);
    if (message === undefined) throw new ReachError("not-understood", `${what}: what came is not the answer`);
    return message;
  } finally {
    socket.destroy();
  }
};

const exchange = async (one: Exchange): Promise<Extract<DnsMessage, { truncated: false }>> => {
  const short = one.context.net.connect === undefined ? await overUdp(one) : await overTcp(one);
  const message = short.truncated ? await overTcp(one) : short;
  if (message.truncated)
    throw new ReachError("not-understood", `asking ${endpointText(one.server)} over TCP: the answer is cut`);
  return message;
};

/**
 * Asks one server one question. `recursion` asks it to find out for us; an authoritative server is asked without.
 *
 * Reads only. Rejects with a ReachError: `timeout`, `refused`, `unreachable`, `closed`, `not-understood`, `invalid`, or
 * with the signal's reason.
 */
export const ask = (context: DnsContext, server: Endpoint, question: Question, recursion: boolean): Promise<DnsReply> =>
  withDeadline({ ...context, what: `asking ${endpointText(server)}` }, async (signal) => {
    const { encodeQuery, decodeReply } = await import("./dns-message.ts");
    const started = context.clock.now();
    const one = (edns: boolean): Promise<Extract<DnsMessage, { truncated: false }>> =>
      exchange({ context, server, query: encodeQuery(question, { recursion, edns }), decode: decodeReply, signal });
    const first = await one(true);
    // Servers older than EDNS refuse the whole query for it (RFC 6891 section 6.2.2 lets the asker repeat without).
    const message = first.rcode === "FORMERR" ? await one(false) : first;
    return { ...message, ms: elapsedMs(context.clock, started) };
  });
