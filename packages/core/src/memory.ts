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
  StaticName,
  WriteStep,
  Zone,
} from "./contracts.ts";
import { saying } from "./spelled.ts";
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

const same = (one: Item, other: Item): boolean => saying(one) === saying(other);

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

/** The static name a step writes, and whether the router holds it. */
const staticNameOf = (
  step: WriteStep<RouterItem>,
  held: readonly StaticName[],
): { readonly item?: StaticName; readonly isHeld: boolean } => {
  const item = step.verb === "create" ? step.after : step.before;
  if (item.kind !== "static-name") return { isHeld: false };
  return { item, isHeld: held.some(({ name }) => name === item.name) };
};

/** A router that keeps everything in memory. `seed` is copied. A static name is active at once. */
export const memoryRouter = (seed: Partial<RouterFacets> = {}): MemoryRouter => {
  const copy = structuredClone(seed);
  const state: MemoryRouter["state"] = {
    line: { up: true, ipv4: "82.64.1.2", portRange: [0, 65_535] },
    lan: { mode: "router", address: "192.168.1.254" },
    hosts: [],
    staticNames: [],
    automaticName: {},
    portUses: [],
    ipv6: { enabled: false, prefixes: [], firewall: true },
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
    const { item, isHeld } = staticNameOf(step, state.staticNames);
    if (step.verb === "update" || item === undefined) return failed(step.id, "a static name is taken or given up");
    if (isHeld === (step.verb === "create")) return failed(step.id, "it is no longer what was seen");
    const others = state.staticNames.filter(({ name }) => name !== item.name);
    state.staticNames = step.verb === "create" ? [...others, item] : others;
    return { status: "done", ...(step.verb === "create" ? { item } : {}) };
  };
  return {
    id: "memory",
    capabilities: { comments: true, staticName: true, sourceFilter: true, portRanges: true },
    state,
    read: (needs) => {
      const now = structuredClone(state);
      const all: RouterReading = {
        line: known(now.line),
        lan: known(now.lan),
        hosts: known(now.hosts),
        leases: known(now.leases),
        staticNames: known(now.staticNames),
        automaticName: known(now.automaticName),
        forwards: known(now.forwards),
        portUses: known(now.portUses),
        ipv6: known(now.ipv6),
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
