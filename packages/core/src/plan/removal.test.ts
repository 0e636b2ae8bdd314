import { describe, expect, it } from "vitest";
import {
  answer,
  home,
  known,
  lease,
  look,
  type ObservedChange,
  octopi,
  record,
  rule,
  unknown,
} from "../../test/sample.ts";
import type { LanHost } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { Desired } from "../desired.ts";
import type { HomeInput } from "../home/file.ts";
import type { Observed } from "../observe.ts";
import type { Plan } from "../plan.ts";
import { planDestroy, planPrune } from "./removal.ts";
import { safetyOfSteps } from "../safety.ts";

const stepsOf = (plan: Plan): readonly string[] =>
  plan.steps.map(({ id, needs }) => (needs.length === 0 ? id : `${id} after ${needs.join(" ")}`));
const notesOf = ({ notes }: Plan): readonly string[] =>
  notes.map(
    ({ message: { code, params }, path }) =>
      `${code} ${String(params["what"] ?? params["name"] ?? "")} ${path?.join(".") ?? ""}`,
  );
const destroyed = (change: Partial<HomeInput>, seen: ObservedChange, releaseName = false): Plan => {
  const desired = home(change);
  const observed = look(seen);
  return planDestroy(desired, derive(desired, observed), observed, { releaseName });
};

const cname = "record/home.taprest.fr/CNAME/remove/1";
const publish = `publish/taprest.fr after ${cname}`;
const ssh = "forward/ssh/tcp/7654/remove";
const pi = `lease/octopi/remove after ${ssh}`;
const kept = "static-name-kept taprest.freeboxos.fr router.name";
const all = [cname, publish, ssh, pi];
const without = (...left: readonly string[]): readonly string[] => all.filter((id) => !left.includes(id));

