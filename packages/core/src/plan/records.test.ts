import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answer, failure, home, known, look, type ObservedChange, record, unknown } from "../../test/sample.ts";
import type { DnsRecord, ServedAnswer, Step } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { HomeInput, NameInput } from "../home/file.ts";
import type { Planned } from "../plan.ts";
import { planRecords } from "./records.ts";

const name = "home.taprest.fr";
const planned = (
  entry: NameInput | undefined,
  seen: ObservedChange,
  activation?: string,
  change: Partial<HomeInput> = {},
): Planned => {
  const observed = look(seen);
  return planRecords(
    derive(home({ ...(entry === undefined ? {} : { names: { [name]: entry } }), ...change }), observed),
    observed,
    activation,
  );
};

const short = (id: string): string => id.replace(`record/${name}/`, "");

const text = ({ value, ttlSeconds }: DnsRecord): string => `${value}${ttlSeconds === 0 ? "" : `@${ttlSeconds}`}`;

/** A step in few words: its id without the name, values, and what it waits for. */
const brief = (step: Step): string => {
  const needs = step.needs.length === 0 ? "" : ` after ${step.needs.map(short).join(" ")}`;
  const values = [
    ...("before" in step && step.before.kind === "record" ? [text(step.before)] : []),
    ...("after" in step && step.after.kind === "record" ? [text(step.after)] : []),
  ];
  return [short(step.id), values.join(" => ")].filter((part) => part !== "").join(": ") + needs;
};

const a = (value: string, ref: string, more: Partial<DnsRecord> = {}): DnsRecord =>
  record({ type: "A", value, ref, ...more });
const stored = (...records: readonly DnsRecord[]): ObservedChange => ({
  stored: known(records),
  served: known(["A", "AAAA", "CNAME"].map((type) => answer(records, { type }))),
});
const publish = (...needs: string[]): string =>
  `publish/taprest.fr${needs.length === 0 ? "" : ` after ${needs.join(" ")}`}`;

const removedOf = (...records: DnsRecord[]): (string | undefined)[] =>
  planned({ a: "192.0.2.1" }, stored(...records)).steps.flatMap(({ step }) =>
    step.verb === "remove" && step.before.kind === "record" ? [step.before.ref] : [],
  );

