import { AUTHENTIC_DATA, type RecordType } from "dns-packet";
import { describe, expect, test } from "vitest";
import { ovhClient } from "../test/ask.ts";
import { opened } from "../test/closing.ts";
import { codeOf, lines, udp } from "../test/dns.ts";
import type { HomeOptions, VirtualHome } from "./home-types.ts";
import { startHome } from "./home.ts";

const [first, second] = ["212.27.40.240:53", "212.27.40.241:53"] as const;
const [dns103, ns103] = ["213.251.188.147:53", "213.251.128.147:53"] as const;
const name = "home.taprest.fr";

const servers = [
  { fieldType: "NS", subDomain: "", target: "dns103.ovh.net.", ttl: 0 },
  { fieldType: "NS", subDomain: "", target: "ns103.ovh.net.", ttl: 0 },
];
const alias = { fieldType: "CNAME", subDomain: "home", target: "taprest.freeboxos.fr.", ttl: 300 };

/** A home whose clock only moves when told to. */
const startTimed = async (options: HomeOptions = {}) => {
  let now = 1_800_000_000_000;
  const clock = { now: () => now, advance: (ms: number) => void (now += ms) };
  const home = await opened(
    startHome({
      resolverCaches: true,
      records: [...servers, alias],
      domains: [{ id: "taprest.freeboxos.fr" }],
      now: clock.now,
      ...options,
    }),
  );
  const asked = (at: string, type: RecordType, of = name) => udp(home.net.map[at], of, type);
  const told = async (at: string, type: RecordType = "A", of = name) => lines((await asked(at, type, of)).answers);
  return { home, clock, asked, told };
};

const edit = (home: VirtualHome, target: string): void => {
  const call = ovhClient(home.world);
  const record = home.world.zones.get("taprest.fr")?.stored.find(({ subDomain }) => subDomain === "home");
  if (record === undefined)
    call("POST", "/domain/zone/taprest.fr/record", { fieldType: "CNAME", subDomain: "home", target });
  else call("PUT", `/domain/zone/taprest.fr/record/${record.id}`, { target });
  call("POST", "/domain/zone/taprest.fr/refresh");
};

describe("a resolver that remembers", () => {
  test("counts TTLs down, each record its own, and asks again when one is over", async () => {
    const { home, clock, told } = await startTimed();
    expect(await told(first)).toEqual(["CNAME taprest.freeboxos.fr 300", "A 82.64.81.205 60"]);
    edit(home, "elsewhere.example.");
    home.world.namedAddress = "82.64.99.99";
    clock.advance(59_999);
    expect(await told(first)).toEqual(["CNAME taprest.freeboxos.fr 241", "A 82.64.81.205 1"]);
    clock.advance(1);
    expect(await told(first)).toEqual(["CNAME taprest.freeboxos.fr 240", "A 82.64.99.99 60"]);
    clock.advance(240_000);
    expect(await told(first)).toEqual(["CNAME elsewhere.example 300"]);
  });

  test("disagrees with the other one until both have forgotten", async () => {
    const { home, told } = await startTimed();
    expect(await told(first, "CNAME")).toEqual(["CNAME taprest.freeboxos.fr 300"]);
    edit(home, "new.example.");
    expect([await told(first, "CNAME"), await told(second, "CNAME")]).toEqual([
      ["CNAME taprest.freeboxos.fr 300"],
      ["CNAME new.example 300"],
    ]);
    expect(await told(dns103, "CNAME")).toEqual(["CNAME new.example 300"]);
    home.forget();
    expect(await told(first, "CNAME")).toEqual(["CNAME new.example 300"]);
  });

  test("remembers that a name is not there, for every type, and tells for how long in the SOA", async () => {
    const { home, clock, asked, told } = await startTimed({ records: servers });
    expect(await asked(first, "A")).toMatchObject({ rcode: "NXDOMAIN", authorities: [{ type: "SOA", ttl: 60 }] });
    edit(home, "taprest.freeboxos.fr.");
    clock.advance(45_500);
    expect(await asked(first, "CNAME")).toMatchObject({ rcode: "NXDOMAIN", authorities: [{ type: "SOA", ttl: 15 }] });
    expect(codeOf(await asked(second, "CNAME"))).toBe("NOERROR");
    clock.advance(14_500);
    expect(await told(first, "CNAME")).toEqual(["CNAME taprest.freeboxos.fr 3600"]);
  });

  test("remembers that a type is not there for that type alone", async () => {
    const { home, clock, asked, told } = await startTimed();
    const box = "taprest.freeboxos.fr";
    for (const type of ["CNAME", "AAAA"] as const)
      expect(await asked(first, type, box)).toMatchObject({
        rcode: "NOERROR",
        answers: [],
        authorities: [{ ttl: 60 }],
      });
    expect(await told(first, "A", box)).toEqual(["A 82.64.81.205 60"]);
    home.world.staticNameIpv6 = true;
    clock.advance(30_000);
    expect(await asked(first, "AAAA", box)).toMatchObject({ answers: [], authorities: [{ type: "SOA", ttl: 30 }] });
    clock.advance(30_000);
    expect(await told(first, "AAAA", box)).toEqual([`AAAA ${home.world.line.ipv6} 60`]);
  });

  test("is not there by default", async () => {
    const { home, told } = await startTimed({ resolverCaches: false });
    expect(await told(second, "CNAME")).toEqual(["CNAME taprest.freeboxos.fr 300"]);
    edit(home, "new.example.");
    expect(await told(second, "CNAME")).toEqual(["CNAME new.example 300"]);
  });
});

