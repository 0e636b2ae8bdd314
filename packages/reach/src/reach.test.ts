import { afterEach, describe, expect, test } from "vitest";
import { type DnsServer, fromTable, record, type Script, startDnsServer } from "../test/dns-server.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import type { Net } from "./net.ts";
import { createReach } from "./reach.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const delegation = [
  "taprest.example 3600 NS ns1.dns.example",
  "taprest.example 3600 NS ns2.dns.example",
  "ns1.dns.example 3600 A 192.0.2.11",
  "ns2.dns.example 3600 A 192.0.2.12",
];
const served = ["home.taprest.example 300 CNAME Taprest.BOX.example", "taprest.example 60 TXT hello"];
const good = fromTable(served, { aa: true });
const asked = [{ name: "home.taprest.example", type: "CNAME" }];

interface World {
  readonly net: Net;
  readonly resolver: DnsServer;
  readonly first: DnsServer;
  readonly second: DnsServer;
}
const world = async (
  first: Script = good,
  second: Script = good,
  resolver: Script = fromTable(delegation),
): Promise<World> => {
  const [atResolver, atFirst, atSecond] = await Promise.all([
    startDnsServer(resolver),
    startDnsServer(first),
    startDnsServer(second),
  ]);
  closers.push(atResolver.close, atFirst.close, atSecond.close);
  const map = {
    "192.0.2.1:53": `127.0.0.1:${atResolver.port}`,
    "192.0.2.11:53": `127.0.0.1:${atFirst.port}`,
    "192.0.2.12:53": `127.0.0.1:${atSecond.port}`,
    "[2001:db8::12]:53": `127.0.0.1:${atSecond.port}`,
  };
  return { net: { map, resolvers: ["192.0.2.1"] }, resolver: atResolver, first: atFirst, second: atSecond };
};

/** Answers with the CNAME and, as some servers do, with what it leads to. */
const extra: Script = () => ({
  aa: true,
  answers: [record("home.taprest.example 300 CNAME box.example"), record("box.example 60 A 192.0.2.7")],
});

describe("what is served", () => {
  test("is asked of every server of the zone, without recursion, and told in canonical form", async () => {
    const { net, first, second, resolver } = await world();
    const reading = await createReach({ net }).served("Taprest.example.", [
      { name: "HOME.taprest.example.", type: "cname" },
    ]);
    const base = {
      name: "home.taprest.example",
      type: "CNAME",
      authoritative: true,
      rcode: "NOERROR",
      ms: expect.any(Number),
    };
    const records = [
      { kind: "record", name: "home.taprest.example", type: "CNAME", ttlSeconds: 300, value: "taprest.box.example." },
    ];
    expect(reading).toEqual({
      known: true,
      value: [
        { ...base, server: "ns1.dns.example", address: "192.0.2.11", records },
        { ...base, server: "ns2.dns.example", address: "192.0.2.12", records },
      ],
    });
    expect([first.log, second.log]).toEqual([["udp home.taprest.example CNAME"], ["udp home.taprest.example CNAME"]]);
    expect(
      resolver.log.filter((line) => line.includes("home.")),
      "a resolver would remember its absence",
    ).toEqual([]);
  });

  test("takes the servers' addresses from the glue when there is some", async () => {
    const { net, resolver } = await world(good, good, () => ({
      answers: delegation.slice(0, 2).map(record),
      additionals: delegation.slice(2).map(record),
    }));
    await expect(createReach({ net }).served("taprest.example", asked)).resolves.toMatchObject({ known: true });
    expect(resolver.log).toEqual(["udp taprest.example NS rd"]);
  });

  test("reaches a server that has IPv6 only", async () => {
    const six = [...delegation.slice(0, 3), "ns2.dns.example 3600 AAAA 2001:db8::12"];
    const { net } = await world(good, good, fromTable(six));
    await expect(createReach({ net }).served("taprest.example", asked)).resolves.toMatchObject({
      known: true,
      value: [{ address: "192.0.2.11" }, { address: "2001:db8::12" }],
    });
  });

  test("of many names is asked of all, in order, few at a time", async () => {
    let open = 0;
    let most = 0;
    const { net } = await world((question, query, transport) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => (open -= 1));
      return good(question, query, transport);
    });
    const questions = Array.from({ length: 60 }, (_, index) => ({ name: `n${index}.taprest.example`, type: "A" }));
    const reading = await createReach({ net }).served("taprest.example", questions);
    expect(reading.known && reading.value.map(({ name, rcode }) => `${name} ${rcode}`)).toEqual(
      [...questions, ...questions].map(({ name }) => `${name} NXDOMAIN`),
    );
    expect(most).toBeLessThanOrEqual(16);
  });

  test("of nothing is nothing, and asks nothing", async () => {
    await expect(createReach({ net: { map: {} } }).served("taprest.example", [])).resolves.toEqual({
      known: true,
      value: [],
    });
  });

  test("shows the CNAME that stands where another type was asked, and no other name's records", async () => {
    const { net } = await world(extra, extra);
    const reading = await createReach({ net }).served("taprest.example", [{ name: "home.taprest.example", type: "A" }]);
    expect(reading).toMatchObject({ known: true, value: [{ type: "A", records: [{ type: "CNAME" }] }, {}] });
    expect(reading.known && reading.value[0]?.records).toHaveLength(1);
  });

  test("is told as it is when servers disagree", async () => {
    const { net } = await world(good, fromTable([], { aa: true }));
    await expect(createReach({ net }).served("taprest.example", asked)).resolves.toMatchObject({
      known: true,
      value: [
        { rcode: "NOERROR", records: [{}] },
        { rcode: "NXDOMAIN", records: [] },
      ],
    });
  });

  test("is told without authority when the AA bit is missing", async () => {
    const { net } = await world(fromTable(served), () => ({ rcode: 2 }));
    await expect(createReach({ net }).served("taprest.example", asked)).resolves.toMatchObject({
      known: true,
      value: [
        { authoritative: false, rcode: "NOERROR" },
        { authoritative: false, rcode: "SERVFAIL", records: [] },
      ],
    });
  });
});

