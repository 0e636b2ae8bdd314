/** Puts names back that an apply left half done. Nothing here publishes: a half-done name is only stored, never served. */
import type { StepOutcome } from "../apply.ts";
import type { DnsRecord, Outcome, Step, WriteStep } from "../contracts.ts";
import { groupedBy } from "../grouped.ts";
import { isWriteStep, withoutRef, writes } from "../steps.ts";

type RecordStep = WriteStep<DnsRecord>;
interface RecordOutcome extends StepOutcome {
  readonly step: RecordStep;
}

const isRecordOutcome = (done: StepOutcome): done is RecordOutcome =>
  isWriteStep(done.step) && writes(done.step, "record");

const recordOf = (step: RecordStep): DnsRecord => (step.verb === "remove" ? step.before : step.after);
const placeOf = ({ step }: RecordOutcome): string => `${step.target} ${recordOf(step).name}`;

/** The step that takes a done one back, from its before-copy. */
const reverseOf = ({ step, outcome }: RecordOutcome): RecordStep => {
  const base = { id: `${step.id}/put-back`, target: step.target, needs: [] };
  if (step.verb === "remove") return { ...base, verb: "create", after: withoutRef(step.before) };
  const granted = outcome.status === "done" && outcome.item?.kind === "record" ? outcome.item : step.after;
  return step.verb === "create"
    ? { ...base, verb: "remove", before: granted }
    : { ...base, verb: "update", before: granted, after: step.before };
};

/** True when a name lost what it held and did not get all it should: something went or changed, something was not done. */
const isHalfDone = (atName: readonly RecordOutcome[]): boolean =>
  atName.some(({ outcome }) => outcome.status === "failed" || outcome.status === "skipped") &&
  atName.some(({ step, outcome }) => outcome.status === "done" && step.verb !== "create");

/** Runs one step of a name that is put back. */
export type PutBackRunner = (step: Step) => Promise<Outcome>;

/**
 * Puts every half-done name back as it was, last step first, each step once, and gives what became of it. A name with a
 * write whose answer was lost is left alone, since nobody knows what to take back; its steps are `skipped`, as all are
 * once the run is stopped.
 */
export const putBack = async (
  outcomes: readonly StepOutcome[],
  run: PutBackRunner,
  options: { readonly signal?: AbortSignal; readonly onOutcome?: (done: StepOutcome) => void },
): Promise<readonly StepOutcome[]> => {
  const told: StepOutcome[] = [];
  for (const atName of groupedBy(outcomes.filter(isRecordOutcome), placeOf).values()) {
    if (!isHalfDone(atName)) continue;
    const lost = atName.find(({ outcome }) => outcome.status === "unconfirmed")?.step.id;
    for (const done of atName.filter(({ outcome }) => outcome.status === "done").toReversed()) {
      const because = options.signal?.aborted === true ? "stopped" : lost;
      const step = reverseOf(done);
      // In turn: at one name the order counts, a CNAME beside what it excludes would be refused.
      const outcome: Outcome = because === undefined ? await run(step) : { status: "skipped", because };
      const back = { step, outcome, putsBack: done.step.id };
      told.push(back);
      options.onOutcome?.(back);
    }
  }
  return told;
};

/** A name that was half done: where it is stored, and whether all of it is as it was. */
export interface PutBackName {
  readonly name: string;
  readonly zone: string;
  readonly isWhole: boolean;
}

/** The names a round had to put back, and whether it could. Pure. */
export const putBackNames = (outcomes: readonly StepOutcome[]): readonly PutBackName[] =>
  [
    ...groupedBy(outcomes.filter(({ putsBack }) => putsBack !== undefined).filter(isRecordOutcome), placeOf).values(),
  ].flatMap((atName) =>
    atName.slice(0, 1).map(({ step }) => ({
      name: recordOf(step).name,
      zone: step.target.replace(/^zone:/, ""),
      isWhole: atName.every(({ outcome }) => outcome.status === "done"),
    })),
  );
