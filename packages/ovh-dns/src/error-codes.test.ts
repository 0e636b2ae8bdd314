import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { expectPart } from "../../../test/readme-part.ts";
import { errorCodes } from "./error-codes.ts";

const sources = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "error-codes.ts")
  .map((file) => readFileSync(new URL(file, import.meta.url), "utf8"));

/** Codes OVHcloud's gateway alone gives, passed on as they come (recorded-in-issues.json, and published clients). */
const gatewayOnly = ["NOT_CREDENTIAL", "INVALID_SIGNATURE"];

it("the README says of every code what it means and what to do", async () => {
  const rows = Object.entries(errorCodes).map(
    ([code, { meaning, remedy }]) => `| \`${code}\` | ${meaning} | ${remedy} |\n`,
  );
  const table = `| code | what it means | what to do |\n|---|---|---|\n${rows.join("")}`;
  await expectPart(new URL("../README.md", import.meta.url), "errors", table);
});

it("no code is thrown that has no row, and no row is for a code that nothing gives", () => {
  const named = sources.flatMap((text) => [
    ...text.matchAll(/\bcode: "([A-Z_]+)"|(?:refuse|refused)\(\s*"([A-Z_]+)"|\[\d{3}, "([A-Z_]+)"\]/g),
  ]);
  const thrown = new Set(named.map(([, code, refused, byStatus]) => code ?? refused ?? byStatus ?? ""));
  expect(thrown.size).toBeGreaterThan(15);
  const known = Object.keys(errorCodes);
  expect([...thrown].filter((code) => !known.includes(code))).toEqual([]);
  const elsewhere = (code: string): boolean => sources.some((text) => text.includes(`"${code}"`));
  expect(known.filter((code) => !gatewayOnly.includes(code) && !elsewhere(code))).toEqual([]);
});

it("every row tells something to do, in a sentence that an error's message can close with", () => {
  for (const [code, { meaning, remedy }] of Object.entries(errorCodes)) {
    expect(meaning.length, code).toBeGreaterThan(10);
    expect(remedy, code).toMatch(/^[A-Z].*[^.]$/);
  }
});
