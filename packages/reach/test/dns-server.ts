import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type Answer, decode, type DecodedPacket, encode, type Packet } from "dns-packet";

type Transport = "udp" | "tcp";

/** What a test's server answers: nothing at all, bytes as they are, or the parts that differ from an empty NOERROR. */
export type Script = (
  question: { readonly name: string; readonly type: string },
  query: DecodedPacket,
  transport: Transport,
) => undefined | Buffer | (Partial<Packet> & { readonly rcode?: number; readonly aa?: boolean; readonly tc?: boolean });

export interface DnsServer {
  readonly port: number;
  /** "udp home.example A rd" for each query, in order. */
  readonly log: string[];
  /** Resolves when that many queries have come. */
  readonly whenAsked: (times: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

const reply = (
  bytes: Buffer,
  script: Script,
  transport: Transport,
  log: (line: string) => void,
): Buffer | undefined => {
  const query = decode(bytes);
  const [question] = query.questions ?? [];
  if (question === undefined) return undefined;
  log(`${transport} ${question.name} ${question.type}${query.flag_rd ? " rd" : ""}`);
  const answer = script({ name: question.name, type: question.type }, query, transport);
  if (answer === undefined || Buffer.isBuffer(answer)) return answer;
  const { rcode = 0, aa = false, tc = false, ...rest } = answer;
  const flags = rcode | (aa ? 0x0400 : 0) | (tc ? 0x0200 : 0);
  const { id = 0 } = query;
  return encode({ type: "response", id, flags, questions: [question], ...rest });
};

const bindBoth = async (): Promise<{
  udp: ReturnType<typeof createSocket>;
  tcp: ReturnType<typeof createServer>;
  port: number;
}> => {
  for (;;) {
    const udp = createSocket("udp4");
    udp.bind(0, "127.0.0.1");
    await once(udp, "listening");
    const { port } = udp.address();
    const tcp = createServer();
    tcp.listen(port, "127.0.0.1");
    const bound = await once(tcp, "listening").then(
      () => true,
      () => false,
    );
    if (bound) return { udp, tcp, port };
    udp.close();
  }
};

/** Starts a DNS server on a port of 127.0.0.1, UDP and TCP. A script's raw bytes go out as they are. */
export const startDnsServer = async (script: Script): Promise<DnsServer> => {
  const { udp, tcp, port } = await bindBoth();
  const log: string[] = [];
  const watchers = new Set<() => void>();
  const open = new Set<Socket>();
  const note = (line: string): void => {
    log.push(line);
    for (const watch of watchers) watch();
  };
  udp.on("message", (bytes, from) => {
    const answer = reply(bytes, script, "udp", note);
    if (answer !== undefined) udp.send(answer, from.port, from.address);
  });
  tcp.on("connection", (socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => open.delete(socket));
    socket.once("data", (bytes: Buffer) => {
      const answer = reply(bytes.subarray(2), script, "tcp", note);
      if (answer === undefined) socket.destroy();
      else {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        // In two pieces, as TCP may cut it.
        socket.write(length, () => socket.end(answer));
      }
    });
  });
  return {
    port,
    log,
    whenAsked: (times) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (log.length < times) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
    close: async () => {
      udp.close();
      tcp.close();
      for (const socket of open) socket.destroy();
      await Promise.all([once(udp, "close"), once(tcp, "close")]);
    },
  };
};

/** A record of a small table: "home.example 300 CNAME box.example". */
export const record = (text: string): Answer => {
  const [name = "", ttl = "", type = "", ...data] = text.split(" ");
  const base = { name, ttl: Number(ttl) };
  if (type === "TXT") return { ...base, type, data: data.join(" ") };
  if (type === "A" || type === "AAAA" || type === "CNAME" || type === "NS")
    return { ...base, type, data: data.join(" ") };
  throw new Error(`no test record of type ${type}`);
};

/** A script that answers from a table of records, CNAME first, NXDOMAIN for a name that is not in it. */
export const fromTable =
  (table: readonly string[], options: { readonly aa?: boolean } = {}): Script =>
  ({ name, type }) => {
    const records = table.map(record);
    const at = records.filter((each) => each.name === name);
    const answers = at.filter((each) => each.type === type || each.type === "CNAME");
    return { aa: options.aa ?? false, rcode: at.length === 0 ? 3 : 0, answers };
  };
