/** The box as it answers questions on the LAN: by mDNS and by SSDP, over one UDP port of loopback. */
import { createSocket } from "node:dgram";
import type { Answer, Packet } from "dns-packet";
import type { ResponseOutgoingPacket } from "multicast-dns";
import { isObject } from "./exchange.ts";
import { versionAnswer } from "./freebox-version.ts";
import { type Listener, loopback } from "./listen.ts";
import type { World } from "./world.ts";

const service = "_fbx-api._tcp.local";
const searchTarget = "urn:schemas-freebox-fr:device:Freebox:1";

/** Values are text: booleans "1" and "0", ports in decimals (fixture mdns_txt.json; the spelling of false is reported). */
const textEntries = (world: World): readonly string[] => {
  const { body } = versionAnswer(world);
  return Object.entries(isObject(body) ? body : {}).map(
    ([key, value]) => `${key}=${typeof value === "boolean" ? Number(value) : String(value)}`,
  );
};

const mdnsAnswer = (world: World, query: Packet): ResponseOutgoingPacket | undefined => {
  if (!query.questions?.some(({ name, type }) => name === service && type === "PTR")) return undefined;
  const instance = `${world.lan.name}.${service}`;
  const target = "mafreebox.freebox.fr";
  const additionals: Answer[] = [
    { type: "SRV", name: instance, ttl: 10, data: { port: 80, target } },
    { type: "TXT", name: instance, ttl: 10, data: [...textEntries(world)] },
    { type: "A", name: target, ttl: 10, data: world.lan.ip },
  ];
  return {
    id: query.id ?? 0, // who asks from another port than the protocol's is answered as by a plain name server
    questions: query.questions,
    answers: [{ type: "PTR", name: service, ttl: 10, data: instance }],
    additionals,
  };
};

/** What other headers a box sends is unknown: the address it answers from is what counts. */
const searchAnswer = (text: string): string | undefined =>
  text.startsWith("M-SEARCH ") && text.includes(`\r\nST: ${searchTarget}\r\n`)
    ? ["HTTP/1.1 200 OK", "EXT:", `ST: ${searchTarget}`, "\r\n"].join("\r\n")
    : undefined;

/**
 * Answers on loopback who asks for a Freebox by mDNS or SSDP, as the box of a world. A port of its own, not the ones of
 * the protocols: questions have to be sent there. Close it when done.
 */
export const announceFreebox = async (world: World): Promise<Listener> => {
  const { default: createMdns } = await import("multicast-dns"); // on use: no door needs it
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => void socket.bind(0, loopback, () => resolve()));
  const { port } = socket.address();
  const mdns = createMdns({ socket, port, bind: false, multicast: false });
  mdns.on("query", (query, asker) => {
    const answer = mdnsAnswer(world, query);
    if (answer !== undefined) mdns.respond(answer, asker);
  });
  socket.on("message", (message, asker) => {
    const answer = searchAnswer(message.toString("latin1"));
    if (answer !== undefined) socket.send(answer, asker.port, asker.address);
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => new Promise((resolve) => mdns.destroy(resolve));
  return { port, close: () => (closing ??= close()) };
};
