/** A proposal as Markdown, for a review or a pull request. Pure. */
import type { Proposal } from "../reconcile.ts";
import type { Locate } from "../report.ts";
import { stepText } from "./steps.ts";
import { type Sentence, sentenceOf } from "./sentences.ts";

const verbs: Readonly<Record<Proposal["plan"]["steps"][number]["verb"], string>> = {
  create: "create",
  update: "change",
  remove: "remove",
  publish: "publish",
  await: "wait",
};

/** Text of others in a cell: it can neither end the cell nor begin a link, a tag or a line. */
const cell = (text: string): string =>
  text.replaceAll(/[\\`*_[\]<>|#!~]/g, (sign) => `\\${sign}`).replaceAll(/\s*\n\s*/g, "; ");

const sentence = ({ text, remedy }: Sentence): string => cell(remedy === undefined ? text : `${text}. ${remedy}`);

/** A plan as a Markdown table; what speaks against it and what is worth saying stand below. */
export const planMarkdown = ({ plan, refusals }: Proposal, locate: Locate): string => {
  const rows = plan.steps.map((step) => {
    const verb = verbs[step.verb];
    const words = stepText(step).replace(/^\S+ /, "").replaceAll(/ {2,}/g, " ");
    return `| ${verb} | ${cell(words.startsWith(`${verb} `) ? words.slice(verb.length + 1) : words)} |`;
  });
  const table = rows.length === 0 ? ["Nothing to do."] : ["| what | on |", "| --- | --- |", ...rows];
  const said = [
    ...refusals.map(({ path, message }) => `- **refused**, ${cell(locate(path))}: ${sentence(sentenceOf(message))}`),
    ...plan.blocked.map(
      ({ path, message }) => `- **not read**, ${cell(locate(path))}: ${sentence(sentenceOf(message))}`,
    ),
    ...plan.notes.map(({ message }) => `- ${sentence(sentenceOf(message))}`),
  ];
  return [`### Plan for ${cell(plan.home)}`, "", ...table, ...(said.length > 0 ? ["", ...said] : [])].join("\n");
};
