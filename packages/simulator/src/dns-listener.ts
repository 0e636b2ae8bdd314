/** A DNS server on loopback: the same port for UDP and TCP. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { decode, encode, type Packet, TRUNCATED_RESPONSE } from "dns-packet";
import { emptyAnswer, plainQuestion } from "./dns-answer.ts";
import type { OpenLogEntry } from "./exchange.ts";
import type { Fault } from "./faults.ts";
import type { DoorSetting } from "./doors.ts";
import { type Listener, listenOn, loopback } from "./listen.ts";

/** What a name server shares with the other doors: troubles and the log. */
export type DnsSetting = Pick<DoorSetting, "faults" | "log">;

/** One name server, apart from its sockets. */
export interface Answerer {
  /** What the log calls it. */
  readonly name: string;
  readonly answer: (query: Packet) => Packet;
}

/** What a message is answered with: bytes, or nothing at all. */
type Reply = { readonly bytes: Buffer | undefined; readonly rcode: number | "none" };

const rcodeOf = (packet: Packet): number => (packet.flags ?? 0) & 15;

const troubled = (fault: Fault, query: Packet, answer: Packet): Reply => {
  fault.onHit?.();
  const { kind } = fault;
  if (typeof kind === "object") return { bytes: encode(emptyAnswer(query, kind.status & 15)), rcode: kind.status };
  if (kind === "swallowed") return { bytes: encode(answer), rcode: rcodeOf(answer) };
  if (kind === "garbage") return { bytes: Buffer.from("not a DNS message"), rcode: "none" };
  if (kind !== "truncated") return { bytes: undefined, rcode: "none" };
  const cut: Packet = { ...answer, flags: (answer.flags ?? 0) | TRUNCATED_RESPONSE, answers: [], authorities: [] };
  return { bytes: encode(cut), rcode: rcodeOf(answer) };
};

const decoded = (bytes: Buffer): Packet | undefined => {
  try {
    return decode(bytes);
  } catch {
    return undefined; // no message: real servers drop it too
  }
};

/** Answers bytes with bytes. Over UDP an answer longer than the client takes is cut, with the TC bit. */
const replyTo = (setting: DnsSetting, server: Answerer, bytes: Buffer, over: "udp" | "tcp"): Reply => {
  const query = decoded(bytes);
  if (query === undefined || query.type === "response") return { bytes: undefined, rcode: "none" };
  const question = query.questions?.[0];
  const name = question === undefined ? "" : plainQuestion(question);
  const entry: OpenLogEntry = {
    door: "dns",
    method: question?.type ?? "",
    path: name,
    query: `${server.name}/${over}`,
    status: "none",
    arrivedMs: performance.now(),
  };
  setting.log.push(entry);
  const answer = server.answer(query);
  const fault = setting.faults.take("dns", entry.method, name);
  if (fault !== undefined) {
    const reply = troubled(fault, query, answer);
    entry.status = reply.rcode;
    if (reply.bytes !== undefined) entry.answeredMs = performance.now();
    return reply;
  }
  entry.status = rcodeOf(answer);
  entry.answeredMs = performance.now();
  const whole = encode(answer);
  const edns = query.additionals?.find((record) => record.type === "OPT");
  const longest = Math.max(512, edns?.type === "OPT" ? edns.udpPayloadSize : 0); // RFC 1035 4.2.1, RFC 6891 6.2.5
  if (over === "tcp" || whole.length <= longest) return { bytes: whole, rcode: entry.status };
  const cut: Packet = { ...answer, flags: (answer.flags ?? 0) | TRUNCATED_RESPONSE, answers: [], authorities: [] };
  return { bytes: encode(cut), rcode: entry.status };
};

/** Messages over TCP come behind their length, several to a connection (RFC 1035 4.2.2). */
const serveStream = (setting: DnsSetting, server: Answerer, socket: Socket): void => {
  let waiting: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE()) {
      const end = 2 + waiting.readUInt16BE();
      const { bytes } = replyTo(setting, server, waiting.subarray(2, end), "tcp");
      waiting = waiting.subarray(end);
      if (bytes === undefined) continue;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      socket.write(Buffer.concat([length, bytes]));
    }
  });
};

const bindUdp = (socket: UdpSocket, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ address: loopback, port, exclusive: true }, () => {
      socket.off("error", reject);
      resolve();
    });
  });

const openOnce = async (setting: DnsSetting, server: Answerer): Promise<Listener> => {
  const tcp = await listenOn(createServer((socket) => serveStream(setting, server, socket)));
  const udp = createSocket("udp4");
  try {
    await bindUdp(udp, tcp.port);
  } catch (error) {
    udp.close();
    await tcp.close();
    throw error;
  }
  udp.on("error", () => undefined); // a client that is gone
  udp.on("message", (message, from) => {
    const { bytes } = replyTo(setting, server, message, "udp");
    if (bytes !== undefined) udp.send(bytes, from.port, from.address);
  });
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([tcp.close(), new Promise<void>((resolve) => udp.close(resolve))]);
  };
  return { port: tcp.port, close: () => (closed ??= close()) };
};

/** Opens one server. Tries another port when the one the system gave for TCP is taken for UDP. */
export const openDnsServer = async (setting: DnsSetting, server: Answerer): Promise<Listener> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openOnce(setting, server);
    } catch (error) {
      if (attempt >= 20) throw error;
    }
  }
};
