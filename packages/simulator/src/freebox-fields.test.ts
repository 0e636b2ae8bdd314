import fc from "fast-check";
import { expect, test } from "vitest";
import { flagOf, wholeOf } from "./freebox-fields.ts";

test("fields are read leniently and never wrongly", () => {
  fc.assert(
    fc.property(fc.nat(4_294_967_295), (number) => {
      expect(wholeOf(number)).toBe(number);
      expect(wholeOf(String(number))).toBe(number);
    }),
  );
  for (const value of ["", "-1", "1.5", "1e3", "0x10", " 1", 1.5, Number.NaN, null, true, {}, []])
    expect(wholeOf(value)).toBeUndefined();
  expect([true, 1, "1", "true"].map(flagOf)).toEqual([true, true, true, true]);
  expect([false, 0, "0", "false"].map(flagOf)).toEqual([false, false, false, false]);
  expect(["", "yes", 2, null, undefined].every((value) => flagOf(value) === undefined)).toBe(true);
});
