import fc from "fast-check";
import { expect, it } from "vitest";
import { cases } from "../test/depth.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import { facets, home, homeInput, octopi } from "../test/sample.ts";
import {
  type Desired,
  type DnsRecord,
  type Forward,
  isEmpty,
  type Item,
  type Lease,
  type NameInput,
  planText,
  propose,
  reconcile,
  RefusedError,
  type RouterItem,
  roundText,
  stepOutcomeText,
  type Targets,
  type WriteStep,
} from "./index.ts";
import { spelled } from "./spelled.ts";
import { memoryReach, type MemoryRouter, memoryRouter, type MemoryZone, memoryZone } from "./memory.ts";

const zoneName = "taprest.fr";
const mark = "porchlight:taprest/";
const addresses = ["192.168.1.30", "192.168.1.31", "192.168.1.40"] as const;
const names = ["home.taprest.fr", "www.taprest.fr", "taprest.fr"] as const;
const neighbour = { mac: "02:00:00:00:00:01", names: ["nas"], addresses: ["192.168.1.31"], active: true };

// ------------------------------------------------------------------------------------------------ any world

const anyForward: fc.Arbitrary<Forward> = fc
  .record({
    protocol: fc.constantFrom("tcp" as const, "udp" as const),
    first: fc.constantFrom(443, 7654, 7655, 8000),
    more: fc.constantFrom(0, 0, 0, 2),
    lanAddress: fc.constantFrom(...addresses),
    lanPort: fc.constantFrom(22, 8000),
    enabled: fc.boolean(),
    comment: fc.constantFrom("", "tv", `${mark}ssh`, `${mark}web`, `${mark}gone`, "porchlight:other/ssh"),
  })
  .map(({ first, more, ...rest }) => ({ kind: "forward", wanPorts: [first, first + more], ...rest }));
const anyLease: fc.Arbitrary<Lease> = fc.record({
  kind: fc.constant("lease" as const),
  mac: fc.constantFrom(octopi.mac, neighbour.mac, "02:00:00:00:00:09"),
  address: fc.constantFrom(...addresses, "192.168.1.50"),
  comment: fc.constantFrom("", `${mark}octopi`, `${mark}gone`),
});
const values: Readonly<Record<string, readonly string[]>> = {
  A: ["192.0.2.1", "192.0.2.2"],
  AAAA: ["2001:db8::1"],
  CNAME: ["taprest.freeboxos.fr.", "elsewhere.example."],
  TXT: ['"one"', '"two"'],
  MX: ["10 mail.example."],
};
const anyRecord: fc.Arbitrary<DnsRecord> = fc
  .constantFrom(...Object.keys(values))
  .chain((type) =>
    fc.record({
      type: fc.constant(type),
      name: fc.constantFrom(...names, "neighbour.taprest.fr"),
      value: fc.constantFrom(...(values[type] ?? [])),
      ttlSeconds: fc.constantFrom(0, 600),
    }),
  )
  .map((some) => ({ kind: "record", ...some }));
const anyName: fc.Arbitrary<NameInput> = fc.constantFrom<NameInput>(
  "router",
  "absent",
  { a: "router" },
  { a: ["192.0.2.1", "192.0.2.2"], ttl: 600 },
  { a: "192.0.2.1", txt: "one" },
  { txt: ["one", "two"], absent: { mx: "10 mail.example" } },
  { mx: "10 mail.example", absent: { txt: true } },
  { aaaa: "2001:db8::1" },
);
const anyWay = fc.record({
  wan: fc.constantFrom<number | string>(443, 7654, 7655, "8000-8002"),
  to: fc.constantFrom("octopi:22", "octopi:8000"),
  protocol: fc.constantFrom("tcp" as const, "udp" as const),
  enabled: fc.boolean(),
});
const anyHome: fc.Arbitrary<object> = fc.record({
  hosts: fc.constantFrom({ octopi: { mac: octopi.mac } }, { octopi: {} }, { octopi: { ip: "192.168.1.40" }, nas: {} }),
  forwards: fc
    .record({ ssh: anyWay, web: anyWay }, { requiredKeys: [] })
    .filter(({ ssh, web }) => ssh?.wan !== web?.wan || ssh?.protocol !== web?.protocol),
  names: fc.dictionary(fc.constantFrom(...names), anyName, { maxKeys: 3, noNullPrototype: true }),
  tunnels: fc.constant({}),
});
const anyWorld = fc.record({
  file: anyHome,
  forwards: fc.array(anyForward, { maxLength: 5 }),
  leases: fc.uniqueArray(anyLease, { maxLength: 3, selector: ({ mac }) => mac }),
  stored: fc.array(anyRecord, { maxLength: 6 }),
  isPublished: fc.boolean(),
  holdsName: fc.boolean(),
  isActive: fc.boolean(),
  allow: fc.constantFrom([], ["removal", "address-move", "dangling-cname", "shadowed"] as const),
});

