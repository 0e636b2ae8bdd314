/** A walk as text for people: the sentence and the remedy, the chain as one line, then link by link. Pure. */
import type { Link, Walk } from "../walk/links.ts";
import type { Sentence } from "./sentences.ts";
import { linkTitles, sentenceOfLink } from "./sentences-links.ts";

const marks: Readonly<Record<Link["status"], string>> = { ok: "✓", broken: "✗", unknown: "?", "not-asked": "·" };
const titleWidth = Math.max(...Object.values(linkTitles).map((title) => title.length));

const remedyLines = ({ remedy }: Sentence, indent: string): readonly string[] =>
  remedy === undefined ? [] : [`${indent}-> ${remedy}`];

const row = (mark: string, title: string, text: string): string => `  ${mark} ${title.padEnd(titleWidth)}  ${text}`;

/** A link's line; its remedy below, unless it stands at the top already. */
const linkLines = (link: Link, isOnTop: boolean): readonly string[] => {
  const sentence = sentenceOfLink(link.message);
  const ms = link.ms === undefined ? "" : `, ${link.ms.toFixed(1)} ms`;
  const seen = link.vantage === undefined ? "" : `  [${link.vantage}${ms}]`;
  const line = row(marks[link.status], linkTitles[link.name], `${sentence.text}${seen}`);
  return [line, ...(isOnTop ? [] : remedyLines(sentence, "      "))];
};

/** The link the first sentence is about: the first broken one, else the first that could not be judged. */
const chiefOf = ({ links, broken }: Walk): Link | undefined =>
  links.find(({ name }) => name === broken) ?? links.find(({ status }) => status === "unknown");

const verdictText = (walk: Walk, asked: readonly Link[], chief: Link | undefined): string => {
  if (chief === undefined) {
    if (asked.length === 0) return "nothing was asked";
    if (walk.verdict !== "ok") return "nothing of the way in was asked";
    const many = asked.length === 1 ? "that was asked holds" : `${asked.length} asked links hold`;
    return `all ${many}, seen from ${walk.vantage}`;
  }
  const { text } = sentenceOfLink(chief.message);
  const title = linkTitles[chief.name];
  if (walk.verdict === "broken") return `broken at ${title}: ${text}`;
  return `no link is broken, and ${title} could not be judged: ${text}`;
};

/**
 * One sentence and its remedy, the chain in one line, then every asked link with what was measured, from where, and in
 * how many milliseconds; last what was not asked.
 */
export const walkText = (walk: Walk): string => {
  const asked = walk.links.filter((link) => link.status !== "not-asked");
  const chief = chiefOf(walk);
  const notes = walk.notes.map(sentenceOfLink);
  const udp = walk.udpPorts?.join(", ");
  const head = [
    `${walk.name}: ${verdictText(walk, asked, chief)}`,
    ...notes.map(({ text }) => text),
    ...(udp === undefined ? [] : [`not asked: udp ${udp}`]),
  ].join("; ");
  const first = chief === undefined ? undefined : sentenceOfLink(chief.message);
  const skipped = walk.links.filter((link) => link.status === "not-asked").map(({ name }) => linkTitles[name]);
  return [
    `${head}${walk.virtual ? " (virtual network)" : ""}`,
    ...[first, ...notes].flatMap((sentence) => (sentence === undefined ? [] : remedyLines(sentence, "  "))),
    ...(asked.length === 0
      ? []
      : [`  ${asked.map(({ name, status }) => `${marks[status]} ${linkTitles[name]}`).join(" → ")}`]),
    ...asked.flatMap((link) => linkLines(link, link === chief)),
    ...(udp === undefined ? [] : [row("·", "UDP port", `${udp} not asked: silence there proves nothing`)]),
    ...(skipped.length === 0 ? [] : [row("·", "not asked", skipped.join(", "))]),
  ].join("\n");
};
