import { describe, expect, it } from "vitest";
import { answer, home, known, octopi, record } from "../../test/sample.ts";
import type { DnsRecord, Forward, Lease, PortUse } from "../contracts.ts";
import type { Wanted } from "../derive.ts";
import type { Observed } from "../observe.ts";
import { plan } from "../plan.ts";
import { planDestroy, planPrune } from "./removal.ts";
import { safety, safetyOfSteps } from "../safety.ts";

/** A list that counts every read of an element. */
const counted = <T>(list: readonly T[], count: () => void): readonly T[] =>
  new Proxy(list, {
    get: (target, key, receiver): unknown => {
      if (typeof key === "string" && /^[0-9]+$/.test(key)) count();
      return Reflect.get(target, key, receiver);
    },
  });

/** An item that counts every read of what it is told apart by. */
const watched = <T extends object>(item: T, key: keyof T, count: () => void): T =>
  Object.defineProperty({ ...item }, key, {
    enumerable: true,
    get: () => {
      count();
      return item[key];
    },
  });

interface World {
  readonly wanted: Wanted;
  readonly observed: Observed;
}

/** As many records and rules as asked: a third right, a third wrong, a third nobody's; ports in ranges of three. */
const worldOf = (size: number, count: () => void): World => {
  const indices = Array.from({ length: size }, (_, index) => index);
  const records = indices.map((index): DnsRecord => {
    const value = index % 3 === 0 ? "192.0.2.1" : "192.0.2.2";
    const one = record({ name: `n${index}.taprest.fr`, type: "A", value, ref: String(index) });
    return watched(watched(one, "name", count), "value", count);
  });
  const rules = indices.map((index): Forward => {
    const first = 1024 + index * 3;
    const lanPort = index % 3 === 0 ? 4000 : 4001;
    const one: Forward = {
      kind: "forward",
      protocol: "tcp",
      wanPorts: [first, first + 1],
      lanAddress: "192.168.1.30",
      lanPort,
      enabled: true,
      comment: `porchlight:taprest/f${index}`,
      ref: String(index),
    };
    return watched(watched(one, "wanPorts", count), "comment", count);
  });
  const leases = indices.map((index): Lease => {
    const one: Lease = { kind: "lease", mac: `m${index}`, address: `a${index}`, comment: "", ref: `m${index}` };
    return watched(one, "mac", count);
  });
  const uses = indices.map((index): PortUse => {
    const one: PortUse = { kind: "service", protocol: "udp", wanPorts: [index, index], name: "x" };
    return watched(one, "wanPorts", count);
  });
  const observed: Observed = {
    router: {
      line: known({ up: true, ipv4: "82.64.1.2", portRange: [0, 65_535] as const }),
      lan: known({ mode: "router" as const, address: "192.168.1.254" }),
      hosts: known([octopi]),
      leases: known(counted(leases, count)),
      staticNames: known([]),
      automaticName: known({}),
      portUses: known(counted(uses, count)),
      ipv6: known({ enabled: true, prefixes: [], firewall: false }),
      forwards: known(counted(rules, count)),
    },
    zones: {
      "taprest.fr": {
        stored: known(counted(records, count)),
        served: known(
          counted(
            records.map((one) => answer([one], { name: one.name, type: "A" })),
            count,
          ),
        ),
      },
    },
  };
  const kept = indices.filter((index) => index % 3 < 2);
  const wanted: Wanted = {
    leases: counted(
      kept.map((index) => ({
        item: { kind: "lease", mac: `m${index}`, address: `a${index + 1}`, comment: "" },
        addressNow: `a${index}`,
        name: `h${index}`,
        path: ["hosts", `h${index}`],
      })),
      count,
    ),
    forwards: counted(
      kept.map((index) => {
        const first = 1024 + index * 3;
        const item: Forward = {
          kind: "forward",
          protocol: "tcp",
          wanPorts: [first, first + 1],
          lanAddress: "192.168.1.30",
          lanPort: 4000,
          enabled: true,
          comment: `porchlight:taprest/f${index}`,
        };
        return { item, name: `f${index}`, host: "octopi", path: ["forwards", `f${index}`] };
      }),
      count,
    ),
    records: counted(
      kept.map((index) => ({
        name: `n${index}.taprest.fr`,
        zone: "taprest.fr",
        type: "A",
        wish: index % 2 === 0 ? ("exact" as const) : ("absent" as const),
        values: ["192.0.2.1"],
        path: ["names", `n${index}.taprest.fr`],
      })),
      count,
    ),
    absent: { leases: [], forwards: [] },
    unmet: [],
  };
  return { wanted, observed };
};

const works: readonly [string, (world: World) => number][] = [
  [
    "plan and safety",
    ({ wanted, observed }) => {
      const desired = home();
      const made = plan("taprest", wanted, observed);
      safety(desired, wanted, observed, made);
      return made.steps.length;
    },
  ],
  [
    "destroy",
    ({ wanted, observed }) => {
      const made = planDestroy(home(), wanted, observed, { releaseName: true });
      safetyOfSteps(home(), wanted, observed, made);
      return made.steps.length;
    },
  ],
  [
    "prune",
    ({ wanted, observed }) => {
      const made = planPrune(home(), wanted, observed);
      safetyOfSteps(home(), wanted, observed, made);
      return made.steps.length;
    },
  ],
];

describe("the work of planning", () => {
  it.each(works)("%s grows with records and rules and no faster", (_title, work) => {
    const readsFor = (size: number): number => {
      let reads = 0;
      const world = worldOf(size, () => {
        reads += 1;
      });
      reads = 0;
      expect(work(world)).toBeGreaterThan(size / 4);
      expect(reads).toBeGreaterThan(size);
      return reads;
    };
    expect(readsFor(600) / readsFor(300)).toBeLessThan(2.5);
  });

  it("10,000 records against 10,000 rules are no work for long", () => {
    const { wanted, observed } = worldOf(10_000, () => undefined);
    const made = plan("taprest", wanted, observed);
    expect(made.steps.length).toBeGreaterThan(10_000);
    expect(safety(home(), wanted, observed, made).length).toBeGreaterThan(0);
  });
});
