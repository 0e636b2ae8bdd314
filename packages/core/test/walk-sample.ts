/** One walk where all is well, to be changed piece by piece, and rows of what becomes of one link of it. */
import { describe, expect, it } from "vitest";
import type { Failure, Reading, RouterReading, ServedAnswer } from "../src/contracts.ts";
import { sentenceOfLink } from "../src/report/sentences-links.ts";
import type { Expectation, Link, LinkName, Measurements, Probe, ProbeFailure } from "../src/walk/links.ts";
import { walk } from "../src/walk.ts";
import { answer, facets, fingerprint, known, octopi, record, rule } from "./sample.ts";

export const expected: Expectation = {
  name: "home.taprest.fr",
  zone: "taprest.fr",
  record: { type: "CNAME", value: "taprest.freeboxos.fr." },
  staticName: "taprest.freeboxos.fr",
  forward: { host: "octopi", lanPort: 22, address: "192.168.1.30" },
  port: 7654,
  ssh: true,
  hostKey: fingerprint,
  tunnel: { name: "octoprint", to: { host: "localhost", port: 80 }, expect: "octoprint" },
};

export const ok = <T>(value: T): Probe<T> => ({ ok: true, ms: 5, value });
export const no = (
  reason: ProbeFailure,
): { readonly ok: false; readonly ms: number; readonly reason: ProbeFailure; readonly message: string } => ({
  ok: false,
  ms: 7,
  reason,
  message: `it was ${reason}`,
});

export const chain = {
  resolver: "192.0.2.53",
  rcode: "NOERROR",
  hops: ["home.taprest.fr", "taprest.freeboxos.fr"],
  addresses: ["82.64.1.2"],
} as const;
export const hostKey = { fingerprint, algorithm: "ssh-ed25519", banner: "SSH-2.0-OpenSSH" } as const;
export const machine = { time: "2026-11-23T12:00:00.000Z", hasRoute: true } as const;
export const lan = { address: "192.168.1.30", port: 22 } as const;

const router: RouterReading = {
  line: known(facets.line),
  hosts: known([octopi]),
  forwards: known([rule()]),
  staticNames: known(facets.staticNames),
};

/** Keys that are undefined are left out. */
export type Changed<T> = { readonly [K in keyof T]?: T[K] | undefined };
export type Seen = Changed<Measurements>;
export type Wish = Changed<Expectation>;

/** A whole without the keys that were changed to undefined. */
export const changed = <T extends object>(whole: T, change: Changed<T>): T => {
  const result = { ...whole, ...change };
  for (const [key, value] of Object.entries(change)) if (value === undefined) Reflect.deleteProperty(result, key);
  return result;
};

export const atHome = (change: RouterReading): Seen => ({ router: { ...router, ...change } });
export const address = (value: string, name = "taprest.freeboxos.fr"): ServedAnswer =>
  answer([record({ name, type: "A", value })], { name, type: "A" });
/** With what is stored unread: what the zone does not hold would be said there. */
export const served = (...answers: readonly ServedAnswer[]): Seen => ({ served: known(answers), stored: undefined });
export const led = (...addresses: string[]): Seen => ({ resolvers: [ok({ ...chain, addresses })] });

const refusal: Failure = { kind: "auth", operation: "POST /login/session/", message: "invalid_token" };
export const refused = (change: Partial<Failure> = {}): Reading<never> => ({
  known: false,
  failure: { ...refusal, ...change },
});

/** Everything measured, and everything well. */
export const all: Measurements = {
  machine: ok(machine),
  router,
  stored: known([record()]),
  staticName: known([address("82.64.1.2")]),
  served: known([answer([record()]), answer([record()], { server: "ns2.example", ms: 9 })]),
  resolvers: [ok(chain)],
  tcp: ok({ address: "82.64.1.2", port: 7654 }),
  hostKey: ok(hostKey),
  tunnel: ok({ httpStatus: 200, title: "OctoPrint" }),
  vantage: "outside",
  virtual: false,
};

const linkOf = (name: LinkName, change: Seen, wish: Wish): Link => {
  const found = walk(changed(expected, wish), changed(all, change)).links.find((link) => link.name === name);
  if (found === undefined) throw new Error(`no link ${name}`);
  return found;
};
const brief = (link: Link): string =>
  [link.status, link.message.code, link.vantage, link.ms].filter((part) => part !== undefined).join(" ");

/** What was changed in the measurements, "status code vantage ms" of the link then, and what else was expected. */
export type Row = readonly [title: string, change: Seen, verdict: string, wish?: Wish];

/** One test a row; every code it meets has a sentence. */
export const judged = (name: LinkName, rows: readonly Row[]): void => {
  describe(name, () => {
    const whole = rows.map(([title, change, verdict, wish = {}]) => [title, change, verdict, wish] as const);
    it.each(whole)("%s", (_title, change, verdict, wish) => {
      const link = linkOf(name, change, wish);
      expect(brief(link)).toBe(verdict);
      const { text, remedy = "" } = sentenceOfLink(link.message);
      expect(text).not.toContain(link.message.code === "not-asked" ? "{" : `${link.message.code} {`);
      expect(`${text} ${remedy}`).not.toMatch(/undefined|\[object|NaN/);
      if (link.status === "broken") expect(remedy, "a broken link has a remedy").not.toBe("");
    });
  });
};