describe("destroy", () => {
  const rows: readonly [string, Partial<HomeInput>, ObservedChange, readonly string[], readonly string[]][] = [
    ["all that was made, but for the static name", {}, {}, all, [kept]],
    [
      "nothing twice",
      {},
      { router: { leases: known([]), forwards: known([]) }, stored: known([]), served: known([answer([])]) },
      [],
      [kept],
    ],
    [
      "a publish that a killed run left out",
      {},
      { router: { leases: known([]), forwards: known([]) }, stored: known([]) },
      ["publish/taprest.fr"],
      [kept],
    ],
    [
      "no rule of others, equal or not",
      {},
      { router: { forwards: known([rule({ comment: "" })]) } },
      [cname, publish, "lease/octopi/remove"],
      [kept],
    ],
    [
      "no rule of another home",
      {},
      { router: { forwards: known([rule({ comment: "porchlight:taprest2/ssh" })]) } },
      [cname, publish, "lease/octopi/remove"],
      [kept],
    ],
    [
      "no rule that was changed since",
      {},
      { router: { forwards: known([rule({ lanPort: 80 })]) } },
      [cname, publish, "lease/octopi/remove"],
      ["changed-since WAN tcp 7654 ", kept],
    ],
    ["no lease of others", {}, { router: { leases: known([lease({ comment: "" })]) } }, without(pi), [kept]],
    [
      "no lease that was changed since",
      {},
      { router: { leases: known([lease({ address: "192.168.1.99" })]) } },
      without(pi),
      [`changed-since ${octopi.mac} 192.168.1.99 hosts.octopi`, kept],
    ],
    [
      "no lease of an entry the file does not know",
      {},
      { router: { leases: known([lease(), lease({ mac: "00:00:00:00:00:09", comment: "porchlight:taprest/old" })]) } },
      all,
      ["changed-since 00:00:00:00:00:09 192.168.1.30 ", kept],
    ],
    [
      "no record of another value",
      {},
      { stored: known([record({ value: "old.example." })]), served: known([answer([])]) },
      without(cname, publish),
      [kept],
    ],
    [
      "records that stand beside others, and no others",
      { names: { "home.taprest.fr": { txt: ["a"], ttl: 600 } } },
      {
        stored: known([
          record({ type: "TXT", value: '"a"', ref: "1", ttlSeconds: 60 }),
          record({ type: "TXT", value: '"b"', ref: "2" }),
        ]),
      },
      ["record/home.taprest.fr/TXT/remove/1", "publish/taprest.fr after record/home.taprest.fr/TXT/remove/1", ssh, pi],
      [kept],
    ],
    [
      "nothing that the file declares absent",
      { names: { "home.taprest.fr": { absent: { a: true } } } },
      { stored: known([record({ type: "A", value: "192.0.2.1" })]), served: known([]) },
      [ssh, pi],
      [kept],
    ],
    [
      "what is disabled too",
      { forwards: { ssh: { wan: 7654, to: "octopi:22", enabled: false } }, tunnels: {} },
      { router: { forwards: known([rule({ enabled: false })]) } },
      all,
      [kept],
    ],
  ];
  it.each(rows)("%s", (_title, change, seen, steps, notes) => {
    const plan = destroyed(change, seen);
    expect(stepsOf(plan)).toEqual(steps);
    expect(notesOf(plan)).toEqual(notes);
    expect(Object.keys(plan.origins)).toEqual(plan.steps.map(({ id }) => id));
  });

  it("says what it cannot find, and what it cannot read", () => {
    const lost = destroyed({}, { router: { hosts: known([]), leases: known([]) } });
    expect(stepsOf(lost)).toEqual([cname, publish]);
    expect(notesOf(lost)).toEqual(["changed-since WAN tcp 7654 ", kept, "host-not-found  hosts.octopi.mac"]);
    expect(lost.blocked).toEqual([]);
    const blind = destroyed({}, { router: { forwards: unknown } });
    expect(stepsOf(blind)).toEqual([cname, publish, "lease/octopi/remove"]);
    expect(blind.blocked.map(({ path }) => path.join("."))).toEqual(["forwards.ssh"]);
    expect(blind).toMatchObject({ version: 1, home: "taprest" });
  });

  it("gives the static name up once nobody serves a CNAME to it", () => {
    const gone = "record/home.taprest.fr/CNAME/gone";
    const plan = destroyed({}, {}, true);
    expect(stepsOf(plan)).toEqual([
      cname,
      publish,
      `${gone} after publish/taprest.fr`,
      `static-name/taprest.freeboxos.fr/remove after ${gone}`,
      ssh,
      pi,
    ]);
    expect(notesOf(plan)).toEqual([]);
    expect(plan.steps[2]).toMatchObject({
      target: "zone:taprest.fr",
      verb: "await",
      condition: { code: "not-served", zone: "taprest.fr", name: "home.taprest.fr", type: "CNAME" },
    });
    expect(plan.steps[3]).toMatchObject({ target: "router", verb: "remove", before: { kind: "static-name" } });
    expect(plan.origins["static-name/taprest.freeboxos.fr/remove"]).toEqual(["router", "name"]);
    expect(plan.origins[gone]).toEqual(["names", "home.taprest.fr"]);
  });

  it("waits also when the CNAME went before, and for no other record", () => {
    const names = {
      "home.taprest.fr": "router",
      "x.taprest.fr": { cname: "else.example" },
      "y.taprest.fr": { a: "192.0.2.1" },
    } as const;
    const seen = { stored: known([]), served: known([]), router: { leases: known([]), forwards: known([]) } };
    expect(stepsOf(destroyed({ names }, seen, true))).toEqual([
      "record/home.taprest.fr/CNAME/gone",
      "static-name/taprest.freeboxos.fr/remove after record/home.taprest.fr/CNAME/gone",
    ]);
  });

  it("removes the CNAME to the static name first", () => {
    const names = { "a.taprest.fr": { a: "192.0.2.1" }, "home.taprest.fr": "router" } as const;
    const records = [record(), record({ name: "a.taprest.fr", type: "A", value: "192.0.2.1", ref: "2" })];
    expect(stepsOf(destroyed({ names }, { stored: known(records) })).slice(0, 2)).toEqual([
      cname,
      "record/a.taprest.fr/A/remove/1",
    ]);
  });

  it("keeps a static name that the router has by itself, does not have, or may still lead somewhere", () => {
    const release = (change: Partial<HomeInput>, seen: ObservedChange): readonly string[] =>
      stepsOf(destroyed(change, seen, true)).filter((id) => /static|gone/.test(id));
    expect(release({ router: { kind: "f", name: "automatic" } }, {})).toEqual([]);
    expect(release({}, { router: { staticNames: known([]) } })).toEqual([]);
    expect(release({ router: { kind: "f" }, names: {} }, {})).toEqual([]);
    expect(release({}, { stored: unknown })).toEqual([]);
    expect(notesOf(destroyed({}, { stored: unknown }, true))).toEqual([kept]);
    // What else cannot be read does not hold it back.
    expect(release({}, { router: { forwards: unknown } })).toHaveLength(2);
  });
});

const dropOld = (desired: Desired, wanted: ReturnType<typeof derive>): ReturnType<typeof derive> => ({
  ...wanted,
  absent: {
    leases: [],
    forwards: [
      {
        item: rule({ wanPorts: [1, 1], comment: "porchlight:taprest/old" }),
        name: "old",
        host: "x",
        path: [desired.home],
      },
    ],
  },
});

const pruned = (change: Partial<HomeInput>, seen: ObservedChange): Plan => {
  const desired = home(change);
  const observed = look(seen);
  return planPrune(desired, derive(desired, observed), observed);
};

const forwards = (...more: Parameters<typeof rule>[0][]): ObservedChange => ({
  router: { forwards: known([rule(), ...more.map((one) => rule({ ref: "2", ...one }))]) },
});

