import { describe, expect, it } from "vitest";
import { answer, home, known, look, record, unknown } from "../../test/sample.ts";
import type { DnsRecord } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { DesiredRecords } from "../desired.ts";
import type { HomeInput } from "../home/file.ts";
import type { Observed } from "../observe.ts";
import { type Plan, plan } from "../plan.ts";
import { planDestroy } from "../plan/removal.ts";
import { safety } from "../safety.ts";
import { cnameLoops, cnameLoopsOffline, danglingCnames } from "./names.ts";
import type { Refusal } from "./refusal.ts";

type Names = NonNullable<HomeInput["names"]>;
const at = (short: string, type: string, value: string, ref = "1"): DnsRecord =>
  record({ name: `${short}.taprest.fr`, type, value, ref });
const seen = (...stored: readonly DnsRecord[]): Observed =>
  look({ stored: known(stored), served: known([answer([])]) });
const nothingToDo: Plan = { version: 1, home: "taprest", steps: [], origins: {}, notes: [], blocked: [] };

/** What dangles once the plan for these names, or the given one, is carried out. */
const dangling = (change: Partial<HomeInput>, observed: Observed, given?: Plan): readonly Refusal[] => {
  const desired = home(change);
  const wanted = derive(desired, observed);
  return danglingCnames(desired, wanted, observed, given ?? plan("taprest", wanted, observed));
};
const brief = (refusals: readonly Refusal[]): readonly string[] =>
  refusals.map(
    ({ path, message: { params } }) => `${path.join(".")} ${String(params["name"])} -> ${String(params["target"])}`,
  );

const leads = at("www", "CNAME", "home.taprest.fr.", "3");
const www = { "www.taprest.fr": { cname: "home.taprest.fr." } } as const;

const withoutAddress = (a: string): Names => ({ ...www, "home.taprest.fr": { absent: { a } } });

describe("a name that a CNAME leads to keeps its address", () => {
  const rows: readonly [string, Names, readonly DnsRecord[]][] = [
    [
      "when a duplicate of it goes",
      { ...www, "home.taprest.fr": { a: "192.0.2.1" } },
      [leads, at("home", "A", "192.0.2.1", "4"), at("home", "A", "192.0.2.1", "5")],
    ],
    [
      "when another goes whose value and key have the same digits",
      { ...www, "home.taprest.fr": { absent: { a: "192.0.2.1" } } },
      [leads, at("home", "A", "192.0.2.1", "12"), at("home", "A", "192.0.2.11", "2")],
    ],
  ];
  it.each(rows)("%s", (_title, names, stored) => {
    const made = plan("taprest", derive(home({ names }), seen(...stored)), seen(...stored));
    expect(made.steps.filter(({ verb }) => verb === "remove")).toHaveLength(1);
    expect(brief(dangling({ names }, seen(...stored)))).toEqual([]);
  });

  it("when a record without a key stays, and goes when that goes", () => {
    const { ref: _ref, ...keyless } = at("home", "A", "192.0.2.1");
    expect(brief(dangling({ names: withoutAddress("192.0.2.9") }, seen(leads, keyless)))).toEqual([]);
    expect(brief(dangling({ names: withoutAddress("192.0.2.1") }, seen(leads, keyless)))).toHaveLength(1);
  });
});

describe("what leads to an empty name and is refused all the same for nothing", () => {
  const empty = { "home.taprest.fr": { absent: { txt: ["old"] } } } as const;
  it("is a name in a zone that was not read", () => {
    const zones = { "taprest.fr": { kind: "ovh" }, "lab.taprest.fr": { kind: "ovh" } };
    const names: Names = {
      "www.taprest.fr": { cname: "pi.lab.taprest.fr." },
      "pi.lab.taprest.fr": { absent: { txt: ["old"] } },
    };
    const observed = seen(at("www", "CNAME", "pi.lab.taprest.fr."));
    const zone = (stored: Observed["zones"][string]["stored"]): Observed => ({
      ...observed,
      zones: { ...observed.zones, "lab.taprest.fr": { stored, served: known([]) } },
    });
    expect(brief(dangling({ zones, names }, zone(unknown)))).toEqual([]);
    expect(brief(dangling({ zones, names }, zone(known([]))))).toEqual([
      "names.www.taprest.fr.cname www.taprest.fr -> pi.lab.taprest.fr",
    ]);
  });

  it("is a name server's name: that is no CNAME", () => {
    const names: Names = { "lab.taprest.fr": { ns: "home.taprest.fr." }, ...empty };
    expect(brief(dangling({ names }, seen(at("lab", "NS", "home.taprest.fr."))))).toEqual([]);
  });

  it("is a DNAME: it leads what is below its name, and not the name", () => {
    const names: Names = { "lab.taprest.fr": { dname: "home.taprest.fr" }, ...empty };
    expect(brief(dangling({ names }, seen(at("lab", "DNAME", "home.taprest.fr."))))).toEqual([]);
  });

  it("is a CNAME that is declared absent, which this plan leaves", () => {
    const names: Names = { "www.taprest.fr": { absent: { cname: "home.taprest.fr." } }, ...empty };
    expect(brief(dangling({ names }, seen(leads), nothingToDo))).toEqual([]);
  });

  it("is a declared CNAME in whose place another stands, when all that was made goes", () => {
    const names: Names = { ...www, "home.taprest.fr": { a: "192.0.2.1" } };
    const observed = seen(at("www", "CNAME", "else.example."), at("home", "A", "192.0.2.1", "2"));
    const desired = home({ names });
    const destroyed = planDestroy(desired, derive(desired, observed), observed, { releaseName: false });
    expect(destroyed.steps.filter(({ verb }) => verb === "remove")).toHaveLength(3);
    expect(brief(dangling({ names }, observed, destroyed))).toEqual([]);
  });
});

