import { AUTHENTIC_DATA, DNSSEC_OK, type Packet, type RecordType } from "dns-packet";
import { describe, expect, test } from "vitest";
import { lines } from "../test/dns.ts";
import { dnsAnswer, linkIn, lookUp } from "./dns-answer.ts";
import { dnsServers, zonesOf } from "./dns-world.ts";
import { createWorld } from "./seeds.ts";
import type { World, ZoneRecord } from "./world.ts";

const seeds: readonly Omit<ZoneRecord, "id" | "zone">[] = [
  ["NS", "", "dns103.ovh.net."],
  ["NS", "", "ns103.ovh.net."],
  ["A", "", "192.0.2.1"],
  ["CNAME", "home", "taprest.freeboxos.fr."],
  ["CNAME", "relative", "deep.below"],
  ["A", "deep.below", "192.0.2.2"],
  ["CNAME", "loop", "loop"],
  ["CNAME", "mixed", "elsewhere.example."],
  ["TXT", "mixed", '"beside"'],
  ["A", "*.wild", "192.0.2.3"],
  ["AAAA", "six", "2001:db8::1"],
  ["MX", "mail", "10 mx"],
  ["SRV", "_s._tcp", "1 2 3 host.example."],
  ["CAA", "caa", '0 issue "letsencrypt.org"'],
  ["CAA", "odd", '0 odd "x"'],
  ["SSHFP", "fp", "4 2 0123456789abcdef"],
  ["TLSA", "tls", "3 1 1 0123456789abcdef"],
  ["DKIM", "k._domainkey", "v=DKIM1; p=x"],
  ["TXT", "long", `"${"x".repeat(255)}" "y"`],
  ["HTTPS", "web", "1 . port=none"],
  ["A", "broken", "not an address"],
].map(([fieldType = "", subDomain = "", target = ""]) => ({
  fieldType,
  subDomain,
  target,
  ttl: subDomain === "home" ? 60 : 0,
}));

const world = (): World => createWorld({ records: seeds, domains: [{ id: "taprest.freeboxos.fr" }] });

const ask = (name: string, type: RecordType, server = "dns103.ovh.net", on = world(), extra: Packet = {}) => {
  const asked = dnsServers.find((candidate) => candidate.name === server);
  if (asked === undefined) throw new Error(`no server ${server}`);
  const query: Packet = { id: 1, flags: 0, questions: [{ name, type }], ...extra };
  const answer = dnsAnswer(asked, query, linkIn(zonesOf(on, asked)));
  const flags = answer.flags ?? 0;
  return {
    rcode: flags & 15,
    authoritative: (flags & 0x400) !== 0,
    recursion: (flags & 0x80) !== 0,
    answers: lines(answer.answers),
    authorities: lines(answer.authorities).map((line) => line.split(" ")[0]),
    answer,
  };
};