describe("records as exact sets", () => {
  const rows: readonly [string, NameInput, ObservedChange, readonly string[]][] = [
    ["stored and served", "router", stored(record()), []],
    ["nothing yet", "router", stored(), ["CNAME/create/1: taprest.freeboxos.fr.", publish("CNAME/create/1")]],
    [
      "a CNAME to elsewhere: in place",
      "router",
      stored(record({ value: "old.example." })),
      ["CNAME/update/1: old.example. => taprest.freeboxos.fr.", publish("CNAME/update/1")],
    ],
    [
      "a CNAME where addresses are: they go first",
      "router",
      stored(a("192.0.2.1", "7"), a("2001:db8::1", "8", { type: "AAAA" })),
      [
        "A/remove/1: 192.0.2.1",
        "AAAA/remove/1: 2001:db8::1",
        "CNAME/create/1: taprest.freeboxos.fr. after A/remove/1 AAAA/remove/1",
        publish("A/remove/1", "AAAA/remove/1", "CNAME/create/1"),
      ],
    ],
    [
      "a CNAME beside text: not this stage's to refuse",
      "router",
      stored(record({ type: "TXT", value: '"x"' })),
      ["CNAME/create/1: taprest.freeboxos.fr.", publish("CNAME/create/1")],
    ],
    [
      "addresses of both kinds where a CNAME is: it goes once",
      { a: "192.0.2.1", aaaa: "2001:db8::1" },
      stored(record({ value: "old.example." })),
      [
        "CNAME/remove/1: old.example.",
        "A/create/1: 192.0.2.1 after CNAME/remove/1",
        "AAAA/create/1: 2001:db8::1 after CNAME/remove/1",
        publish("CNAME/remove/1", "A/create/1", "AAAA/create/1"),
      ],
    ],
    [
      "an address beside a DNAME: that is allowed",
      { a: "192.0.2.1" },
      stored(a("192.0.2.1", "1"), record({ type: "DNAME", value: "x." })),
      [],
    ],
    [
      "a CNAME where a DNAME is",
      "router",
      stored(record({ type: "DNAME", value: "x." })),
      [
        "DNAME/remove/1: x.",
        "CNAME/create/1: taprest.freeboxos.fr. after DNAME/remove/1",
        publish("DNAME/remove/1", "CNAME/create/1"),
      ],
    ],
    [
      "another address: in place",
      { a: "192.0.2.1" },
      stored(a("192.0.2.9", "1")),
      ["A/update/1: 192.0.2.9 => 192.0.2.1", publish("A/update/1")],
    ],
    [
      "an address too many",
      { a: "192.0.2.1" },
      stored(a("192.0.2.1", "1"), a("192.0.2.9", "2")),
      ["A/remove/1: 192.0.2.9", publish("A/remove/1")],
    ],
    [
      "an address too few",
      { a: ["192.0.2.2", "192.0.2.1"] },
      stored(a("192.0.2.1", "1")),
      ["A/create/1: 192.0.2.2", publish("A/create/1")],
    ],
    [
      "half the set differs",
      { a: ["192.0.2.1", "192.0.2.2", "192.0.2.3"] },
      stored(a("192.0.2.1", "1"), a("192.0.2.9", "2")),
      ["A/update/1: 192.0.2.9 => 192.0.2.2", "A/create/1: 192.0.2.3", publish("A/update/1", "A/create/1")],
    ],
    [
      "duplicates: the oldest stays, by number",
      { a: "192.0.2.1" },
      stored(a("192.0.2.1", "10"), a("192.0.2.1", "9"), a("192.0.2.1", "100")),
      ["A/remove/1: 192.0.2.1", "A/remove/2: 192.0.2.1", publish("A/remove/1", "A/remove/2")],
    ],
    [
      "a TTL declared: in place",
      { a: "192.0.2.1", ttl: 300 },
      stored(a("192.0.2.1", "1", { ttlSeconds: 3600 })),
      ["A/update/1: 192.0.2.1@3600 => 192.0.2.1@300", publish("A/update/1")],
    ],
    [
      "a TTL declared for a new record",
      { a: "192.0.2.1", ttl: 300 },
      stored(),
      ["A/create/1: 192.0.2.1@300", publish("A/create/1")],
    ],
    ["a TTL not declared: left alone", { a: "192.0.2.1" }, stored(a("192.0.2.1", "1", { ttlSeconds: 3600 })), []],
    [
      "a TTL not declared, the value differs: kept",
      { a: "192.0.2.1" },
      stored(a("192.0.2.9", "1", { ttlSeconds: 3600 })),
      ["A/update/1: 192.0.2.9@3600 => 192.0.2.1@3600", publish("A/update/1")],
    ],
    [
      "another name and other types are nobody's business",
      "router",
      stored(record(), record({ name: "www.taprest.fr", type: "A", value: "192.0.2.1" })),
      [],
    ],
  ];
  it.each(rows)("%s", (_title, entry, seen, steps) => {
    expect(planned(entry, seen).steps.map(({ step }) => brief(step))).toEqual(steps);
  });

  it("keeps the oldest duplicate, also when keys are not numbers", () => {
    expect(removedOf(a("192.0.2.1", "10"), a("192.0.2.1", "9"))).toEqual(["10"]);
    expect(removedOf(a("192.0.2.1", "rec-10"), a("192.0.2.1", "rec-9"))).toEqual(["rec-10"]);
  });

  it("a CNAME to a name not yet active waits, and so does what makes room for it", () => {
    const waiting = planned("router", stored(a("192.0.2.1", "7")), "active");
    expect(waiting.steps.map(({ step }) => brief(step)).slice(0, 2)).toEqual([
      "A/remove/1: 192.0.2.1 after active",
      "CNAME/create/1: taprest.freeboxos.fr. after A/remove/1 active",
    ]);
    const changed = planned("router", stored(record({ value: "old.example." })), "active");
    expect(changed.steps.map(({ step }) => brief(step))[0]).toBe(
      "CNAME/update/1: old.example. => taprest.freeboxos.fr. after active",
    );
  });

  it("anything else does not wait for the static name", () => {
    expect(planned({ cname: "other.example" }, stored(), "active").steps[0]?.step.needs).toEqual([]);
    expect(planned({ cname: "router", ttl: 300 }, stored(record()), "active").steps[0]?.step.needs).toEqual([]);
    expect(planned({ a: "192.0.2.1" }, stored(), "active").steps[0]?.step.needs).toEqual([]);
  });

  it("goes zone by zone, each with its own publish", () => {
    const zones = { "taprest.fr": { kind: "ovh" }, "lab.taprest.fr": { kind: "ovh" } };
    const observed = {
      ...look(stored()),
      zones: {
        "taprest.fr": { stored: known([]), served: unknown },
        "lab.taprest.fr": { stored: known([]), served: unknown },
      },
    };
    const wanted = derive(
      home({ zones, names: { "b.taprest.fr": "router", "c.lab.taprest.fr": "router", "a.taprest.fr": "router" } }),
      observed,
    );
    expect(planRecords(wanted, observed).steps.map(({ step, path }) => `${step.id} ${path.join(".")}`)).toEqual([
      "record/c.lab.taprest.fr/CNAME/create/1 names.c.lab.taprest.fr",
      "publish/lab.taprest.fr names.c.lab.taprest.fr",
      "record/a.taprest.fr/CNAME/create/1 names.a.taprest.fr",
      "record/b.taprest.fr/CNAME/create/1 names.b.taprest.fr",
      "publish/taprest.fr names.a.taprest.fr",
    ]);
  });
});

