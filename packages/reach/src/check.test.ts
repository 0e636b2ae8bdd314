import type { Line, Reading } from "@porchlight/core";
import { describe, expect, test } from "vitest";
import { fromTable } from "../test/dns-server.ts";
import { checkOptions, closeAfter, paramsOf, startHere, statuses } from "../test/here.ts";
import { fingerprintOfKeys } from "../test/home.ts";
import { makeKeys } from "../test/ssh-server.ts";
import { closedPort, startTcpServer } from "../test/tcp-server.ts";
import { check } from "./check.ts";

const line = (ipv4: string): Reading<Line> => ({ known: true, value: { up: true, ipv4, portRange: [0, 65535] } });

describe("a check of a home that is well", () => {
  test("finds every link ok, on one SSH connection", async () => {
    const home = await startHere();
    const walk = await check(home.expected, { ...checkOptions(home), router: { line: line("192.0.2.7") } });
    expect(statuses(walk)).toEqual({
      machine: "ok machine",
      credentials: "ok credentials",
      router: "ok router",
      line: "ok line",
      forward: "not-asked",
      host: "not-asked",
      "static-name": "not-asked",
      stored: "not-asked",
      served: "ok served",
      resolvers: "ok resolvers",
      chain: "ok chain",
      agreement: "ok addresses-agree",
      tcp: "ok tcp",
      ssh: "ok ssh",
      "host-key": "ok host-key",
      tunnel: "ok tunnel",
    });
    expect(walk).toMatchObject({ name: "home.taprest.example", verdict: "ok", virtual: true });
    expect(paramsOf(walk, "tunnel")).toMatchObject({ title: "OctoPrint", httpStatus: 200 });
    const places = walk.links.flatMap(({ name, vantage }) => (vantage === "outside" ? [name] : []));
    expect(places).toEqual(["machine", "served", "resolvers", "chain", "tcp", "ssh", "host-key", "tunnel"]);
    await home.sshd.whenEmpty();
    expect(home.sshd.seen.total).toBe(1);
    expect(new Set(home.sshd.log)).toEqual(new Set(["publickey pi"]));
  });

  test("asks no more than is expected", async () => {
    const home = await startHere();
    const { name, port, hostKey } = home.expected;
    const byName = await check({ name }, checkOptions(home));
    expect(statuses(byName)).toMatchObject({ served: "ok served", chain: "ok chain", tcp: "not-asked" });
    const byPort = await check({ name, port }, checkOptions(home));
    expect(statuses(byPort)).toMatchObject({ tcp: "ok tcp", "host-key": "not-asked" });
    const byKey = await check({ name, port, hostKey }, checkOptions(home));
    expect(statuses(byKey)).toMatchObject({ tcp: "ok tcp", "host-key": "ok host-key", tunnel: "not-asked" });
    await home.sshd.whenEmpty();
    expect(home.sshd.log, "no login without a tunnel").toEqual([]);
    expect(home.sshd.seen.total).toBe(2);
  });

  test("claims no more than it was told of its place", async () => {
    const home = await startHere();
    const { vantage: _outside, ...net } = home.net;
    const { name, port } = home.expected;
    const inside = await check({ name, port }, { net });
    expect(inside.links.find((link) => link.name === "tcp")?.vantage).toBe("hairpin");
    const outside = await check({ name, port }, { net, vantage: "outside" });
    expect(outside.links.find((link) => link.name === "tcp")?.vantage).toBe("outside");
  });
});

