import { expect, it } from "vitest";
import { stripVTControlCharacters } from "node:util";
import { paint } from "./paint.ts";

it("colours the mark a line begins with, and nothing else", () => {
  const painted = paint("  ✓ all - of it", true);
  expect(stripVTControlCharacters(painted)).toBe("  ✓ all - of it");
  expect(painted.length).toBeGreaterThan(15);
  expect(painted.endsWith(" all - of it")).toBe(true);
});

it("changes nothing where colours are not wanted", () => {
  expect(paint("✗ no", false)).toBe("✗ no");
});
