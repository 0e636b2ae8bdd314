export { type ApplyOptions, apply, type StepOutcome } from "./apply.ts";
export { systemClock } from "./clock.ts";
export type * from "./contracts.ts";
export { derive, type Unmet, type Wanted, type WantedItem, type WantedRecords } from "./derive.ts";
export * from "./desired.ts";
export { type Route, routesOf } from "./walk/expect.ts";
export { defineHome, parseHome } from "./home.ts";
export { parseHostKey } from "./home/host-key.ts";
export { canonicalValue } from "./home/record-values.ts";
export { svcbKeys } from "./home/svcb-value.ts";
export type { HomeInput, NameInput } from "./home/file.ts";
export { FormatError, parseJournal, parsePlanFile } from "./plan/kept.ts";
export { facetsOf, type Observed, observe, type Targets, type ZoneObserved } from "./observe.ts";
export { isEmpty, isMoving, isOfCredentials, lacksCredentials, type Note, type Plan, plan } from "./plan.ts";
export { type PlanFile, planFileOf } from "./plan/file.ts";
export { destroyPlanner, type Planner, prunePlanner, roundPlanner, type Thought, undoPlanner } from "./planner.ts";
export * from "./walk/links.ts";
export {
  type ProposeOptions,
  type Proposal,
  propose,
  type ReconcileOptions,
  RefusedError,
  type Round,
  reconcile,
} from "./reconcile.ts";
export { withPrevious } from "./home/previous.ts";
export * from "./report.ts";
export { planMarkdown } from "./report/markdown.ts";
export * from "./report/steps.ts";
export { walkText } from "./report/walk.ts";
export { type Change, changesText, parseWalks, walkChanges } from "./walk/changes.ts";
export { checkSchema } from "./walk/json-schema.ts";
export type { Refusal } from "./safety/refusal.ts";
export { refuseOffline, safety } from "./safety.ts";
export { type Sentence, sentenceOf } from "./report/sentences.ts";
export { linkTitles, sentenceOfLink } from "./report/sentences-links.ts";
export { type Verdict, type Verified, type VerifyOptions, verify } from "./verify.ts";
export { walk } from "./walk.ts";
export { type Journal, journalOf } from "./undo.ts";
