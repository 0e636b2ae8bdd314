/** Plans, refusals and rounds as text for people. Pure: with its two neighbours and the phrasebooks, all sentences there are. */
import { putBackNames } from "./apply/put-back.ts";
import type { HomePath } from "./desired.ts";
import { isEmpty, isMoving, lacksCredentials, type Plan } from "./plan.ts";
import type { Proposal, Round } from "./reconcile.ts";
import type { Refusal } from "./safety/refusal.ts";
import { stepText } from "./report/steps.ts";
import { plainText, type Sentence, sentenceOf } from "./report/sentences.ts";

/** Says where an entry stands in the home file: "line 9, column 16". Default: its keys. */
export type Locate = (path: HomePath) => string;
const byKeys: Locate = (path) => path.join(".");

const withRemedy = ({ text, remedy }: Sentence): string => (remedy === undefined ? text : `${text}\n    -> ${remedy}`);
const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? "" : "s"}`;

/** Refusals with their places and remedies, one below the other. */
export const refusalsText = (refusals: readonly Refusal[], locate: Locate = byKeys): string =>
  refusals
    .map((refusal) => {
      const what = refusal.kind === "hazard" ? `hazard ${refusal.name}` : "impossible";
      return `✗ ${locate(refusal.path)}: ${what}: ${withRemedy(sentenceOf(refusal.message))}`;
    })
    .join("\n");

const leftOut = (plan: Plan, locate: Locate): readonly string[] => [
  ...plan.blocked.map((entry) => `? ${locate(entry.path)}: ${withRemedy(sentenceOf(entry.message))}`),
  ...plan.notes.map((note) => `i ${withRemedy(sentenceOf(note.message))}`),
];

const hostsText = ({ observed, wanted }: Proposal): readonly string[] => {
  const hosts = observed.router.hosts?.known === true ? observed.router.hosts.value : [];
  return wanted.leases.map(({ item, name }) => {
    const isActive = hosts.some((host) => host.mac === item.mac && host.active);
    return `  ${name} found on the LAN, MAC ${item.mac}: ${item.address}${isActive ? "" : " (not active now)"}`;
  });
};

const headOf = ({ plan, refusals }: Proposal): string => {
  if (plan.steps.length > 0) return count(plan.steps.length, "step");
  if (refusals.length > 0) return "none";
  return isEmpty(plan) ? "nothing to do" : "unknown";
};

/** A proposal as text: what was found, what would be done, what stands in the way. */
export const planText = (proposal: Proposal, locate: Locate = byKeys): string => {
  const { plan, refusals } = proposal;
  const lines = [
    `Plan: ${headOf(proposal)}`,
    ...hostsText(proposal),
    ...plan.steps.map((step) => `  ${stepText(step)}`),
    ...leftOut(plan, locate),
  ];
  return [
    ...lines,
    ...(refusals.length > 0 ? ["Refused, nothing was written:", refusalsText(refusals, locate)] : []),
  ].join("\n");
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const wasNotAsked = (left: Plan): boolean => left.notes.some(({ message }) => message.code === "served-not-asked");
const wasPublished = ({ outcomes }: Round): boolean =>
  outcomes.some(({ step, outcome }) => step.verb === "publish" && outcome.status === "done");

const quietText: Readonly<Record<Round["purpose"], string>> = {
  apply: "Nothing to do: the router and the zone hold it, and every authoritative server serves it.",
  destroy: "Nothing to take away: nothing of this home is left as it was made.",
  prune: "Nothing to prune: every rule and lease with this home's mark is declared.",
  undo: "Nothing to undo: all is as it was before that apply.",
};

const provedText: Readonly<Record<Round["purpose"], string>> = {
  apply: "Converged: $ done; looked again: nothing left to do, every authoritative server serves it.",
  destroy: "Taken away: $ done; looked again: nothing of this home is left, and no authoritative server serves it.",
  prune: "Pruned: $ done; looked again: nothing undeclared bears this home's mark.",
  undo: "Put back: $ done; looked again: all is as it was before that apply, and served so.",
};

const pendingText = (round: Round): string => {
  const { left } = round;
  if (isMoving(left) && left.steps.length === 0 && left.blocked.length === 0)
    return "Pending: all is written; a machine still has its old address until its lease is renewed.";
  if (left.blocked.length === 0 && left.steps.length === 0 && wasNotAsked(left))
    return `${wasPublished(round) ? "Written and published" : "Written"}, not proved: DNS cannot be asked from here.`;
  return left.blocked.length > 0
    ? "Pending: written, and not proved: some of it could not be read."
    : `Pending after ${seconds(round.waitedMs)}: written, not yet seen everywhere. Run it again in a minute.`;
};

const verdictText = (round: Round): string => {
  const written = round.outcomes.filter(({ outcome }) => outcome.status === "done").length;
  switch (round.verdict) {
    case "unchanged":
      return quietText[round.purpose];
    case "converged":
      return provedText[round.purpose].replace("$", count(written, "step"));
    case "pending":
      return pendingText(round);
    case "diverged":
      return round.outcomes.length === 0
        ? "Nothing was written."
        : "Not converged: what is left to do is below. Run it again.";
    case "unknown":
      return lacksCredentials(round.left)
        ? "Credentials are missing or refused, or lack a right, and nothing was written."
        : "Unknown: something could not be read, and nothing was written.";
  }
};

/** What became of names that were half done, a line or two each: whoever publishes the zone next must know. */
export const putBackText = ({ outcomes }: Pick<Round, "outcomes">): readonly string[] =>
  putBackNames(outcomes).map(({ name, zone, isWhole }) =>
    plainText(
      isWhole
        ? `Put back as it was: ${name}. ${zone} was not published.`
        : `NOT put back: ${name} is half done in ${zone}, which was not published and still serves what it did.`,
    ).concat(isWhole ? "" : "\n    -> run it again, or put it right by hand before anybody publishes the zone"),
  );

/** What a round ended in, and what is left. */
export const roundText = (round: Round, locate: Locate = byKeys): string => {
  const open = round.verdict === "pending" || round.verdict === "diverged" || round.verdict === "unknown";
  const left = open ? [...round.left.steps.map((step) => `  ${stepText(step)}`), ...leftOut(round.left, locate)] : [];
  // Refused besides: told only when that is not what stopped the round.
  const refused = round.verdict === "unknown" ? round.proposal.refusals : [];
  return [
    verdictText(round),
    ...putBackText(round),
    ...left,
    ...(refused.length > 0 ? [refusalsText(refused, locate)] : []),
  ].join("\n");
};
