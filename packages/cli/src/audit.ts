/** The audit file: one JSON line for each run that may write, appended. */
import { type FileHandle, open } from "node:fs/promises";
import type { Refusal, StepOutcome } from "@porchlight/core";
import { exitCode } from "./exit-code.ts";
import { modes } from "./platform.ts";
import { CommandError } from "./terminal.ts";

/** What one run did. */
interface AuditFacts {
  readonly home: string;
  readonly command: string;
  /** A round's verdict, or "refused", "declined", "put-back", "stopped", "failed". */
  readonly verdict: string;
  readonly exitCode: number;
  readonly outcomes: readonly StepOutcome[];
  readonly refusals: readonly Refusal[];
}

export interface Audit {
  /** Appends one line and closes. @throws CommandError with exit code 1. */
  end(facts: AuditFacts): Promise<void>;
}

const stepOf = ({ step, outcome }: StepOutcome): object => ({
  id: step.id,
  verb: step.verb,
  target: step.target,
  status: outcome.status,
  ...("queryId" in outcome && outcome.queryId !== undefined ? { queryId: outcome.queryId } : {}),
  ...("failure" in outcome ? { failure: outcome.failure } : {}),
  ...(outcome.status === "skipped" ? { because: outcome.because } : {}),
});

const lineOf = ({ home, command, verdict, exitCode: code, outcomes, refusals }: AuditFacts): string => {
  const base = { schema: "porchlight/audit/1", at: new Date().toISOString(), home, command, verdict, exitCode: code };
  const steps = outcomes.map(stepOf);
  return `${JSON.stringify(refusals.length === 0 ? { ...base, steps } : { ...base, steps, refusals })}\n`;
};

const refuse = (file: string, error: unknown, said: string): CommandError => {
  const why = error instanceof Error ? error.message : String(error);
  const message = `✗ ${file}: the audit line cannot be written${said}: ${why}\n    -> name a file that can be appended to`;
  return new CommandError(exitCode.failed, message, { error: "audit" });
};

/**
 * Opens the audit file for appending, made for its owner only, so that one that cannot be written stops the run before
 * it begins.
 *
 * @throws CommandError with exit code 1.
 */
export const openAudit = async (file: string): Promise<Audit> => {
  const handle: FileHandle = await open(file, "a", modes.file).catch((error: unknown) => {
    throw refuse(file, error, ", and nothing else was");
  });
  return {
    end: async (facts) => {
      try {
        await handle.appendFile(lineOf(facts));
        await handle.datasync().catch(() => undefined); // a pipe or a terminal has nothing to sync
      } catch (error) {
        throw refuse(file, error, "");
      } finally {
        await handle.close();
      }
    },
  };
};
