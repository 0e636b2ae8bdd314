import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rule } from "../../test/sample.ts";
import type { Forward, PortRange } from "../contracts.ts";
import type { WantedForward } from "../derive.ts";
import { type PlannedForwards, planForwards } from "./forwards.ts";
import { overlaps, portsText } from "./ports.ts";
import { isWriteStep } from "../steps.ts";

const wish = (change: Partial<Forward> = {}, name = "ssh"): WantedForward => {
  const { ref: _ref, ...item } = rule({ comment: `porchlight:taprest/${name}`, ...change });
  return { item, name, host: "octopi", path: ["forwards", name] };
};
const planned = (
  wanted: readonly WantedForward[],
  rules: readonly Forward[],
  absent: readonly WantedForward[] = [],
): PlannedForwards => planForwards("taprest", wanted, absent, rules, () => []);

const ruleText = (item: Forward): string =>
  [
    `${item.protocol} ${portsText(item.wanPorts)} ${item.lanAddress.replace("192.168.1.", ".")}:${item.lanPort}`,
    ...(item.from === undefined ? [] : [`from ${item.from}`]),
    ...(item.enabled ? [] : ["off"]),
  ].join(" ");
/** Steps in few words, then notes, then what is undeclared. */
const brief = ({ steps, notes, undeclared }: PlannedForwards): readonly string[] => [
  ...steps.map(({ step, path }) => {
    if (!isWriteStep(step)) return step.id;
    const before = step.verb !== "create" && step.before.kind === "forward" ? [ruleText(step.before)] : [];
    const after = step.verb !== "remove" && step.after.kind === "forward" ? [ruleText(step.after)] : [];
    const needs = step.needs.length === 0 ? "" : ` after ${step.needs.join(" ")}`;
    expect(path[0]).toBe("forwards");
    return `${step.verb} ${step.id}: ${[...before, ...after].join(" => ")}${needs}`;
  }),
  ...notes.map(({ message, path }) => `${message.code} ${String(message.params["what"])} ${String(path?.join("."))}`),
  ...undeclared.map((one) => `undeclared ${ruleText(one)}`),
];

const range: PortRange = [8000, 8010];
const web = "porchlight:taprest/web";
const ranged = (change: Partial<Forward> = {}): WantedForward =>
  wish({ wanPorts: range, lanPort: 8000, ...change }, "web");
const off = { enabled: false };