test("the second resolver is one of the resolvers only when asked for", async () => {
  const [one, two] = [await opened(startHome()), await opened(startHome({ resolvers: 2 }))];
  expect([one.net.resolvers, two.net.resolvers]).toEqual([["212.27.40.240"], ["212.27.40.240", "212.27.40.241"]]);
  expect(lines((await udp(one.net.map[second], "taprest.fr", "NS")).answers)).toHaveLength(2);
});

describe("a server that lags", () => {
  test("goes on with what it served, serial and all, until it has caught up", async () => {
    const { home, asked, told } = await startTimed({ resolverCaches: false });
    const serialAt = async (at: string) => (await asked(at, "SOA", "taprest.fr")).answers?.[0];
    const before = await serialAt(ns103);
    home.lag("ns103.ovh.net", true);
    edit(home, "new.example.");
    home.lag("ns103.ovh.net", true);
    expect(await told(ns103, "CNAME")).toEqual(["CNAME taprest.freeboxos.fr 300"]);
    expect(await serialAt(ns103)).toEqual(before);
    for (const at of [dns103, first]) {
      expect(await told(at, "CNAME")).toEqual(["CNAME new.example 300"]);
      expect(await serialAt(at)).not.toEqual(before);
    }
    home.lag("ns103.ovh.net", false);
    expect(await told(ns103, "CNAME")).toEqual(["CNAME new.example 300"]);
    expect(await serialAt(ns103)).toEqual(await serialAt(dns103));
  });

  test.each(["ns104.ovh.net", "resolver"])("is one there is: not %s", async (server) => {
    const home = await opened(startHome());
    expect(() => home.lag(server, true)).toThrow(/no authoritative server.*dns103\.ovh\.net, ns103\.ovh\.net/);
  });
});

test("AD says that a resolver validated a signed zone, to who asks", async () => {
  const home = await opened(startHome({ dnssec: true }));
  const flagged = async (at: string, of: string, flags: number) =>
    (await udp(home.net.map[at], of, "A", { flags })).flag_ad;
  expect([
    await flagged(first, "taprest.fr", AUTHENTIC_DATA),
    await flagged(second, "no.taprest.fr", AUTHENTIC_DATA),
    await flagged(first, "taprest.fr", 0),
    await flagged(first, "dns103.ovh.net", AUTHENTIC_DATA),
    await flagged(dns103, "taprest.fr", AUTHENTIC_DATA),
  ]).toEqual([true, true, false, false, false]);
});

test("memory keeps what was validated apart from what was not", async () => {
  const { home, asked } = await startTimed();
  const proven = async (): Promise<boolean> =>
    (await udp(home.net.map[first], "taprest.fr", "NS", { flags: AUTHENTIC_DATA })).flag_ad;
  await asked(first, "NS", "taprest.fr");
  const zone = home.world.zones.get("taprest.fr");
  if (zone === undefined) throw new Error("there is no zone");
  zone.chapters.dnssec = "enabled";
  expect(await proven()).toBe(false);
  home.forget();
  expect([await proven(), await proven()]).toEqual([true, true]);
});

test("a look-up from the top finds the zone, its servers and their SOA", async () => {
  const { home, asked, told } = await startTimed({ resolverCaches: false });
  expect(await asked(first, "NS", "fr")).toMatchObject({
    rcode: "NOERROR",
    answers: [],
    authorities: [{ type: "SOA" }],
  });
  expect(await told(first, "NS", "taprest.fr")).toEqual(["NS dns103.ovh.net 3600", "NS ns103.ovh.net 3600"]);
  expect(await told(first, "NS", "freeboxos.fr")).toEqual(["NS ns1.freeboxos.fr 86400"]);
  const [address] = (await asked(first, "A", "ns103.ovh.net")).answers ?? [];
  const at = address?.type === "A" ? home.net.map[`${address.data}:53`] : undefined;
  expect(await udp(at, "no.such.taprest.fr", "SOA")).toMatchObject({
    flag_aa: true,
    rcode: "NXDOMAIN",
    authorities: [{ type: "SOA", name: "taprest.fr", ttl: 60 }],
  });
});
