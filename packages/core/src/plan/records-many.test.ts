import { describe, expect, it } from "vitest";
import { answer, home, known, look, record } from "../../test/sample.ts";
import type { DnsRecord, ServedAnswer } from "../contracts.ts";
import { derive, type Wanted, type WantedRecords } from "../derive.ts";
import type { HomeInput } from "../home/file.ts";
import type { Planned } from "../plan.ts";
import { planRecords } from "./records.ts";

type Names = NonNullable<HomeInput["names"]>;
const planned = (
  names: Names,
  stored: readonly DnsRecord[],
  served: readonly ServedAnswer[] = [],
  activation?: string,
): Planned => {
  const observed = look({ stored: known(stored), served: known(served) });
  return planRecords(derive(home({ names }), observed), observed, activation);
};
const idsOf = ({ steps }: Planned): readonly string[] =>
  steps.map(({ step: { id, needs, verb } }) =>
    verb === "publish" || needs.length === 0 ? id : `${id} after ${needs.join(" ")}`,
  );
const notesOf = ({ notes }: Planned): readonly unknown[] =>
  notes.map(({ message: { code, params } }) => [code, params["servers"]]);

const name = "home.taprest.fr";
const www = record({ name: "www.taprest.fr", ref: "2" });
const publish = "publish/taprest.fr";

describe("two names, all stored", () => {
  const names = { [name]: "router", "www.taprest.fr": "router" } as const;
  const both = [record(), www];
  const seen = answer([record()]);
  const doubted = answer([www], { name: www.name, server: "ns2.example", authoritative: false });
  const rows: readonly [string, readonly ServedAnswer[], readonly string[], readonly unknown[]][] = [
    ["both served", [seen, answer([www], { name: www.name })], [], []],
    ["one served and one not: published", [seen, answer([], { name: www.name })], [publish], []],
    [
      "one served, of the other no server knows: only who did not know is named",
      [seen, doubted],
      [],
      [["served-not-authoritative", ["ns2.example"]]],
    ],
    [
      "one not served, of the other no server knows: published and said",
      [answer([]), doubted],
      [publish],
      [["served-not-authoritative", ["ns2.example"]]],
    ],
  ];
  it.each(rows)("%s", (_title, served, steps, notes) => {
    const plan = planned(names, both, served);
    expect(idsOf(plan)).toEqual(steps);
    expect(notesOf(plan)).toEqual(notes);
  });
});

const a = (value: string): DnsRecord => record({ type: "A", value });

describe("one value that is declared absent, and is", () => {
  const names = { [name]: { absent: { a: "192.0.2.9" } } } as const;
  const rows: readonly [string, readonly DnsRecord[], readonly string[]][] = [
    ["others edited what stands beside it: that is theirs to publish", [a("192.0.2.5")], []],
    ["it is served still: published", [a("192.0.2.1"), a("192.0.2.9")], [publish]],
  ];
  it.each(rows)("%s", (_title, served, steps) => {
    expect(idsOf(planned(names, [a("192.0.2.1")], [answer(served, { type: "A" })]))).toEqual(steps);
  });
});

describe("the order of steps", () => {
  const names: Names = {
    "b.taprest.fr": { a: "192.0.2.1", aaaa: "2001:db8::1" },
    "a.taprest.fr": { txt: ["x"], aaaa: "2001:db8::1" },
    "c.taprest.fr": { cname: "x.example." },
  };
  const steps = [
    "record/a.taprest.fr/AAAA/create/1",
    "record/a.taprest.fr/TXT/create/1",
    "record/b.taprest.fr/A/create/1",
    "record/b.taprest.fr/AAAA/create/1",
    "record/c.taprest.fr/CNAME/create/1",
    publish,
  ];
  it("is by name, then by type, however the file has them", () => {
    expect(idsOf(planned(names, []))).toEqual(steps);
    const turned = Object.fromEntries(
      Object.entries(names)
        .toReversed()
        .map(([key, entry]) => [
          key,
          typeof entry === "string" ? entry : Object.fromEntries(Object.entries(entry).toReversed()),
        ]),
    );
    expect(idsOf(planned(turned, []))).toEqual(steps);
  });
});

