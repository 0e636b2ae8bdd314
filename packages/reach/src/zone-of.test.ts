import { systemClock } from "@porchlight/core";
import type { Answer } from "dns-packet";
import { describe, expect, test } from "vitest";
import { fromTable, record, type Script, startDnsServer } from "../test/dns-server.ts";
import { closeAfter } from "../test/here.ts";
import type { DnsContext } from "./dns-exchange.ts";
import { findZone } from "./zone-of.ts";

const ns = ["taprest.example 60 NS ns1.dns.example", "ns1.dns.example 60 A 192.0.2.11"];

/** A resolver, and one server for every zone, both logged. */
const internet = async (
  resolver: Script,
  authority: Script,
): Promise<{ context: DnsContext; asked: () => readonly string[]; told: () => readonly string[] }> => {
  const [recursive, servers] = [await startDnsServer(resolver), await startDnsServer(authority)];
  closeAfter(recursive.close);
  closeAfter(servers.close);
  const map = {
    "192.0.2.1:53": `127.0.0.1:${recursive.port}`,
    "192.0.2.11:53": `127.0.0.1:${servers.port}`,
  };
  const context = { net: { resolvers: ["192.0.2.1"], map }, clock: systemClock, timeoutMs: 1_000 };
  return { context, asked: () => recursive.log, told: () => servers.log };
};
const soa = (name: string): Answer => ({
  name,
  type: "SOA",
  ttl: 60,
  data: { mname: "ns1.dns.example", rname: "tech.example", serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 60 },
});

describe("the zone of a name", () => {
  test("is found without asking a resolver for the name", async () => {
    const { context, asked } = await internet(fromTable(ns), fromTable([], { aa: true }));
    const found = await findZone(context, "Home.Taprest.example.");
    expect(found).toMatchObject({ zone: "taprest.example", servers: [{ server: "ns1.dns.example" }] });
    expect(asked().join(), "it would keep the absence").not.toContain("home");
  });

  test("is the one the server names, deeper than it was asked for", async () => {
    const deep = ["deep.taprest.example 60 NS ns1.dns.example"];
    const { context } = await internet(fromTable([...ns, ...deep]), () => ({
      aa: true,
      authorities: [soa("deep.taprest.example")],
    }));
    expect((await findZone(context, "pi.deep.taprest.example")).zone).toBe("deep.taprest.example");
  });

  test("is found behind a delegation", async () => {
    const deep = ["deep.taprest.example 60 NS ns1.dns.example"];
    let turn = 0;
    const { context } = await internet(fromTable([...ns, ...deep]), () => {
      turn += 1;
      return turn === 1 ? { authorities: deep.map(record) } : { aa: true };
    });
    expect((await findZone(context, "pi.deep.taprest.example")).zone).toBe("deep.taprest.example");
  });

  test("is looked for at longer ends when the short one has no servers", async () => {
    const longer = ["my.co.example 60 NS ns1.dns.example", "ns1.dns.example 60 A 192.0.2.11"];
    const { context, asked } = await internet(fromTable(longer), fromTable([], { aa: true }));
    expect((await findZone(context, "home.my.co.example")).zone).toBe("my.co.example");
    expect(asked()[0]).toContain("co.example NS");
  });

  test.each<readonly [string, readonly string[], Script]>([
    ["nobody answers with authority", ns, () => ({})],
    ["a server refers to itself for ever", ns, () => ({ authorities: ns.slice(0, 1).map(record) })],
    ["no end of the name has servers", [], () => ({ aa: true })],
  ])("is not known when %s", async (_what, table, authority) => {
    const { context } = await internet(fromTable(table), authority);
    await expect(findZone(context, "home.taprest.example")).rejects.toMatchObject({ code: "not-understood" });
  });
});
