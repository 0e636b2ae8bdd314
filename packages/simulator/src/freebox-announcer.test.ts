import { createSocket } from "node:dgram";
import { once } from "node:events";
import { decode, encode, type Packet } from "dns-packet";
import { expect, test } from "vitest";
import { opened } from "../test/closing.ts";
import { announceFreebox } from "./freebox-announcer.ts";
import { createWorld } from "./seeds.ts";

/** Sends messages and gives the first answer. */
const ask = async (port: number, ...messages: readonly (string | Uint8Array)[]): Promise<Buffer> => {
  const socket = createSocket("udp4");
  try {
    const answered = once(socket, "message");
    for (const message of messages) socket.send(message, port, "127.0.0.1");
    const [answer]: unknown[] = await answered;
    if (!Buffer.isBuffer(answer)) throw new TypeError("no message");
    return answer;
  } finally {
    socket.close();
  }
};

const query = (name: string, type: "PTR" | "A", kind: "query" | "response" = "query"): Uint8Array =>
  encode({ type: kind, id: 7, questions: [{ name, type }] });

test("a box answers who asks for its service, and nobody else", async () => {
  const world = createWorld({ domains: [{ id: "box.example.org" }] });
  const { port } = await opened(announceFreebox(world));
  const others = [
    "not a message",
    query("_ipp._tcp.local", "PTR"),
    query("_fbx-api._tcp.local", "A"),
    query("_fbx-api._tcp.local", "PTR", "response"),
    "M-SEARCH * HTTP/1.1\r\nST: upnp:rootdevice\r\n\r\n",
  ];
  const answer: Packet = decode(await ask(port, ...others, query("_fbx-api._tcp.local", "PTR")));
  expect(answer).toMatchObject({ type: "response", id: 7 });
  expect(answer.answers).toMatchObject([{ type: "PTR", data: "Freebox Server._fbx-api._tcp.local" }]);
  const [server, text, address] = answer.additionals ?? [];
  expect([server, address]).toMatchObject([
    { type: "SRV", data: { port: 80, target: "mafreebox.freebox.fr" } },
    { type: "A", data: "192.168.1.254" },
  ]);
  const entries = text?.type === "TXT" ? [text.data].flat().map(String) : [];
  expect(entries).toEqual(expect.arrayContaining([`uid=${world.uid}`, "https_available=1", "https_port=13107"]));
});

test("and who searches for its kind", async () => {
  const { port, close } = await opened(announceFreebox(createWorld()));
  const search = "M-SEARCH * HTTP/1.1\r\nST: urn:schemas-freebox-fr:device:Freebox:1\r\n\r\n";
  expect((await ask(port, search)).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*ST: urn:schemas-freebox-fr/s);
  await close();
  await close();
});
