/** What a router or its line makes impossible, found before any write. Pure. */
import type { Lease, Step } from "../contracts.ts";
import type { Wanted, WantedLease } from "../derive.ts";
import type { Desired, HomePath } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import { lineTroubleOf } from "../line-address.ts";
import type { Observed } from "../observe.ts";
import { leaseId } from "../plan/leases.ts";
import { holdsName, listedIn } from "../plan/router.ts";
import type { Plan } from "../plan.ts";
import { impossible, type Refusal } from "./refusal.ts";
import { refusePorts } from "./ports.ts";

/** Rules a lease is refused by: whose the address is. */
type HolderOf = (lease: Lease, step: Step) => string | undefined;

/** Whom an address is promised to: the router itself, a lease that stays, or another one that is wanted. */
const createHolderOf = (wanted: Wanted, { router }: Observed, plan: Plan): HolderOf => {
  const lan = router.lan?.known === true ? router.lan.value.address : undefined;
  const leavers = new Map(
    plan.steps.flatMap((step) =>
      (step.verb === "update" || step.verb === "remove") && step.before.kind === "lease"
        ? [[step.before.mac, step.id] as const]
        : [],
    ),
  );
  const held = groupedBy(listedIn(router.leases), ({ address }) => address);
  const asked = groupedBy(wanted.leases, ({ item }) => item.address);
  return ({ mac, address }, { needs }) => {
    if (address === lan) return "the router";
    // One that goes before this one comes holds nothing; two that swap would each have to be first.
    const staying = held
      .get(address)
      ?.find((lease) => lease.mac !== mac && !needs.includes(leavers.get(lease.mac) ?? ""));
    return staying?.mac ?? asked.get(address)?.find(({ item }) => item.mac !== mac)?.item.mac;
  };
};

/**
 * True when both are in one network of 256 addresses, which is what a home router has unless it was told otherwise. A
 * guess: no router here tells its mask.
 */
const inOneNetwork = (one: string, other: string): boolean =>
  one.slice(0, one.lastIndexOf(".")) === other.slice(0, other.lastIndexOf("."));

const refuseLeases = (wanted: Wanted, observed: Observed, plan: Plan): readonly Refusal[] => {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const holderOf = createHolderOf(wanted, observed, plan);
  const lan = observed.router.lan?.known === true ? observed.router.lan.value.address : undefined;
  const judge = ({ item, addressNow, name, path }: WantedLease): readonly Refusal[] => {
    const step = steps.get(leaseId(name));
    if (step === undefined) return [];
    const params = { host: name, address: item.address };
    // An address that a machine has already is in its network, whatever that network's size.
    if (lan !== undefined && item.address !== addressNow && !inOneNetwork(item.address, lan))
      return [impossible(path, "address-outside-lan", { ...params, lan })];
    const holder = holderOf(item, step);
    return holder === undefined ? [] : [impossible(path, "lease-conflict", { ...params, holder })];
  };
  return wanted.leases.flatMap(judge);
};

/** What relies on the outside reaching the router's IPv4 address: the first such entry of the file. */
const relyingOnLine = (desired: Desired, wanted: Wanted): HomePath | undefined =>
  wanted.forwards.length > 0
    ? ["forwards"]
    : desired.records.find(
        ({ type, wish, values }) =>
          type === "A" && wish !== "absent" && values.some((value) => "follow" in value && value.follow === "router"),
      )?.path;

/** Nobody outside can reach an address of these ranges. */
const refuseLine = (desired: Desired, wanted: Wanted, observed: Observed): readonly Refusal[] => {
  const { line } = observed.router;
  const address = line?.known === true ? line.value.ipv4 : undefined;
  const path = relyingOnLine(desired, wanted);
  const trouble = address === undefined ? undefined : lineTroubleOf(address);
  if (address === undefined || path === undefined || trouble === undefined) return [];
  return [impossible(path, trouble, { address })];
};

/** A bridge redirects nothing and leases nothing. */
const refuseBridge = (desired: Desired, { router }: Observed): readonly Refusal[] => {
  if (router.lan?.known !== true || router.lan.value.mode !== "bridge") return [];
  if (desired.forwards.length > 0) return [impossible(["forwards"], "bridge-mode", {})];
  return desired.hosts.length > 0 ? [impossible(["hosts"], "bridge-mode", {})] : [];
};

const refuseIncapable = (desired: Desired, wanted: Wanted, observed: Observed): readonly Refusal[] => {
  const { capabilities } = observed;
  if (capabilities === undefined) return [];
  const filtered = capabilities.sourceFilter ? [] : desired.forwards.filter(({ from }) => from !== undefined);
  const ranged = capabilities.portRanges
    ? []
    : desired.forwards.filter(({ wanPorts }) => wanPorts.some(([first, last]) => first !== last));
  const { staticName } = wanted;
  return [
    ...filtered.map(({ path, name }) => impossible([...path, "from"], "no-source-filter", { forward: name })),
    ...ranged.map(({ path, name }) => impossible([...path, "wan"], "no-port-ranges", { forward: name })),
    ...(staticName === undefined || capabilities.staticName || holdsName(staticName.item.name, observed)
      ? []
      : [impossible(staticName.path, "no-static-name", { name: staticName.item.name })]),
  ];
};

/** Every reason of the router's to refuse. Pure. */
export const refuseRouter = (desired: Desired, wanted: Wanted, observed: Observed, plan: Plan): readonly Refusal[] => [
  ...refuseIncapable(desired, wanted, observed),
  ...refuseBridge(desired, observed),
  ...refuseLine(desired, wanted, observed),
  ...refusePorts(desired, wanted, observed),
  ...refuseLeases(wanted, observed, plan),
];
