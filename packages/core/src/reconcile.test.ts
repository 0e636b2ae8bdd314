import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  answer,
  facets,
  failure,
  home,
  known,
  lease,
  type MemoryHome,
  memoryHome,
  octopi,
  record,
  rule,
  unknown,
} from "../test/sample.ts";
import type { DnsRecord, Forward, Lease, Outcome, Reach, Router, Zone } from "./contracts.ts";
import type { Desired } from "./desired.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import type { NameInput } from "./home/file.ts";
import { memoryReach, memoryRouter, memoryZone } from "./memory.ts";
import type { Targets } from "./observe.ts";
import { isEmpty } from "./plan.ts";
import { withPrevious } from "./home/previous.ts";
import { roundText } from "./report.ts";
import { propose, RefusedError, reconcile, type ReconcileOptions, type Round } from "./reconcile.ts";

const lost: Outcome = { status: "unconfirmed", failure };
const run = (targets: Targets, options: ReconcileOptions = {}, desired: Desired = home()): Promise<Round> =>
  reconcile(desired, targets, { clock: createFakeClock(), ...options });
const statuses = (round: Round): readonly string[] => round.outcomes.map(({ outcome }) => outcome.status);
const zoneOf = ({ targets }: MemoryHome): Zone => {
  const [zone] = targets.zones;
  if (zone === undefined) throw new Error("no zone");
  return zone;
};