describe("what is served is unknown", () => {
  test("when one server is silent: the failure names it, and the other questions are not waited for", async () => {
    const clock = createFakeClock();
    const { net, second, first } = await world(good, () => undefined);
    const questions = Array.from({ length: 40 }, (_, index) => ({ name: `n${index}.taprest.example`, type: "A" }));
    const asking = createReach({ net, clock, timeoutMs: 3_000 }).served("taprest.example", questions);
    await Promise.all([second.whenAsked(16), first.whenAsked(40)]);
    await clock.whenAtMost(32); // sixteen questions, each with its repeat
    clock.advance(3_000);
    await expect(asking).resolves.toMatchObject({
      known: false,
      failure: {
        kind: "unreachable",
        operation: "DNS taprest.example",
        message: expect.stringContaining("ns2.dns.example"),
      },
    });
    expect(clock.sleeping()).toBe(0);
  });

  test.each<[string, string, RegExp, Script]>([
    ["the zone is missing", "protocol", /no name servers \(NXDOMAIN\)/, fromTable([])],
    ["a server has no address", "unreachable", /ns2\.dns\.example has no address/, fromTable(delegation.slice(0, 3))],
    [
      "the NS records are another zone's",
      "protocol",
      /no name servers/,
      () => ({ answers: [record("example 60 NS ns1.dns.example")] }),
    ],
  ])("when %s", async (_what, kind, message, resolver) => {
    const { net } = await world(good, good, resolver);
    await expect(createReach({ net }).served("taprest.example", asked)).resolves.toMatchObject({
      known: false,
      failure: { kind, operation: "DNS home.taprest.example CNAME", message: expect.stringMatching(message) },
    });
  });

  test("when the question cannot be asked", async () => {
    const { net } = await world();
    const reach = createReach({ net });
    await expect(
      reach.served("taprest.example", [{ name: "home.taprest.example", type: "NONSENSE" }]),
    ).resolves.toMatchObject({
      known: false,
      failure: { kind: "invalid" },
    });
    await expect(
      createReach({ net: { resolvers: ["nobody"] } }).served("taprest.example", asked),
    ).resolves.toMatchObject({
      known: false,
      failure: { kind: "invalid", message: expect.stringContaining("nobody") },
    });
  });

  test("when it was stopped", async () => {
    const stop = new AbortController();
    const { net, second } = await world(good, () => undefined);
    const asking = createReach({ net }).served("taprest.example", asked, { signal: stop.signal });
    await second.whenAsked(1);
    stop.abort();
    await expect(asking).resolves.toMatchObject({ known: false, failure: { kind: "unreachable", message: "stopped" } });
  });
});
