/** Wanted against observed gives the plan: steps, their order, and what is worth saying. Pure, JSON, linear. */
import type { Failure, Message, Step } from "./contracts.ts";
import type { HomePath } from "./desired.ts";
import type { Unmet, Wanted } from "./derive.ts";
import type { Observed } from "./observe.ts";
import { planRecords } from "./plan/records.ts";
import { planRouter } from "./plan/router.ts";

/** Worth saying; nothing to do about it. */
export interface Note {
  readonly message: Message;
  readonly path?: HomePath;
}

/** A plan: what would be done, in which order, and why some of the file is left out. */
export interface Plan {
  readonly version: 1;
  readonly home: string;
  readonly steps: readonly Step[];
  /** The entry of the home file behind each step, by step id. */
  readonly origins: Readonly<Record<string, HomePath>>;
  readonly notes: readonly Note[];
  /** Entries that nothing can be planned for, because what they need could not be read. */
  readonly blocked: readonly Unmet[];
}

/** Steps with the entry each comes from, and what is worth saying of them. */
export interface Planned {
  readonly steps: readonly { readonly step: Step; readonly path: HomePath }[];
  readonly notes: readonly Note[];
}

const servedUnknownCodes: ReadonlySet<string> = new Set(["served-not-asked", "served-not-authoritative"]);

/** True when no evidence could be had of what a zone's servers serve. */
export const leavesServedUnknown = (plan: Plan): boolean =>
  plan.notes.some((note) => servedUnknownCodes.has(note.message.code));

/** True when a credential was refused or lacks a right. */
export const isOfCredentials = (failure: Failure | undefined): boolean =>
  failure?.kind === "auth" || failure?.kind === "forbidden";

/** True when something could not be read for want of credentials or of a right. */
export const lacksCredentials = (plan: Plan): boolean => plan.blocked.some(({ failure }) => isOfCredentials(failure));

/** True when the plan has nothing to do and nothing it could not judge. */
export const isEmpty = (plan: Plan): boolean =>
  plan.steps.length === 0 && plan.blocked.length === 0 && !leavesServedUnknown(plan);

/** True when a machine still has another LAN address than it is to have: its next DHCP request settles it. */
export const isMoving = (plan: Plan): boolean => plan.notes.some(({ message }) => message.code === "address-moving");

/** Plans the way from observed to wanted. The order of the input never changes the plan. Pure. */
export const plan = (home: string, wanted: Wanted, observed: Observed): Plan => {
  const router = planRouter(home, wanted, observed);
  const activation = router.steps.find(({ step }) => step.verb === "await")?.step.id;
  const zones = planRecords(wanted, observed, activation);
  const steps = [...router.steps, ...zones.steps];
  return {
    version: 1,
    home,
    steps: steps.map(({ step }) => step),
    origins: Object.fromEntries(steps.map(({ step, path }) => [step.id, path])),
    notes: [...router.notes, ...zones.notes],
    blocked: wanted.unmet.filter((entry) => entry.failure !== undefined),
  };
};
