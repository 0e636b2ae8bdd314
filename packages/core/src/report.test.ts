import { describe, expect, it } from "vitest";
import { failure, home, lease, memoryHome, octopi, record, rule, unknown } from "../test/sample.ts";
import type { Item, Outcome, Step } from "./contracts.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import { type Proposal, propose, reconcile, type Round } from "./reconcile.ts";
import { planText, refusalsText, roundText } from "./report.ts";
import { failureText, itemText, stepOutcomeText, stepText } from "./report/steps.ts";

const create = (after: Item): Step => ({ id: "x", target: "router", verb: "create", after, needs: [] });

const lines = (outcome: Outcome, step: Step = create(lease())): string => stepOutcomeText({ step, outcome });

describe("items and steps", () => {
  const rows: readonly [Item, string][] = [
    [lease(), "lease        b8:27:eb:12:34:56 keeps 192.168.1.30"],
    [rule(), "redirection  WAN tcp 7654 -> 192.168.1.30 port 22"],
    [
      rule({ wanPorts: [7000, 7010], from: "203.0.113.9", enabled: false }),
      "redirection  WAN tcp 7000-7010 -> 192.168.1.30 port 22, from 203.0.113.9 only (disabled)",
    ],
    [{ kind: "static-name", name: "x.freeboxos.fr" }, "static name  x.freeboxos.fr"],
    [record(), "record       home.taprest.fr CNAME taprest.freeboxos.fr."],
    [
      record({ type: "TXT", value: '"a\u001b[31m"', ttlSeconds: 300 }),
      'record       home.taprest.fr TXT "a?[31m" (TTL 300 s)',
    ],
  ];
  it.each(rows)("%j", (item, text) => {
    expect(itemText(item)).toBe(text);
    expect(stepText(create(item))).toBe(`+ ${text}`);
  });

  it("each verb has its sign", () => {
    const base = { id: "x", target: "zone:taprest.fr", needs: [] };
    expect(stepText({ ...base, verb: "remove", before: record() })).toBe(
      "- record       home.taprest.fr CNAME taprest.freeboxos.fr.",
    );
    expect(stepText({ ...base, verb: "update", before: record({ value: "old." }), after: record() })).toBe(
      "~ record       home.taprest.fr CNAME taprest.freeboxos.fr.\n    was home.taprest.fr CNAME old.",
    );
    expect(stepText({ ...base, verb: "publish", zone: "taprest.fr" })).toBe(
      "^ publish      taprest.fr: all its pending edits go live, other people's too",
    );
    expect(stepText({ ...base, verb: "await", condition: { code: "static-name-active", name: "x.fr" } })).toBe(
      ". wait         until x.fr is active",
    );
  });

  it("an outcome is a line, and a second one says why not", () => {
    const head = "lease        b8:27:eb:12:34:56 keeps 192.168.1.30";
    expect(lines({ status: "done" })).toBe(`✓ + ${head}`);
    expect(lines({ status: "failed", failure })).toBe(`✗ + ${head}\n    failed: GET /lan/: no answer`);
    expect(lines({ status: "unconfirmed", failure })).toBe(
      `✗ + ${head}\n    sent, and it is not known whether it was done: GET /lan/: no answer`,
    );
    expect(lines({ status: "skipped", because: "stopped" })).toBe(`✗ + ${head}\n    not tried: stopped`);
    const wait: Step = {
      id: "x",
      target: "router",
      verb: "await",
      condition: { code: "static-name-active", name: "x.fr" },
      needs: [],
    };
    expect(lines({ status: "unconfirmed", failure }, wait)).toContain("not seen yet: GET /lan/");
  });

  it.each([
    ["lease/octopi", "the lease of octopi"],
    ["forward/ssh/tcp/7654", "redirection ssh (WAN tcp 7654)"],
    ["static-name/taprest.freeboxos.fr", "the static name taprest.freeboxos.fr"],
    ["static-name/taprest.freeboxos.fr/active", "the wait until taprest.freeboxos.fr is active"],
    ["record/home.taprest.fr/CNAME/create/1", "creating the CNAME record of home.taprest.fr"],
    ["record/home.taprest.fr/A/remove/2", "removing the A record of home.taprest.fr"],
    ["record/home.taprest.fr/A/update/1", "changing the A record of home.taprest.fr"],
    ["publish/taprest.fr", "the publish of taprest.fr"],
    ["made by hand", "made by hand"],
  ])("what comes first is said in words: %s", (because, words) => {
    expect(lines({ status: "skipped", because })).toMatch(
      new RegExp(`\\n {4}not tried: ${words.replace(/[()]/g, "\\$&")} comes first, and was not done$`),
    );
  });

  it("a failure says which right is missing and what to quote", () => {
    expect(failureText({ ...failure, right: "settings", queryId: "q-1" })).toBe(
      "GET /lan/: no answer (missing right: settings) [query q-1]",
    );
    expect(failureText({ ...failure, message: "a\r\nb" })).toBe("GET /lan/: a??b");
  });
});

