/** What changed between two looks at the same chains. Pure. */
import * as z from "zod";
import { FormatError } from "../plan/kept.ts";
import { linkTitles } from "../report/sentences-links.ts";
import type { LinkName, Walked } from "./links.ts";
import { checkDocument } from "./schema.ts";

/** One difference: a link that stands otherwise, or a chain that came or went. */
export interface Change {
  /** "home.taprest.fr:7654", the chain. */
  readonly chain: string;
  readonly link?: LinkName;
  readonly before?: string;
  readonly after?: string;
}

const chainOf = ({ name, port, tunnel }: Walked): string =>
  [port === undefined ? name : `${name}:${port}`, tunnel].filter((part) => part !== undefined).join(" ");

const linkText = ({ status, text }: Walked["links"][number]): string =>
  status === "not-asked" ? "not asked" : `${status}: ${text}`;

/** What is measured anew each time, and no change: clocks and milliseconds. */
const steady = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|\d+(\.\d+)? (ms|s)\b/g, "…");

const linkChanges = (before: Walked, after: Walked): readonly Change[] => {
  const old = new Map(before.links.map((link) => [link.name, link]));
  return after.links.flatMap((link): readonly Change[] => {
    const was = old.get(link.name);
    const [one, other] = [was === undefined ? "not asked" : linkText(was), linkText(link)];
    return steady(one) === steady(other) ? [] : [{ chain: chainOf(after), link: link.name, before: one, after: other }];
  });
};

/** What stands otherwise now: link by link, then the chains that are gone. Times alone are no change. */
export const walkChanges = (before: readonly Walked[], after: readonly Walked[]): readonly Change[] => {
  const old = new Map(before.map((walked) => [chainOf(walked), walked]));
  const now = new Set(after.map(chainOf));
  return [
    ...after.flatMap((walked): readonly Change[] => {
      const was = old.get(chainOf(walked));
      return was === undefined ? [{ chain: chainOf(walked), after: "asked" }] : linkChanges(was, walked);
    }),
    ...[...old.keys()].filter((chain) => !now.has(chain)).map((chain): Change => ({ chain, before: "asked" })),
  ];
};

const changeText = ({ chain, link, before, after }: Change): string => {
  if (link === undefined) return before === undefined ? `  ${chain}: not asked before` : `  ${chain}: no longer asked`;
  return `  ${chain}, ${linkTitles[link]}\n      was ${before}\n      is  ${after}`;
};

/** The changes as text for people; one line when there is none. */
export const changesText = (changes: readonly Change[]): string =>
  changes.length === 0 ? "Nothing has changed since." : ["Changed since:", ...changes.map(changeText)].join("\n");

/**
 * A document of `check --json`, read back and checked.
 *
 * @throws FormatError when it is none, or one of a newer version.
 */
export const parseWalks = (input: unknown): readonly Walked[] => {
  const { data, error } = checkDocument.safeParse(input);
  if (error === undefined) return data.walks;
  const newer = z.object({ schema: z.string().regex(/^porchlight\/check\/(?!1$)\d+$/) }).safeParse(input);
  if (newer.success)
    throw new FormatError(`${newer.data.schema} is not known here, porchlight/check/1 is`, "use a newer porchlight");
  const place = error.issues[0]?.path.join(".") || "the whole";
  throw new FormatError(`not what check --json prints: ${place}`, "make it again: porchlight check --json > FILE");
};
