import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answer, known, look, record } from "../../test/sample.ts";
import type { DnsRecord, ServedAnswer, Step } from "../contracts.ts";
import type { Wanted, WantedRecords } from "../derive.ts";
import { planRecords } from "./records.ts";
import { servedStates } from "./served.ts";

const name = "home.taprest.fr";
const set = (
  wish: WantedRecords["wish"],
  type: string,
  values: readonly string[],
  change: Partial<WantedRecords> = {},
): WantedRecords => ({ name, zone: "taprest.fr", type, wish, values, path: ["names", wish, type], ...change });
const wantedOf = (records: readonly WantedRecords[]): Wanted => ({
  leases: [],
  forwards: [],
  records,
  absent: { leases: [], forwards: [] },
  unmet: [],
});
const of = (type: string, value: string, ref: string, ttlSeconds = 0): DnsRecord =>
  record({ type, value, ref, ttlSeconds });
const txt = (value: string, ref: string, ttlSeconds = 0): DnsRecord => of("TXT", value, ref, ttlSeconds);

/** Everything stored is served. */
const served = (records: readonly DnsRecord[]): readonly ServedAnswer[] =>
  ["A", "AAAA", "CNAME", "DNAME", "TXT", "MX"].map((type) =>
    answer(
      records.filter((one) => one.type === type),
      { type },
    ),
  );
const planned = (
  sets: readonly WantedRecords[],
  stored: readonly DnsRecord[],
  answers = served(stored),
): readonly Step[] =>
  planRecords(wantedOf(sets), look({ stored: known(stored), served: known(answers) })).steps.map(({ step }) => step);
const short = (id: string): string => id.replace(`record/${name}/`, "");
const brief = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) => {
    const records = [
      ...("before" in step && step.before.kind === "record" ? [step.before] : []),
      ...("after" in step && step.after.kind === "record" ? [step.after] : []),
    ].map(({ value, ttlSeconds, ref }) => `${value}@${ttlSeconds}#${ref ?? ""}`);
    const needs = step.verb === "publish" || step.needs.length === 0 ? "" : ` after ${step.needs.map(short).join(" ")}`;
    return `${short(step.id)}${records.length === 0 ? "" : `: ${records.join(" => ")}`}${needs}`;
  });
const publish = "publish/taprest.fr";

describe("records that share their type with others", () => {
  const rows: readonly [string, readonly WantedRecords[], readonly DnsRecord[], readonly string[]][] = [
    ["are there", [set("contains", "TXT", ['"a"'])], [txt('"a"', "1"), txt('"b"', "2")], []],
    [
      "are missing beside others",
      [set("contains", "TXT", ['"b"', '"a"'])],
      [txt('"x"', "1")],
      ['TXT/create/1: "a"@0#', 'TXT/create/2: "b"@0#', publish],
    ],
    [
      "are missing, with a TTL",
      [set("contains", "TXT", ['"a"'], { ttlSeconds: 600 })],
      [],
      ['TXT/create/1: "a"@600#', publish],
    ],
    [
      "have another TTL than declared: ours alone is changed",
      [set("contains", "TXT", ['"a"'], { ttlSeconds: 600 })],
      [txt('"a"', "1", 60), txt('"b"', "2", 60)],
      ['TXT/update/1: "a"@60#1 => "a"@600#1', publish],
    ],
    ["have a TTL that nobody declared", [set("contains", "TXT", ['"a"'])], [txt('"a"', "1", 60)], []],
    [
      "are there more than once: the oldest stays, others keep theirs",
      [set("contains", "TXT", ['"a"'])],
      [txt('"a"', "10"), txt('"a"', "9"), txt('"b"', "2"), txt('"b"', "3")],
      ['TXT/remove/1: "a"@0#10', publish],
    ],
    [
      "a second one is not rewritten into a missing one",
      [set("contains", "TXT", ['"a"', '"c"'])],
      [txt('"a"', "1"), txt('"a"', "2")],
      ['TXT/remove/1: "a"@0#2', 'TXT/create/1: "c"@0#', publish],
    ],
    [
      "stand beside addresses",
      [set("contains", "MX", ["1 mail.example."]), set("exact", "A", ["192.0.2.1"])],
      [of("A", "192.0.2.1", "1")],
      ["MX/create/1: 1 mail.example.@0#", publish],
    ],
    [
      "drive no CNAME away: that is refused",
      [set("contains", "TXT", ['"a"'])],
      [record()],
      ['TXT/create/1: "a"@0#', publish],
    ],
    [
      "come after a CNAME that is declared absent",
      [set("contains", "TXT", ['"a"']), set("absent", "CNAME", [])],
      [record()],
      ["CNAME/remove/1: taprest.freeboxos.fr.@0#5000", 'TXT/create/1: "a"@0# after CNAME/remove/1', publish],
    ],
    [
      "of two entries have ids of their own",
      [set("contains", "TXT", ['"b"']), set("contains", "TXT", ['"a"'], { path: ["x"] })],
      [],
      ['TXT/create/1: "b"@0#', 'TXT/create/2: "a"@0#', publish],
    ],
  ];
  it.each(rows)("%s", (_title, sets, stored, expected) => {
    expect(brief(planned(sets, stored))).toEqual(expected);
    expect(brief(planned(sets.toReversed(), stored.toReversed()))).toEqual(expected);
  });
});

