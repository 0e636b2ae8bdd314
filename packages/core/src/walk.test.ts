import { describe, expect, it } from "vitest";
import { answer, facets, fingerprint, known, unknown } from "../test/sample.ts";
import {
  address,
  all,
  atHome,
  changed,
  expected,
  hostKey,
  led,
  machine,
  no,
  ok,
  refused,
  type Seen,
  served,
  type Wish,
} from "../test/walk-sample.ts";
import { type Expectation, type LinkName, linkNames, type Measurements } from "./walk/links.ts";
import { sentenceOfLink } from "./report/sentences-links.ts";
import { walk } from "./walk.ts";

describe("a key that nobody pinned", () => {
  it("is unknown: any machine could have shown it", () => {
    const { hostKey: _hostKey, ...unpinned } = expected;
    expect(walk(unpinned, all)).toMatchObject({ verdict: "unknown" });
    expect(walk(unpinned, all).links.find((link) => link.name === "host-key")).toMatchObject({
      status: "unknown",
      message: { code: "host-key-not-pinned", params: { fingerprint } },
    });
  });
});

const asked = (wish: Expectation, seen: Measurements): readonly LinkName[] =>
  walk(wish, seen).links.flatMap(({ name, status }) => (status === "not-asked" ? [] : [name]));

describe("a whole walk", () => {
  it("holds when every link does", () => {
    const seen = walk(expected, all);
    expect(seen).toMatchObject({ name: "home.taprest.fr", verdict: "ok", virtual: false });
    expect(seen).not.toHaveProperty("broken");
    expect(seen.links.map(({ name }) => name)).toEqual(linkNames);
  });

  it("names the first broken link, in the order a visitor meets them", () => {
    const breaks: readonly [LinkName, Seen][] = [
      ["machine", { machine: ok({ ...machine, hasRoute: false }) }],
      ["credentials", { stored: refused() }],
      ["line", atHome({ line: known({ ...facets.line, up: false }) })],
      ["forward", atHome({ forwards: known([]) })],
      ["static-name", { staticName: known([address("192.0.2.9")]) }],
      ["stored", { stored: known([]) }],
      ["served", served(answer([]))],
      ["chain", led()],
      ["agreement", led("192.0.2.9")],
      ["tcp", { tcp: no("refused") }],
      ["ssh", { hostKey: no("closed") }],
      ["host-key", { hostKey: ok({ ...hostKey, fingerprint: "SHA256:other" }) }],
      ["tunnel", { tunnel: no("closed") }],
    ];
    for (const [index, [name]] of breaks.entries()) {
      // The first of those that speak of one thing counts: a later one must not mend it.
      const from = breaks.slice(index).reduceRight<Measurements>((seen, [, change]) => changed(seen, change), all);
      expect(walk(expected, from)).toMatchObject({ verdict: "broken", broken: name });
    }
  });

  it("broken counts more than unknown, and unknown more than ok", () => {
    expect(walk(expected, { ...all, served: unknown, tunnel: no("closed") })).toMatchObject({
      verdict: "broken",
      broken: "tunnel",
    });
    expect(walk(expected, { ...all, served: unknown })).toMatchObject({ verdict: "unknown" });
  });

  it("leaves what was not measured, or not expected, as not asked", () => {
    const { tcp: _tcp, hostKey: _hostKey, tunnel: _tunnel, ...stopped } = all;
    expect(linkNames.filter((name) => !asked(expected, stopped).includes(name))).toEqual([
      "tcp",
      "ssh",
      "host-key",
      "tunnel",
    ]);
    expect(asked({ name: "x" }, all)).toEqual([
      "machine",
      "credentials",
      "router",
      "line",
      "served",
      "resolvers",
      "chain",
      "agreement",
      "ssh",
      "host-key",
    ]);
  });

  it("compares no address of a name that leads elsewhere", () => {
    const elsewhere = { ...expected, leadsHome: false };
    const seen = walk(elsewhere, changed(all, led("213.186.33.5")));
    expect(seen.verdict).toBe("ok");
    expect(seen.links.find((link) => link.name === "agreement")?.status).toBe("not-asked");
    const nowhere = walk(elsewhere, changed(all, led()));
    const link = nowhere.links.find(({ name }) => name === "chain");
    expect(link?.message.code).toBe("no-address-elsewhere");
    expect(link && sentenceOfLink(link.message).remedy).not.toMatch(/static name/);
  });

  it("carries the ports that nobody can ask", () => {
    expect(walk({ ...expected, udpPorts: [51_820] }, all)).toMatchObject({ verdict: "ok", udpPorts: [51_820] });
    expect(walk(expected, all)).not.toHaveProperty("udpPorts");
  });

  it("that asked nothing proves nothing", () => {
    expect(walk(expected, { vantage: "outside", virtual: true })).toMatchObject({ verdict: "unknown", virtual: true });
    const { vantage, virtual, router } = all;
    expect(
      walk({ name: "x", leadsHome: false }, { vantage, virtual, machine: ok(machine), ...(router && { router }) }),
    ).toMatchObject({
      verdict: "unknown",
    });
  });
});

describe("visitors over IPv6", () => {
  const six = "2a01:e0a:1:2::1";
  const both = led("82.64.1.2", six);
  const rows: readonly [string, Seen, readonly string[], Wish?][] = [
    ["have no address to try", {}, []],
    ["get in", { ...both, tcp6: ok({ address: six, port: 7654 }) }, []],
    ["reach the router", { ...both, ...atHome({ line: known({ ...facets.line, ipv6: six }) }) }, ["ipv6-at-router"]],
    ["are let in nowhere", { ...both, tcp6: no("refused") }, ["ipv6-unserved"]],
    ["cannot be tried from here", both, ["ipv6-not-tried"]],
    ["are promised no port", both, [], { port: undefined }],
    ["are led elsewhere, which is nobody's here to judge", both, [], { leadsHome: false }],
  ];
  it.each(rows)("%s", (_title, change, codes, wish = {}) => {
    const seen = walk(changed(expected, wish), changed(all, change));
    expect(seen.notes.map(({ code }) => code)).toEqual(codes);
    expect(seen.verdict, "a note breaks nothing").not.toBe("broken");
    for (const note of seen.notes) expect(sentenceOfLink(note)).toMatchObject({ remedy: expect.stringMatching(/./) });
  });
});