/** What somebody else does, just before the so-many-th request of ours. */
const anyEdit = fc.record({
  at: fc.nat(20),
  what: fc.oneof(
    fc.record({ add: fc.oneof(anyForward, anyRecord) }),
    fc.record({ drop: fc.constantFrom("forward" as const, "record" as const), index: fc.nat(6) }),
  ),
});
type Edit = typeof anyEdit extends fc.Arbitrary<infer E> ? E : never;

// ------------------------------------------------------------------------------------------------ one run in it

const parsed = (file: object): Desired => home({ ...homeInput, ...file });
const text = (item: Item): string => spelled(item);
const isOurs = (item: Item): boolean => "comment" in item && item.comment.startsWith(mark);

interface Stage {
  readonly router: MemoryRouter;
  readonly zone: MemoryZone;
  readonly targets: Targets;
  readonly written: string[];
  /** Things of others that are to be there in the end, exactly so. */
  readonly theirs: Set<string>;
  /** The others leave off. */
  readonly quiet: () => void;
}

/** Values that the file speaks of are the owner's to change, whoever stored them. */
const isDeclared = (desired: Desired, { name, type, value }: DnsRecord): boolean =>
  desired.records.some(
    (entry) =>
      entry.name === name &&
      entry.type === type &&
      ((entry.wish === "absent" && entry.values.length === 0) ||
        entry.values.some((wish) => ("literal" in wish ? wish.literal === value : true))),
  );

const stageOf = (world: typeof anyWorld extends fc.Arbitrary<infer W> ? W : never, edits: readonly Edit[]): Stage => {
  const desired = parsed(world.file);
  const router = memoryRouter({
    hosts: [{ ...octopi, active: world.isActive }, neighbour],
    leases: world.leases,
    forwards: world.forwards,
    staticNames: world.holdsName ? facets.staticNames : [],
  });
  const zone = memoryZone(zoneName, world.stored);
  if (!world.isPublished) zone.served = [];
  const theirs = new Set(
    [...router.state.leases, ...router.state.forwards, ...zone.stored]
      .filter((item) => !isOurs(item) && (item.kind !== "record" || !isDeclared(desired, item)))
      .map(text),
  );
  let requests = 0;
  let isQuiet = false;
  const edit = ({ what }: Edit): void => {
    if ("add" in what) {
      const item = { ...what.add, ref: `their-${requests}` };
      if (item.kind === "forward") router.state.forwards = [...router.state.forwards, item];
      else zone.stored = [...zone.stored, item];
      if (!isOurs(item) && (item.kind === "forward" || !isDeclared(desired, item))) theirs.add(text(item));
      return;
    }
    const list: readonly Item[] = what.drop === "forward" ? router.state.forwards : zone.stored;
    const gone = list[what.index];
    if (gone === undefined) return;
    theirs.delete(text(gone));
    router.state.forwards = router.state.forwards.filter((item) => item !== gone);
    zone.stored = zone.stored.filter((item) => item !== gone);
  };
  const request = (): void => {
    requests += 1;
    for (const each of edits) if (!isQuiet && each.at === requests) edit(each);
  };
  const written: string[] = [];
  const writing = (step: WriteStep<RouterItem> | WriteStep<DnsRecord>): void => {
    request();
    written.push(step.id);
  };
  const served = memoryReach([zone]);
  const targets: Targets = {
    router: {
      ...router,
      read: (needs) => {
        request();
        return router.read(needs);
      },
      write: (step) => {
        writing(step);
        return router.write(step);
      },
    },
    zones: [
      {
        ...zone,
        read: (asked, options) => {
          request();
          return zone.read(asked, options);
        },
        write: (step) => {
          writing(step);
          return zone.write(step);
        },
        publish: () => {
          request();
          written.push("publish");
          return zone.publish();
        },
      },
    ],
    reach: {
      served: (asked, questions) => {
        request();
        return served.served(asked, questions);
      },
    },
  };
  const quiet = (): void => void (isQuiet = true);
  return { router, zone, targets, written, theirs, quiet };
};