describe("one round", () => {
  it("makes the scenario and proves it; a second writes nothing", async () => {
    const { targets, router, zone, log } = memoryHome();
    const first = await run(targets);
    expect(first.verdict).toBe("converged");
    expect(router.state).toMatchObject({
      leases: [{ address: "192.168.1.30" }],
      forwards: [{ lanPort: 22, comment: "porchlight:taprest/ssh" }],
      staticNames: facets.staticNames,
    });
    expect(zone.served).toMatchObject([{ type: "CNAME", value: "taprest.freeboxos.fr." }]);
    log.length = 0;
    const second = await run(targets);
    expect(second).toMatchObject({ verdict: "unchanged", outcomes: [], waitedMs: 0 });
    expect(log).toEqual([]);
  });

  it("keeps the before-values before the first write, and writes nothing when that fails", async () => {
    const { targets, log } = memoryHome();
    const seen: unknown[] = [];
    const full = new Error("no space left");
    await expect(
      run(targets, {
        confirm: () => (seen.push("asked"), true),
        beforeWrite: ({ plan }) => {
          seen.push(plan.steps.length);
          return Promise.reject(full);
        },
      }),
    ).rejects.toBe(full);
    expect([seen, log]).toEqual([["asked", 6], []]);
    await run(targets, { confirm: () => false, beforeWrite: () => void seen.push("never") });
    await run(targets, { beforeWrite: () => void seen.push(log.length) });
    await run(targets, { beforeWrite: () => void seen.push("nothing to do") });
    expect(seen).toEqual(["asked", 6, 0]);
  });

  it("does an agreed plan, the rest of it after a crash, and nothing else", async () => {
    const { targets, zone, log } = memoryHome();
    const agreed = (await propose(home(), targets)).plan;
    expect((await run(targets, { agreed })).verdict).toBe("converged");
    zone.served = [];
    log.length = 0;
    expect([(await run(targets, { agreed })).verdict, log]).toEqual(["converged", ["publish"]]);
    zone.stored = [record({ value: "elsewhere.example." })];
    log.length = 0;
    const refused = await run(targets, { agreed, allow: ["take-over"] }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      refusals: [{ message: { code: "plan-stale", params: { step: "record/home.taprest.fr/CNAME/update/1" } } }],
    });
    expect(log).toEqual([]);
  });

  it("asks how a zone fares only when it is to be written, and refuses one that cannot be deployed", async () => {
    const made = memoryHome();
    let asked = 0;
    let troubles: readonly string[] = ["the zone holds no NS record"];
    const zone: Zone = {
      ...zoneOf(made),
      status: () => {
        asked += 1;
        return Promise.resolve(known({ isDeployed: troubles.length === 0, troubles }));
      },
    };
    const targets = { ...made.targets, zones: [zone] };
    expect(await run(targets).catch((error: unknown) => error)).toMatchObject({
      refusals: [{ kind: "impossible", message: { code: "zone-undeployed" } }],
    });
    expect([asked, made.log]).toEqual([1, []]);
    troubles = [];
    expect((await run(targets)).verdict).toBe("converged");
    expect((await run(targets)).verdict).toBe("unchanged");
    expect(asked).toBe(2);
  });

  it("a declared address is leased though the machine has it already and its lease says another", async () => {
    const seed = { hosts: [octopi], leases: [lease({ address: "192.168.1.99" })] };
    const kept = home({ hosts: { octopi: { mac: octopi.mac, ip: "192.168.1.30" } } });
    const on = memoryHome(seed);
    expect((await run(on.targets, {}, kept)).verdict).toBe("converged");
    expect(on.router.state.leases).toMatchObject([{ address: "192.168.1.30" }]);
    const undeclared = memoryHome(seed);
    await run(undeclared.targets);
    expect(undeclared.router.state.leases).toMatchObject([{ address: "192.168.1.99" }]);
  });

  it("a value that the earlier file declared is the owner's to replace, and nobody else's is", async () => {
    const earlier = home({ names: { "home.taprest.fr": { a: "192.0.2.1" } } });
    for (const entry of ["router", { a: "192.0.2.2" }] as const) {
      const later = withPrevious(home({ names: { "home.taprest.fr": entry } }), earlier);
      const ours = memoryHome(undefined, [record({ type: "A", value: "192.0.2.1" })]);
      expect((await run(ours.targets, {}, later)).verdict).toBe("converged");
      const theirs = memoryHome(undefined, [record({ type: "A", value: "192.0.2.9" })]);
      expect(await run(theirs.targets, {}, later).catch((error: unknown) => error)).toMatchObject({
        refusals: [{ name: "take-over" }],
      });
    }
  });

  it("a machine that is still to move is pending, without waiting for it, and never converged", async () => {
    const { targets, router } = memoryHome();
    const moving = home({ hosts: { octopi: { mac: octopi.mac, ip: "192.168.1.40", allow: ["address-move"] } } });
    const round = await run(targets, {}, moving);
    expect([round.verdict, round.left.steps, round.waitedMs]).toEqual(["pending", [], 0]);
    expect(router.state).toMatchObject({
      leases: [{ address: "192.168.1.40" }],
      forwards: [{ lanAddress: "192.168.1.30" }],
    });
    expect(roundText(round)).toMatch(/^Pending: all is written; a machine still has its old address/);
    expect(await run(targets, {}, moving)).toMatchObject({ verdict: "pending", outcomes: [] });
    router.state.hosts = [{ ...octopi, addresses: ["192.168.1.40"] }];
    const followed = await run(targets, {}, moving);
    expect([followed.verdict, router.state.forwards[0]?.lanAddress]).toEqual(["converged", "192.168.1.40"]);
  });

  it("after a crash before the refresh publishes, and writes nothing", async () => {
    const made = memoryHome({ ...facets }, [record()]);
    made.zone.served = [];
    const round = await run(made.targets);
    expect([round.verdict, made.log]).toEqual(["converged", ["publish"]]);
  });

  it("refuses before any write, and says why", async () => {
    const { targets, log } = memoryHome({ hosts: [octopi] }, [record({ type: "A", value: "192.0.2.1" })]);
    const refused = await run(targets).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({
      name: "RefusedError",
      message: "take-over-record",
      refusals: [{ name: "take-over" }],
      proposal: { plan: { home: "taprest" } },
    });
    expect(log).toEqual([]);
    const allowed = await run(targets, { allow: ["take-over"] });
    expect(allowed.verdict).toBe("converged");
  });

  it("asks before it writes, and only when there is something to do", async () => {
    const made = memoryHome();
    let asked = 0;
    const confirm = (agreed: boolean) => (): Promise<boolean> => {
      asked += 1;
      return Promise.resolve(agreed);
    };
    expect(await run(made.targets, { confirm: confirm(false) })).toMatchObject({ verdict: "diverged", outcomes: [] });
    expect(made.log).toEqual([]);
    expect(await run(made.targets, { confirm: confirm(true) })).toMatchObject({ verdict: "converged" });
    expect(await run(made.targets, { confirm: confirm(false) })).toMatchObject({ verdict: "unchanged" });
    expect(asked).toBe(2);
  });

  it("runs on the real clock when none is given", async () => {
    const { targets } = memoryHome();
    expect(await reconcile(home(), targets)).toMatchObject({ verdict: "converged" });
  });
});