describe("rules in all their forms", () => {
  const rows: readonly [string, readonly WantedForward[], readonly Forward[], readonly string[]][] = [
    ["a range, none yet", [ranged()], [], ["create forward/web/tcp/8000-8010: tcp 8000-8010 .30:8000"]],
    ["a range as it is", [ranged()], [rule({ wanPorts: range, lanPort: 8000, comment: "" })], []],
    [
      "a range that is shorter",
      [ranged()],
      [rule({ wanPorts: [8000, 8005], lanPort: 8000, comment: web })],
      ["update forward/web/tcp/8000-8010: tcp 8000-8005 .30:8000 => tcp 8000-8010 .30:8000"],
    ],
    [
      "a range in place of single ports: one is rewritten, the others go first",
      [ranged()],
      [
        rule({ wanPorts: [8001, 8001], lanPort: 8001, comment: web }),
        rule({ wanPorts: [8005, 8005], lanPort: 8005, comment: web, ref: "2" }),
        rule({ wanPorts: [8009, 8009], lanPort: 9, comment: "of mine", ref: "3" }),
      ],
      [
        "remove forward/web/tcp/8005/remove: tcp 8005 .30:8005",
        "remove forward/web/tcp/8009/remove: tcp 8009 .30:9",
        "update forward/web/tcp/8000-8010: tcp 8001 .30:8001 => tcp 8000-8010 .30:8000 after forward/web/tcp/8005/remove forward/web/tcp/8009/remove",
      ],
    ],
    [
      "a range on a port that another machine holds: that rule stays",
      [ranged()],
      [
        rule({ wanPorts: [8001, 8001], lanPort: 8001, comment: web }),
        rule({ wanPorts: [8005, 8005], lanAddress: "192.168.1.50", comment: "nas", ref: "2" }),
      ],
      ["update forward/web/tcp/8000-8010: tcp 8001 .30:8001 => tcp 8000-8010 .30:8000"],
    ],
    [
      "a range on a port that ours to another machine holds: it goes",
      [ranged()],
      [
        rule({ wanPorts: [8001, 8001], lanPort: 8001, comment: web }),
        rule({ wanPorts: [8005, 8005], lanAddress: "192.168.1.50", comment: "porchlight:taprest/old", ref: "2" }),
      ],
      [
        "remove forward/web/tcp/8005/remove: tcp 8005 .50:22",
        "update forward/web/tcp/8000-8010: tcp 8001 .30:8001 => tcp 8000-8010 .30:8000 after forward/web/tcp/8005/remove",
      ],
    ],
    [
      "a range on a port that another wish leaves",
      [ranged(), wish()],
      [rule({ wanPorts: [8001, 8001], lanPort: 8001, comment: web }), rule({ wanPorts: [8005, 8005], ref: "2" })],
      [
        "update forward/ssh/tcp/7654: tcp 8005 .30:22 => tcp 7654 .30:22",
        "update forward/web/tcp/8000-8010: tcp 8001 .30:8001 => tcp 8000-8010 .30:8000 after forward/ssh/tcp/7654",
      ],
    ],
    [
      "tcp and udp side by side",
      [wish(), wish({ protocol: "udp" })],
      [],
      ["create forward/ssh/tcp/7654: tcp 7654 .30:22", "create forward/ssh/udp/7654: udp 7654 .30:22"],
    ],
    [
      "udp is missing beside tcp",
      [wish({ protocol: "udp" }), wish()],
      [rule()],
      ["create forward/ssh/udp/7654: udp 7654 .30:22"],
    ],
    ["disabled, none yet", [wish(off)], [], ["create forward/ssh/tcp/7654: tcp 7654 .30:22 off"]],
    ["disabled as it is", [wish(off)], [rule(off)], []],
    [
      "disabled, ours is enabled",
      [wish(off)],
      [rule()],
      ["update forward/ssh/tcp/7654: tcp 7654 .30:22 => tcp 7654 .30:22 off"],
    ],
    [
      "disabled, ours is enabled and leads elsewhere",
      [wish(off)],
      [rule({ lanPort: 1 })],
      ["update forward/ssh/tcp/7654: tcp 7654 .30:1 => tcp 7654 .30:22 off"],
    ],
    [
      "disabled, and somebody's lets visitors in to the same place",
      [wish(off)],
      [rule({ comment: "mine" })],
      ["update forward/ssh/tcp/7654: tcp 7654 .30:22 => tcp 7654 .30:22 off"],
    ],
    [
      "disabled beside somebody's to another place",
      [wish(off)],
      [rule({ comment: "mine", lanPort: 80 })],
      ["create forward/ssh/tcp/7654: tcp 7654 .30:22 off"],
    ],
    [
      "disabled, ours on another port: moved",
      [wish(off)],
      [rule({ wanPorts: [443, 443] })],
      ["update forward/ssh/tcp/7654: tcp 443 .30:22 => tcp 7654 .30:22 off"],
    ],
    [
      "enabled again on a port that a disabled wish leaves",
      [wish({ ...off, wanPorts: [443, 443] }), wish({}, "web")],
      [rule({ wanPorts: [7654, 7654], lanPort: 1 })],
      [
        "create forward/ssh/tcp/443: tcp 443 .30:22 off",
        "update forward/web/tcp/7654: tcp 7654 .30:1 => tcp 7654 .30:22",
      ],
    ],
    [
      "enabled, somebody's disabled one stays",
      [wish()],
      [rule({ ...off, comment: "mine" })],
      ["create forward/ssh/tcp/7654: tcp 7654 .30:22"],
    ],
    [
      "from one address only",
      [wish({ from: "203.0.113.9" })],
      [rule()],
      ["update forward/ssh/tcp/7654: tcp 7654 .30:22 => tcp 7654 .30:22 from 203.0.113.9"],
    ],
    [
      "a port dropped is undeclared",
      [wish()],
      [rule(), rule({ wanPorts: [443, 443], ref: "2" })],
      ["undeclared tcp 443 .30:22"],
    ],
    ["an entry dropped is undeclared", [], [rule({ comment: web })], ["undeclared tcp 7654 .30:22"]],
    ["nothing of others is undeclared", [], [rule({ comment: "x" }), rule({ comment: "porchlight:taprest2/ssh" })], []],
  ];
  it.each(rows)("%s", (_title, wanted, rules, expected) => {
    expect(brief(planned(wanted, rules))).toEqual(expected);
    expect(brief(planned(wanted.toReversed(), rules.toReversed()))).toEqual(expected);
  });
});