describe("a CNAME left leading nowhere", () => {
  it("has the place of nobody's step", () => {
    const address = at("home", "A", "192.0.2.1");
    const gone: Plan = {
      ...nothingToDo,
      steps: [{ id: "x", target: "zone:taprest.fr", verb: "remove", before: address, needs: [] }],
    };
    const names: Names = { ...www, "home.taprest.fr": { a: "192.0.2.1" } };
    expect(brief(dangling({ names }, seen(leads, address), gone))).toEqual([" www.taprest.fr -> home.taprest.fr"]);
  });

  it("is a hazard by its own name, whichever way it came, so that it can be allowed", () => {
    const released: Plan = {
      ...nothingToDo,
      steps: [
        {
          id: "s",
          target: "router",
          verb: "remove",
          before: { kind: "static-name", name: "taprest.freeboxos.fr" },
          needs: [],
        },
      ],
      origins: { s: ["router", "name"] },
    };
    const hazard = { kind: "hazard", name: "dangling-cname" };
    expect(dangling({}, look(), released)).toEqual([
      {
        ...hazard,
        path: ["router", "name"],
        message: { code: "dangling-cname", params: { name: "home.taprest.fr", target: "taprest.freeboxos.fr" } },
      },
    ]);
    const names: Names = { ...www, "home.taprest.fr": { absent: { txt: ["old"] } } };
    expect(dangling({ names }, seen(leads))).toEqual([
      {
        ...hazard,
        path: ["names", "www.taprest.fr", "cname"],
        message: { code: "dangling-cname", params: { name: "www.taprest.fr", target: "home.taprest.fr" } },
      },
    ]);
    const desired = home({ names });
    const wanted = derive(desired, seen(leads));
    const judged = (...allow: readonly "dangling-cname"[]): number =>
      safety(desired, wanted, seen(leads), plan("taprest", wanted, seen(leads)), allow).length;
    expect([judged(), judged("dangling-cname")]).toEqual([1, 0]);
  });
});

const declared = (name: string, to: string, change: Partial<DesiredRecords> = {}): DesiredRecords => ({
  name,
  zone: "taprest.fr",
  type: "CNAME",
  wish: "exact",
  values: [{ literal: `${to}.` }],
  path: ["names", name],
  allow: [],
  ...change,
});

const circle = (names: Names, ...stored: readonly DnsRecord[]): readonly string[] => {
  const desired = home({ names });
  const observed = seen(...stored);
  return cnameLoops(desired, observed, plan("taprest", derive(desired, observed), observed)).map(
    ({ path, message: { params } }) => `${path.join(".")} ${String(params["names"])}`,
  );
};

const offline = (change: Partial<DesiredRecords>): number =>
  cnameLoopsOffline({ ...home(), records: [declared("a", "b"), declared("b", "a", change)] }).length;

describe("names that lead in a circle", () => {
  const old = { absent: { txt: ["old"] } } as const;
  const there = "a.taprest.fr,b.taprest.fr,a.taprest.fr";

  it("are told at the one that is declared, wherever the circle begins", () => {
    expect(
      circle({ "b.taprest.fr": { cname: "a.taprest.fr." }, "a.taprest.fr": old }, at("a", "CNAME", "b.taprest.fr.")),
    ).toEqual([`names.b.taprest.fr.cname ${there}`]);
  });

  it("are told at the CNAME, not at what else the file says of that name", () => {
    const entry = { cname: "b.taprest.fr.", absent: { txt: ["old"], a: "192.0.2.1" } } as const;
    expect(circle({ "a.taprest.fr": entry, "b.taprest.fr": old }, at("b", "CNAME", "a.taprest.fr."))).toEqual([
      `names.a.taprest.fr.cname ${there}`,
    ]);
  });

  it("are nobody's when the file only says that another CNAME is absent", () => {
    const absent = { absent: { cname: "gone.example." } } as const;
    const stored = [at("a", "CNAME", "b.taprest.fr."), at("b", "CNAME", "a.taprest.fr.", "2")];
    expect(circle({ "a.taprest.fr": absent, "b.taprest.fr": absent }, ...stored)).toEqual([]);
  });

  it("are not closed by what is absent or of another type, in the file alone", () => {
    expect(offline({})).toBe(1);
    expect(offline({ wish: "absent" })).toBe(0);
    expect(offline({ type: "NS", wish: "contains" })).toBe(0);
    expect(offline({ type: "DNAME" })).toBe(0);
  });
});
