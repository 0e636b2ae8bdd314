import { systemClock } from "@porchlight/core";
import { afterEach, describe, expect, test } from "vitest";
import { type DnsServer, fromTable, record, type Script, startDnsServer } from "../test/dns-server.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import { closedPort } from "../test/tcp-server.ts";
import type { DnsContext } from "./dns-exchange.ts";
import { findAddress, resolveChain } from "./recursive.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
/** Resolvers 192.0.2.1, .2, … that answer by these scripts; a port number stands for something else there. */
const resolvers = async (...scripts: (Script | number)[]): Promise<{ context: DnsContext; servers: DnsServer[] }> => {
  const servers: DnsServer[] = [];
  const map: Record<string, string> = {};
  for (const [index, script] of scripts.entries()) {
    let port = script;
    if (typeof port !== "number") {
      const server = await startDnsServer(port);
      servers.push(server);
      closers.push(server.close);
      port = server.port;
    }
    map[`192.0.2.${index + 1}:53`] = `127.0.0.1:${port}`;
  }
  const net = { map, resolvers: scripts.map((_script, index) => `192.0.2.${index + 1}`) };
  return { context: { net, clock: systemClock, timeoutMs: 20_000 }, servers };
};

/** Answers as a resolver does: the whole chain in one answer. */
const chained =
  (...table: string[]): Script =>
  ({ type }) => ({ answers: table.map(record).filter((each) => each.type === "CNAME" || each.type === type) });

describe("the chain of a name", () => {
  test("passes every CNAME and ends at the addresses, IPv4 first", async () => {
    const { context, servers } = await resolvers(
      chained(
        "HOME.example 300 CNAME taprest.box.example",
        "taprest.box.example 60 CNAME host.example",
        "host.example 60 AAAA 2001:db8:0::7",
        "host.example 60 A 192.0.2.7",
        "host.example 60 A 192.0.2.7",
        "stray.example 60 A 192.0.2.66",
      ),
    );
    await expect(resolveChain(context, "Home.example.")).resolves.toEqual({
      resolver: "192.0.2.1",
      rcode: "NOERROR",
      hops: ["home.example", "taprest.box.example", "host.example"],
      addresses: ["192.0.2.7", "2001:db8::7"],
      ttlSeconds: 300,
    });
    expect(servers[0]?.log.toSorted()).toEqual(["udp home.example A rd", "udp home.example AAAA rd"]);
  });

  test("of a missing name is NXDOMAIN with no address", async () => {
    const { context } = await resolvers(fromTable([]));
    await expect(resolveChain(context, "home.example")).resolves.toMatchObject({
      rcode: "NXDOMAIN",
      hops: ["home.example"],
      addresses: [],
    });
  });

  test("that leads to a missing name shows how far it goes", async () => {
    const { context } = await resolvers(() => ({ rcode: 3, answers: [record("home.example 60 CNAME gone.example")] }));
    await expect(resolveChain(context, "home.example")).resolves.toMatchObject({
      rcode: "NXDOMAIN",
      hops: ["home.example", "gone.example"],
      addresses: [],
    });
  });

  test("that runs in a circle is left at the circle", async () => {
    const { context } = await resolvers(chained("home.example 60 CNAME b.example", "b.example 60 CNAME home.example"));
    await expect(resolveChain(context, "home.example")).resolves.toMatchObject({
      hops: ["home.example", "b.example"],
      addresses: [],
    });
  });

  test("without an end is left after sixteen", async () => {
    const long = Array.from({ length: 40 }, (_, index) => `n${index}.example 60 CNAME n${index + 1}.example`);
    const { context } = await resolvers(chained(...long));
    expect((await resolveChain(context, "n0.example")).hops).toHaveLength(17);
  });

  test("needs only one of the two answers", async () => {
    const { context } = await resolvers(({ type }) =>
      type === "A" ? { answers: [record("home.example 60 A 192.0.2.7")] } : { rcode: 4 },
    );
    await expect(resolveChain(context, "home.example")).resolves.toMatchObject({
      rcode: "NOERROR",
      addresses: ["192.0.2.7"],
    });
  });

  test("survives a resolver that is silent for AAAA", async () => {
    const clock = createFakeClock();
    const { context, servers } = await resolvers(({ type }) =>
      type === "A" ? { answers: [record("home.example 60 A 192.0.2.7")] } : undefined,
    );
    const asking = resolveChain({ ...context, clock, timeoutMs: 3_000 }, "home.example");
    await servers[0]?.whenAsked(2);
    await clock.whenAtMost(2); // the answered question has left the clock
    clock.advance(3_000);
    await expect(asking).resolves.toMatchObject({ addresses: ["192.0.2.7"] });
  });
});