const served = (...answers: readonly ServedAnswer[]): ObservedChange => ({ served: known(answers) });

describe("what is stored and what is served", () => {
  const here = record();
  const elsewhere = answer([], { server: "ns2.example" });
  const rows: readonly [string, NameInput, ObservedChange, readonly string[], readonly string[]][] = [
    ["served by all", "router", served(answer([here]), answer([here], { server: "ns2.example" })), [], []],
    ["served by none: a crash before the refresh", "router", served(answer([]), elsewhere), [publish()], []],
    ["served by some", "router", served(answer([here]), elsewhere), [publish()], []],
    ["another value served", "router", served(answer([record({ value: "old.example." })])), [publish()], []],
    ["of another type", "router", served(answer([record({ type: "A", value: "192.0.2.1" })])), [publish()], []],
    [
      "a name that does not exist any more, with authority",
      "router",
      served(answer([], { rcode: "NXDOMAIN" })),
      [publish()],
      [],
    ],
    [
      "one answer without authority is no evidence",
      "router",
      served(answer([here]), { ...elsewhere, authoritative: false }),
      [],
      ["served-not-authoritative ns2.example"],
    ],
    [
      "all answers without authority",
      "router",
      served(answer([here], { authoritative: false })),
      [],
      ["served-not-authoritative ns1.example"],
    ],
    [
      "no evidence from one, and another says no",
      "router",
      served(answer([]), { ...elsewhere, authoritative: false }),
      [publish()],
      [],
    ],
    [
      "a server that fails",
      "router",
      served(answer([here]), { ...elsewhere, rcode: "SERVFAIL" }),
      [],
      ["served-not-authoritative ns2.example"],
    ],
    [
      "a server that refuses",
      "router",
      served({ ...elsewhere, rcode: "REFUSED" }),
      [],
      ["served-not-authoritative ns2.example"],
    ],
    ["no answer at all", "router", served(), [], ["served-not-authoritative "]],
    ["answers to another question", "router", served(answer([here], { type: "A" })), [], ["served-not-authoritative "]],
    ["not to be asked", "router", { served: unknown }, [], ["served-not-asked no answer"]],
    [
      "an old TTL, when one is declared",
      { cname: "router", ttl: 300 },
      { stored: known([record({ ttlSeconds: 300 })]), ...served(answer([record({ ttlSeconds: 3600 })])) },
      [publish()],
      [],
    ],
    ["another TTL, when none is declared", "router", served(answer([record({ ttlSeconds: 3600 })])), [], []],
    [
      "to be written, and not asked",
      "router",
      { stored: known([]), served: unknown },
      ["CNAME/create/1: taprest.freeboxos.fr.", publish("CNAME/create/1")],
      ["served-not-asked no answer"],
    ],
  ];
  it.each(rows)("%s", (_title, entry, seen, steps, notes) => {
    const { steps: found, notes: said } = planned(entry, seen);
    expect(found.map(({ step }) => brief(step))).toEqual(steps);
    expect(
      said.map(({ message: { code, params } }) => `${code} ${String(params["detail"] ?? params["servers"])}`),
    ).toEqual(notes);
  });

  it("plans nothing of a zone that was not read", () => {
    const wanted = derive(home(), look());
    expect(planRecords(wanted, { router: {}, zones: {} })).toEqual({ steps: [], notes: [] });
    expect(planRecords(wanted, look({ stored: unknown }))).toEqual({ steps: [], notes: [] });
    const { served: _served, ...without } = look().zones["taprest.fr"] ?? {};
    const observed = {
      ...look(),
      zones: { "taprest.fr": { stored: known([record()]), served: { known: false, failure } as const, ...without } },
    };
    expect(planRecords(wanted, observed).notes[0]?.message.code).toBe("served-not-asked");
  });
});