const gone = (stored: readonly DnsRecord[]): readonly number[] =>
  planned({ [name]: { a: "192.0.2.1" } }, stored).steps.flatMap(({ step }) =>
    step.verb === "remove" && step.before.kind === "record" ? [step.before.ttlSeconds] : [],
  );

describe("duplicates in a zone that gives no keys", () => {
  it("are told apart by their TTL, however they are listed", () => {
    const { ref: _ref, ...bare } = record({ type: "A", value: "192.0.2.1" });
    const held = [300, 60, 3600].map((ttlSeconds): DnsRecord => ({ ...bare, ttlSeconds }));
    expect(gone(held)).toEqual([300, 3600]);
    expect(gone(held.toReversed())).toEqual([300, 3600]);
  });
});

describe("what has nothing to do with each other", () => {
  const text = record({ type: "TXT", value: '"old"', ref: "9" });
  const oldName = record({ type: "DNAME", value: "old.example.", ref: "8" });
  it("does not wait: an address for a text that goes, a text for an address", () => {
    expect(idsOf(planned({ [name]: { a: "192.0.2.1", absent: { txt: ["old"] } } }, [text]))).toEqual([
      `record/${name}/TXT/remove/1`,
      `record/${name}/A/create/1`,
      publish,
    ]);
  });

  it("waits: a CNAME for whatever goes at its name, and whatever comes for a CNAME that goes", () => {
    expect(idsOf(planned({ [name]: { cname: "x.example.", absent: { txt: ["old"] } } }, [text]))).toEqual([
      `record/${name}/TXT/remove/1`,
      `record/${name}/CNAME/create/1 after record/${name}/TXT/remove/1`,
      publish,
    ]);
    expect(idsOf(planned({ [name]: { aaaa: "2001:db8::1" } }, [record({ value: "old.example." })]))).toEqual([
      `record/${name}/CNAME/remove/1`,
      `record/${name}/AAAA/create/1 after record/${name}/CNAME/remove/1`,
      publish,
    ]);
    expect(idsOf(planned({ [name]: { dname: "x.example." } }, [record({ value: "old.example." })]))).toEqual([
      `record/${name}/CNAME/remove/1`,
      `record/${name}/DNAME/create/1 after record/${name}/CNAME/remove/1`,
      publish,
    ]);
    expect(idsOf(planned({ [name]: { txt: ["new"], absent: { dname: true } } }, [oldName]))).toEqual([
      `record/${name}/DNAME/remove/1`,
      `record/${name}/TXT/create/1`,
      publish,
    ]);
  });

  it("does not wait for the static name: a DNAME or a name server of that name", () => {
    expect(idsOf(planned({ [name]: { dname: "taprest.freeboxos.fr" } }, [], [], "active"))[0]).toBe(
      `record/${name}/DNAME/create/1`,
    );
    expect(idsOf(planned({ "lab.taprest.fr": { ns: "taprest.freeboxos.fr." } }, [], [], "active"))[0]).toBe(
      "record/lab.taprest.fr/NS/create/1",
    );
  });
});

const declaredBy = (path: string): WantedRecords => ({
  name,
  zone: "taprest.fr",
  type: "TXT",
  wish: "contains",
  values: ['"a"'],
  path: [path],
});

describe("one text that two entries declare", () => {
  const wanted: Wanted = {
    leases: [],
    forwards: [],
    records: [declaredBy("one"), declaredBy("other")],
    absent: { leases: [], forwards: [] },
    unmet: [],
  };
  it("loses its duplicate once", () => {
    const text = record({ type: "TXT", value: '"a"', ref: "1" });
    const observed = look({ stored: known([text, { ...text, ref: "2" }]), served: known([]) });
    expect(planRecords(wanted, observed).steps.map(({ step, path }) => [step.id, path])).toEqual([
      [`record/${name}/TXT/remove/1`, ["one"]],
      [publish, ["one"]],
    ]);
  });
});
