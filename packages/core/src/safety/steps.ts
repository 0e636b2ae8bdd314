/** What the steps of a plan would take from somebody: another's things, more than was said, or this very connection. Pure. */
import ipaddr from "ipaddr.js";
import type { Forward, Item, Lease, Step } from "../contracts.ts";
import type { Wanted } from "../derive.ts";
import { type Desired, isOurs, markOf } from "../desired.ts";
import { sightOf } from "../plan/forwards-match.ts";
import { lanPortsOf, portsParam } from "../plan/ports.ts";
import { absencesIn } from "../plan/names.ts";
import type { Plan } from "../plan.ts";
import { hazard, type Refusal } from "./refusal.ts";
import { recordText } from "./records.ts";
import { isWriteStep } from "../steps.ts";

/** Whoever is logged in from afar, as SSH tells it in SSH_CONNECTION. */
export interface OwnConnection {
  /** Where it came from, IPv4 or IPv6. */
  readonly clientAddress: string;
  /** The address of this machine that it came to. */
  readonly serverAddress: string;
  readonly serverPort: number;
}

type Reason = Pick<Extract<Refusal, { readonly kind: "hazard" }>, "name" | "message">;
/** Speaks against a step, or does not. */
type Judge = (step: Step) => Reason | undefined;

const reason = (name: Reason["name"], code: string, params: Reason["message"]["params"]): Reason => ({
  name,
  message: { code, params },
});

const forwardParams = ({ protocol, wanPorts, lanAddress, lanPort, comment }: Forward): Reason["message"]["params"] => ({
  port: portsParam(wanPorts),
  protocol,
  to: `${lanAddress}:${lanPort}`,
  comment,
});

/** What a step changes or takes away. */
const lostBy = (step: Step): Item | undefined =>
  step.verb === "update" || step.verb === "remove" ? step.before : undefined;

const takeOver = (home: string, step: Step): Reason | undefined => {
  const lost = lostBy(step);
  if (lost?.kind === "lease" && !isOurs(home, lost.comment))
    return reason("take-over", "take-over-lease", { mac: lost.mac, address: lost.address });
  if (lost?.kind !== "forward" || isOurs(home, lost.comment)) return undefined;
  // A rule that leads to another machine is refused as a port held, which nothing can allow.
  const isElsewhere =
    step.verb === "update" && step.after.kind === "forward" && step.after.lanAddress !== lost.lanAddress;
  return isElsewhere ? undefined : reason("take-over", "take-over-forward", forwardParams(lost));
};

const recordKey = (name: string, type: string, value: string): string => `${name} ${type} ${value}`;

/** Records that the file neither declares nor names as absent, and records of a type that is absent as a whole. */
const judgeRecords = (wanted: Wanted): Judge => {
  const declared = new Set(
    wanted.records
      .filter(({ wish }) => wish !== "absent")
      .flatMap(({ name, type, values }) => values.map((value) => recordKey(name, type, value))),
  );
  const absences = absencesIn(wanted.records);
  return (step) => {
    const lost = lostBy(step);
    if (lost?.kind !== "record" || declared.has(recordKey(lost.name, lost.type, lost.value))) return undefined;
    if (absences.naming(lost) !== undefined) return undefined;
    const params = { name: lost.name, value: recordText(lost) };
    return absences.covering(lost) === undefined
      ? reason("take-over", "take-over-record", params)
      : reason("removal", "removal-record", params);
  };
};

const leaseText = ({ mac, comment }: Lease): string => `${mac}\n${comment}`;
const ruleText = (rule: Forward): string => `${rule.comment}\n${sightOf(rule)}`;

