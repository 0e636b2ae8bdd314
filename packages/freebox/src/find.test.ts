import { createSocket, type Socket } from "node:dgram";
import { announceFreebox, startFreebox } from "@porchlight/simulator";
import { afterEach, describe, expect, test } from "vitest";
import { recordedCases, withFixtures } from "../test/fixtures.ts";
import { rejection } from "../test/tiny-box.ts";
import { findFreeboxes, type FindOptions, type FoundFreebox } from "./find.ts";

/** A resource record of a message, its owner spelled out. */
const record = (owner: string, type: number, data: Buffer): Buffer => {
  const labels = owner.split(".").map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.of(0, 0, type, 0, 1, 0, 0, 0, 10, 0, data.length), data]);
};

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const here = (port: number) => ({ address: "127.0.0.1", port });

/** A search that ends once it was told that often, and never by time. */
const until = (count: number): Pick<FindOptions, "clock" | "onFound"> & { readonly told: FoundFreebox[] } => {
  const told: FoundFreebox[] = [];
  let enough: () => void;
  const heard = new Promise<void>((resolve) => (enough = resolve));
  return {
    told,
    onFound: (box) => {
      told.push(box);
      if (told.length === count) enough();
    },
    clock: { now: () => 0, sleep: () => heard },
  };
};

