/** `porchlight plan`: what apply would do. Writes to no router and no zone; with --out, to a file. */
import {
  hazardNames,
  type HazardName,
  isEmpty,
  lacksCredentials,
  planFileOf,
  planMarkdown,
  planText,
  type Proposal,
  propose,
  refusalsText,
  refuseOffline,
} from "@porchlight/core";
import { connectionOf } from "../connection.ts";
import { exitCode } from "../exit-code.ts";
import { refusalsDocument } from "../failures.ts";
import type { HomeSource } from "../home-source.ts";
import { tell } from "../paint.ts";
import type { Session } from "../session.ts";
import type { CommandResult, Terminal } from "../terminal.ts";

export interface PlanOptions {
  readonly allow: readonly HazardName[];
  /** Answer 2 when there is something to do. */
  readonly detailedExitCode: boolean;
  readonly format: "text" | "markdown" | "json";
  /** Where the plan file goes. */
  readonly out?: string;
}

/**
 * What the file alone makes impossible; undefined when nothing is. Saves asking for credentials first. Hazards are told
 * with the plan they are part of.
 */
export const refusedOffline = ({ desired, locate }: HomeSource): CommandResult | undefined => {
  const refusals = refuseOffline(desired, hazardNames);
  if (refusals.length === 0) return undefined;
  return {
    exitCode: exitCode.refused,
    text: `Refused, nothing was written:\n${refusalsText(refusals, locate)}`,
    isError: true,
    document: { refusals: refusalsDocument(refusals, locate) },
  };
};

const exitOf = ({ plan: proposed, refusals }: Proposal, detailed: boolean): number => {
  if (lacksCredentials(proposed)) return exitCode.credentials;
  if (refusals.length > 0) return exitCode.refused;
  if (proposed.blocked.length > 0) return exitCode.failed;
  if (proposed.steps.length === 0 && !isEmpty(proposed)) return exitCode.failed;
  return detailed && proposed.steps.length > 0 ? exitCode.changes : exitCode.done;
};

/** Writes the plan file, when the plan may be applied; says on stderr which. True when it was written. */
const keep = async (
  file: string,
  session: Session,
  options: PlanOptions,
  found: Proposal,
  terminal: Terminal,
): Promise<boolean> => {
  if (found.refusals.length > 0 || lacksCredentials(found.plan)) {
    tell(terminal, `✗ ${file} was not written: this plan cannot be applied`);
    return false;
  }
  const { savePlanFile } = await import("../plan-store.ts");
  await savePlanFile(file, planFileOf(session.desired, options.allow, found.plan));
  tell(terminal, `✓ ${file} holds this plan: porchlight apply ${file} does exactly this, or nothing`);
  return true;
};

/** @throws CommandError when the plan file cannot be written. */
export const plan = async (session: Session, options: PlanOptions, terminal: Terminal): Promise<CommandResult> => {
  const { desired, targets, locate } = session;
  const { signal, env } = terminal;
  const proposal = await propose(desired, targets, { allow: options.allow, context: connectionOf(env), signal });
  signal.throwIfAborted(); // what a stopped look could not read says nothing of the home
  const { out, format } = options;
  const isKept = out !== undefined && (await keep(out, session, options, proposal, terminal));
  return {
    exitCode: exitOf(proposal, options.detailedExitCode),
    text: (format === "markdown" ? planMarkdown : planText)(proposal, locate),
    document: {
      home: desired.home,
      plan: proposal.plan,
      refusals: refusalsDocument(proposal.refusals, locate),
      ...(isKept ? { out } : {}),
    },
  };
};