const inOrder = (): MemoryHome => memoryHome({ ...facets }, [record()]);

const withReach = (made: MemoryHome, reach: Reach["served"]): Targets => ({
  ...made.targets,
  reach: { served: reach },
});

const half = (): ReturnType<Reach["served"]> =>
  Promise.resolve(known([answer([record()]), answer([], { server: "ns2.example" })]));

describe("what cannot be proven", () => {
  it("port 53 blocked: unknown, never unchanged", async () => {
    const made = inOrder();
    expect(await run(withReach(made, () => Promise.resolve(unknown)))).toMatchObject({
      verdict: "unknown",
      outcomes: [],
    });
    expect(made.log).toEqual([]);
  });

  it("answers without authority: unknown, and nothing is published for them", async () => {
    const made = inOrder();
    const round = await run(withReach(made, () => Promise.resolve(known([answer([], { authoritative: false })]))));
    expect([round.verdict, made.log]).toEqual(["unknown", []]);
  });

  it("a zone unread: unknown; what does not need it is done", async () => {
    const made = inOrder();
    const blind = { ...zoneOf(made), read: () => Promise.resolve(unknown) };
    expect(await run({ ...made.targets, zones: [blind] })).toMatchObject({
      verdict: "unknown",
      left: { blocked: [{ message: { code: "not-readable" } }] },
    });
    const fresh = memoryHome();
    const round = await run({ ...fresh.targets, zones: [blind] });
    expect([round.verdict, fresh.log]).toEqual([
      "pending",
      ["lease/octopi", "static-name/taprest.freeboxos.fr", "forward/ssh/tcp/7654"],
    ]);
  });

  it.each(["auth", "forbidden"] as const)(
    "blocked by %s at the first look: nothing is written or asked",
    async (kind) => {
      const made = memoryHome({ hosts: [octopi] }, [record({ type: "A", value: "192.0.2.1" })]);
      const refusing = { known: false, failure: { ...failure, kind, right: "GET /domain/zone/*" } } as const;
      const blind = { ...zoneOf(made), read: () => Promise.resolve(refusing) };
      let asked = 0;
      const confirm = (): boolean => (asked += 1) > 0;
      const round = await run({ ...made.targets, zones: [blind] }, { confirm });
      expect(round).toMatchObject({ verdict: "unknown", outcomes: [], waitedMs: 0 });
      expect([made.log, asked, round.left.steps.length > 0]).toEqual([[], 0, true]);
      const text = roundText(round);
      expect(text).toMatch(/^Credentials are missing or refused, or lack a right, and nothing was written\.\n/);
      expect(text).toContain("grant the right that is missing: GET /domain/zone/*");
    },
  );

  it("credentials come before refusals, which are told beside them", async () => {
    const held = rule({ lanAddress: "192.168.1.50", comment: "NAS" });
    const made = memoryHome({ hosts: [octopi], forwards: [held] });
    const refusing = { known: false, failure: { ...failure, kind: "auth" } } as const;
    const blind = { ...zoneOf(made), read: () => Promise.resolve(refusing) };
    const round = await run({ ...made.targets, zones: [blind] });
    expect([round.verdict, made.log]).toEqual(["unknown", []]);
    expect(roundText(round)).toMatch(
      /check the credentials in the environment[^]*impossible: WAN tcp 7654 already leads/,
    );
  });

  it("served by one server only: published, and pending until the others follow", async () => {
    const made = inOrder();
    const round = await run(withReach(made, half), { patienceMs: 5000 });
    expect([round.verdict, made.log]).toEqual(["pending", ["publish"]]);
    expect(round.left.steps.map(({ id }) => id)).toEqual(["publish/taprest.fr"]);
  });

  it("written, and then port 53 is blocked: pending", async () => {
    const made = memoryHome();
    expect(
      await run(
        withReach(made, () => Promise.resolve(unknown)),
        { patienceMs: 1 },
      ),
    ).toMatchObject({ verdict: "pending" });
  });
});

