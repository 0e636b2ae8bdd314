/** Which exit code an unreadable target means, and how refusals read in JSON. */
import { lacksCredentials, type Locate, type Plan, type Refusal, sentenceOf } from "@porchlight/core";
import { exitCode } from "./exit-code.ts";

/** 6 when a credential or a right stands in the way, else 1. */
export const exitOfBlocked = (plan: Plan): number => (lacksCredentials(plan) ? exitCode.credentials : exitCode.failed);

/** Refusals as data: place, code, sentence and remedy. */
export const refusalsDocument = (refusals: readonly Refusal[], locate: Locate): readonly object[] =>
  refusals.map((refusal) => ({ ...refusal, place: locate(refusal.path), ...sentenceOf(refusal.message) }));
