/** `porchlight plan`: what apply would do. Writes nothing. */
import {
  type HazardName,
  isEmpty,
  lacksCredentials,
  planText,
  propose,
  refusalsText,
  refuseOffline,
} from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import { refusalsDocument } from "../failures.ts";
import type { HomeSource } from "../home-source.ts";
import type { Session } from "../session.ts";
import type { CommandResult } from "../terminal.ts";

export interface PlanOptions {
  readonly allow: readonly HazardName[];
  /** Answer 2 when there is something to do. */
  readonly detailedExitCode: boolean;
}

/** What the file alone makes impossible; undefined when nothing is. Saves asking for credentials first. */
export const refusedOffline = ({ desired, locate }: HomeSource): CommandResult | undefined => {
  const refusals = refuseOffline(desired);
  if (refusals.length === 0) return undefined;
  return {
    exitCode: exitCode.refused,
    text: `Refused, nothing was written:\n${refusalsText(refusals, locate)}`,
    isError: true,
    document: { refusals: refusalsDocument(refusals, locate) },
  };
};

export const plan = async (session: Session, options: PlanOptions, signal: AbortSignal): Promise<CommandResult> => {
  const { desired, targets, locate } = session;
  const proposal = await propose(desired, targets, { allow: options.allow, signal });
  signal.throwIfAborted(); // what a stopped look could not read says nothing of the home
  const { plan: proposed, refusals } = proposal;
  const document = { home: desired.home, plan: proposed, refusals: refusalsDocument(refusals, locate) };
  const text = planText(proposal, locate);
  if (lacksCredentials(proposed)) return { exitCode: exitCode.credentials, text, document };
  if (refusals.length > 0) return { exitCode: exitCode.refused, text, document };
  if (proposed.blocked.length > 0) return { exitCode: exitCode.failed, text, document };
  if (proposed.steps.length === 0 && !isEmpty(proposed)) return { exitCode: exitCode.failed, text, document };
  const changes = options.detailedExitCode && proposed.steps.length > 0;
  return { exitCode: changes ? exitCode.changes : exitCode.done, text, document };
};