/** Rules and leases of ours that go though the file knows nothing of their entry: the mark is all the evidence. */
const judgeRemovals = ({ home, forwards, hosts }: Desired, { absent }: Wanted): Judge => {
  const known = new Set([...forwards, ...hosts].map(({ name }) => markOf(home, name)));
  const dropped = new Set([
    ...absent.forwards.map(({ item }) => ruleText(item)),
    ...absent.leases.map(({ item }) => leaseText(item)),
  ]);
  return (step) => {
    const lost = step.verb === "remove" ? step.before : undefined;
    if ((lost?.kind !== "forward" && lost?.kind !== "lease") || !isOurs(home, lost.comment)) return undefined;
    if (known.has(lost.comment)) return undefined;
    if (lost.kind === "lease") {
      const { mac, address, comment } = lost;
      return dropped.has(leaseText(lost)) ? undefined : reason("removal", "removal-lease", { mac, address, comment });
    }
    return dropped.has(ruleText(lost)) ? undefined : reason("removal", "removal-forward", forwardParams(lost));
  };
};

/** Ranges nobody comes from by way of the internet. */
const innerRanges: ReadonlySet<string> = new Set([
  "private",
  "loopback",
  "linkLocal",
  "uniqueLocal",
  "carrierGradeNat",
]);
const isOutside = (address: string): boolean =>
  ipaddr.isValid(address) && !innerRanges.has(ipaddr.process(address).range());

/** True when the rule may be the one a connection came in by. */
const carries = (rule: Forward, { clientAddress, serverAddress, serverPort }: OwnConnection): boolean => {
  const [first, last] = lanPortsOf(rule);
  return (
    rule.enabled &&
    rule.protocol === "tcp" &&
    rule.lanAddress === serverAddress &&
    first <= serverPort &&
    serverPort <= last &&
    (rule.from === undefined || rule.from === clientAddress) &&
    isOutside(clientAddress)
  );
};

/** Steps that cut the connection this command came in by: its rule is rewritten or goes, or this machine moves. */
const judgeConnection = (wanted: Wanted, own: OwnConnection | undefined): Judge => {
  if (own === undefined) return () => undefined;
  const addressNow = new Map(wanted.leases.map((lease) => [lease.item.mac, lease.addressNow]));
  return (step) => {
    const lost = lostBy(step);
    if (lost?.kind === "forward")
      return carries(lost, own) ? reason("own-connection", "own-connection-forward", forwardParams(lost)) : undefined;
    const later = step.verb === "create" || step.verb === "update" ? step.after : undefined;
    const lease = later?.kind === "lease" ? later : lost;
    if (lease?.kind !== "lease") return undefined;
    const isHere = lost?.kind === "lease" ? lost.address : addressNow.get(lease.mac);
    const isMoved = later === undefined || lease.address !== own.serverAddress;
    return isHere === own.serverAddress && isMoved
      ? reason("own-connection", "own-connection-lease", { mac: lease.mac, address: own.serverAddress })
      : undefined;
  };
};

/** Leases that give a machine another address than it has. */
const judgeMoves = (wanted: Wanted): Judge => {
  const wishes = new Map(wanted.leases.map((lease) => [`${lease.item.mac} ${lease.item.address}`, lease]));
  return (step) => {
    const later = step.verb === "create" || step.verb === "update" ? step.after : undefined;
    const wish = later?.kind === "lease" ? wishes.get(`${later.mac} ${later.address}`) : undefined;
    if (wish === undefined || wish.addressNow === wish.item.address) return undefined;
    return reason("address-move", "address-move", { host: wish.name, now: wish.addressNow, later: wish.item.address });
  };
};

/** Every hazard that lies in the steps themselves, whatever the plan is for. Linear in the steps. */
export const refuseSteps = (
  desired: Desired,
  wanted: Wanted,
  plan: Plan,
  connection: OwnConnection | undefined,
): readonly Refusal[] => {
  const judges: readonly Judge[] = [
    (step) => takeOver(desired.home, step),
    judgeRecords(wanted),
    judgeRemovals(desired, wanted),
    judgeConnection(wanted, connection),
    judgeMoves(wanted),
  ];
  return plan.steps.filter(isWriteStep).flatMap((step) =>
    judges.flatMap((judge) => {
      const found = judge(step);
      if (found === undefined) return [];
      return [hazard(found.name, plan.origins[step.id] ?? [], found.message.code, found.message.params)];
    }),
  );
};
