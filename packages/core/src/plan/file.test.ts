import { describe, expect, it } from "vitest";
import { home, record, rule } from "../../test/sample.ts";
import { FormatError, journalOf, parseJournal, parsePlanFile, type Plan, planFileOf, type Step } from "../index.ts";
import { spelled } from "../spelled.ts";
import { staleness } from "./file.ts";

const create: Step = { id: "forward/ssh/tcp/7654", target: "router", verb: "create", needs: [], after: rule() };
const change: Step = {
  id: "record/home.taprest.fr/CNAME/update/1",
  target: "zone:taprest.fr",
  verb: "update",
  needs: [],
  before: record({ value: "old." }),
  after: record(),
};
const publish: Step = {
  id: "publish/taprest.fr",
  target: "zone:taprest.fr",
  verb: "publish",
  zone: "taprest.fr",
  needs: [change.id],
};
const waiting: Step = {
  id: "static-name/taprest.freeboxos.fr/active",
  target: "router",
  verb: "await",
  condition: { code: "static-name-active", name: "taprest.freeboxos.fr" },
  needs: [],
};
const gone: Step = { id: "lease/x/remove", target: "router", verb: "remove", needs: [], before: rule() };
const planOf = (...steps: readonly Step[]): Plan => ({
  version: 1,
  home: "taprest",
  steps,
  origins: { [create.id]: ["forwards", "ssh"] },
  notes: [],
  blocked: [],
});
const agreed = planOf(create, change, waiting, publish);

describe("an agreed plan", () => {
  it.each<[string, Plan]>([
    ["that still is what would be done", agreed],
    ["of which some is done: a killed run left the rest", planOf({ ...publish, needs: [] })],
    ["of which all is done", planOf()],
    ["whose things have other keys now", planOf({ ...change, before: record({ value: "old.", ref: "9" }) })],
    ["whose steps are called otherwise", planOf({ ...create, id: "forward/ssh/tcp/7654/2" })],
  ])("%s may be done", (_title, now) => {
    expect(staleness(agreed, now)).toEqual([]);
  });

  it.each<[string, Plan, string]>([
    ["another value stands there now", planOf({ ...change, before: record({ value: "third." }) }), change.id],
    ["another value is due", planOf({ ...change, after: record({ value: "third." }) }), change.id],
    [
      "something stands where nothing did",
      planOf({ ...create, verb: "update", before: rule(), after: rule() }),
      create.id,
    ],
    ["something more is due", planOf(create, gone), gone.id],
    ["another zone is to be published", planOf({ ...publish, zone: "other.fr" }), publish.id],
    [
      "something else is to be awaited",
      planOf({ ...waiting, condition: { code: "static-name-active", name: "x.freeboxos.fr" } }),
      waiting.id,
    ],
  ])("is refused when %s", (_title, now, step) => {
    expect(staleness(agreed, now)).toEqual([
      {
        kind: "impossible",
        path: now.origins[step] ?? [],
        message: { code: "plan-stale", params: { step } },
      },
    ]);
  });

  it("is refused when something it saw cannot be read now, not when it could not be read then either", () => {
    const entry = { path: ["hosts", "octopi"], message: { code: "not-readable", params: {} } };
    const blind = { ...agreed, blocked: [entry] };
    expect(staleness(agreed, blind)).toEqual([
      { kind: "impossible", path: ["hosts", "octopi"], message: { code: "plan-stale", params: { step: "" } } },
    ]);
    expect(staleness(blind, blind)).toEqual([]);
  });

  it("is refused for another home, whatever it holds", () => {
    expect(staleness(agreed, { ...agreed, home: "other" })).toEqual([
      {
        kind: "impossible",
        path: ["home"],
        message: { code: "plan-of-another-home", params: { home: "taprest", asked: "other" } },
      },
    ]);
  });
});

it("equal values are spelled alike, whatever the order of their keys", () => {
  expect(spelled({ b: [1, { d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[1,{"d":1}]}');
  expect(spelled({ a: null, b: [1, { c: undefined, d: 1 }] })).toBe(spelled({ b: [1, { d: 1 }], a: null }));
});

const throughDisk = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const fault = (parse: () => unknown): FormatError => {
  try {
    parse();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("it was taken");
};
describe("what was kept in a file", () => {
  const desired = home({
    hosts: { octopi: { mac: ["b8:27:eb:12:34:56", "b8:27:eb:12:34:57"], ip: "192.168.1.30", user: "pi" } },
    forwards: { ssh: { wan: [7654, "8000-8002"], to: "octopi:22", from: "203.0.113.9", kind: "ssh" } },
    names: { "home.taprest.fr": "router", "www.taprest.fr": { txt: "hello", absent: { a: true }, ttl: 600 } },
  });
  const everything = {
    ...planOf(create, change, gone, waiting, publish),
    notes: [
      { message: { code: "undeclared", params: { names: ["a"], count: 1, sure: true, what: "x" } }, path: ["a", 0] },
    ],
    blocked: [
      {
        path: [],
        message: { code: "not-readable", params: {} },
        failure: { kind: "forbidden" as const, operation: "GET /x", message: "no", right: "settings", queryId: "q" },
      },
    ],
  };

  it("comes back as it was", () => {
    const file = planFileOf(desired, ["take-over"], everything);
    expect(parsePlanFile(throughDisk(file))).toEqual(file);
    const journal = journalOf(desired, everything);
    expect(parseJournal(throughDisk(journal))).toEqual(journal);
  });

  const file = planFileOf(desired, [], everything);

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "not a plan file: the whole: Invalid input: expected object, received undefined"],
    ["a text", "plan", "not a plan file: the whole: Invalid input: expected object, received string"],
    [
      "another document",
      { version: 1 },
      "not a plan file: desired: Invalid input: expected object, received undefined",
    ],
    ["a newer one", { ...file, version: 2 }, "this plan file is of version 2, and version 1 is known here"],
    ["no version", { ...file, version: undefined }, "not a plan file: version: Invalid input: expected 1"],
    [
      "a hazard nobody knows",
      { ...file, allow: ["everything"] },
      expect.stringContaining("not a plan file: allow.0: Invalid option"),
    ],
    [
      "a port that is none",
      { ...file, plan: planOf({ ...create, after: rule({ lanPort: 70_000 }) }) },
      "not a plan file: plan.steps.0.after.lanPort: Too big: expected number to be <=65535",
    ],
    ["a word it does not know", { ...file, extra: 1 }, 'not a plan file: the whole: Unrecognized key: "extra"'],
  ])("%s is refused, with its place and never its value", (_title, input, message) => {
    const { message: said, remedy, name } = fault(() => parsePlanFile(input));
    expect([said, name]).toEqual([message, "FormatError"]);
    expect(remedy).not.toBe("");
  });

  it("a plan file is no journal, and the newer journal is named as one", () => {
    expect(fault(() => parseJournal(file)).message).toContain("not a journal");
    expect(fault(() => parseJournal({ ...journalOf(desired, everything), version: 9 }))).toMatchObject({
      message: "this journal is of version 9, and version 1 is known here",
      remedy: "use a newer porchlight",
    });
  });
});
