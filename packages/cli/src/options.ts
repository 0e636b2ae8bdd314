/** What the options of the command line take, and how a wrong value is told. */
import type { HazardName } from "@porchlight/core";
import { type Command, InvalidArgumentError, Option } from "commander";

/** Every hazard that can be accepted, and what it is; core's own list, which loads too much for a --help. */
export const hazards: Readonly<Record<HazardName, string>> = Object.freeze({
  "take-over": "somebody else's rule, lease or record is changed",
  "exposed-service": "a service that does not belong on the internet is redirected",
  "own-connection": "the connection this command came in by is changed (apply --confirm accepts it by itself)",
  "address-move": "a machine gets another LAN address",
  "dangling-cname": "a name leads to another that nobody holds, or that goes",
  removal: "more goes than the file spelled out",
  "short-ttl": "a TTL so short that every visit waits for DNS",
  shadowed: "something else of the router's has the WAN port",
});

const isHazard = (word: string): word is HazardName => Object.hasOwn(hazards, word);

/** Two letters at a time, whatever stands between them. */
const pairsOf = (word: string): ReadonlySet<string> => {
  const letters = word.toLowerCase().replaceAll(/[^a-z]/g, "");
  return new Set(Array.from(letters, (letter, index) => letter + (letters[index + 1] ?? "")));
};

/** The hazard that shares most of its letter pairs with the word, when that is at least half of them. */
const nearestHazard = (word: string): string | undefined => {
  const asked = pairsOf(word);
  const ranked = Object.keys(hazards)
    .map((name) => {
      const pairs = pairsOf(name);
      const shared = [...pairs].filter((pair) => asked.has(pair)).length;
      return { name, likeness: (2 * shared) / (pairs.size + asked.size) };
    })
    .toSorted((one, other) => other.likeness - one.likeness);
  return ranked.find(({ likeness }) => likeness >= 0.5)?.name;
};

const collectHazard = (value: string, previous: readonly HazardName[]): readonly HazardName[] => {
  if (isHazard(value)) return [...previous, value];
  const near = nearestHazard(value);
  const hint = near === undefined ? "" : `Did you mean ${near}? `;
  throw new InvalidArgumentError(`${hint}Known hazards: ${Object.keys(hazards).join(", ")}`);
};

/** A number of seconds, `least` or more. */
export const secondsFrom =
  (least: number) =>
  (value: string): number => {
    const number = value.trim() === "" ? Number.NaN : Number(value);
    if (!Number.isFinite(number) || number < least)
      throw new InvalidArgumentError(`a number of seconds, ${least} or more`);
    return number;
  };

/** Gathers the values of a repeatable option. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const withFile = (command: Command): Command =>
  command.option("--config <file>", "the home file", "porchlight.yaml");

export const withAllow = (command: Command): Command =>
  command
    .addOption(
      new Option("--allow <hazard>", "accept a hazard for this run (repeatable, listed below)")
        .argParser(collectHazard)
        .default([], "none"),
    )
    .addHelpText("after", () => {
      const lines = Object.entries(hazards).map(([name, meaning]) => `  ${name.padEnd(16)} ${meaning}`);
      return `\nHazards:\n${lines.join("\n")}`;
    });

export const withPrevious = (command: Command): Command =>
  command.option("--previous <oldfile>", "an earlier home file: what it declared and this one does not, goes");

/** What every command that may write takes. */
export const withWriting = (command: Command): Command =>
  withAllow(command)
    .option("--yes", "do not ask")
    .option("--timeout <seconds>", "how long to wait until names are active and served", secondsFrom(0), 120)
    .option("--audit <file>", "append one JSON line that says what this run did");

export const withConfirm = (command: Command): Command =>
  command.option(
    "--confirm <seconds>",
    "put everything back unless porchlight confirm comes from a new SSH connection in time",
    secondsFrom(1),
  );

export const withFormat = (command: Command): Command =>
  command
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "markdown", "json"]).default("text"))
    .option("--out <file>", "write the plan to a file, for porchlight apply FILE");

/** What every command takes, as commander gives it. */
export interface Shared {
  readonly config: string;
  readonly json?: boolean;
}
export interface Allowing extends Shared {
  readonly allow: readonly HazardName[];
}
export interface Writing extends Allowing {
  readonly yes?: boolean;
  readonly timeout: number;
  readonly audit?: string;
}
