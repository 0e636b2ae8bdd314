/** Items, steps and outcomes as lines for people. Pure. */
import type { StepOutcome } from "../apply.ts";
import type { Condition, Failure, Item, Step } from "../contracts.ts";
import { portsText } from "../plan/ports.ts";
import { plainText } from "./sentences.ts";

const contentOf = (item: Item): string => {
  switch (item.kind) {
    case "lease":
      return `${item.mac} keeps ${item.address}`;
    case "forward": {
      const way = `WAN ${item.protocol} ${portsText(item.wanPorts)} -> ${item.lanAddress} port ${item.lanPort}`;
      return `${way}${item.from === undefined ? "" : `, from ${item.from} only`}${item.enabled ? "" : " (disabled)"}`;
    }
    case "static-name":
      return item.name;
    case "record":
      return `${item.name} ${item.type} ${item.value}${item.ttlSeconds === 0 ? "" : ` (TTL ${item.ttlSeconds} s)`}`;
  }
};

const titles: Readonly<Record<Item["kind"], string>> = {
  lease: "lease",
  forward: "redirection",
  "static-name": "static name",
  record: "record",
};
const titled = (title: string, text: string): string => `${title.padEnd(11)}  ${text}`;

/** One item in a line. */
export const itemText = (item: Item): string => titled(titles[item.kind], plainText(contentOf(item)));

const conditionText = (condition: Condition): string =>
  condition.code === "static-name-active"
    ? `until ${condition.name} is active`
    : `until no server of ${condition.zone} serves ${condition.name} ${condition.type}`;

const headOf = (step: Step): string => {
  switch (step.verb) {
    case "publish":
      return titled("publish", `${step.zone}: all its pending edits go live, other people's too`);
    case "await":
      return titled("wait", conditionText(step.condition));
    default:
      return itemText(step.verb === "remove" ? step.before : step.after);
  }
};

const signs: Readonly<Record<Step["verb"], string>> = {
  create: "+",
  update: "~",
  remove: "-",
  publish: "^",
  await: ".",
};

/** One step in a line: what is made (+), changed (~), removed (-), published (^) or awaited (.). */
export const stepText = (step: Step): string => {
  const was = step.verb === "update" ? `\n    was ${plainText(contentOf(step.before))}` : "";
  return `${signs[step.verb]} ${headOf(step)}${was}`;
};

/** A failure: what was tried, what came back. */
export const failureText = ({ operation, message, right, queryId }: Failure): string =>
  plainText(
    `${operation}: ${message}${right === undefined ? "" : ` (missing right: ${right})`}${queryId === undefined ? "" : ` [query ${queryId}]`}`,
  );

/** What a step's id looks like, and what it is to people; the ids are those the plan gives. */
const wordsById: readonly (readonly [RegExp, string])[] = [
  [/^lease\/([^/]+)$/, "the lease of $1"],
  [/^lease\/([^/]+)\/remove(?:\/[0-9]+)?$/, "giving up the lease of $1"],
  [/^forward\/([^/]+)\/([^/]+)\/([0-9-]+)$/, "redirection $1 (WAN $2 $3)"],
  [/^forward\/([^/]+)\/([^/]+)\/([0-9-]+)\/remove(?:\/[0-9]+)?$/, "removing redirection $1 (WAN $2 $3)"],
  [/^static-name\/([^/]+)$/, "the static name $1"],
  [/^static-name\/([^/]+)\/remove$/, "giving up the static name $1"],
  [/^static-name\/([^/]+)\/active$/, "the wait until $1 is active"],
  [/^record\/([^/]+)\/([^/]+)\/create\/[0-9]+$/, "creating the $2 record of $1"],
  [/^record\/([^/]+)\/([^/]+)\/update\/[0-9]+$/, "changing the $2 record of $1"],
  [/^record\/([^/]+)\/([^/]+)\/remove\/[0-9]+$/, "removing the $2 record of $1"],
  [/^record\/([^/]+)\/([^/]+)\/gone$/, "the wait until the $2 record of $1 is no longer served"],
  [/^publish\/([^/]+)$/, "the publish of $1"],
];
const stepWords = (id: string): string => {
  const [form, words] = wordsById.find(([known]) => known.test(id)) ?? [];
  return plainText(form === undefined || words === undefined ? id : id.replace(form, words));
};

const troubleText = ({ step, outcome }: StepOutcome): string | undefined => {
  switch (outcome.status) {
    case "done":
      return undefined;
    case "failed":
      return `failed: ${failureText(outcome.failure)}`;
    case "unconfirmed":
      return `${step.verb === "await" ? "not seen yet" : "sent, and it is not known whether it was done"}: ${failureText(outcome.failure)}`;
    case "skipped":
      return outcome.because === "stopped"
        ? "not tried: stopped"
        : `not tried: ${stepWords(outcome.because)} comes first, and was not done`;
  }
};

/** A step and what became of it: a line, and a second one when it was not done. */
export const stepOutcomeText = (done: StepOutcome): string => {
  const trouble = troubleText(done);
  const back = done.putsBack === undefined ? "" : "put back: ";
  const head = `${back}${signs[done.step.verb]} ${headOf(done.step)}`;
  return trouble === undefined ? `✓ ${head}` : `✗ ${head}\n    ${trouble}`;
};