describe("prune", () => {
  const nas: LanHost = { mac: "00:11:22:33:44:55", names: ["nas"], addresses: ["192.168.1.50"], active: true };
  const leases = (...more: Parameters<typeof lease>[0][]): ObservedChange => ({
    router: { hosts: known([octopi, nas]), leases: known([lease(), ...more.map((one) => lease(one))]) },
  });
  const old = "porchlight:taprest/old";
  const rows: readonly [string, Partial<HomeInput>, ObservedChange, readonly string[], readonly string[]][] = [
    ["nothing when all is declared", {}, {}, [], []],
    ["a port the entry dropped", {}, forwards({ wanPorts: [443, 443] }), ["forward/ssh/tcp/443/remove"], []],
    ["a protocol the entry dropped", {}, forwards({ protocol: "udp" }), ["forward/ssh/udp/7654/remove"], []],
    [
      "not what was changed since: another machine",
      {},
      forwards({ wanPorts: [443, 443], lanAddress: "192.168.1.9" }),
      [],
      ["changed-since WAN tcp 443 forwards.ssh"],
    ],
    [
      "not what was changed since: another port there",
      {},
      forwards({ wanPorts: [443, 443], lanPort: 80 }),
      [],
      ["changed-since WAN tcp 443 forwards.ssh"],
    ],
    [
      "not what was changed since: another source",
      {},
      forwards({ wanPorts: [443, 443], from: "203.0.113.9" }),
      [],
      ["changed-since WAN tcp 443 forwards.ssh"],
    ],
    [
      "an entry the file does not know",
      {},
      forwards({ wanPorts: [1, 1], comment: old }),
      ["forward/old/tcp/1/remove"],
      [],
    ],
    [
      "nothing of others",
      {},
      forwards({ wanPorts: [1, 1], comment: "" }, { wanPorts: [2, 2], comment: "porchlight:x/y" }),
      [],
      [],
    ],
    ["not what the next apply will rewrite", { forwards: { ssh: { wan: 443, to: "octopi:22" } } }, {}, [], []],
    [
      "not the rules of a host that is not there",
      {},
      { router: { hosts: known([]), forwards: known([rule({ wanPorts: [443, 443] })]) } },
      [],
      ["host-not-found  hosts.octopi.mac"],
    ],
    [
      "a lease of an entry the file does not know",
      {},
      leases({ mac: nas.mac, comment: old }),
      ["lease/old/remove"],
      [],
    ],
    ["nobody else's lease", {}, leases({ mac: nas.mac, comment: "nas" }), [], []],
    [
      "not the lease of another card of the host",
      { hosts: { octopi: { mac: [octopi.mac, nas.mac] } } },
      leases({ mac: nas.mac }),
      [],
      [],
    ],
    ["the lease of a card the host dropped", {}, leases({ mac: nas.mac }), ["lease/octopi/remove"], []],
    [
      "not the lease of a machine that another entry has now",
      { hosts: { octopi: { mac: octopi.mac }, nas: { mac: nas.mac } } },
      leases({ mac: nas.mac, comment: old, address: "192.168.1.50" }),
      [],
      [],
    ],
    [
      "not the lease of a host that is not there",
      { hosts: { octopi: {} } },
      { router: { hosts: known([nas]) } },
      [],
      ["host-not-found  hosts.octopi"],
    ],
    [
      "leases after the rules that lead there",
      {},
      {
        router: {
          forwards: known([rule(), rule({ wanPorts: [1, 1], lanAddress: "192.168.1.50", comment: old })]),
          leases: known([lease(), lease({ mac: nas.mac, address: "192.168.1.50", comment: old })]),
        },
      },
      ["forward/old/tcp/1/remove", "lease/old/remove after forward/old/tcp/1/remove"],
      [],
    ],
  ];
  it.each(rows)("%s", (_title, change, seen, steps, notes) => {
    const plan = pruned(change, seen);
    expect(stepsOf(plan)).toEqual(steps);
    expect(notesOf(plan)).toEqual(notes);
    expect(Object.keys(plan.origins)).toEqual(plan.steps.map(({ id }) => id));
    for (const { step, path } of plan.steps.map((one) => ({ step: one, path: plan.origins[one.id] })))
      expect(path?.[1]).toBe(step.id.split("/")[1]);
  });

  it("is a hazard only where the mark is all the evidence", () => {
    const desired = home();
    const observed: Observed = look({
      router: {
        forwards: known([
          rule(),
          rule({ wanPorts: [443, 443], ref: "2" }),
          rule({ wanPorts: [1, 1], comment: old, ref: "3" }),
        ]),
        leases: known([lease(), lease({ mac: nas.mac, comment: old })]),
      },
    });
    const wanted = derive(desired, observed);
    const plan = planPrune(desired, wanted, observed);
    expect(plan.steps).toHaveLength(3);
    const codes = (given: typeof wanted, ...allow: readonly "removal"[]): readonly string[] =>
      safetyOfSteps(desired, given, observed, plan, allow).map(
        ({ kind, message, path }) => `${kind} ${message.code} ${path.join(".")}`,
      );
    expect(codes(wanted)).toEqual(["hazard removal-forward forwards.old", "hazard removal-lease hosts.old"]);
    expect(codes(dropOld(desired, wanted))).toEqual(["hazard removal-lease hosts.old"]);
    expect(codes(wanted, "removal")).toEqual([]);
  });
});
