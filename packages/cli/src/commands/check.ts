/** `porchlight check`: walks every asked chain and names the first broken link. Writes nothing. */
import { readFile } from "node:fs/promises";
import {
  changesText,
  failureText,
  FormatError,
  type Link,
  linkTitles,
  parseWalks,
  sentenceOfLink,
  type Walk,
  walkChanges,
  type Walked as KeptWalk,
  walkText,
} from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import type { Session } from "../session.ts";
import { CommandError, type CommandResult } from "../terminal.ts";
import { type Looked, lookAtHome, type Walked } from "./check-home.ts";
import type { CheckSettings } from "./check-settings.ts";

const linkDocument = (link: Link): object => ({
  ...link,
  title: linkTitles[link.name],
  ...sentenceOfLink(link.message),
});

const walkDocument = ({ walk, ports, tunnel }: Walked): object => ({
  ...walk,
  links: walk.links.map(linkDocument),
  notes: walk.notes.map((note) => ({ ...note, ...sentenceOfLink(note) })),
  ...(ports === undefined ? {} : { ports }),
  ...(tunnel === undefined ? {} : { tunnel }),
});

const verdictOf = (walked: readonly Walked[]): Walk["verdict"] => {
  const verdicts = walked.map(({ walk }) => walk.verdict);
  return verdicts.find((one) => one === "broken") ?? verdicts.find((one) => one === "unknown") ?? "ok";
};

const exits: Readonly<Record<Walk["verdict"], number>> = {
  ok: exitCode.done,
  unknown: exitCode.pending,
  broken: exitCode.broken,
};

/** A walk in words; of a range of ports only the first is walked, which is said. */
const walkLines = ({ walk, ports }: Walked): string =>
  ports === undefined
    ? walkText(walk)
    : `${walkText(walk)}\n  · ${"ports".padEnd(13)}  ${ports[0]}-${ports[1]}: the first was asked, for all`;

/** What was seen, in words and as a document. A refused credential decides the exit code. */
export const checkResult = ({ walked, refusal }: Looked): CommandResult => {
  const verdict = verdictOf(walked);
  const document = { verdict, walks: walked.map(walkDocument) };
  const text = walked.map(walkLines);
  if (refusal === undefined) return { exitCode: exits[verdict], text: text.join("\n\n"), document };
  const refused = `✗ credentials were refused: ${failureText(refusal)}\n    -> check them (porchlight whoami), and the rights they have`;
  return { exitCode: exitCode.credentials, text: [...text, refused].join("\n\n"), document };
};

const readKept = async (file: string): Promise<readonly KeptWalk[]> => {
  const refuse = (message: string, remedy: string): CommandError =>
    new CommandError(exitCode.failed, `✗ ${file}: ${message}\n    -> ${remedy}`, { error: "since" });
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw refuse(`it could not be read (${error.code ?? error.message})`, "name what check --json printed before");
  });
  try {
    return parseWalks(JSON.parse(text));
  } catch (error) {
    if (error instanceof FormatError) throw refuse(error.message, error.remedy);
    if (error instanceof SyntaxError) throw refuse("it is no JSON", "make it again: porchlight check --json > FILE");
    throw error;
  }
};

/** The same result with what changed since an earlier one. The file is read before anything is asked. */
export const withSince = async (
  file: string | undefined,
  look: () => Promise<CommandResult>,
): Promise<CommandResult> => {
  if (file === undefined) return look();
  const before = await readKept(file);
  const result = await look();
  const now = parseWalks(JSON.parse(JSON.stringify({ ...result.document, schema: "porchlight/check/1", exitCode: 0 })));
  const changes = walkChanges(before, now);
  return {
    ...result,
    text: `${result.text}\n\n${changesText(changes)}`,
    document: { ...result.document, changes },
  };
};

/** Looks once at what a home file promises. */
export const check = async (
  session: Session,
  name: string | undefined,
  settings: CheckSettings,
): Promise<CommandResult> => checkResult(await lookAtHome(session, name, settings));