const present = ({ router, zone }: Stage): ReadonlySet<string> =>
  new Set([...router.state.leases, ...router.state.forwards, ...zone.stored].map(text));

const roundIn = async (
  on: Stage,
  file: object,
  allow: readonly ("removal" | "address-move" | "dangling-cname" | "shadowed")[],
) => {
  on.written.length = 0;
  const options = { allow, clock: createFakeClock(), patienceMs: 20_000 };
  const round = await reconcile(parsed(file), on.targets, options).catch((error: unknown) => error);
  const writes = [...on.written];
  if (round instanceof RefusedError) {
    expect(writes).toEqual([]);
    expect(planText(round.proposal)).toContain("Refused, nothing was written");
    return { verdict: "refused", writes } as const;
  }
  if (round instanceof Error) throw round;
  const done = round as Awaited<ReturnType<typeof reconcile>>;
  // Whatever it ended in is told: the verdict, and for each step what became of it.
  expect(roundText(done)).not.toBe("");
  for (const outcome of done.outcomes) expect(stepOutcomeText(outcome)).not.toBe("");
  if (done.verdict === "diverged" || done.verdict === "unknown")
    expect(done.left.steps.length + done.left.blocked.length + done.left.notes.length).toBeGreaterThan(0);
  if (done.verdict === "converged" || done.verdict === "unchanged") expect(isEmpty(done.left)).toBe(true);
  if (done.verdict === "unchanged") expect(writes).toEqual([]);
  return { verdict: done.verdict, writes } as const;
};

// ------------------------------------------------------------------------------------------------ what always holds

const seed = Date.now() % 2 ** 31;
const runs = cases(1000);

it(`any home in any world, edited by others meanwhile: nothing of theirs is touched, and the end is told (${runs} cases, seed ${seed})`, async ({
  task,
}) => {
  const counts: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(anyWorld, fc.array(anyEdit, { maxLength: 3 }), async (world, edits) => {
      const on = stageOf(world, edits);
      const first = await roundIn(on, world.file, world.allow);
      counts[first.verdict] = (counts[first.verdict] ?? 0) + 1;
      for (const theirs of on.theirs) expect(present(on)).toContain(theirs);
      on.quiet();
      const second = await roundIn(on, world.file, world.allow);
      const isQuiet = first.verdict === "converged" || first.verdict === "unchanged";
      if (edits.length === 0 && isQuiet) expect(second).toEqual({ verdict: "unchanged", writes: [] });
      if (second.verdict === "converged" || second.verdict === "unchanged")
        expect(await roundIn(on, world.file, world.allow)).toEqual({ verdict: "unchanged", writes: [] });
      for (const theirs of on.theirs) expect(present(on)).toContain(theirs);
    }),
    { numRuns: runs, seed },
  );
  task.meta.said = [`rounds in any world, seed ${seed}: ${JSON.stringify(counts)}`];
  for (const verdict of ["converged", "refused", "diverged"]) expect(counts[verdict]).toBeGreaterThan(0);
});

const turned = <T>(list: readonly T[], by: number): readonly T[] => [...list.slice(by), ...list.slice(0, by)];

it(`the order of anything never changes the plan (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, fc.nat(5), async (world, by) => {
      const one = stageOf(world, []);
      const other = stageOf(world, []);
      other.router.state.leases = turned(other.router.state.leases, by);
      other.router.state.forwards = turned(other.router.state.forwards, by).toReversed();
      other.router.state.hosts = other.router.state.hosts.toReversed();
      other.zone.stored = turned(other.zone.stored, by).toReversed();
      const desired = parsed(world.file);
      const reordered = {
        ...desired,
        hosts: desired.hosts.toReversed(),
        forwards: desired.forwards.toReversed(),
        records: turned(desired.records, by),
      };
      const plans = [await propose(desired, one.targets), await propose(reordered, other.targets)];
      const [{ plan } = { plan: undefined }, { plan: again } = { plan: undefined }] = plans;
      expect(again?.steps).toEqual(plan?.steps);
    }),
    { numRuns: runs, seed },
  );
});
