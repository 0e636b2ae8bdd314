import { describe, expect, it } from "vitest";
import { answer, fingerprint, known, record, unknown } from "../test/sample.ts";
import type { ServedAnswer } from "./contracts.ts";
import {
  type Expectation,
  type Link,
  type LinkName,
  linkNames,
  type Measurements,
  type Probe,
  type ProbeFailure,
} from "./walk/links.ts";
import { sentenceOfLink } from "./report/sentences-links.ts";
import { walk } from "./walk.ts";

const expected: Expectation = {
  name: "home.taprest.fr",
  zone: "taprest.fr",
  record: { type: "CNAME", value: "taprest.freeboxos.fr." },
  port: 7654,
  hostKey: fingerprint,
  tunnel: { name: "octoprint", to: { host: "localhost", port: 80 }, expect: "octoprint" },
};
const ok = <T>(value: T): Probe<T> => ({ ok: true, ms: 5, value });
const no = (
  reason: ProbeFailure,
): { readonly ok: false; readonly ms: number; readonly reason: ProbeFailure; readonly message: string } => ({
  ok: false,
  ms: 7,
  reason,
  message: `it was ${reason}`,
});
const chain = {
  resolver: "192.0.2.53",
  rcode: "NOERROR",
  hops: ["home.taprest.fr", "taprest.freeboxos.fr"],
  addresses: ["82.64.1.2"],
};
const hostKey = { fingerprint, algorithm: "ssh-ed25519", banner: "SSH-2.0-OpenSSH" };
const line = { up: true, ipv4: "82.64.1.2", portRange: [0, 65_535] } as const;
const all: Measurements = {
  served: known([answer([record()]), answer([record()], { server: "ns2.example", ms: 9 })]),
  chain: ok(chain),
  line: known(line),
  tcp: ok({ address: "82.64.1.2", port: 7654 }),
  hostKey: ok(hostKey),
  tunnel: ok({ httpStatus: 200, title: "OctoPrint" }),
  vantage: "outside",
  virtual: false,
};

const linkOf = (name: LinkName, change: Partial<Measurements>, wish: Partial<Expectation> = {}): Link => {
  const found = walk({ ...expected, ...wish }, { ...all, ...change }).links.find((link) => link.name === name);
  if (found === undefined) throw new Error(`no link ${name}`);
  return found;
};
const brief = (link: Link): string =>
  [link.status, link.message.code, link.vantage, link.ms].filter((part) => part !== undefined).join(" ");

