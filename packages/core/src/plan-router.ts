/** The router's part of the plan: leases, forwards, static name. Pure. */
import type { Lease, Reading, Step } from "./contracts.ts";
import type { Wanted, WantedItem } from "./derive.ts";
import type { Observed } from "./observe.ts";
import type { Note, Planned } from "./plan.ts";
import { planForwards } from "./plan-forwards.ts";

type PlannedStep = Planned["steps"][number];
const valueOf = <T>(reading: Reading<readonly T[]> | undefined): readonly T[] =>
  reading?.known === true ? reading.value : [];

/** The id of the step that gives a host its lease. */
const leaseId = (host: string): string => `lease/${host}`;

const planLease = (wanted: WantedItem<Lease>, held: Lease | undefined): { step?: PlannedStep; note?: Note } => {
  if (held === undefined)
    return {
      step: {
        step: { id: leaseId(wanted.name), target: "router", verb: "create", after: wanted.item, needs: [] },
        path: wanted.path,
      },
    };
  if (held.address === wanted.item.address) return {};
  // The host keeps the address it has; the lease will move it when it next asks.
  return {
    note: {
      message: { code: "lease-pending", params: { host: wanted.name, now: wanted.item.address, later: held.address } },
      path: wanted.path,
    },
  };
};

const planLeases = (wanted: Wanted, leases: readonly Lease[]): readonly ReturnType<typeof planLease>[] => {
  // Two entries may turn out to be one machine, which gets one lease.
  const held = new Map(leases.map((lease) => [lease.mac, lease]));
  return [...wanted.leases]
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map((lease) => {
      const planned = planLease(lease, held.get(lease.item.mac));
      if (planned.step !== undefined) held.set(lease.item.mac, lease.item);
      return planned;
    });
};

const planStaticName = (wanted: Wanted, observed: Observed): readonly PlannedStep[] => {
  const { staticName } = wanted;
  const names = observed.router.staticNames;
  if (staticName === undefined || names?.known !== true) return [];
  const { name } = staticName.item;
  if (names.value.automatic === name || names.value.owned.some((owned) => owned.name === name)) return [];
  const create: Step = {
    id: `static-name/${name}`,
    target: "router",
    verb: "create",
    after: staticName.item,
    needs: [],
  };
  const active: Step = {
    id: `static-name/${name}/active`,
    target: "router",
    verb: "await",
    condition: { code: "static-name-active", name },
    needs: [create.id],
  };
  return [create, active].map((step) => ({ step, path: staticName.path }));
};

/** Plans leases first, then the rules that rely on them, then the static name. Pure. */
export const planRouter = (wanted: Wanted, observed: Observed): Planned => {
  const leases = planLeases(wanted, valueOf(observed.router.leases));
  const leaseSteps = leases.flatMap(({ step }) => (step === undefined ? [] : [step]));
  const ids = new Set(leaseSteps.map(({ step }) => step.id));
  const leaseOf = (host: string): readonly string[] => [leaseId(host)].filter((id) => ids.has(id));
  return {
    steps: [
      ...leaseSteps,
      ...planForwards(wanted.forwards, valueOf(observed.router.forwards), leaseOf),
      ...planStaticName(wanted, observed),
    ],
    notes: leases.flatMap(({ note }) => (note === undefined ? [] : [note])),
  };
};
