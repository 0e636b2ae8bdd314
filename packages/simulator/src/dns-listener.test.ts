import { connect } from "node:net";
import { encode } from "dns-packet";
import { describe, expect, test } from "vitest";
import { opened } from "../test/closing.ts";
import { lines, tcp, udp, udpBytes } from "../test/dns.ts";
import { type DnsSetting, openDnsServer } from "./dns-listener.ts";
import { createNameService } from "./dns-service.ts";
import { dnsServers } from "./dns-world.ts";
import type { RequestLogEntry } from "./exchange.ts";
import { createFaultScript, type FaultKind } from "./faults.ts";
import { createWorld } from "./seeds.ts";

const stand = async () => {
  const many = Array.from({ length: 60 }, (_, index) => ({
    fieldType: "A",
    subDomain: "many",
    target: `192.0.2.${index}`,
    ttl: 60,
  }));
  const records = [{ fieldType: "A", subDomain: "", target: "192.0.2.1", ttl: 0 }, ...many];
  const log: DnsSetting["log"] = [];
  const setting: DnsSetting = { faults: createFaultScript(), log };
  const { answer } = createNameService(createWorld({ records }), { resolverCaches: false });
  const [server] = dnsServers;
  if (server === undefined) throw new Error("there is no server");
  const { port } = await opened(
    openDnsServer(setting, { name: server.name, answer: (query) => answer(server, query) }),
  );
  const requests: readonly RequestLogEntry[] = log;
  return { at: `127.0.0.1:${port}`, fail: setting.faults.add, requests };
};

test("answers over UDP and over TCP on the same port, and logs both", async () => {
  const { at, requests } = await stand();
  const overUdp = await udp(at, "Taprest.fr", "A");
  expect(overUdp).toMatchObject({ id: 4711, rcode: "NOERROR", flag_aa: true });
  expect(lines(overUdp.answers)).toEqual(["A 192.0.2.1 3600"]);
  const [one, two] = await tcp(at, [
    ["taprest.fr", "A"],
    ["none.taprest.fr", "A"],
  ]);
  expect(lines(one?.answers)).toEqual(["A 192.0.2.1 3600"]);
  expect(two).toMatchObject({ rcode: "NXDOMAIN", authorities: [{ type: "SOA" }] });
  expect(requests.map(({ arrivedMs: _at, answeredMs: _until, ...entry }) => entry)).toEqual([
    { door: "dns", method: "A", path: "taprest.fr", query: "dns103.ovh.net/udp", status: 0 },
    { door: "dns", method: "A", path: "taprest.fr", query: "dns103.ovh.net/tcp", status: 0 },
    { door: "dns", method: "A", path: "none.taprest.fr", query: "dns103.ovh.net/tcp", status: 3 },
  ]);
});

test("cuts what does not fit, and says so; EDNS makes room", async () => {
  const { at } = await stand();
  expect(await udp(at, "many.taprest.fr", "A")).toMatchObject({ flag_tc: true, answers: [], rcode: "NOERROR" });
  const opt = {
    type: "OPT" as const,
    name: ".",
    udpPayloadSize: 4096,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  };
  const roomy = await udp(at, "many.taprest.fr", "A", { additionals: [opt] });
  expect(roomy).toMatchObject({ flag_tc: false, additionals: [{ type: "OPT", udpPayloadSize: 1232 }] });
  expect(roomy.answers).toHaveLength(60);
  const [whole] = await tcp(at, [["many.taprest.fr", "A"]]);
  expect(whole?.answers).toHaveLength(60);
});

test("says nothing to what is no question", async () => {
  const { at, requests } = await stand();
  const alive = udp(at, "taprest.fr", "A");
  for (const bytes of [
    Buffer.from("x"),
    encode({ type: "response", id: 1, questions: [{ name: "taprest.fr", type: "A" }] }),
  ])
    expect(
      await udpBytes(
        at,
        bytes,
        alive.then(() => udp(at, "taprest.fr", "A")),
      ),
    ).toBeUndefined();
  expect(requests.every(({ status }) => status === 0)).toBe(true);
  expect(await udp(at, "taprest.fr", "A", { questions: [] })).toMatchObject({ rcode: "FORMERR" });
});

describe("troubles", () => {
  test.each([
    ["refuse", undefined, "none"],
    ["stall", undefined, "none"],
    ["received-not-executed", undefined, "none"],
    ["executed-not-answered", undefined, "none"],
    ["garbage", "not a DNS message", "none"],
  ] as const)("%s over UDP", async (kind: FaultKind, expected, status) => {
    const { at, fail, requests } = await stand();
    const hit = new Promise<void>((resolve) => {
      fail({ door: "dns", method: "A", path: "taprest.fr", kind, onHit: () => resolve() });
    });
    const question = encode({ type: "query", id: 1, questions: [{ name: "taprest.fr", type: "A" }] });
    // Another question answered after the trouble struck: nothing is still on its way.
    const later = hit.then(() => udp(at, "other.taprest.fr", "A"));
    const bytes = await udpBytes(at, question, expected === undefined ? later : undefined);
    await later;
    expect(bytes?.toString()).toBe(expected);
    expect(requests[0]).toMatchObject({ status });
  });

  test("truncated, swallowed and a code of one's own", async () => {
    const { at, fail, requests } = await stand();
    fail([
      { door: "dns", kind: "truncated" },
      { door: "dns", kind: "swallowed" },
      { door: "dns", kind: { status: 2, body: null } },
    ]);
    expect(await udp(at, "taprest.fr", "A")).toMatchObject({ flag_tc: true, answers: [] });
    expect(lines((await udp(at, "taprest.fr", "A")).answers)).toEqual(["A 192.0.2.1 3600"]);
    expect(await udp(at, "taprest.fr", "A")).toMatchObject({ rcode: "SERVFAIL", answers: [] });
    expect(requests.map(({ status }) => status)).toEqual([0, 0, 2]);
  });

  test("a silent question over TCP leaves the next one answered", async () => {
    const { at, fail } = await stand();
    fail({ door: "dns", path: "taprest.fr", kind: "stall" });
    const [host = "", port] = at.split(":");
    const socket = connect({ host, port: Number(port) });
    const [first] = await new Promise<readonly Buffer[]>((resolve) => {
      socket.once("data", (chunk) => resolve([chunk]));
      for (const name of ["taprest.fr", "other.taprest.fr"]) {
        const message = encode({ type: "query", id: 1, questions: [{ name, type: "A" }] });
        socket.write(Buffer.concat([Buffer.from([0, message.length]), message]));
      }
    });
    socket.destroy();
    expect(first?.includes("other")).toBe(true);
  });
});