describe("a check stops at the first broken link", () => {
  test("nothing is served at the name", async () => {
    const home = await startHere({ authority: fromTable([], { aa: true }) });
    const walk = await check(home.expected, checkOptions(home));
    expect(walk.broken).toBe("served");
    expect(statuses(walk)).toMatchObject({ served: "broken not-served", chain: "not-asked", tcp: "not-asked" });
    expect(home.sshd.seen.total).toBe(0);
  });

  test("the name leads to no address", async () => {
    const home = await startHere();
    const walk = await check({ name: "gone.example", port: 7654 }, checkOptions(home));
    expect(statuses(walk)).toMatchObject({ chain: "broken no-address", tcp: "not-asked" });
  });

  test("the router says it has another address", async () => {
    const home = await startHere();
    const walk = await check(home.expected, { ...checkOptions(home), router: { line: line("192.0.2.99") } });
    expect(statuses(walk)).toMatchObject({ agreement: "broken address-differs", tcp: "not-asked" });
    expect(home.sshd.seen.total).toBe(0);
  });

  test("the port is closed", async () => {
    const home = await startHere();
    const map = { ...home.net.map, "192.0.2.7:7654": `127.0.0.1:${await closedPort()}` };
    const walk = await check(home.expected, { ...checkOptions(home), net: { ...home.net, map } });
    expect(statuses(walk)).toMatchObject({ tcp: "broken tcp-refused", "host-key": "not-asked", tunnel: "not-asked" });
  });

  test("another machine answers: it learns no user name", async () => {
    const home = await startHere({ ssh: { hostKey: makeKeys() } });
    const walk = await check(home.expected, checkOptions(home));
    expect(statuses(walk)).toMatchObject({ "host-key": "broken host-key-differs", tunnel: "not-asked" });
    await home.sshd.whenEmpty();
    expect(home.sshd.log).toEqual([]);
    expect(home.sshd.seen.total).toBe(1);
  });

  test("another machine shows the right key and cannot sign with it: it learns no user name", async () => {
    const pinned = makeKeys();
    const home = await startHere({ ssh: { hostKey: makeKeys(), pretends: pinned } });
    const expected = { ...home.expected, hostKey: fingerprintOfKeys(pinned) };
    for (const login of [home.login, undefined]) {
      const walk = await check(expected, { net: home.net, ...(login === undefined ? {} : { login }) });
      expect(statuses(walk)).toMatchObject({
        tcp: "ok tcp",
        ssh: "broken not-ssh",
        "host-key": "not-asked",
        tunnel: "not-asked",
      });
    }
    await home.sshd.whenEmpty();
    expect(home.sshd.log).toEqual([]);
  });

  test("the tunnel's target is refused", async () => {
    const home = await startHere({ ssh: { targets: {} } });
    const walk = await check(home.expected, checkOptions(home));
    expect(walk.broken).toBe("tunnel");
    expect(paramsOf(walk, "tunnel")).toMatchObject({
      detail: expect.stringContaining("nothing answers at localhost:80"),
    });
  });

  test("the server allows no tunnel", async () => {
    const home = await startHere({ ssh: { forbidsTunnels: true } });
    const walk = await check(home.expected, checkOptions(home));
    expect(paramsOf(walk, "tunnel")).toMatchObject({ detail: expect.stringContaining("does not allow a tunnel") });
  });

  test("another service is behind the tunnel", async () => {
    const home = await startHere({ page: (_request, response) => void response.end("<title>Router login</title>") });
    const walk = await check(home.expected, checkOptions(home));
    expect(statuses(walk)["tunnel"]).toBe("broken tunnel-other-service");
    expect(paramsOf(walk, "tunnel")).toMatchObject({ title: "Router login" });
  });

  test("what is behind the tunnel speaks no HTTP", async () => {
    const raw = await startTcpServer((socket) => void socket.once("data", () => socket.end("RFB 003.008\n")));
    closeAfter(raw.close);
    const home = await startHere({ ssh: { targets: { "localhost:80": raw.port } } });
    const walk = await check(home.expected, checkOptions(home));
    expect(paramsOf(walk, "tunnel")).toMatchObject({ detail: expect.stringContaining("does not speak HTTP") });
  });

  test("what is behind the tunnel hangs up", async () => {
    const raw = await startTcpServer((socket) => void socket.once("data", () => socket.end()));
    closeAfter(raw.close);
    const home = await startHere({ ssh: { targets: { "localhost:80": raw.port } } });
    const walk = await check(home.expected, checkOptions(home));
    expect(paramsOf(walk, "tunnel")).toMatchObject({ detail: expect.stringContaining("closed without an answer") });
  });
});