const losingRouter = (router: Router, isDone: boolean): Router => ({
  ...router,
  write: async (step) => {
    if (step.id !== "forward/ssh/tcp/7654") return router.write(step);
    if (isDone) await router.write(step);
    return lost;
  },
});

/** A zone whose first write is done or not, and whose answer is lost either way. */
const losing = (zone: Zone, isDone: boolean): Zone => ({
  ...zone,
  write: async (step) => {
    if (isDone) await zone.write(step);
    return lost;
  },
});

describe("answers lost", () => {
  it("and done after all: converged, published once, written once", async () => {
    const made = memoryHome();
    const round = await run({ ...made.targets, zones: [losing(zoneOf(made), true)] });
    expect(round.verdict).toBe("converged");
    expect(statuses(round)).toEqual(["done", "done", "done", "done", "unconfirmed", "done"]);
    expect(made.log.filter((id) => id.startsWith("record/") || id === "publish")).toEqual([
      "record/home.taprest.fr/CNAME/create/1",
      "publish",
    ]);
  });

  it("and not done: diverged, with the step left and nothing published", async () => {
    const made = memoryHome();
    const round = await run({ ...made.targets, zones: [losing(zoneOf(made), false)] });
    expect(round.verdict).toBe("diverged");
    expect(round.left.steps.map(({ id }) => id)).toEqual([
      "record/home.taprest.fr/CNAME/create/1",
      "publish/taprest.fr",
    ]);
    expect(made.log).not.toContain("publish");
  });

  it("on the router, done or not", async () => {
    const one = memoryHome();
    expect(await run({ ...one.targets, router: losingRouter(one.router, true) })).toMatchObject({
      verdict: "converged",
    });
    const two = memoryHome();
    const round = await run({ ...two.targets, router: losingRouter(two.router, false) });
    expect([round.verdict, round.left.steps.map(({ id }) => id)]).toEqual(["diverged", ["forward/ssh/tcp/7654"]]);
  });

  it("a publish refused is diverged, with the publish left", async () => {
    const made = memoryHome();
    const forbidden = {
      ...zoneOf(made),
      publish: (): Promise<Outcome> =>
        Promise.resolve({ status: "failed", failure: { ...failure, kind: "forbidden" } }),
    };
    const round = await run({ ...made.targets, zones: [forbidden] });
    expect([round.verdict, round.waitedMs, round.left.steps.map(({ id }) => id)]).toEqual([
      "diverged",
      0,
      ["publish/taprest.fr"],
    ]);
  });
});

it("a router that grants another port is diverged: what was asked for is not there", async () => {
  const { targets, router } = memoryHome();
  const generous: Router = {
    ...router,
    write: async (step) => {
      if (step.verb !== "create" || step.after.kind !== "forward") return router.write(step);
      return router.write({ ...step, after: { ...step.after, wanPorts: [16_384, 16_384] } });
    },
  };
  const round = await run({ ...targets, router: generous });
  expect(round.verdict).toBe("diverged");
  expect(round.outcomes.find(({ step }) => step.id.startsWith("forward/"))?.outcome).toMatchObject({
    status: "done",
    item: { wanPorts: [16_384, 16_384] },
  });
});

it("stopped in the middle, what was begun is told and the rest is skipped", async () => {
  const { targets, log } = memoryHome();
  const stop = new AbortController();
  const round = await run(targets, {
    signal: stop.signal,
    onOutcome: ({ step }) => step.id === "lease/octopi" && stop.abort(),
  });
  expect(statuses(round).filter((status) => status === "skipped")).toHaveLength(4);
  expect([round.verdict, log]).toEqual(["diverged", ["lease/octopi", "static-name/taprest.freeboxos.fr"]]);
});

const numbered = <T extends { readonly ref?: string }>(items: readonly T[]): readonly T[] =>
  items.map((item, index) => ({ ...item, ref: String(index + 1) }));

const isForeign = (one: DnsRecord): boolean => one.name !== "home.taprest.fr" || one.type === "TXT";

