import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { record } from "../test/dns-server.ts";
import { checkOptions, closeAfter, paramsOf, startHere, statuses } from "../test/here.ts";
import { startPages } from "../test/home.ts";
import { closedPort } from "../test/tcp-server.ts";
import { check } from "./check.ts";
import { hasRoute } from "./surroundings.ts";

describe("a check from inside", () => {
  const forward = { host: "octopi", lanPort: 22, address: "192.168.1.42" };

  test("dials the host on its LAN, and says nothing there", async () => {
    const home = await startHere();
    const lan = {
      "192.168.1.42:22": `127.0.0.1:${home.sshd.port}`,
      "192.0.2.7:7654": `127.0.0.1:${await closedPort()}`,
    };
    const net = { ...home.net, vantage: "inside", map: { ...home.net.map, ...lan } } as const;
    const walk = await check({ ...home.expected, forward }, { ...checkOptions(home), net });
    expect(statuses(walk)).toMatchObject({ host: "ok host", tcp: "unknown hairpin-refused-alive" });
    await home.sshd.whenEmpty();
    expect(home.sshd.log).toEqual([]);
  });

  test.each([
    ["82.64.1.2\n", "broken echo-differs"],
    ["192.0.2.7", "ok addresses-agree"],
    ["<html>", "not-asked"],
  ])("compares the address that a page sees with the name's: %s", async (text, verdict) => {
    const pages = await startPages((_request, response) => void response.end(text));
    closeAfter(pages.close);
    const home = await startHere();
    const map = { ...home.net.map, "192.0.2.80:80": `127.0.0.1:${pages.port}` };
    const net = { ...home.net, vantage: "inside", map } as const;
    const walk = await check(home.expected, { ...checkOptions(home), net, echo: "http://192.0.2.80/ip" });
    expect(statuses(walk)["agreement"]).toBe(verdict);
  });

  test.each(["nonsense", "ftp://192.0.2.80/", "http://192.0.2.81/"])("asks no echo at %s", async (echo) => {
    const home = await startHere();
    const net = { ...home.net, vantage: "inside" } as const;
    const walk = await check(home.expected, { ...checkOptions(home), net, echo });
    expect(statuses(walk)["agreement"]).toBe("not-asked");
  });
});

describe("a check through another machine", () => {
  test("opens every connection there, DNS too", async () => {
    const home = await startHere();
    const { connect } = await import("node:net");
    const opened: string[] = [];
    const net = {
      ...home.net,
      connect: async ({ address, port }: { address: string; port: number }) => {
        opened.push(`${address}:${port}`);
        const socket = connect({ host: address, port });
        await new Promise((resolve) => socket.once("connect", resolve));
        return socket;
      },
    };
    const walk = await check(home.expected, { ...checkOptions(home), net });
    expect(walk.verdict).toBe("ok");
    expect(new Set(opened).size, "a resolver, a server of the zone, the host").toBe(3);
  });
});

describe("resolvers", () => {
  test("are all asked, and the one that keeps that there was nothing is named with its time", async () => {
    const other = await startHere({ resolver: () => ({ rcode: 3, authorities: [soa] }) });
    const home = await startHere();
    const map = { ...home.net.map, "192.0.2.2:53": other.net.map?.["192.0.2.1:53"] ?? "" };
    const walk = await check(home.expected, {
      ...checkOptions(home),
      net: { ...home.net, map },
      resolvers: ["192.0.2.2"],
    });
    expect(statuses(walk)).toMatchObject({ resolvers: "broken negative-kept", chain: "not-asked", tcp: "not-asked" });
    expect(paramsOf(walk, "resolvers")).toMatchObject({ resolver: "192.0.2.2", rcode: "NXDOMAIN", seconds: 40 });
  });

  test("and the one that still leads to the old name", async () => {
    const old = ["home.taprest.example 55 CNAME old.example", "old.example 60 A 192.0.2.9"].map(record);
    const other = await startHere({ resolver: () => ({ answers: old }) });
    const home = await startHere();
    const map = { ...home.net.map, "192.0.2.2:53": other.net.map?.["192.0.2.1:53"] ?? "" };
    const walk = await check(home.expected, {
      ...checkOptions(home),
      net: { ...home.net, map },
      resolvers: ["192.0.2.2"],
    });
    expect(paramsOf(walk, "resolvers")).toMatchObject({ kept: "old.example", seconds: 55 });
  });

  const data = {
    mname: "ns1.dns.example",
    rname: "t.example",
    serial: 1,
    refresh: 2,
    retry: 3,
    expire: 4,
    minimum: 60,
  };
  const soa = { name: "taprest.example", type: "SOA", ttl: 40, data } as const;
});

test("a name is tried over IPv6 too, where it has such an address and this machine a way there", async () => {
  const six = createServer();
  six.listen(0, "127.0.0.1");
  closeAfter(async () => void six.close());
  await new Promise((resolve) => six.once("listening", resolve));
  const address = six.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const answers = ["home.taprest.example 300 CNAME taprest.box.example", "taprest.box.example 60 AAAA 2001:db8::7"];
  const start = () =>
    startHere({
      resolver: (question) => {
        const known = ["taprest.example 60 NS ns1.dns.example", "ns1.dns.example 60 A 192.0.2.11", ...answers];
        const fit = known.filter((line) => line.includes(` ${question.type} `) || line.includes("CNAME"));
        const four =
          question.type === "A" && question.name.startsWith("home") ? ["taprest.box.example 60 A 192.0.2.7"] : [];
        return {
          answers: [
            ...fit.filter((line) => question.name.startsWith("home") || line.startsWith(question.name)),
            ...four,
          ].map(record),
        };
      },
    });
  const home = await start();
  const untried = await check(home.expected, checkOptions(home));
  expect(untried.notes.map(({ code }) => code)).toEqual(["ipv6-not-tried"]);
  for (const [real, codes] of [
    [port, []],
    [await closedPort(), ["ipv6-unserved"]],
  ] as const) {
    const map = { ...home.net.map, "[2001:db8::7]:7654": `127.0.0.1:${real}` };
    const walk = await check(home.expected, { ...checkOptions(home), net: { ...home.net, map } });
    expect(walk.notes.map(({ code }) => code)).toEqual(codes);
    expect(walk.verdict).toBe("ok");
  }
});

test("a route is what the kernel says of a far address, and nobody is asked", async () => {
  expect(await hasRoute({}, [{ family: "udp4", address: "127.0.0.1" }])).toBe(true);
  // The broadcast address is refused to a socket that has not asked for it, as an address without a route is.
  expect(await hasRoute({}, [{ family: "udp4", address: "255.255.255.255" }])).toBe(false);
  expect(await hasRoute({ map: {} })).toBe(false);
});
