import { describe, expect, it } from "vitest";
import { answer, home, known, look, record, unknown } from "../../test/sample.ts";
import type { DnsRecord, Step } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { DesiredRecords } from "../desired.ts";
import type { HomeInput } from "../home/file.ts";
import { type Plan, plan } from "../plan.ts";
import { planDestroy } from "../plan/removal.ts";
import { cnameLoops, cnameLoopsOffline, danglingCnames } from "./names.ts";
import { safety } from "../safety.ts";

type Names = NonNullable<HomeInput["names"]>;
const at = (short: string, type: string, value: string, ref = "1"): DnsRecord =>
  record({ name: `${short}.taprest.fr`, type, value, ref });
const judged = (names: Names, stored: readonly DnsRecord[]): readonly string[] => {
  const desired = home({ names });
  const observed = look({ stored: known(stored), served: known([answer([])]) });
  const wanted = derive(desired, observed);
  return danglingCnames(desired, wanted, observed, plan("taprest", wanted, observed)).map(
    ({ path, message: { code, params } }) =>
      `${path.join(".")} ${code} ${String(params["name"])} -> ${String(params["target"])}`,
  );
};
const www = { cname: "home.taprest.fr." };
const nowhere = "names.www.taprest.fr.cname dangling-cname www.taprest.fr -> home.taprest.fr";

describe("a CNAME to a name of one of the file's zones", () => {
  const rows: readonly [string, Names, readonly DnsRecord[], readonly string[]][] = [
    ["that is declared", { "www.taprest.fr": www, "home.taprest.fr": { a: "192.0.2.1" } }, [], []],
    ["that is not declared, and so not read", { "www.taprest.fr": www }, [], []],
    ["elsewhere", { "www.taprest.fr": { cname: "x.example." }, "home.taprest.fr": { absent: { a: true } } }, [], []],
    ["where nothing is", { "www.taprest.fr": www, "home.taprest.fr": { absent: { txt: ["old"] } } }, [], [nowhere]],
    [
      "that holds something else that stays",
      { "www.taprest.fr": www, "home.taprest.fr": { absent: { txt: ["old"] } } },
      [at("home", "MX", "1 mail.")],
      [],
    ],
    [
      "whose last address goes",
      { "www.taprest.fr": www, "home.taprest.fr": { absent: { a: "192.0.2.1" } } },
      [at("home", "A", "192.0.2.1"), at("home", "TXT", '"x"')],
      ["names.home.taprest.fr.absent.a dangling-cname www.taprest.fr -> home.taprest.fr"],
    ],
    [
      "whose CNAME goes",
      { "www.taprest.fr": www, "home.taprest.fr": { absent: { cname: true } } },
      [at("home", "CNAME", "x.example.")],
      ["names.home.taprest.fr.absent.cname dangling-cname www.taprest.fr -> home.taprest.fr"],
    ],
    [
      "one of whose addresses goes",
      { "www.taprest.fr": www, "home.taprest.fr": { absent: { a: "192.0.2.1" } } },
      [at("home", "A", "192.0.2.1"), at("home", "AAAA", "2001:db8::1", "2")],
      [],
    ],
    [
      "whose text goes",
      { "www.taprest.fr": www, "home.taprest.fr": { absent: { txt: ["x"] } } },
      [at("home", "A", "192.0.2.1"), at("home", "TXT", '"x"', "2")],
      [],
    ],
    [
      "whose address is replaced",
      { "www.taprest.fr": www, "home.taprest.fr": { a: "192.0.2.2" } },
      [at("home", "A", "192.0.2.1")],
      [],
    ],
  ];
  it.each(rows)("%s", (_title, names, stored, expected) => {
    expect(judged(names, stored)).toEqual(expected);
  });

  it("goes itself with all the rest", () => {
    const desired = home({ names: { "www.taprest.fr": www, "home.taprest.fr": { a: "192.0.2.1" } } });
    const stored = [at("home", "A", "192.0.2.1"), at("www", "CNAME", "home.taprest.fr.", "2")];
    const observed = look({ stored: known(stored) });
    const wanted = derive(desired, observed);
    const destroyed = planDestroy(desired, wanted, observed, { releaseName: false });
    expect(destroyed.steps.filter(({ verb }) => verb === "remove")).toHaveLength(4);
    expect(danglingCnames(desired, wanted, observed, destroyed)).toEqual([]);
  });

  it("is unknown where the zone was not read", () => {
    const desired = home({ names: { "www.taprest.fr": www, "home.taprest.fr": { absent: { txt: ["x"] } } } });
    const wanted = derive(desired, look({ stored: known([]) }));
    const observed = look({ stored: unknown });
    expect(danglingCnames(desired, wanted, observed, plan("taprest", wanted, observed))).toEqual([]);
  });
});

const judge = (stored: readonly DnsRecord[], ...steps: readonly Step[]): readonly unknown[] => {
  const desired = home();
  const observed = look({ stored: known(stored) });
  const given: Plan = {
    version: 1,
    home: "taprest",
    steps,
    origins: { s: ["router", "name"] },
    notes: [],
    blocked: [],
  };
  return danglingCnames(desired, derive(desired, observed), observed, given).map(({ path, message }) => ({
    path,
    ...message.params,
  }));
};

