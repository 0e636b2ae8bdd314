import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { home, known, lease, look, type ObservedChange, octopi, rule } from "../../test/sample.ts";
import type { Forward, Item, LanHost, Step } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { HomeInput } from "../home/file.ts";
import { planRouter } from "./router.ts";

const nas: LanHost = { mac: "00:11:22:33:44:55", names: ["nas"], addresses: ["192.168.1.50"], active: true };

const planned = (change: Partial<HomeInput>, seen: ObservedChange): ReturnType<typeof planRouter> => {
  const observed = look(seen);
  return planRouter("taprest", derive(home(change), observed), observed);
};

const portOf = (item: Item): string =>
  item.kind === "forward"
    ? `${item.protocol} ${item.wanPorts.join("-")} ${item.lanAddress}:${item.lanPort}`
    : `not a forward: ${item.kind}`;
/** A step in few words. */
const brief = (step: Step): string => {
  const needs = step.needs.length === 0 ? "" : ` after ${step.needs.join(" ")}`;
  if (!step.id.startsWith("forward/")) return `${step.verb} ${step.id}${needs}`;
  if (step.verb === "update") return `update ${portOf(step.before)} => ${portOf(step.after)}${needs}`;
  return step.verb === "create" ? `create ${portOf(step.after)}${needs}` : step.id;
};

const sshOn = (wan: number | number[], more: object = {}): Partial<HomeInput> => ({
  forwards: { ssh: { wan, to: "octopi:22", ...more } },
});
const forwards = (...rules: readonly Forward[]): ObservedChange => ({ router: { forwards: known(rules) } });