const pathsOf = (sets: readonly WantedRecords[], stored: readonly DnsRecord[]): readonly string[] =>
  planRecords(wantedOf(sets), look({ stored: known(stored) })).steps.map(({ path }) => path.join("."));

describe("records declared absent", () => {
  const one = of("A", "192.0.2.1", "1");
  const two = of("A", "192.0.2.2", "2");
  const rows: readonly [string, readonly WantedRecords[], readonly DnsRecord[], readonly string[]][] = [
    ["were never there", [set("absent", "A", ["192.0.2.1"])], [], []],
    ["are of another value", [set("absent", "A", ["192.0.2.9"])], [one], []],
    ["are of another type", [set("absent", "AAAA", [])], [one], []],
    ["are of another name", [set("absent", "A", [], { name: "x.taprest.fr" })], [one], []],
    ["go by value", [set("absent", "A", ["192.0.2.1"])], [one, two], ["A/remove/1: 192.0.2.1@0#1", publish]],
    [
      "go by value, each copy",
      [set("absent", "TXT", ['"a"'])],
      [txt('"a"', "1"), txt('"a"', "2")],
      ['TXT/remove/1: "a"@0#1', 'TXT/remove/2: "a"@0#2', publish],
    ],
    [
      "go by type",
      [set("absent", "A", [])],
      [one, two, txt('"a"', "3")],
      ["A/remove/1: 192.0.2.1@0#1", "A/remove/2: 192.0.2.2@0#2", publish],
    ],
    [
      "go whatever their TTL",
      [set("absent", "A", ["192.0.2.1"], { ttlSeconds: 300 })],
      [of("A", "192.0.2.1", "1", 60)],
      ["A/remove/1: 192.0.2.1@60#1", publish],
    ],
    [
      "stay where the same value is wanted",
      [set("absent", "TXT", []), set("contains", "TXT", ['"a"'])],
      [txt('"a"', "1"), txt('"b"', "2")],
      ['TXT/remove/1: "b"@0#2', publish],
    ],
    [
      "make way for a CNAME, once",
      [set("absent", "A", ["192.0.2.1"]), set("exact", "CNAME", ["x.example."])],
      [one],
      ["A/remove/1: 192.0.2.1@0#1", "CNAME/create/1: x.example.@0# after A/remove/1", publish],
    ],
    [
      "make way for a CNAME, of any type",
      [set("absent", "TXT", []), set("exact", "CNAME", ["x.example."])],
      [txt('"a"', "1")],
      ['TXT/remove/1: "a"@0#1', "CNAME/create/1: x.example.@0# after TXT/remove/1", publish],
    ],
    [
      "are rewritten by an exact set",
      [set("absent", "A", ["192.0.2.1"]), set("exact", "A", ["192.0.2.9"])],
      [one],
      ["A/update/1: 192.0.2.1@0#1 => 192.0.2.9@0#1", publish],
    ],
    [
      "go once beside an exact set",
      [set("absent", "A", ["192.0.2.2"]), set("exact", "A", ["192.0.2.1"])],
      [one, two],
      ["A/remove/1: 192.0.2.2@0#2", publish],
    ],
    [
      "CNAMEs make way for a DNAME",
      [set("exact", "DNAME", ["x.example."])],
      [record()],
      ["CNAME/remove/1: taprest.freeboxos.fr.@0#5000", "DNAME/create/1: x.example.@0# after CNAME/remove/1", publish],
    ],
  ];
  it.each(rows)("%s", (_title, sets, stored, expected) => {
    expect(brief(planned(sets, stored))).toEqual(expected);
    expect(brief(planned(sets.toReversed(), stored.toReversed()))).toEqual(expected);
  });

  it("answer for what goes with their own place in the file", () => {
    const cname = set("exact", "CNAME", ["x.example."]);
    expect(pathsOf([cname, set("absent", "A", ["192.0.2.1"])], [one, two])).toEqual([
      "names.absent.A",
      "names.exact.CNAME",
      "names.exact.CNAME",
      "names.absent.A",
    ]);
    expect(pathsOf([cname, set("absent", "A", [])], [one])[0]).toBe("names.exact.CNAME");
  });

  it("do not wait for a static name", () => {
    const wanted = { ...wantedOf([set("absent", "CNAME", ["taprest.freeboxos.fr."])]) };
    const item = { kind: "static-name" as const, name: "taprest.freeboxos.fr" };
    const named = { ...wanted, staticName: { item, name: item.name, path: [] } };
    const { steps } = planRecords(named, look(), "active");
    expect(steps.map(({ step }) => step.needs)).toEqual([[], [`record/${name}/CNAME/remove/1`]]);
  });
});

