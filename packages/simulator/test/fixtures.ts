/** Recorded exchanges, which live beside the repository and not in it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../../../../shared/fixtures/", import.meta.url);

const haveFixtures: boolean = existsSync(folder);

const read = (path: string): string => readFileSync(new URL(path, folder), "utf8");
export const fixture = (path: string): unknown => JSON.parse(read(path));

export const fixtureNames = (path: string): readonly string[] =>
  haveFixtures ? readdirSync(new URL(path, folder)).toSorted() : [];

/** One exchange of a Freebox fixture. */
export interface BoxCase {
  readonly name: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly status?: number;
}

export const boxCases = (file: string): readonly BoxCase[] => {
  const { cases }: { readonly cases: readonly BoxCase[] } = JSON.parse(read(`freebox/${file}.json`));
  return cases;
};

export const boxCase = (file: string, name: string): BoxCase => {
  const found = boxCases(file).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`${file}.json has no case ${name}`);
  return found;
};

/** One exchange of an OVH recording. */
export interface Exchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: { readonly status: number; readonly rawBody: string; readonly body: unknown };
}

export const exchangesOf = (name: string): readonly Exchange[] => {
  const { exchanges }: { readonly exchanges: readonly Exchange[] } = JSON.parse(read(`ovh/recorded/${name}`));
  return exchanges;
};

/** Runs tests over the recorded exchanges, or says loudly that there are none. */
export const withFixtures = (tests: () => void): void => {
  if (haveFixtures) tests();
  else
    test("the recorded exchanges are ABSENT: ../shared/fixtures not found", () => {
      expect(process.env["PORCHLIGHT_REQUIRE_FIXTURES"], "they are required here").not.toBe("1");
    });
};
