/** Asks a name server on loopback, over UDP or TCP. */
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import {
  type Answer,
  decode,
  type DecodedPacket,
  encode,
  type Packet,
  type RecordType,
  streamEncode,
} from "dns-packet";

const queryOf = (name: string, type: RecordType, extra: Packet = {}): Packet => ({
  type: "query",
  id: 4711,
  flags: 0,
  questions: [{ name, type }],
  ...extra,
});

const portOf = (mapped: string | undefined): number => Number(mapped?.split(":")[1]);

/** The bytes that come back, or undefined once `until` resolves first. */
export const udpBytes = (
  mapped: string | undefined,
  message: Buffer,
  until?: Promise<unknown>,
): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    const end = (bytes?: Buffer): void => {
      socket.close();
      resolve(bytes);
    };
    socket.once("message", end);
    socket.once("error", reject);
    socket.send(message, portOf(mapped), "127.0.0.1");
    void until?.then(() => end());
  });

export const udp = async (
  mapped: string | undefined,
  name: string,
  type: RecordType,
  extra: Packet = {},
): Promise<DecodedPacket> => {
  const bytes = await udpBytes(mapped, encode(queryOf(name, type, extra)));
  if (bytes === undefined) throw new Error("no answer");
  return decode(bytes);
};

/** Several questions over one connection, sent at once and in odd pieces. */
export const tcp = (
  mapped: string | undefined,
  questions: readonly (readonly [string, RecordType])[],
): Promise<readonly DecodedPacket[]> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: portOf(mapped) });
    const messages = Buffer.concat(questions.map(([name, type]) => streamEncode(queryOf(name, type))));
    const replies: DecodedPacket[] = [];
    let waiting = Buffer.alloc(0);
    socket.on("error", reject);
    socket.on("close", () => resolve(replies));
    socket.on("data", (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE()) {
        const end = 2 + waiting.readUInt16BE();
        replies.push(decode(waiting.subarray(2, end)));
        waiting = waiting.subarray(end);
      }
      if (replies.length === questions.length) socket.end();
    });
    socket.write(messages.subarray(0, 3), () => socket.write(messages.subarray(3)));
  });

/** "NOERROR", "NXDOMAIN": the library gives it, its types forgot it. */
export const codeOf = (packet: DecodedPacket): unknown => ("rcode" in packet ? packet.rcode : undefined);

/** "A 82.64.81.205 60": type, data and ttl of each record. */
export const lines = (answers: readonly Answer[] | undefined): readonly string[] =>
  (answers ?? []).map((answer) => {
    if (answer.type === "OPT") return "OPT";
    const { type, data, ttl } = answer;
    const text =
      typeof data === "string" ? data : Array.isArray(data) ? data.map(String).join("|") : JSON.stringify(data);
    return `${type} ${text} ${ttl}`;
  });
