import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { root, start } from "./support.ts";

it("a router of one's own keeps the contract, case by case", async () => {
  const example = path.join(root, "examples/dist/your-own-router.js");
  const { code, stdout, stderr } = await start([example], { PATH: process.env["PATH"] ?? "" }).ended;
  expect([code, stderr]).toEqual([0, ""]);
  const lines = stdout.trimEnd().split("\n");
  const held = lines.filter((line) => line.startsWith("holds: "));
  expect(held.length).toBeGreaterThanOrEqual(13);
  expect(lines).toEqual([...held, `${held.length} cases hold`]);
});

it("is at most 40 lines", async () => {
  const text = await readFile(path.join(root, "examples/your-own-router.ts"), "utf8");
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
});
