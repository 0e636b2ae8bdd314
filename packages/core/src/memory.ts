/** In-memory Router, Zone and Reach: the contracts at their plainest, for examples and tests without any socket. */
import type {
  CallOptions,
  DnsRecord,
  Failure,
  Forward,
  Item,
  Outcome,
  Reach,
  Reading,
  Router,
  RouterFacets,
  RouterItem,
  RouterReading,
  WriteStep,
  Zone,
} from "./contracts.ts";
import { writes } from "./steps.ts";

/** A memory router and what it holds now. */
export interface MemoryRouter extends Router {
  readonly state: { -readonly [K in keyof RouterFacets]: RouterFacets[K] };
}

/** A memory zone: what it stores and what it serves, which differ until `publish`. */
export interface MemoryZone extends Zone {
  stored: readonly DnsRecord[];
  served: readonly DnsRecord[];
}

const known = <T>(value: T): Reading<T> => ({ known: true, value });
const failed = (operation: string, message: string): Outcome => {
  const failure: Failure = { kind: "conflict", operation, message };
  return { status: "failed", failure };
};

/** The failure of a call that was stopped before it began; undefined when it was not. */
const stopped = (operation: string, options: CallOptions | undefined): Failure | undefined =>
  options?.signal?.aborted === true ? { kind: "unreachable", operation, message: "stopped by the caller" } : undefined;

/** Two enabled rules of one protocol cannot share a WAN port. */
const clash = (one: Forward, other: Forward): boolean =>
  one.enabled &&
  other.enabled &&
  one.protocol === other.protocol &&
  one.wanPorts[0] <= other.wanPorts[1] &&
  other.wanPorts[0] <= one.wanPorts[1];

/** Gives refs that nothing in the list has. */
const refsBeside = (list: readonly { readonly ref?: string }[]): (() => string) => {
  let last = Math.max(1000, ...list.map(({ ref }) => Number(ref)).filter(Number.isSafeInteger));
  return () => String((last += 1));
};
const withRefs = <I extends { readonly ref?: string }>(items: readonly I[]): readonly I[] => {
  const next = refsBeside(items);
  return items.map((item) => ({ ...item, ref: item.ref ?? next() }));
};

/** What an item says, whatever ref it carries. */
const text = ({ ...item }: Item): string =>
  JSON.stringify(
    Object.entries(item)
      .filter(([key]) => key !== "ref")
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );
const same = (one: Item, other: Item): boolean => text(one) === text(other);

interface Written<I> {
  readonly list: readonly I[];
  readonly outcome: Outcome;
}

/** Does one write step on a list, as every contract says it must be done. */
const writeTo = <I extends Item & { readonly ref?: string }>(list: readonly I[], step: WriteStep<I>): Written<I> => {
  if (step.verb === "create") {
    const item = { ...step.after, ref: refsBeside(list)() };
    return { list: [...list, item], outcome: { status: "done", item } };
  }
  const found = list.find((item) => item.ref === step.before.ref && same(item, step.before));
  if (found === undefined) return { list, outcome: failed(step.id, "it is no longer what was seen") };
  if (step.verb === "remove") return { list: list.filter((item) => item !== found), outcome: { status: "done" } };
  const item = { ...step.after, ...(found.ref === undefined ? {} : { ref: found.ref }) };
  return { list: list.map((other) => (other === found ? item : other)), outcome: { status: "done", item } };
};

/** A router that keeps everything in memory. `seed` is copied. A static name is active at once. */
export const memoryRouter = (seed: Partial<RouterFacets> = {}): MemoryRouter => {
  const copy = structuredClone(seed);
  const state: MemoryRouter["state"] = {
    line: { up: true, ipv4: "82.64.1.2", portRange: [0, 65_535] },
    hosts: [],
    staticNames: { owned: [] },
    ...copy,
    leases: withRefs(copy.leases ?? []),
    forwards: withRefs(copy.forwards ?? []),
  };
  const write = (step: WriteStep<RouterItem>): Outcome => {
    if (writes(step, "lease")) {
      const { list, outcome } = writeTo(state.leases, step);
      state.leases = list;
      return outcome;
    }
    if (writes(step, "forward")) {
      if (step.verb === "create" && state.forwards.some((other) => clash(step.after, other)))
        return failed(step.id, "a rule already has this port");
      const { list, outcome } = writeTo(state.forwards, step);
      state.forwards = list;
      return outcome;
    }
    if (step.verb !== "create" || step.after.kind !== "static-name")
      return failed(step.id, "a static name is only ever created");
    state.staticNames = { ...state.staticNames, owned: [...state.staticNames.owned, step.after] };
    return { status: "done", item: step.after };
  };
  return {
    id: "memory",
    capabilities: { comments: true, staticName: true, sourceFilter: true, portRanges: true },
    state,
    read: (needs) => {
      const now = structuredClone(state);
      const all: RouterReading = {
        line: known(now.line),
        hosts: known(now.hosts),
        leases: known(now.leases),
        staticNames: known(now.staticNames),
        forwards: known(now.forwards),
      };
      return Promise.resolve(
        Object.fromEntries(Object.entries(all).filter(([facet]) => needs.some((need) => need === facet))),
      );
    },
    write: (step, options) => {
      const failure = stopped(step.id, options);
      return Promise.resolve(failure === undefined ? write(step) : { status: "failed", failure });
    },
  };
};

/** A zone that keeps everything in memory. `seed` is copied, stored and served alike. */
export const memoryZone = (name: string, seed: readonly DnsRecord[] = []): MemoryZone => {
  const stored = withRefs(structuredClone(seed));
  const zone: MemoryZone = {
    name,
    stored,
    served: structuredClone(stored),
    read: (names) => {
      const asked = new Set(names);
      return Promise.resolve(known(structuredClone(zone.stored.filter((record) => asked.has(record.name)))));
    },
    write: (step, options) => {
      const failure = stopped(step.id, options);
      if (failure !== undefined) return Promise.resolve({ status: "failed", failure });
      const { list, outcome } = writeTo(zone.stored, step);
      zone.stored = list;
      return Promise.resolve(outcome);
    },
    publish: (options) => {
      const failure = stopped(`publish ${name}`, options);
      if (failure !== undefined) return Promise.resolve({ status: "failed", failure });
      zone.served = structuredClone(zone.stored);
      return Promise.resolve({ status: "done" });
    },
  };
  return zone;
};

/** Two authoritative servers for each memory zone. */
export const memoryReach = (zones: readonly MemoryZone[]): Reach => ({
  served: (zoneName, questions) => {
    const zone = zones.find((candidate) => candidate.name === zoneName);
    if (zone === undefined) {
      const failure: Failure = { kind: "not-found", operation: `resolve ${zoneName} NS`, message: "no such zone" };
      return Promise.resolve({ known: false, failure });
    }
    const answers = ["ns1.memory", "ns2.memory"].flatMap((server, index) =>
      questions.map((question) => {
        const atName = zone.served.filter((record) => record.name === question.name);
        return {
          server,
          address: `192.0.2.${index + 1}`,
          ...question,
          authoritative: true,
          rcode: atName.length > 0 ? "NOERROR" : "NXDOMAIN",
          records: atName.filter((record) => record.type === question.type || record.type === "CNAME"),
          ms: 0,
        };
      }),
    );
    return Promise.resolve(known(answers));
  },
});