type Row = readonly [string, Partial<Measurements>, string, Partial<Expectation>?];
const judged = (name: LinkName, rows: readonly Row[]): void => {
  describe(name, () => {
    const whole = rows.map(([title, change, verdict, wish = {}]) => [title, change, verdict, wish] as const);
    it.each(whole)("%s", (_title, change, verdict, wish) => {
      const link = linkOf(name, change, wish);
      expect(brief(link)).toBe(verdict);
      const { text, remedy = "" } = sentenceOfLink(link.message);
      expect(text).not.toContain(link.message.code === "not-asked" ? "{" : `${link.message.code} {`);
      expect(`${text} ${remedy}`).not.toMatch(/undefined|\[object|NaN/);
    });
  });
};
const served = (...answers: readonly ServedAnswer[]): Partial<Measurements> => ({ served: known(answers) });
const ns2 = { server: "ns2.example" };
const noRecord: Partial<Expectation> = { record: { type: "A", value: "82.64.1.2" } };

judged("served", [
  ["by every server", {}, "ok served outside 9"],
  ["not to be asked", { served: unknown }, "unknown served-unknown outside"],
  ["no answer at all", served(), "unknown served-unknown outside"],
  [
    "without authority",
    served(answer([record()], { authoritative: false })),
    "unknown served-not-authoritative outside 3",
  ],
  [
    "one of two without authority",
    served(answer([record()]), answer([], { ...ns2, authoritative: false })),
    "unknown served-not-authoritative outside 3",
  ],
  [
    "a server that fails",
    served(answer([record()]), answer([], { ...ns2, rcode: "SERVFAIL" })),
    "unknown served-refused outside 3",
  ],
  ["by one of two", served(answer([record()]), answer([], ns2)), "broken served-in-part outside 3"],
  ["by none", served(answer([]), answer([], ns2)), "broken not-served outside 3"],
  [
    "one of two values",
    served(answer([record({ type: "A", value: "192.0.2.1" })])),
    "broken served-differs outside 3",
    { record: { type: "A", value: "192.0.2.1", besides: ["192.0.2.2"] } },
  ],
  [
    "both of two values",
    served(answer([record({ type: "A", value: "192.0.2.2" }), record({ type: "A", value: "192.0.2.1" })])),
    "ok served outside 3",
    { record: { type: "A", value: "192.0.2.1", besides: ["192.0.2.2"] } },
  ],
  ["another value", served(answer([record({ value: "old.example." })])), "broken served-differs outside 3"],
  ["another type", served(answer([record()])), "broken served-differs outside 3", noRecord],
  [
    "one of several addresses",
    served(answer(["192.0.2.1", "82.64.1.2"].map((value) => record({ type: "A", value })))),
    "ok served outside 3",
    noRecord,
  ],
]);
judged("chain", [
  ["to an address", {}, "ok chain outside 5"],
  ["no resolver answers", { chain: no("timeout") }, "unknown chain-unknown outside 7"],
  [
    "the name does not exist",
    { chain: ok({ ...chain, rcode: "NXDOMAIN", hops: ["home.taprest.fr"], addresses: [] }) },
    "broken no-address outside 5",
  ],
  ["the end has no address", { chain: ok({ ...chain, addresses: [] }) }, "broken no-address outside 5"],
  ["no hop at all", { chain: ok({ ...chain, hops: [], addresses: [] }) }, "broken no-address outside 5"],
  [
    "the resolver fails",
    { chain: ok({ ...chain, rcode: "SERVFAIL", addresses: [] }) },
    "unknown chain-refused outside 5",
  ],
]);
judged("agreement", [
  ["the router's own address", {}, "ok addresses-agree inside"],
  ["the router unread", { line: unknown }, "unknown router-unknown inside"],
  ["the line down", { line: known({ up: false, portRange: [0, 65_535] }) }, "broken line-down inside"],
  ["another address", { chain: ok({ ...chain, addresses: ["192.0.2.1"] }) }, "broken address-differs inside"],
  [
    "another address beside",
    { chain: ok({ ...chain, addresses: ["82.64.1.2", "192.0.2.1"] }) },
    "broken address-differs inside",
  ],
  [
    "the machine's own IPv6 beside",
    { chain: ok({ ...chain, addresses: ["82.64.1.2", "2001:db8::30"] }) },
    "ok addresses-agree inside",
  ],
  [
    "only an IPv6 address, not the router's",
    { chain: ok({ ...chain, addresses: ["2001:db8::30"] }) },
    "unknown only-ipv6 inside",
  ],
  [
    "only the router's IPv6 address",
    { chain: ok({ ...chain, addresses: ["2001:db8::1"] }), line: known({ ...line, ipv6: "2001:db8::1" }) },
    "ok addresses-agree inside",
  ],
  ["no address: the chain has said so", { chain: ok({ ...chain, addresses: [] }) }, "not-asked not-asked"],
  ["no chain", { chain: no("timeout") }, "not-asked not-asked"],
]);
judged("tcp", [
  ["answers from outside", {}, "ok tcp outside 5"],
  ["answers from inside", { vantage: "inside" }, "ok tcp hairpin 5"],
  ["refused from outside", { tcp: no("refused") }, "broken tcp-refused outside 7"],
  [
    "refused from inside proves nothing",
    { tcp: no("refused"), vantage: "inside" },
    "unknown hairpin-refused hairpin 7",
  ],
  ["silent from inside", { tcp: no("timeout"), vantage: "inside" }, "unknown hairpin-refused hairpin 7"],
  ["silent from outside proves nothing either", { tcp: no("timeout") }, "unknown tcp-timeout outside 7"],
  ["no way there", { tcp: no("unreachable") }, "unknown tcp-unreachable outside 7"],
]);
judged("host-key", [
  ["the pinned one", {}, "ok host-key outside 5"],
  ["another one", { hostKey: ok({ ...hostKey, fingerprint: "SHA256:other" }) }, "broken host-key-differs outside 5"],
  ["something else than SSH", { hostKey: no("not-understood") }, "broken not-ssh outside 7"],
  ["closed before a key", { hostKey: no("closed") }, "broken ssh-no-answer outside 7"],
  ["too slow", { hostKey: no("timeout") }, "unknown ssh-timeout outside 7"],
  ["refused from outside", { hostKey: no("refused") }, "broken tcp-refused outside 7"],
  ["refused from inside", { hostKey: no("refused"), vantage: "inside" }, "unknown hairpin-refused hairpin 7"],
  ["no way there", { hostKey: no("unreachable") }, "unknown tcp-unreachable outside 7"],
]);
judged("tunnel", [
  ["the service", {}, "ok tunnel outside 5"],
  ["another service", { tunnel: ok({ httpStatus: 200, title: "Router" }) }, "broken tunnel-other-service outside 5"],
  ["a page without title", { tunnel: ok({ httpStatus: 200 }) }, "broken tunnel-other-service outside 5"],
  [
    "any service will do",
    { tunnel: ok({ httpStatus: 404 }) },
    "ok tunnel outside 5",
    { tunnel: { name: "t", to: { host: "localhost", port: 80 } } },
  ],
  ["nothing to log in with", { tunnel: no("no-login") }, "unknown tunnel-no-login outside 7"],
  ["login refused", { tunnel: no("login-refused") }, "unknown tunnel-login-refused outside 7"],
  ["too slow", { tunnel: no("timeout") }, "unknown tunnel-timeout outside 7"],
  ["nothing there", { tunnel: no("refused") }, "broken tunnel-no-answer outside 7"],
  ["not a page", { tunnel: no("not-understood") }, "broken tunnel-no-answer outside 7"],
]);

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

describe("a whole walk", () => {
  it("holds when every link does", () => {
    const seen = walk(expected, all);
    expect(seen).toMatchObject({ name: "home.taprest.fr", verdict: "ok", virtual: false });
    expect(seen).not.toHaveProperty("broken");
    expect(seen.links.map(({ name }) => name)).toEqual(linkNames);
  });

  it("names the first broken link, in the order a visitor meets them", () => {
    const breaks: readonly [LinkName, Partial<Measurements>][] = [
      ["served", served(answer([]))],
      ["chain", { chain: ok({ ...chain, addresses: [] }) }],
      ["agreement", { line: known({ ...line, ipv4: "192.0.2.9" }) }],
      ["tcp", { tcp: no("refused") }],
      ["host-key", { hostKey: no("closed") }],
      ["tunnel", { tunnel: no("closed") }],
    ];
    for (const [index, [name]] of breaks.entries()) {
      const from = breaks.slice(index).reduce<Measurements>((seen, [, change]) => ({ ...seen, ...change }), all);
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
    expect(walk(expected, stopped).links.map(({ status }) => status)).toEqual([
      "ok",
      "ok",
      "ok",
      "not-asked",
      "not-asked",
      "not-asked",
    ]);
    expect(walk({ name: "x" }, all).links.map(({ status }) => status)).toEqual([
      "not-asked",
      "ok",
      "ok",
      "not-asked",
      "unknown",
      "not-asked",
    ]);
  });

  it("compares no address of a name that leads elsewhere", () => {
    const elsewhere = { ...expected, leadsHome: false };
    const seen = walk(elsewhere, { ...all, chain: ok({ ...chain, addresses: ["213.186.33.5"] }) });
    expect(seen.verdict).toBe("ok");
    expect(seen.links.find((link) => link.name === "agreement")?.status).toBe("not-asked");
    const nowhere = walk(elsewhere, { ...all, chain: ok({ ...chain, addresses: [] }) });
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
  });
});