const states = (
  wanted: WantedRecords,
  stored: readonly DnsRecord[],
  ...answers: readonly (readonly DnsRecord[])[]
): readonly string[] =>
  servedStates(
    [wanted],
    stored,
    answers.map((records) => answer(records, { type: wanted.type })),
  ).map(({ state }) => state);

describe("what is served of such sets", () => {
  const a = txt('"a"', "1", 60);
  const b = txt('"b"', "2", 60);
  const contains = set("contains", "TXT", ['"a"']);
  const absent = set("absent", "TXT", ['"a"']);
  it.each([
    ["all of it", contains, [a, b], [[a, b]], "served"],
    ["ours without a sibling", contains, [a, b], [[a]], "served"],
    ["ours and a sibling that went", contains, [a], [[a, b]], "served"],
    ["a sibling only", contains, [a, b], [[b]], "differs"],
    ["ours by one server of two", contains, [a], [[a], []], "differs"],
    ["ours with another TTL", contains, [a], [[txt('"a"', "1", 5)]], "served"],
    ["ours with another TTL than declared", { ...contains, ttlSeconds: 60 }, [a], [[txt('"a"', "1", 5)]], "differs"],
    ["ours with the declared TTL", { ...contains, ttlSeconds: 60 }, [a, b], [[a, txt('"b"', "2", 5)]], "served"],
    ["an absent one no more", absent, [b], [[b]], "served"],
    ["an absent one that never was", absent, [], [[]], "served"],
    ["an absent one still", absent, [b], [[a, b]], "differs"],
    ["an absent one still, whatever its TTL", { ...absent, ttlSeconds: 5 }, [], [[a]], "differs"],
    ["an absent type still", set("absent", "TXT", []), [], [[b]], "differs"],
    ["an absent type no more", set("absent", "TXT", []), [], [[]], "served"],
    ["an absent type, but for what is kept", set("absent", "TXT", []), [b], [[b]], "served"],
    ["another type in place of an absent one", set("absent", "TXT", []), [], [[of("CNAME", "x.", "9")]], "served"],
    ["one value too many of an exact set", set("exact", "TXT", ['"a"']), [a], [[a, b]], "differs"],
    ["one value too few of an exact set", set("exact", "TXT", ['"a"', '"b"']), [a, b], [[a]], "differs"],
  ] as const)("%s", (_title, wanted, stored, answers, expected) => {
    expect(states(wanted, stored, ...answers)).toEqual([expected]);
  });

  it("a publish heals what was removed and is still served", () => {
    expect(brief(planned([absent], [], [answer([a], { type: "TXT" })]))).toEqual([publish]);
    expect(brief(planned([absent], [], [answer([], { type: "TXT" })]))).toEqual([]);
  });
});

