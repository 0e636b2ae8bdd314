import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { expectPart } from "../../../test/readme-part.ts";
import { recordedCases, withFixtures } from "../test/fixtures.ts";
import { errorCodes, remedyOf, transportReasons } from "./error-codes.ts";

const sources = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "error-codes.ts")
  .map((file) => readFileSync(new URL(file, import.meta.url), "utf8"));
const readme = new URL("../README.md", import.meta.url);
const known = Object.keys(errorCodes);
const own = ["TRANSPORT", "SCHEMA", "INPUT", "CREDENTIALS"];

test("the README says of every code where it comes from, what it means and what to do", async () => {
  const rows = Object.entries(errorCodes).map(
    ([code, { where, meaning, remedy }]) => `| \`${code}\` | ${where} | ${meaning} | ${remedy} |\n`,
  );
  const head = "| `error.code` | given by | what it means | what to do |\n| --- | --- | --- | --- |\n";
  await expectPart(readme, "errors", head + rows.join(""));
});

test("the README says of every reason what it means and what to do", async () => {
  const rows = Object.entries(transportReasons).map(
    ([reason, { meaning, remedy }]) => `| \`${reason}\` | ${meaning} | ${remedy} |\n`,
  );
  const head = "| `error.reason` of `TRANSPORT` | what it means | what to do |\n| --- | --- | --- |\n";
  await expectPart(readme, "reasons", head + rows.join(""));
});

test("every row tells something to do, in a sentence that an error's message can close with", () => {
  for (const [code, { meaning, remedy }] of Object.entries({ ...errorCodes, ...transportReasons })) {
    expect(meaning.length, code).toBeGreaterThan(10);
    expect(remedy, code).toMatch(/^[A-Z].*[^.]$/);
  }
  expect(remedyOf("noent")).toBe(errorCodes.noent.remedy);
  expect([remedyOf("unheard_of"), remedyOf("constructor")]).toEqual([undefined, undefined]);
});

test("every code the sources act on has a row, and our own are thrown", () => {
  const acted = sources.flatMap((text) =>
    [...text.matchAll(/\bcode [!=]== "([a-z_]+)"/g)].map(([, code = ""]) => code),
  );
  expect(acted.length).toBeGreaterThan(3);
  expect(acted.filter((code) => !known.includes(code))).toEqual([]);
  for (const code of own)
    expect(
      sources.some((text) => text.includes(`"${code}"`)),
      code,
    ).toBe(true);
});

withFixtures(() => {
  test("every code that was recorded has a row", () => {
    const recorded = recordedCases("errors.json").map(({ body }) => body.error_code ?? "");
    expect(recorded.length).toBeGreaterThan(5);
    expect(recorded.filter((code) => !known.includes(code))).toEqual([]);
  });
});