describe("an authoritative server", () => {
  test.each([
    ["taprest.fr", "A", ["A 192.0.2.1 3600"]],
    ["TapRest.FR", "NS", ["NS dns103.ovh.net 3600", "NS ns103.ovh.net 3600"]],
    ["home.taprest.fr", "CNAME", ["CNAME taprest.freeboxos.fr 60"]],
    ["home.taprest.fr", "A", ["CNAME taprest.freeboxos.fr 60"]],
    ["relative.taprest.fr", "A", ["CNAME deep.below.taprest.fr 3600", "A 192.0.2.2 3600"]],
    ["mixed.taprest.fr", "TXT", ["CNAME elsewhere.example 3600"]],
    ["a.b.wild.taprest.fr", "A", ["A 192.0.2.3 3600"]],
    ["six.taprest.fr", "AAAA", ["AAAA 2001:db8::1 3600"]],
    ["mail.taprest.fr", "MX", ['MX {"preference":10,"exchange":"mx.taprest.fr"} 3600']],
    ["_s._tcp.taprest.fr", "SRV", ['SRV {"priority":1,"weight":2,"port":3,"target":"host.example"} 3600']],
    ["caa.taprest.fr", "CAA", ['CAA {"flags":0,"tag":"issue","value":"letsencrypt.org"} 3600']],
    ["k._domainkey.taprest.fr", "TXT", ["TXT v=DKIM1; p=x 3600"]],
    ["long.taprest.fr", "TXT", [`TXT ${"x".repeat(255)}|y 3600`]],
  ] as const)("answers %s %s", (name, type, expected) => {
    expect(ask(name, type)).toMatchObject({
      rcode: 0,
      authoritative: true,
      recursion: false,
      answers: expected,
      authorities: [],
    });
  });

  test.each([
    ["fp.taprest.fr", "SSHFP", { algorithm: 4, hash: 2, fingerprint: "0123456789abcdef" }],
    ["tls.taprest.fr", "TLSA", { usage: 3, selector: 1, matchingType: 1 }],
    ["taprest.fr", "SOA", { mname: "dns103.ovh.net", rname: "tech.ovh.net", minimum: 60 }],
  ] as const)("answers %s %s with its fields", (name, type, data) => {
    expect(ask(name, type).answer.answers).toMatchObject([{ type, data }]);
  });

  test.each([
    ["taprest.fr", "AAAA", "no such type"],
    ["below.taprest.fr", "A", "a name that only has names below it"],
    ["x.wild.taprest.fr", "TXT", "a wildcard of another type"],
    ["web.taprest.fr", "A", "a value that cannot be written"],
    ["odd.taprest.fr", "CAA", "a tag that is none"],
    ["broken.taprest.fr", "A", "an address that is none"],
  ] as const)("has nothing to say of %s %s: %s", (name, type, why) => {
    const nothing = { rcode: ["web", "odd", "broken"].some((word) => name.startsWith(word)) ? 3 : 0, answers: [] };
    expect(ask(name, type), why).toMatchObject({ ...nothing, authoritative: true, authorities: ["SOA"] });
  });

  test.each(["taprest.fr", "x.wild.taprest.fr", "below.taprest.fr", "no.such.taprest.fr"])(
    "names the zone of %s when asked for its SOA",
    (name) => {
      const { answer, authoritative } = ask(name, "SOA");
      const told = name === "taprest.fr" ? answer.answers : answer.authorities;
      expect(told).toMatchObject([{ type: "SOA", name: "taprest.fr", data: { mname: "dns103.ovh.net" } }]);
      expect(authoritative).toBe(true);
    },
  );

  test("says that a name is not there", () => {
    expect(ask("no.taprest.fr", "A")).toMatchObject({
      rcode: 3,
      authoritative: true,
      answers: [],
      authorities: ["SOA"],
    });
    expect(ask("wild.taprest.fr", "A")).toMatchObject({ rcode: 0, answers: [] });
    expect(ask("a.home.taprest.fr", "A").rcode).toBe(3);
  });

  test("refuses names of others, and does not chase into them", () => {
    for (const name of ["example.org", "taprest.freeboxos.fr", "xtaprest.fr", "fr"])
      expect(ask(name, "A")).toMatchObject({ rcode: 5, authoritative: false, answers: [], authorities: [] });
    expect(ask("taprest.fr", "A", "ns1.freeboxos.fr").rcode).toBe(5);
  });

  test("gives everything at a name to who asks for anything", () => {
    const [server] = dnsServers;
    const zones = server === undefined ? [] : zonesOf(world(), server);
    const { answers } = lookUp(linkIn(zones), "mixed.taprest.fr", "ANY");
    expect(lines(answers)).toEqual(["CNAME elsewhere.example 3600", "TXT beside 3600"]);
  });

  test("gives up on a loop of names", () => {
    expect(ask("loop.taprest.fr", "A").answers).toHaveLength(9);
  });

  test("repeats the letters of the question, its id and its RD bit", () => {
    const { answer } = ask("HoMe.TAPREST.fr.", "A", "ns103.ovh.net", world(), { flags: 0x100, id: 99 });
    expect(answer).toMatchObject({ id: 99, answers: [{ name: "HoMe.TAPREST.fr." }] });
    expect((answer.flags ?? 0) & 0x100).toBe(0x100);
  });

  test("serves what is deployed, not what is stored", () => {
    const on = world();
    for (const zone of on.zones.values()) zone.stored = [];
    expect(ask("home.taprest.fr", "CNAME", "dns103.ovh.net", on).answers).toHaveLength(1);
  });

  test("serves a zone only where the zone says", () => {
    const on = world();
    for (const zone of on.zones.values()) zone.nameServers = ["dns103.ovh.net"];
    expect(ask("taprest.fr", "A", "ns103.ovh.net", on).rcode).toBe(5);
  });
});

