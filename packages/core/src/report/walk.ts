/** A walk as text for people: one sentence first, then link by link. Pure. */
import type { Link, Walk } from "../walk/links.ts";
import { linkTitles, sentenceOfLink } from "./sentences-links.ts";

const marks: Readonly<Record<Link["status"], string>> = { ok: "✓", broken: "✗", unknown: "?", "not-asked": "·" };

const linkText = (link: Link): string => {
  const sentence = sentenceOfLink(link.message);
  const seen =
    link.vantage === undefined ? "" : `  [${link.vantage}${link.ms === undefined ? "" : `, ${link.ms.toFixed(1)} ms`}]`;
  const head = `  ${marks[link.status]} ${linkTitles[link.name].padEnd(12)}  ${sentence.text}${seen}`;
  return sentence.remedy === undefined ? head : `${head}\n      -> ${sentence.remedy}`;
};

/** One sentence first, then every link with what was measured, from where, and in how many milliseconds. */
export const walkText = (walk: Walk): string => {
  const where = walk.virtual ? " (virtual network)" : "";
  const asked = walk.links.filter((link) => link.status !== "not-asked");
  const broken = walk.links.find((link) => link.name === walk.broken);
  const doubtful = asked.find((link) => link.status === "unknown");
  const head =
    broken !== undefined
      ? `${walk.name}: broken at ${linkTitles[broken.name]}: ${sentenceOfLink(broken.message).text}`
      : doubtful !== undefined
        ? `${walk.name}: no link is broken, and ${linkTitles[doubtful.name]} could not be judged: ${sentenceOfLink(doubtful.message).text}`
        : asked.length === 0
          ? `${walk.name}: nothing was asked`
          : `${walk.name}: all ${asked.length === 1 ? "that was asked holds" : `${asked.length} asked links hold`}`;
  const udp = walk.udpPorts?.join(", ");
  const unasked = udp === undefined ? "" : `; not asked: udp ${udp}`;
  const udpLine =
    udp === undefined
      ? []
      : [`  ${marks["not-asked"]} ${"UDP port".padEnd(12)}  ${udp} not asked: silence there proves nothing`];
  return [`${head}${unasked}${where}`, ...walk.links.map(linkText), ...udpLine].join("\n");
};
