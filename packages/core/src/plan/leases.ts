/** Wanted leases against the router's: what is written, what goes, and what only time will bring. Pure. */
import type { Lease, Step } from "../contracts.ts";
import type { WantedItem, WantedLease } from "../derive.ts";
import { isOurs } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import { inTextOrder } from "./ports.ts";
import type { Note, Planned } from "../plan.ts";

type PlannedStep = Planned["steps"][number];

/** The id of the step that gives a host its lease. */
export const leaseId = (host: string): string => `lease/${host}`;

const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  inTextOrder(one.name, other.name);

const moveNote = (code: string, { name, path }: WantedLease, now: string, later: string): Note => ({
  message: { code, params: { host: name, now, later } },
  path,
});

const planLease = (wanted: WantedLease, held: Lease | undefined): { step?: PlannedStep; notes: readonly Note[] } => {
  const { item, addressNow, isDeclared = false, name, path } = wanted;
  const isMoving = item.address !== addressNow;
  const notes = isMoving ? [moveNote("address-moving", wanted, addressNow, item.address)] : [];
  const base = { id: leaseId(name), target: "router", needs: [] };
  if (held === undefined) return { step: { step: { ...base, verb: "create", after: item }, path }, notes };
  if (held.address === item.address) return { notes };
  // The host keeps the address it has; the lease, which others made so, will move it when it next asks.
  if (!isMoving && !isDeclared) return { notes: [moveNote("lease-pending", wanted, addressNow, held.address)] };
  const after = { ...item, ...(held.ref === undefined ? {} : { ref: held.ref }) };
  return { step: { step: { ...base, verb: "update", before: held, after }, path }, notes };
};

/** Plans the leases that are to be, in the order of names. */
export const writeLeases = (wanted: readonly WantedLease[], leases: readonly Lease[]): Planned => {
  // Two entries may turn out to be one machine, which gets one lease.
  const held = new Map(leases.map((lease) => [lease.mac, lease]));
  const parts = wanted.toSorted(byName).map((lease) => {
    const planned = planLease(lease, held.get(lease.item.mac));
    if (planned.step !== undefined) held.set(lease.item.mac, lease.item);
    return planned;
  });
  return {
    steps: parts.flatMap(({ step }) => (step === undefined ? [] : [step])),
    notes: parts.flatMap(({ notes }) => notes),
  };
};

const isRemovedForward = (step: Step): step is Extract<Step, { readonly verb: "remove" }> =>
  step.verb === "remove" && step.before.kind === "forward";

/** The steps that give leases up, each after the redirections that lead there are gone. `forwards` are all rule steps. */
export const giveUp = (
  leases: readonly { readonly lease: Lease; readonly wish: Pick<WantedItem<Lease>, "name" | "path"> }[],
  forwards: readonly PlannedStep[],
): readonly PlannedStep[] => {
  const leading = groupedBy(forwards.map(({ step }) => step).filter(isRemovedForward), ({ before }) =>
    before.kind === "forward" ? before.lanAddress : "",
  );
  const counts = new Map<string, number>();
  return leases.map(({ lease, wish }) => {
    // An entry whose machine had several cards may give up several.
    const count = (counts.get(wish.name) ?? 0) + 1;
    counts.set(wish.name, count);
    const step: Step = {
      id: `${leaseId(wish.name)}/remove${count === 1 ? "" : `/${count}`}`,
      target: "router",
      verb: "remove",
      before: lease,
      needs: (leading.get(lease.address) ?? []).map(({ id }) => id),
    };
    return { step, path: wish.path };
  });
};

/** Leases an earlier file had made: they go while they bear that mark and no entry wants that machine to have one. */
export const droppedLeases = (
  absent: readonly WantedItem<Lease>[],
  wanted: readonly WantedLease[],
  leases: readonly Lease[],
): readonly { readonly lease: Lease; readonly wish: WantedItem<Lease> }[] => {
  const held = new Map(leases.map((lease) => [lease.mac, lease]));
  const kept = new Set(wanted.map(({ item }) => item.mac));
  return absent.toSorted(byName).flatMap((wish) => {
    const lease = held.get(wish.item.mac);
    return lease === undefined || kept.has(lease.mac) || lease.comment !== wish.item.comment ? [] : [{ lease, wish }];
  });
};

/** A lease that takes an address waits until the one that has it was changed or given up. */
export const inTurn = (steps: readonly PlannedStep[]): readonly PlannedStep[] => {
  const leaving = new Map<string, string>();
  for (const { step } of steps)
    if ((step.verb === "update" || step.verb === "remove") && step.before.kind === "lease")
      leaving.set(step.before.address, step.id);
  return steps.map(({ step, path }) => {
    if ((step.verb !== "create" && step.verb !== "update") || step.after.kind !== "lease") return { step, path };
    const first = leaving.get(step.after.address);
    return first === undefined ? { step, path } : { step: { ...step, needs: [...step.needs, first] }, path };
  });
};

/** Leases that bear the mark of this home and that nothing in its file makes. An entry of several cards may have several. */
export const undeclaredLeases = (
  home: string,
  wanted: readonly WantedLease[],
  leases: readonly Lease[],
  going: ReadonlySet<Lease>,
): readonly Lease[] => {
  const macs = new Set(wanted.map(({ item }) => item.mac));
  const marks = new Set(wanted.map(({ item }) => item.comment));
  return leases
    .filter(
      (lease) => isOurs(home, lease.comment) && !going.has(lease) && !macs.has(lease.mac) && !marks.has(lease.comment),
    )
    .toSorted((one, other) => inTextOrder(one.mac, other.mac));
};