describe("whatever stands at the name", () => {
  const anyRecord = fc.record({
    type: fc.constantFrom("A", "AAAA", "CNAME", "DNAME", "TXT", "MX"),
    value: fc.constantFrom("192.0.2.1", "192.0.2.2", "2001:db8::1", "taprest.freeboxos.fr.", "x.example."),
    ttlSeconds: fc.constantFrom(0, 300, 3600),
    name: fc.constantFrom(name, "www.taprest.fr"),
  });
  const anyStored = fc
    .array(anyRecord, { maxLength: 8 })
    .map((records) => records.map((one, index) => record({ ...one, ref: String(index + 1) })));
  const anyEntry = fc.oneof(
    fc.constant<NameInput>("router"),
    fc.record({
      a: fc.uniqueArray(fc.constantFrom("192.0.2.1", "192.0.2.2", "192.0.2.3"), { minLength: 1 }),
      ttl: fc.constantFrom(300, 3600),
    }),
    fc.record({ a: fc.constant("192.0.2.1"), aaaa: fc.constant("2001:db8::1") }),
  );

  it("a plan carried out leaves the exact sets, touches nothing else, and does not depend on the order", () => {
    fc.assert(
      fc.property(anyStored, anyEntry, (records, entry) => {
        const { steps } = planned(entry, stored(...records));
        expect(planned(entry, stored(...records.toReversed())).steps.map(({ step }) => step)).toEqual(
          steps.map(({ step }) => step),
        );
        let held = [...records];
        const ids = new Set<string>();
        for (const { step } of steps) {
          expect(ids.has(step.id)).toBe(false);
          for (const need of step.needs) expect(ids.has(need), `${step.id} before ${need}`).toBe(true);
          ids.add(step.id);
          if (step.verb !== "create" && step.verb !== "update" && step.verb !== "remove") continue;
          if (step.verb !== "create") {
            expect(held).toContain(step.before);
            expect(step.before).toMatchObject({ name });
            held = held.filter((one) => one !== step.before);
          }
          if (step.verb !== "remove" && step.after.kind === "record") held.push(step.after);
        }
        const wanted = derive(home({ names: { [name]: entry } }), look());
        for (const set of wanted.records) {
          const values = held.filter((one) => one.name === name && one.type === set.type).map((one) => one.value);
          expect(values.toSorted()).toEqual(set.values.toSorted());
        }
        const foreign = (list: readonly DnsRecord[]): readonly DnsRecord[] =>
          list.filter((one) => one.name !== name || ["TXT", "MX"].includes(one.type));
        expect(foreign(held)).toEqual(foreign(records));
        expect(planned(entry, stored(...held)).steps).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