describe("odd messages", () => {
  test.each([
    ["another opcode", { flags: 0x2800 }, 4],
    ["no question", { questions: [] }, 1],
    [
      "two questions",
      {
        questions: [
          { name: "a", type: "A" },
          { name: "b", type: "A" },
        ],
      },
      1,
    ],
    ["another class", { questions: [{ name: "taprest.fr", type: "TXT", class: "CH" }] }, 5],
  ] as const)("%s", (_what, extra, rcode) => {
    const message = {
      ...extra,
      questions: "questions" in extra ? [...extra.questions] : [{ name: "a", type: "A" as const }],
    };
    expect(ask("taprest.fr", "A", "dns103.ovh.net", world(), message)).toMatchObject({ rcode, answers: [] });
  });
});

describe("names of the box", () => {
  test("lead to the address the ISP knows, once they are active", () => {
    const on = createWorld({ staticNameDelayReads: 1 });
    const automatic = on.domains[0]?.id ?? "";
    on.domains.push({ id: "taprest.freeboxos.fr", type: "custom", owner: "user", certs: {}, hiddenReads: 1 });
    const box = (name: string) => ask(name, "A", "ns1.freeboxos.fr", on);
    expect(box("taprest.freeboxos.fr").rcode).toBe(3);
    expect(box(automatic).answers).toEqual(["A 82.64.81.205 60"]);
    for (const domain of on.domains) domain.hiddenReads = 0;
    on.line.ipv4 = "82.64.99.99";
    expect(box("taprest.freeboxos.fr").answers).toEqual(["A 82.64.81.205 60"]);
    on.namedAddress = on.line.ipv4;
    expect(box("taprest.freeboxos.fr").answers).toEqual(["A 82.64.99.99 60"]);
    expect(box("taprest.freeboxos.fr").authoritative).toBe(true);
  });
});

test("the names of the box have an AAAA when asked to, which is the box's own", () => {
  const on = createWorld({ staticNameIpv6: true, domains: [{ id: "taprest.freeboxos.fr" }] });
  const box = (type: RecordType) => ask("taprest.freeboxos.fr", type, "ns1.freeboxos.fr", on);
  expect(box("AAAA").answers).toEqual([`AAAA ${on.line.ipv6} 60`]);
  expect(box("A").answers).toEqual(["A 82.64.81.205 60"]);
  on.staticNameIpv6 = false;
  expect(box("AAAA")).toMatchObject({ rcode: 0, answers: [], authorities: ["SOA"] });
});