describe("what an earlier file had made", () => {
  const gone = "remove forward/ssh/tcp/7654/remove: tcp 7654 .30:22";
  const changed = "changed-since WAN tcp 7654 forwards.ssh";
  const rows: readonly [string, readonly Forward[], readonly string[]][] = [
    ["goes", [rule()], [gone]],
    ["is gone already", [], []],
    ["by somebody else: stays", [rule({ comment: "mine" })], []],
    ["by another entry of ours: stays, undeclared", [rule({ comment: web })], ["undeclared tcp 7654 .30:22"]],
    ["leads to another machine now", [rule({ lanAddress: "192.168.1.9" })], [changed]],
    ["leads to another port now", [rule({ lanPort: 2222 })], [changed]],
    ["was switched off", [rule(off)], [changed]],
    ["was limited to one address", [rule({ from: "203.0.113.9" })], [changed]],
    ["was made a range", [rule({ wanPorts: [7650, 7660] })], ["changed-since WAN tcp 7650-7660 forwards.ssh"]],
    ["is on another port now", [rule({ wanPorts: [1, 1] })], ["undeclared tcp 1 .30:22"]],
    ["is of another protocol now", [rule({ protocol: "udp" })], ["undeclared udp 7654 .30:22"]],
    ["is there twice", [rule({ ref: "2" }), rule()], [gone, "remove forward/ssh/tcp/7654/remove/2: tcp 7654 .30:22"]],
  ];
  it.each(rows)("%s", (_title, rules, expected) => {
    expect(brief(planned([], rules, [wish()]))).toEqual(expected);
  });

  it("stays where something wanted is the same", () => {
    expect(brief(planned([wish({}, "shell")], [rule()], [wish()]))).toEqual([]);
  });

  it("goes once, however often it was dropped, and is told once", () => {
    expect(brief(planned([], [rule()], [wish(), wish()]))).toEqual([gone]);
    expect(brief(planned([], [rule({ lanPort: 1 })], [wish(), wish()]))).toEqual([changed]);
  });

  it("makes room for what takes its ports", () => {
    const rules = [rule(), rule({ wanPorts: [7650, 7650], comment: web, ref: "2" })];
    const wanted = wish({ wanPorts: [7650, 7660], lanPort: 1 }, "web");
    expect(brief(planned([wanted], rules, [wish()]))).toEqual([
      gone,
      "update forward/web/tcp/7650-7660: tcp 7650 .30:22 => tcp 7650-7660 .30:1 after forward/ssh/tcp/7654/remove",
    ]);
  });

  it("makes no room when it lets nobody in anyway", () => {
    const rules = [rule(off), rule({ wanPorts: [7650, 7650], comment: web, ref: "2" })];
    const wanted = wish({ wanPorts: [7650, 7660], lanPort: 1 }, "web");
    expect(brief(planned([wanted], rules, [wish(off)]))[1]).not.toContain("after");
  });
});

/** Ranges that share no port, as a router's enabled rules and a file's entries are. */
const apart = (widths: readonly { readonly gap: number; readonly more: number }[]): readonly PortRange[] => {
  let next = 1;
  return widths.map(({ gap, more }): PortRange => {
    const first = next + gap;
    next = first + more + 1;
    return [first, first + more];
  });
};
const anyRanges = fc.array(fc.record({ gap: fc.nat(2), more: fc.nat(3) }), { maxLength: 5 }).map(apart);
const anyName = fc.constantFrom("ssh", "web", "old");

describe("whatever the router has", () => {
  it("rules come and go in an order that a router accepts, and leave what is wanted", () => {
    fc.assert(
      fc.property(
        anyRanges,
        fc.array(fc.record({ name: anyName, lanPort: fc.constantFrom(22, 80), enabled: fc.boolean() }), {
          minLength: 5,
          maxLength: 5,
        }),
        anyRanges,
        fc.array(fc.record({ name: anyName, lanPort: fc.constantFrom(22, 80), isOff: fc.boolean() }), {
          minLength: 5,
          maxLength: 5,
        }),
        (wantedPorts, wishes, heldPorts, holders) => {
          const wanted = wantedPorts.flatMap((wanPorts, index) =>
            wishes.slice(index, index + 1).map(({ name, ...more }) => wish({ wanPorts, ...more }, name)),
          );
          const rules = heldPorts.flatMap((wanPorts, index) =>
            holders.slice(index, index + 1).map(({ name, lanPort, isOff }) => {
              const comment = `porchlight:taprest/${name}`;
              return rule({ wanPorts, lanPort, comment, enabled: !isOff, ref: String(index) });
            }),
          );
          const { steps } = planned(wanted, rules);
          expect(planned(wanted.toReversed(), rules.toReversed()).steps).toEqual(steps);
          let held: readonly Forward[] = rules;
          const done = new Set<string>();
          for (let waiting = steps.map(({ step }) => step); waiting.length > 0; ) {
            const ready = waiting.find(({ needs }) => needs.every((need) => done.has(need)));
            if (ready === undefined || !isWriteStep(ready)) throw new Error("the steps wait for each other");
            expect(done.has(ready.id)).toBe(false);
            done.add(ready.id);
            waiting = waiting.filter((step) => step !== ready);
            if (ready.verb !== "create") {
              const { before } = ready;
              expect(held).toContain(before);
              held = held.filter((one) => one !== before);
            }
            if (ready.verb === "remove" || ready.after.kind !== "forward") continue;
            const { after } = ready;
            if (after.enabled) expect(held.filter((one) => one.enabled && overlaps(one, after))).toEqual([]);
            held = [...held, after];
          }
          expect(planned(wanted, held).steps).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