const anyValue = fc.constantFrom("1", "2", "3");
const anySet = fc
  .record({
    wish: fc.constantFrom("exact" as const, "contains" as const, "absent" as const),
    type: fc.constantFrom("A", "TXT", "MX", "CNAME"),
    values: fc.uniqueArray(anyValue, { maxLength: 3 }),
    ttlSeconds: fc.constantFrom(undefined, 300),
  })
  .filter(({ wish, values }) => wish === "absent" || values.length > 0)
  .map(({ wish, type, values, ttlSeconds }) => set(wish, type, values, ttlSeconds === undefined ? {} : { ttlSeconds }));
/** A file may wish for nothing beside a CNAME. */
const anySets = fc
  .uniqueArray(anySet, { maxLength: 4, selector: ({ wish, type }) => `${wish === "absent" ? "-" : "+"}${type}` })
  .filter((sets) => {
    const wishes = sets.filter(({ wish }) => wish !== "absent");
    return wishes.length < 2 || wishes.every(({ type }) => type !== "CNAME");
  });
const anyRecord = fc.record({
  type: fc.constantFrom("A", "TXT", "MX", "CNAME"),
  value: anyValue,
  ttlSeconds: fc.constantFrom(0, 300),
});

describe("whatever is wished and whatever stands there", () => {
  it("does not depend on any order, touches a record once, leaves siblings, and is done at once", () => {
    fc.assert(
      fc.property(anySets, fc.array(anyRecord, { maxLength: 8 }), (sets, records) => {
        const stored = records.map((one, index) => record({ ...one, ref: String(index) }));
        const steps = planned(sets, stored);
        expect(planned(sets.toReversed(), stored.toReversed())).toEqual(steps);
        expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
        let held: readonly DnsRecord[] = stored;
        for (const step of steps) {
          if (step.verb === "publish" || step.verb === "await") continue;
          if (step.verb !== "create") {
            const { before } = step;
            expect(held.filter((one) => one === before)).toHaveLength(1);
            held = held.filter((one) => one !== before);
          }
          if (step.verb !== "remove" && step.after.kind === "record") held = [...held, step.after];
        }
        const types = new Set(sets.map(({ type }) => type));
        const isLoose = (one: DnsRecord): boolean => !types.has(one.type) && !["A", "CNAME"].includes(one.type);
        expect(held.filter(isLoose)).toEqual(stored.filter(isLoose));
        for (const { wish, type, values } of sets.filter(({ wish: kind }) => kind !== "absent")) {
          const left = held.filter((one) => one.type === type).map(({ value }) => value);
          expect(left).toEqual(expect.arrayContaining([...values]));
          if (wish === "exact") expect(left.toSorted()).toEqual([...values].toSorted());
        }
      }),
      { numRuns: 500 },
    );
  });
});