/** Something on the LAN that answers whatever it is asked with each of these. */
const answering = async (...answers: readonly Buffer[]): Promise<number> => {
  const socket: Socket = createSocket("udp4");
  socket.on("message", (_, { address, port }) => {
    for (const answer of answers) socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => void socket.bind(0, "127.0.0.1", () => resolve()));
  closers.push(() => void socket.close());
  return socket.address().port;
};

const silent = (): Promise<number> => answering();

const announced = async () => {
  const door = await startFreebox({ name: "taprest" });
  const listener = await announceFreebox(door.world);
  closers.push(door.close, listener.close);
  return { world: door.world, port: listener.port };
};

describe("a simulated box", () => {
  test("is found by mDNS, with what it says of itself", async () => {
    const { world, port } = await announced();
    const found = await findFreeboxes({ groups: { mdns: here(port), ssdp: here(await silent()) }, ...until(1) });
    expect(found).toEqual([
      {
        address: "127.0.0.1",
        announced: {
          uid: world.uid,
          api_version: "16.0",
          api_base_url: "/api/",
          api_domain: expect.stringMatching(/^[0-9a-f]{8}\.fbxos\.fr$/),
          https_available: true,
          https_port: 13_107,
          device_name: "Freebox Server",
          device_type: "FreeboxServer9,1",
          box_model: "fbxgw9-r1/full",
          box_model_name: "Freebox v9 (r1)",
        },
      },
    ]);
  });

  test("is found by SSDP where mDNS does not get through, and then says no more than that it is there", async () => {
    const { port } = await announced();
    const found = await findFreeboxes({ groups: { mdns: here(await silent()), ssdp: here(port) }, ...until(1) });
    expect(found).toEqual([{ address: "127.0.0.1" }]);
  });

  test("that answers both is one, told again only when it says more", async () => {
    const { port } = await announced();
    const search = until(1);
    const found = await findFreeboxes({ groups: { mdns: here(port), ssdp: here(port) }, ...search });
    expect(found).toHaveLength(1);
    expect(search.told.length).toBeGreaterThanOrEqual(1);
  });
});

const SSDP = "HTTP/1.1 200 OK\r\nst:urn:schemas-freebox-fr:device:Freebox:1\r\n\r\n";
const PTR = Buffer.from(
  "000084000000000100000000085f6662782d617069045f746370056c6f63616c00000c00010000000a0002c00c",
  "hex",
);

describe("what else is on the LAN", () => {
  test.each([
    "HTTP/1.1 404 Not Found\r\nST: urn:schemas-freebox-fr:device:Freebox:1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
    "NOTIFY * HTTP/1.1\r\nST: urn:schemas-freebox-fr:device:Freebox:1\r\n\r\n",
    "",
  ])("%j is no box", async (answer) => {
    const port = await answering(Buffer.from(answer), Buffer.from(SSDP));
    const search = until(1);
    const found = await findFreeboxes({ groups: { mdns: here(await silent()), ssdp: here(port) }, ...search });
    expect([found, search.told]).toEqual([[{ address: "127.0.0.1" }], [{ address: "127.0.0.1" }]]);
  });

  test("another service is no box; a box that only names itself is one", async () => {
    const other = Buffer.from(PTR);
    other.write("_xxx-api", 13);
    const port = await answering(other, PTR);
    const found = await findFreeboxes({ groups: { mdns: here(port), ssdp: here(await silent()) }, ...until(1) });
    expect(found).toEqual([{ address: "127.0.0.1" }]);
  });

  test("what is broken, or says nothing of a box, is passed over; of what is said twice the first counts", async () => {
    const texts = ["api_version=8.0", "API_VERSION=9.0", "=none", "flag", "api_base_url=/api/"];
    const entries = Buffer.concat(texts.map((each) => Buffer.concat([Buffer.of(each.length), Buffer.from(each)])));
    const header = Buffer.from("000084000000000100000000", "hex");
    const whole = Buffer.concat([header, record("Box._FBX-API._tcp.local", 16, entries)]);
    const broken = [whole.subarray(0, 11), whole.subarray(0, 20), Buffer.concat([header, Buffer.of(0xc0, 12)])];
    const question = Buffer.concat([Buffer.from("000000000000000100000000", "hex"), whole.subarray(12)]);
    const other = Buffer.concat([header, record("x_fbx-api._tcp.local", 16, entries)]);
    const port = await answering(...broken, question, other, whole);
    const found = await findFreeboxes({ groups: { mdns: here(port), ssdp: here(await silent()) }, ...until(1) });
    expect(found).toEqual([
      { address: "127.0.0.1", announced: { api_version: "8.0", api_base_url: "/api/", flag: "" } },
    ]);
  });

  test("an observer that fails does not stop the search", async () => {
    const port = await answering(Buffer.from(SSDP));
    const search = until(1);
    const onFound = (box: FoundFreebox): void => {
      search.onFound?.(box);
      throw new Error("a broken observer");
    };
    const groups = { mdns: here(await silent()), ssdp: here(port) };
    expect(await findFreeboxes({ groups, ...search, onFound })).toHaveLength(1);
  });
});

describe("a search", () => {
  test("lasts as long as asked, and nobody is no error", async () => {
    const waited: number[] = [];
    const sleep = (ms: number): Promise<void> => {
      waited.push(ms);
      return Promise.resolve();
    };
    const groups = { mdns: here(await silent()), ssdp: here(await silent()) };
    expect(await findFreeboxes({ groups, clock: { now: () => 0, sleep } })).toEqual([]);
    expect(await findFreeboxes({ groups, clock: { now: () => 0, sleep }, timeoutMs: 5 })).toEqual([]);
    expect(waited).toEqual([2_000, 5]);
  });

  test("is stopped by its caller", async () => {
    const stop = new AbortController();
    const sleep = (): Promise<void> => {
      stop.abort();
      return Promise.reject(new Error("stopped"));
    };
    const groups = { mdns: here(await silent()), ssdp: here(await silent()) };
    const options = { groups, signal: stop.signal, clock: { now: () => 0, sleep } };
    const stopped = { name: "FreeboxTransportError", reason: "aborted", operation: "findFreeboxes" };
    expect(await rejection(findFreeboxes(options))).toMatchObject(stopped);
    expect(await rejection(findFreeboxes(options))).toMatchObject({ ...stopped, sent: false });
  });

  test("that cannot even ask says so", async () => {
    const everybody = { address: "255.255.255.255", port: 9 }; // not allowed to a socket that did not ask for it
    const error = await rejection(findFreeboxes({ groups: { mdns: everybody, ssdp: everybody } }));
    expect(error).toMatchObject({ name: "FreeboxTransportError", operation: "findFreeboxes" });
  });

  test("that can ask one way does", async () => {
    const { port } = await announced();
    const groups = { mdns: { address: "255.255.255.255", port: 9 }, ssdp: here(port) };
    expect(await findFreeboxes({ groups, ...until(1) })).toEqual([{ address: "127.0.0.1" }]);
  });

  test.each([0, 65_536, 1.5])("of a group at port %d is refused", async (port) => {
    const error = await rejection(findFreeboxes({ groups: { mdns: here(port), ssdp: here(1900) } }));
    expect(error).toMatchObject({ name: "FreeboxInputError", message: expect.stringContaining("port") });
  });
});

withFixtures(() => {
  test.each(recordedCases("mdns_txt.json"))("mdns_txt.json: $name is what a box may announce", async ({ body }) => {
    const { announcedVersion } = await import("./discovery.ts");
    const entries = (body as { readonly txt?: readonly string[] }).txt ?? [];
    const pairs = entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]);
    expect(announcedVersion(Object.fromEntries(pairs))).toMatchObject({
      api_version: "4.0",
      https_available: true,
      https_port: 3615,
    });
  });
});