describe("redirections", () => {
  const foreign = rule({ comment: "", ref: "9" });
  const rows: readonly [string, Partial<HomeInput>, ObservedChange, readonly string[]][] = [
    ["right as it is", {}, {}, []],
    ["right and not ours", {}, forwards(foreign), []],
    ["right, whatever its comment says", {}, forwards(rule({ comment: "porchlight:other/x" })), []],
    ["none yet", {}, forwards(), ["create tcp 7654-7654 192.168.1.30:22"]],
    [
      "ours to another port of the machine",
      {},
      forwards(rule({ lanPort: 2222 })),
      ["update tcp 7654-7654 192.168.1.30:2222 => tcp 7654-7654 192.168.1.30:22"],
    ],
    [
      "ours, the machine has moved",
      {},
      forwards(rule({ lanAddress: "192.168.1.31" })),
      ["update tcp 7654-7654 192.168.1.31:22 => tcp 7654-7654 192.168.1.30:22"],
    ],
    [
      "ours, switched off",
      {},
      forwards(rule({ enabled: false })),
      ["update tcp 7654-7654 192.168.1.30:22 => tcp 7654-7654 192.168.1.30:22"],
    ],
    [
      "ours, let in from one address only",
      {},
      forwards(rule({ from: "203.0.113.9" })),
      ["update tcp 7654-7654 192.168.1.30:22 => tcp 7654-7654 192.168.1.30:22"],
    ],
    [
      "ours on another WAN port: moved",
      sshOn(443),
      {},
      ["update tcp 7654-7654 192.168.1.30:22 => tcp 443-443 192.168.1.30:22"],
    ],
    [
      "ours of another protocol: moved",
      { ...sshOn(7654, { protocol: "udp" }), tunnels: {} },
      {},
      ["update tcp 7654-7654 192.168.1.30:22 => udp 7654-7654 192.168.1.30:22"],
    ],
    ["a second port", sshOn([7654, 443]), {}, ["create tcp 443-443 192.168.1.30:22"]],
    [
      "a second port, ours to change on the first",
      sshOn([443, 7654]),
      forwards(rule({ lanPort: 2222 })),
      ["create tcp 443-443 192.168.1.30:22", "update tcp 7654-7654 192.168.1.30:2222 => tcp 7654-7654 192.168.1.30:22"],
    ],
    ["one port fewer: the other stays", sshOn(443), forwards(rule(), rule({ wanPorts: [443, 443], ref: "2" })), []],
    [
      "switched off and not ours: ignored",
      {},
      forwards({ ...foreign, enabled: false }),
      ["create tcp 7654-7654 192.168.1.30:22"],
    ],
    [
      "not ours, to the same machine's other port",
      {},
      forwards({ ...foreign, lanPort: 80 }),
      ["update tcp 7654-7654 192.168.1.30:80 => tcp 7654-7654 192.168.1.30:22"],
    ],
    [
      "udp on the same port stands beside",
      {},
      forwards(rule({ protocol: "udp", comment: "" })),
      ["create tcp 7654-7654 192.168.1.30:22"],
    ],
    [
      "a range that covers two wanted ports",
      sshOn([7001, 7002]),
      forwards(rule({ wanPorts: [7000, 7010] })),
      [
        "update tcp 7000-7010 192.168.1.30:22 => tcp 7001-7001 192.168.1.30:22",
        "create tcp 7002-7002 192.168.1.30:22 after forward/ssh/tcp/7001",
      ],
    ],
    [
      "ours moves to a port that another of ours leaves",
      { forwards: { ssh: { wan: 7654, to: "octopi:22" }, web: { wan: 443, to: "octopi:80" } } },
      forwards(rule({ wanPorts: [443, 443] }), rule({ comment: "porchlight:taprest/web", lanPort: 80, ref: "2" })),
      [
        "update tcp 443-443 192.168.1.30:22 => tcp 443-443 192.168.1.30:80",
        "update tcp 7654-7654 192.168.1.30:80 => tcp 7654-7654 192.168.1.30:22",
      ],
    ],
  ];
  it.each(rows)("%s", (_title, change, seen, steps) => {
    expect(planned(change, seen).steps.map(({ step }) => brief(step))).toEqual(steps);
  });

  it("rewrites in place: the router's key stays, the mark becomes ours", () => {
    const [first] = planned({}, forwards(rule({ comment: "old", lanPort: 1, ref: "77" }))).steps;
    expect(first).toMatchObject({
      path: ["forwards", "ssh"],
      step: { verb: "update", target: "router", after: { ref: "77", comment: "porchlight:taprest/ssh" } },
    });
    const { ref: _ref, ...keyless } = rule({ lanPort: 1 });
    const [second] = planned({}, forwards(keyless)).steps;
    expect(second?.step).toMatchObject({ verb: "update" });
    expect(second?.step.verb === "update" && second.step.after).not.toHaveProperty("ref");
  });

  it("plans the same whatever the order of rules and wishes", () => {
    const anyRule = fc
      .record({
        first: fc.integer({ min: 1, max: 6 }),
        more: fc.nat(2),
        lanPort: fc.constantFrom(22, 80),
        lanAddress: fc.constantFrom("192.168.1.30", "192.168.1.9"),
        comment: fc.constantFrom("", "porchlight:taprest/ssh", "porchlight:taprest/web"),
        enabled: fc.boolean(),
        ref: fc.stringMatching(/^[0-9]{1,2}$/),
      })
      .map(({ first, more, ...rest }) => rule({ wanPorts: [first, first + more], ...rest }));
    const wishes = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), wishes, (rules, [last = 1, ...ports]) => {
        const ssh = { wan: ports, to: "octopi:22" };
        const web = { wan: last, to: "octopi:80" };
        const one = planned({ forwards: { ssh, web } }, forwards(...rules));
        const two = planned(
          { forwards: { web, ssh: { ...ssh, wan: ports.toReversed() } } },
          forwards(...rules.toReversed()),
        );
        expect(two.steps).toEqual(one.steps);
        const seen = new Set<string>();
        const untouched = rules.filter(
          (candidate) => !candidate.comment.startsWith("porchlight:") && !candidate.enabled,
        );
        for (const { step } of one.steps) {
          expect(seen.has(step.id)).toBe(false);
          seen.add(step.id);
          if (step.verb === "update") expect(untouched).not.toContain(step.before);
          for (const need of step.needs)
            expect(one.steps.some((other) => other.step.id === need && other.step.verb !== "create")).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("leases", () => {
  const two = { hosts: { octopi: { mac: octopi.mac }, nas: { mac: nas.mac } } };
  it("are made first, in the order of names, and the rules of the host rely on them", () => {
    const seen = { router: { hosts: known([octopi, nas]), leases: known([]), forwards: known([]) } };
    expect(planned(two, seen).steps.map(({ step }) => brief(step))).toEqual([
      "create lease/nas",
      "create lease/octopi",
      "create tcp 7654-7654 192.168.1.30:22 after lease/octopi",
    ]);
  });

  it("satisfy whoever made them", () => {
    expect(planned({}, { router: { leases: known([lease({ comment: "" })]) } })).toEqual({ steps: [], notes: [] });
  });

  it("to another address are left alone, and said", () => {
    const { steps, notes } = planned({}, { router: { leases: known([lease({ address: "192.168.1.99" })]) } });
    expect(steps).toEqual([]);
    expect(notes).toEqual([
      {
        message: { code: "lease-pending", params: { host: "octopi", now: "192.168.1.30", later: "192.168.1.99" } },
        path: ["hosts", "octopi"],
      },
    ]);
  });

  it("are one when two entries turn out to be one machine", () => {
    const twice = { hosts: { octopi: { mac: octopi.mac }, pi: {} } };
    const seen = { router: { hosts: known([{ ...octopi, names: ["pi"] }]), leases: known([]) } };
    expect(planned(twice, seen).steps.map(({ step }) => step.id)).toEqual(["lease/octopi"]);
  });
});

describe("the static name", () => {
  const automatic = { router: { kind: "f", name: "automatic" } };
  const rows: readonly [string, Partial<HomeInput>, ObservedChange, readonly string[]][] = [
    ["owned", {}, {}, []],
    [
      "the router's own",
      automatic,
      { router: { staticNames: known([]), automaticName: known({ name: "x.fbxos.fr" }) } },
      [],
    ],
    [
      "missing: asked for, then awaited",
      {},
      { router: { staticNames: known([{ kind: "static-name", name: "old.freeboxos.fr" }]) } },
      [
        "create static-name/taprest.freeboxos.fr",
        "await static-name/taprest.freeboxos.fr/active after static-name/taprest.freeboxos.fr",
      ],
    ],
    ["not wanted", { router: { kind: "f" }, names: {} }, { router: { staticNames: known([]) } }, []],
  ];
  it.each(rows)("%s", (_title, change, seen, steps) => {
    expect(planned(change, seen).steps.map(({ step }) => brief(step))).toEqual(steps);
  });
});

it("plans nothing from what was not read", () => {
  const observed = look();
  const wanted = derive(home(), observed);
  expect(planRouter("taprest", { ...wanted, leases: [], forwards: [] }, { router: {}, zones: {} })).toEqual({
    steps: [],
    notes: [],
  });
});