describe("a CNAME to a static name that is given up", () => {
  const release: Step = {
    id: "s",
    target: "router",
    verb: "remove",
    before: { kind: "static-name", name: "taprest.freeboxos.fr" },
    needs: [],
  };
  const base = { id: "r", target: "zone:taprest.fr", needs: [] };
  const left = [{ path: ["router", "name"], name: "home.taprest.fr", target: "taprest.freeboxos.fr" }];

  it("stays behind", () => {
    expect(judge([record()], release)).toEqual(left);
    expect(judge([record()])).toEqual([]);
    expect(judge([], { ...base, verb: "create", after: record() }, release)).toEqual(left);
  });

  it("goes too, or leads elsewhere, or is no CNAME", () => {
    expect(judge([record()], { ...base, verb: "remove", before: record() }, release)).toEqual([]);
    expect(
      judge([record()], { ...base, verb: "update", before: record(), after: record({ value: "x.example." }) }, release),
    ).toEqual([]);
    expect(judge([record({ value: "other.freeboxos.fr." })], release)).toEqual([]);
    expect(judge([record({ type: "TXT" })], release)).toEqual([]);
  });

  it("has no place when nobody knows the step", () => {
    expect(judge([record()], { ...release, id: "unknown" })).toMatchObject([{ path: [] }]);
  });
});

const loops = (names: Names, stored: readonly DnsRecord[]): readonly string[] => {
  const desired = home({ names });
  const observed = look({ stored: known(stored) });
  const wanted = derive(desired, observed);
  return cnameLoops(desired, observed, plan("taprest", wanted, observed)).map(
    ({ kind, path, message: { code, params } }) => `${kind} ${path.join(".")} ${code} ${String(params["names"])}`,
  );
};

const declared = (name: string, target: string, change: Partial<DesiredRecords> = {}): DesiredRecords => ({
  name,
  zone: "taprest.fr",
  type: "CNAME",
  wish: "exact",
  values: [{ literal: `${target}.` }],
  path: ["names", name],
  allow: [],
  ...change,
});

const offline = (...records: readonly DesiredRecords[]): readonly string[] =>
  cnameLoopsOffline({ ...home(), records }).map(
    ({ path, message: { params } }) => `${path.join(".")} ${String(params["names"])}`,
  );

describe("names that lead in a circle", () => {
  it("through a stored CNAME", () => {
    const found = "impossible names.a.taprest.fr.cname cname-loop a.taprest.fr,b.taprest.fr,a.taprest.fr";
    const absent = { absent: { cname: "old.example." } } as const;
    const back = at("b", "CNAME", "a.taprest.fr.");
    expect(loops({ "a.taprest.fr": { cname: "b.taprest.fr." }, "b.taprest.fr": absent }, [back])).toEqual([found]);
    expect(
      loops({ "a.taprest.fr": { cname: "b.taprest.fr." }, "b.taprest.fr": { absent: { cname: true } } }, [back]),
    ).toEqual([]);
    expect(loops({ "a.taprest.fr": { cname: "b.taprest.fr." }, "b.taprest.fr": { a: "192.0.2.1" } }, [back])).toEqual(
      [],
    );
    expect(loops({ "a.taprest.fr": { cname: "b.taprest.fr." } }, [])).toEqual([]);
  });

  it("not through a record that is no CNAME, nor one nobody declares", () => {
    const names = { "a.taprest.fr": { cname: "b.taprest.fr." }, "b.taprest.fr": { absent: { txt: ["x"] } } } as const;
    expect(loops(names, [at("b", "TXT", "a.taprest.fr.")])).toEqual([]);
    const others = { "b.taprest.fr": { absent: { txt: ["x"] } }, "c.taprest.fr": { absent: { txt: ["x"] } } } as const;
    expect(loops(others, [at("b", "CNAME", "c.taprest.fr."), at("c", "CNAME", "b.taprest.fr.", "2")])).toEqual([]);
  });

  it("told from the file alone", () => {
    expect(offline(declared("a", "b"), declared("b", "c"), declared("c", "a"))).toEqual(["names.a a,b,c,a"]);
    expect(offline(declared("c", "a"), declared("b", "c"), declared("a", "b"))).toEqual(["names.a a,b,c,a"]);
    expect(offline(declared("a", "a"))).toEqual(["names.a a,a"]);
    expect(offline(declared("a", "c"), declared("b", "c"), declared("c", "d"), declared("d", "c"))).toEqual([
      "names.c c,d,c",
    ]);
    expect(offline(declared("a", "b"), declared("b", "a"), declared("c", "d"), declared("d", "c"))).toHaveLength(2);
    expect(offline(declared("a", "b"), declared("b", "c"))).toEqual([]);
  });

  it("not by what is absent, of another type, or follows the router", () => {
    expect(offline(declared("a", "a", { wish: "absent" }))).toEqual([]);
    expect(offline(declared("a", "a", { type: "PTR" }))).toEqual([]);
    expect(offline(declared("a", "b"), declared("b", "a", { values: [{ follow: "router" }] }))).toEqual([]);
  });

  it("are refused by the whole too", () => {
    const names = { "a.taprest.fr": { cname: "b.taprest.fr." }, "b.taprest.fr": { absent: { txt: ["x"] } } } as const;
    const desired = home({ names });
    const observed = look({ stored: known([at("b", "CNAME", "a.taprest.fr.")]) });
    const wanted = derive(desired, observed);
    const codes = safety(desired, wanted, observed, plan("taprest", wanted, observed)).map(
      ({ message }) => message.code,
    );
    expect(codes).toEqual(["cname-loop"]);
  });
});
