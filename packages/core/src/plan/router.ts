/** The router's part of the plan: leases, forwards, static name, and what is worth saying of them. Pure. */
import type { Forward, Lease, Reading, Step } from "../contracts.ts";
import type { Wanted } from "../derive.ts";
import type { Observed } from "../observe.ts";
import type { Note, Planned } from "../plan.ts";
import { planForwards } from "./forwards.ts";
import { droppedLeases, giveUp, inTurn, leaseId, undeclaredLeases, writeLeases } from "./leases.ts";
import { withoutCircles } from "./order.ts";
import { portsText } from "./ports.ts";

type PlannedStep = Planned["steps"][number];

/** What a reading lists; nothing when it could not be read. */
export const listedIn = <T>(reading: Reading<readonly T[]> | undefined): readonly T[] =>
  reading?.known === true ? reading.value : [];

/** True when the router holds the name, or has it by itself. */
export const holdsName = (name: string, { router }: Observed): boolean =>
  listedIn(router.staticNames).some((held) => held.name === name) ||
  (router.automaticName?.known === true && router.automaticName.value.name === name);

const planStaticName = (wanted: Wanted, observed: Observed): readonly PlannedStep[] => {
  const { staticName } = wanted;
  if (staticName === undefined || observed.router.staticNames?.known !== true) return [];
  const { name } = staticName.item;
  if (holdsName(name, observed)) return [];
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

const undeclaredNotes = (forwards: readonly Forward[], leases: readonly Lease[]): readonly Note[] => [
  ...forwards.map(({ protocol, wanPorts, comment }) => ({
    message: { code: "undeclared", params: { what: `WAN ${protocol} ${portsText(wanPorts)}`, comment } },
  })),
  ...leases.map(({ mac, address, comment }) => ({
    message: { code: "undeclared", params: { what: `${mac} ${address}`, comment } },
  })),
];

/** True when nothing of the file's hosts and forwards is left out: only then is an unknown mark nobody's. */
const isWhole = (wanted: Wanted): boolean =>
  wanted.unmet.every(({ path }) => path[0] !== "hosts" && path[0] !== "forwards");

const portUsesNotes = (wanted: Wanted, { router }: Observed): readonly Note[] =>
  wanted.forwards.length === 0 || router.portUses === undefined || router.portUses.known
    ? []
    : [{ message: { code: "port-uses-unknown", params: { detail: router.portUses.failure.message } } }];

/** An AAAA leads to a machine of the LAN that the router shields from everything over IPv6. */
const shieldedNotes = (wanted: Wanted, { router }: Observed): readonly Note[] => {
  if (router.ipv6?.known !== true || !router.ipv6.value.firewall) return [];
  const hosts = new Map(
    listedIn(router.hosts).flatMap(({ names, mac, ipv6Addresses = [] }) =>
      ipv6Addresses.map((address) => [address, names[0] ?? mac] as const),
    ),
  );
  return wanted.records
    .filter(({ type, wish }) => type === "AAAA" && wish !== "absent")
    .flatMap(({ name, values, path }) =>
      values.flatMap((value) => {
        const host = hosts.get(value);
        return host === undefined ? [] : [{ message: { code: "ipv6-firewall", params: { host, name } }, path }];
      }),
    )
    .toSorted((one, other) => (one.message.params.name < other.message.params.name ? -1 : 1));
};

/** Plans leases first, then the rules that rely on them, then what leaves, then the static name. Pure. */
export const planRouter = (home: string, wanted: Wanted, observed: Observed): Planned => {
  const leases = listedIn(observed.router.leases);
  const written = writeLeases(wanted.leases, leases);
  const ids = new Set(written.steps.map(({ step }) => step.id));
  const leaseOf = (host: string): readonly string[] => [leaseId(host)].filter((id) => ids.has(id));
  const rules = listedIn(observed.router.forwards);
  const forwards = planForwards(home, wanted.forwards, wanted.absent.forwards, rules, leaseOf);
  const going = droppedLeases(wanted.absent.leases, wanted.leases, leases);
  const gone = new Set(going.map(({ lease }) => lease));
  const steps = [...written.steps, ...forwards.steps, ...giveUp(going, forwards.steps)];
  const undeclared = isWhole(wanted)
    ? undeclaredNotes(forwards.undeclared, undeclaredLeases(home, wanted.leases, leases, gone))
    : [];
  return {
    steps: [...withoutCircles(inTurn(steps)), ...planStaticName(wanted, observed)],
    notes: [
      ...written.notes,
      ...forwards.notes,
      ...portUsesNotes(wanted, observed),
      ...shieldedNotes(wanted, observed),
      ...undeclared,
    ],
  };
};
