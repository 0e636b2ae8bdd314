/** Reasons not to apply a plan, found before any write. Pure. */
import type { Wanted } from "./derive.ts";
import type { Desired, HazardName, HomePath } from "./desired.ts";
import type { Observed } from "./observe.ts";
import type { Plan } from "./plan.ts";
import { impossible, type Refusal } from "./safety/refusal.ts";
import { exposedServices } from "./safety/exposed.ts";
import { cnameLoops, cnameLoopsOffline, danglingCnames } from "./safety/names.ts";
import { refuseRecords, refuseRecordsOffline, refuseZones, shortTtls } from "./safety/records.ts";
import { refuseRouter } from "./safety/router.ts";
import { type OwnConnection, refuseSteps } from "./safety/steps.ts";

/** What is known of the run itself. */
export interface SafetyContext {
  /** The SSH connection the command came in by; absent when it did not. */
  readonly connection?: OwnConnection;
}

const keyOf = (name: HazardName, path: HomePath): string => JSON.stringify([name, ...path]);

/** Leaves out what the owner accepted, for the run or on the entry. */
const notAllowed = (
  refusals: readonly Refusal[],
  desired: Desired,
  allow: readonly HazardName[],
): readonly Refusal[] => {
  const allowedOn = new Set(
    [...desired.forwards, ...desired.hosts, ...desired.records].flatMap((entry) =>
      entry.allow.map((name) => keyOf(name, entry.path)),
    ),
  );
  const isAllowed = (refusal: Refusal): boolean => {
    if (refusal.kind === "impossible") return false;
    const { name, path } = refusal;
    // What is said of a key of an entry is the entry's.
    return allow.includes(name) || path.some((_, index) => allowedOn.has(keyOf(name, path.slice(0, index + 1))));
  };
  return refusals.filter((refusal) => !isAllowed(refusal));
};

/** What users of this router do about it, in the vendor's own words. */
const withAdvice = (refusals: readonly Refusal[], { advice = {} }: Observed): readonly Refusal[] =>
  refusals.map((refusal) => {
    const { code, params } = refusal.message;
    if (refusal.kind === "hazard" || !Object.hasOwn(advice, code)) return refusal;
    return impossible(refusal.path, code, { ...params, advice: advice[code] ?? "" });
  });

/** What can be refused from the file alone, before anything is read. Pure. */
export const refuseOffline = (desired: Desired, allow: readonly HazardName[] = []): readonly Refusal[] =>
  notAllowed(
    [
      ...refuseRecordsOffline(desired),
      ...cnameLoopsOffline(desired),
      ...exposedServices(desired),
      ...shortTtls(desired),
    ],
    desired,
    allow,
  );

/** Every reason to refuse a plan that makes what the file says, and that the owner did not allow. Pure, linear. */
export const safety = (
  desired: Desired,
  wanted: Wanted,
  observed: Observed,
  plan: Plan,
  allow: readonly HazardName[] = [],
  context: SafetyContext = {},
): readonly Refusal[] => {
  const unmet = wanted.unmet
    .filter((entry) => entry.failure === undefined)
    .map((entry) => impossible(entry.path, entry.message.code, entry.message.params));
  const found = [
    ...unmet,
    ...refuseRouter(desired, wanted, observed, plan),
    ...refuseZones(desired, observed),
    ...refuseRecords(desired, observed, plan),
    ...cnameLoops(desired, observed, plan),
    ...exposedServices(desired),
    ...shortTtls(desired),
    ...danglingCnames(desired, wanted, observed, plan),
    ...refuseSteps(desired, wanted, plan, context.connection),
  ];
  return notAllowed(withAdvice(found, observed), desired, allow);
};

/**
 * The reasons that lie in the steps themselves, for plans that take away or put back: what the file wishes for is not
 * judged. Pure, linear.
 */
export const safetyOfSteps = (
  desired: Desired,
  wanted: Wanted,
  observed: Observed,
  plan: Plan,
  allow: readonly HazardName[] = [],
  context: SafetyContext = {},
): readonly Refusal[] => {
  const found = [
    ...refuseZones(desired, observed),
    ...danglingCnames(desired, wanted, observed, plan),
    ...refuseSteps(desired, wanted, plan, context.connection),
  ];
  return notAllowed(withAdvice(found, observed), desired, allow);
};
