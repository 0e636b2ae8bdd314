import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";

/** Where the recorded exchanges are. */
export const FOLDER: URL = new URL("../../../../shared/fixtures/freebox/", import.meta.url);

/** Registers the tests over recorded exchanges, or one test that says that there are none. */
export function withFixtures(register: () => void): void {
  if (existsSync(FOLDER)) register();
  else
    test("the recorded exchanges are ABSENT: ../shared/fixtures not found", () => {
      expect(process.env["PORCHLIGHT_REQUIRE_FIXTURES"]).not.toBe("1");
    });
}

/** One recorded file, read through a schema of the test's own. */
export function readFixture<T>(file: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")));
}

const cases = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      status: z.number().optional(),
      body: z.looseObject({ result: z.unknown().optional(), error_code: z.string().optional() }).optional(),
    }),
  ),
});

/** The cases of one recorded file that have a body. */
export function recordedCases(file: string): {
  readonly name: string;
  readonly status: number | undefined;
  readonly body: { readonly result?: unknown; readonly error_code?: string | undefined };
}[] {
  return readFixture(file, cases).cases.flatMap(({ name, status, body }) =>
    body === undefined ? [] : [{ name, status, body }],
  );
}