describe("whatever was there before", () => {
  const anyRule = fc
    .record({
      port: fc.constantFrom(7654, 443, 8080),
      protocol: fc.constantFrom("tcp" as const, "udp" as const),
      lanAddress: fc.constantFrom("192.168.1.30", "192.168.1.50"),
      lanPort: fc.constantFrom(22, 80),
      enabled: fc.boolean(),
      comment: fc.constantFrom("", "porchlight:taprest/ssh", "porchlight:other/ssh"),
    })
    .map(({ port, ...rest }) => rule({ wanPorts: [port, port], ...rest }));
  const anyLease = fc
    .record({
      mac: fc.constantFrom(octopi.mac, "00:11:22:33:44:55"),
      address: fc.constantFrom("192.168.1.30", "192.168.1.31"),
      comment: fc.constantFrom("", "porchlight:taprest/octopi"),
    })
    .map((one) => lease(one));
  const anyRecord = fc
    .record({
      name: fc.constantFrom("home.taprest.fr", "www.taprest.fr"),
      type: fc.constantFrom("A", "AAAA", "CNAME", "TXT"),
      value: fc.constantFrom("192.0.2.1", "taprest.freeboxos.fr."),
      ttlSeconds: fc.constantFrom(0, 300),
    })
    .map((one) => record(one));
  const world = fc.record({
    rules: fc.uniqueArray(anyRule, { maxLength: 4, selector: (one: Forward) => `${one.protocol} ${one.wanPorts[0]}` }),
    leases: fc.uniqueArray(anyLease, { maxLength: 2, selector: (one: Lease) => one.mac }),
    records: fc.array(anyRecord, { maxLength: 5 }),
    isActive: fc.boolean(),
    ownsName: fc.boolean(),
    entry: fc.constantFrom<NameInput>("router", { a: "router", ttl: 300 }, { a: "router", aaaa: "2001:db8::1" }),
  });

  it("a round converges or refuses unwritten, a second writes nothing, and nobody else's things are touched", async () => {
    let converged = 0;
    await fc.assert(
      fc.asyncProperty(world, async ({ rules, leases, records, isActive, ownsName, entry }) => {
        const seed = {
          hosts: [{ ...octopi, active: isActive }],
          leases: numbered(leases),
          forwards: numbered(rules),
          staticNames: ownsName ? facets.staticNames : [],
        };
        const made = memoryHome(seed, numbered(records));
        const desired = home({ names: { "home.taprest.fr": entry } });
        const before = { ...made.router.state, stored: made.zone.stored };
        const round = await run(made.targets, { allow: ["take-over"] }, desired).catch((error: unknown) => error);
        const now = { ...made.router.state, stored: made.zone.stored };
        if (round instanceof RefusedError) {
          expect(now).toEqual(before);
          expect(made.log).toEqual([]);
          return;
        }
        expect(round).toMatchObject({ verdict: expect.stringMatching(/^(converged|unchanged)$/) });
        converged += 1;
        made.log.length = 0;
        expect(await run(made.targets, { allow: ["take-over"] }, desired)).toMatchObject({ verdict: "unchanged" });
        expect(isEmpty((await propose(desired, made.targets)).plan)).toBe(true);
        expect(made.log).toEqual([]);
        expect(now.stored.filter(isForeign)).toEqual(before.stored.filter(isForeign));
        const foreignRules = before.forwards.filter(
          (one) =>
            !one.comment.startsWith("porchlight:taprest/") &&
            (one.wanPorts[0] !== 7654 || one.protocol !== "tcp" || !one.enabled),
        );
        for (const one of foreignRules) expect(now.forwards).toContainEqual(one);
        for (const one of before.leases) expect(now.leases).toContainEqual(one);
      }),
      { numRuns: 300 },
    );
    expect(converged).toBeGreaterThan(50);
  });

  it("any number of names converges in one round with one publish", async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(names, async (labels) => {
        const zone = memoryZone("taprest.fr");
        let published = 0;
        const counted: Zone = {
          ...zone,
          publish: () => {
            published += 1;
            return zone.publish();
          },
        };
        const desired = home({
          names: Object.fromEntries(labels.map((label) => [`${label}.taprest.fr`, "router" as const])),
        });
        const round = await run(
          { router: memoryRouter({ hosts: [octopi] }), zones: [counted], reach: memoryReach([zone]) },
          {},
          desired,
        );
        expect([round.verdict, published, zone.served.length]).toEqual(["converged", 1, labels.length]);
      }),
      { numRuns: 30 },
    );
  });
});