describe("the AD bit", () => {
  interface Asked {
    readonly server?: string;
    readonly isSigned?: boolean;
  }
  const proven = (name: string, extra: Packet, options: Asked): boolean => {
    const on = createWorld({
      dnssec: options.isSigned ?? true,
      records: seeds,
      domains: [{ id: "taprest.freeboxos.fr" }],
    });
    const { answer } = ask(name, "A", options.server ?? "resolver", on, extra);
    return ((answer.flags ?? 0) & AUTHENTIC_DATA) !== 0;
  };
  const opt = { type: "OPT" as const, name: ".", udpPayloadSize: 1232, extendedRcode: 0, ednsVersion: 0, options: [] };
  const withDo: Packet = { additionals: [{ ...opt, flags: DNSSEC_OK, flag_do: true }] };
  const withAd: Packet = { flags: AUTHENTIC_DATA };

  test.each<[string, string, Packet, Asked, boolean]>([
    ["a name of a signed zone", "taprest.fr", withAd, {}, true],
    ["the same, by DO", "taprest.fr", withDo, {}, true],
    ["a name that is not there", "no.taprest.fr", withAd, {}, true],
    ["who asks for neither", "taprest.fr", {}, {}, false],
    ["who speaks EDNS without DO", "taprest.fr", { additionals: [{ ...opt, flags: 0, flag_do: false }] }, {}, false],
    ["a zone that is not signed", "taprest.fr", withAd, { isSigned: false }, false],
    ["a chain that leaves the signed zone", "home.taprest.fr", withAd, {}, false],
    ["a zone of others", "ns103.ovh.net", withDo, {}, false],
    ["an authoritative server", "taprest.fr", withAd, { server: "ns103.ovh.net" }, false],
  ])("for %s", (_what, name, extra, options, expected) => {
    expect(proven(name, extra, options)).toBe(expected);
  });

  test("the DO bit comes back as it was sent", () => {
    expect(ask("taprest.fr", "A", "resolver", world(), withDo).answer.additionals).toMatchObject([
      { type: "OPT", flag_do: true, flags: DNSSEC_OK },
    ]);
  });

  test("waits until DNSSEC is on", () => {
    const on = world();
    const zone = on.zones.get("taprest.fr");
    if (zone === undefined) throw new Error("there is no zone");
    const flags = () => (ask("taprest.fr", "A", "resolver", on, withAd).answer.flags ?? 0) & AUTHENTIC_DATA;
    zone.chapters.dnssec = "enableInProgress";
    expect(flags()).toBe(0);
    zone.chapters.dnssec = "enabled";
    expect(flags()).toBe(AUTHENTIC_DATA);
  });
});

describe("the resolver", () => {
  test("follows names across zones, and is not authoritative", () => {
    expect(ask("home.taprest.fr", "A", "resolver")).toMatchObject({
      rcode: 0,
      authoritative: false,
      recursion: true,
      answers: ["CNAME taprest.freeboxos.fr 60", "A 82.64.81.205 60"],
    });
  });

  test("knows where every server is", () => {
    for (const { name, address, serves } of dnsServers.filter((server) => server.serves !== "recursive"))
      expect(ask(name, "A", "resolver").answers, String(serves)).toEqual([`A ${address} 86400`]);
    expect(ask("freeboxos.fr", "NS", "resolver").answers).toEqual(["NS ns1.freeboxos.fr 86400"]);
    expect(ask("taprest.fr", "NS", "resolver").answers).toHaveLength(2);
  });

  test("says that the rest of the world is not there", () => {
    expect(ask("example.org", "A", "resolver")).toMatchObject({ rcode: 3, answers: [], authorities: ["SOA"] });
    expect(ask("mixed.taprest.fr", "A", "resolver")).toMatchObject({
      rcode: 3,
      answers: ["CNAME elsewhere.example 3600"],
    });
  });

  test.each([
    ["fr", "."],
    ["deep.below.taprest.fr", "taprest.fr"],
    ["below.taprest.fr", "taprest.fr"],
    ["taprest.freeboxos.fr", "freeboxos.fr"],
    ["dns103.ovh.net", "ovh.net"],
  ])("knows that %s is no zone, and which it is in: %s", (name, zone) => {
    const { rcode, answers, answer } = ask(name, "NS", "resolver");
    expect({ rcode, answers }).toEqual({ rcode: 0, answers: [] });
    expect(answer.authorities).toMatchObject([{ type: "SOA", name: zone }]);
  });

  test("follows the CNAME of a name whose NS are asked for", () => {
    const { rcode, answers, answer } = ask("home.taprest.fr", "NS", "resolver");
    expect({ rcode, answers }).toEqual({ rcode: 0, answers: ["CNAME taprest.freeboxos.fr 60"] });
    expect(answer.authorities).toMatchObject([{ type: "SOA", name: "freeboxos.fr" }]);
  });
});

test("without any zone everything is refused", () => {
  expect(lookUp(linkIn([]), "a.b", "A")).toEqual({ rcode: 5, answers: [], authorities: [], isSigned: false });
});