describe("the next resolver is asked", () => {
  const good = chained("home.example 60 A 192.0.2.7");

  test("when the first gives no answer", async () => {
    const { context } = await resolvers(await closedPort(), good);
    await expect(resolveChain(context, "home.example")).resolves.toMatchObject({
      resolver: "192.0.2.2",
      addresses: ["192.0.2.7"],
    });
  });

  test.each([2, 5])("when the first says no more than code %i", async (rcode) => {
    const { context } = await resolvers(() => ({ rcode }), good);
    await expect(resolveChain(context, "home.example")).resolves.toMatchObject({ resolver: "192.0.2.2" });
  });

  test("but not when the first says the name is missing", async () => {
    const { context, servers } = await resolvers(fromTable([]), good);
    await expect(resolveChain(context, "home.example")).resolves.toMatchObject({
      rcode: "NXDOMAIN",
      resolver: "192.0.2.1",
    });
    expect(servers[1]?.log).toEqual([]);
  });

  test("and when none helps, the refusal is told", async () => {
    const { context } = await resolvers(await closedPort(), () => ({ rcode: 5 }));
    await expect(resolveChain(context, "home.example")).resolves.toMatchObject({
      rcode: "REFUSED",
      resolver: "192.0.2.2",
      addresses: [],
    });
  });

  test("and when none answers, the first trouble is told", async () => {
    const { context } = await resolvers(await closedPort(), await closedPort());
    await expect(resolveChain(context, "home.example")).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("192.0.2.1:53"),
    });
  });

  test("and a resolver on another port is named with it", async () => {
    const server = await startDnsServer(good);
    closers.push(server.close);
    const net = { resolvers: [`127.0.0.1:${server.port}`] };
    const chain = await resolveChain({ net, clock: systemClock, timeoutMs: 20_000 }, "home.example");
    expect(chain.resolver).toBe(`127.0.0.1:${server.port}`);
  });
});

describe("the address to dial", () => {
  test("is the host itself when that is one: nothing is asked", async () => {
    const { context, servers } = await resolvers(fromTable([]));
    await expect(findAddress(context, "192.0.2.9")).resolves.toBe("192.0.2.9");
    await expect(findAddress(context, "2001:db8::9")).resolves.toBe("2001:db8::9");
    expect(servers[0]?.log).toEqual([]);
  });

  test("is IPv4 before IPv6, and IPv6 when there is nothing else", async () => {
    const { context } = await resolvers(({ name, type }) => {
      if (type === "AAAA") return { answers: [record(`${name} 60 AAAA 2001:db8::7`)] };
      return name === "both.example" ? { answers: [record(`${name} 60 A 192.0.2.7`)] } : {};
    });
    await expect(findAddress(context, "both.example")).resolves.toBe("192.0.2.7");
    await expect(findAddress(context, "six.example")).resolves.toBe("2001:db8::7");
  });

  test("of a name that has none is said to be missing", async () => {
    const { context } = await resolvers(fromTable([]));
    await expect(findAddress(context, "home.example")).rejects.toMatchObject({ code: "no-address" });
  });

  test("is not looked for when a question cannot be asked", async () => {
    const { context } = await resolvers(fromTable([]));
    await expect(findAddress(context, "not a name")).rejects.toMatchObject({ code: "invalid" });
  });
});