const proposed = (made: ReturnType<typeof memoryHome>, change: Parameters<typeof home>[0] = {}): Promise<Proposal> =>
  propose(home(change), made.targets);

describe("a proposal", () => {
  it("golden", async () => {
    expect(planText(await proposed(memoryHome()))).toBe(
      [
        "Plan: 6 steps",
        "  octopi found on the LAN, MAC b8:27:eb:12:34:56: 192.168.1.30",
        "  + lease        b8:27:eb:12:34:56 keeps 192.168.1.30",
        "  + redirection  WAN tcp 7654 -> 192.168.1.30 port 22",
        "  + static name  taprest.freeboxos.fr",
        "  . wait         until taprest.freeboxos.fr is active",
        "  + record       home.taprest.fr CNAME taprest.freeboxos.fr.",
        "  ^ publish      taprest.fr: all its pending edits go live, other people's too",
      ].join("\n"),
    );
  });

  it("refused, with the place in the file", async () => {
    const text = planText(await proposed(memoryHome({ hosts: [] })), (path) => `line of ${path.join("/")}`);
    expect(text).toContain(
      "Refused, nothing was written:\n✗ line of hosts/octopi/mac: impossible: octopi (b8:27:eb:12:34:56) is not on the LAN",
    );
    expect(text).toMatch(/^Plan: 4 steps|^Plan: 2 steps/);
    const none = await proposed(memoryHome({ hosts: [] }), { router: { kind: "f" }, names: {} });
    expect(planText(none)).toMatch(/^Plan: none\n/);
  });

  it("hazards name their override", async () => {
    const { refusals } = await proposed(memoryHome({ hosts: [octopi] }, [record({ type: "A", value: "192.0.2.1" })]));
    expect(refusalsText(refusals)).toBe(
      "✗ names.home.taprest.fr: hazard take-over: home.taprest.fr now holds A 192.0.2.1, which would be replaced\n    -> if it is yours to change: --allow take-over, or allow: [take-over] on the entry",
    );
  });

  it("says what it could not judge, and what waits", async () => {
    const made = memoryHome({ hosts: [{ ...octopi, active: false }], leases: [lease()] });
    await reconcile(home(), made.targets, { clock: createFakeClock() });
    const done = await proposed(made);
    expect(planText(done)).toBe(
      "Plan: nothing to do\n  octopi found on the LAN, MAC b8:27:eb:12:34:56: 192.168.1.30 (not active now)",
    );
    const unasked = await propose(home(), { ...made.targets, reach: { served: () => Promise.resolve(unknown) } });
    expect(planText(unasked)).toMatch(
      /^Plan: unknown\n.*\ni what taprest\.fr's servers answer could not be asked: no answer\n {4}-> check/,
    );
    const blind = await propose(home(), { ...made.targets, zones: [] });
    expect(planText(blind)).toContain("? names.home.taprest.fr: zone taprest.fr could not be read: it was not read");
    expect(planText(blind)).toMatch(/^Plan: unknown/);
  });
});

const round = async (change: Partial<Round>): Promise<string> => {
  const { targets } = memoryHome();
  const real = await reconcile(home(), targets, { clock: createFakeClock() });
  return roundText({ ...real, ...change });
};

describe("a round", () => {
  const left = {
    version: 1,
    home: "x",
    origins: {},
    notes: [{ message: { code: "served-not-asked", params: { zone: "z", detail: "d" } } }],
    blocked: [],
    steps: [create(lease())],
  } as const;

  it("says what it ended in, and lists what is left", async () => {
    expect(await round({})).toBe(
      "Converged: 6 steps done; looked again: nothing left to do, every authoritative server serves it.",
    );
    expect(await round({ verdict: "unchanged", outcomes: [] })).toMatch(/^Nothing to do/);
    expect(await round({ verdict: "pending", waitedMs: 7512, left })).toMatch(
      /^Pending after 7\.5 s: .*\n {2}\+ lease .*\ni what z's servers/s,
    );
    const published: Step = { id: "p", target: "zone:z", verb: "publish", zone: "z", needs: [] };
    const sent = [create(lease()), published].map((step) => ({ step, outcome: { status: "done" } as const }));
    const unproved = { verdict: "pending", outcomes: sent, left: { ...left, steps: [] } } as const;
    expect(await round(unproved)).toMatch(
      /^Written and published, not proved: DNS cannot be asked from here\.\ni what z's servers/,
    );
    expect(await round({ ...unproved, outcomes: sent.slice(0, 1) })).toMatch(
      /^Written, not proved: DNS cannot be asked from here\.\n/,
    );
    expect(await round({ verdict: "diverged", left })).toMatch(/^Not converged.*\n {2}\+ lease/s);
    expect(await round({ verdict: "diverged", outcomes: [], left })).toMatch(/^Nothing was written\./);
    expect(await round({ verdict: "unknown", left })).toMatch(/^Unknown: .*nothing was written\./);
    expect(await round({ verdict: "converged", left })).not.toContain("lease");
    expect(await round({ outcomes: [{ step: create(lease()), outcome: { status: "done" } }] })).toContain(
      "1 step done",
    );
  });
});
