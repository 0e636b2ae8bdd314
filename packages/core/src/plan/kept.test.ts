import { describe, expect, it } from "vitest";
import type { Plan } from "../plan.ts";
import { staleness } from "./file.ts";
import { parsePlanFile } from "./kept.ts";

const nothingToDo: Plan = { version: 1, home: "taprest", steps: [], origins: {}, notes: [], blocked: [] };
const blocked = (...path: readonly string[]): Plan["blocked"][number] => ({
  path,
  message: { code: "not-readable", params: {} },
});

describe("a plan that was agreed on", () => {
  it("is stale where something else than then cannot be read now", () => {
    const agreed = { ...nothingToDo, blocked: [blocked("forwards", "ssh")] };
    const now = { ...nothingToDo, blocked: [blocked("forwards", "ssh"), blocked("names", "home.taprest.fr")] };
    expect(staleness(agreed, now).map(({ path }) => path)).toEqual([["names", "home.taprest.fr"]]);
    expect(staleness(now, agreed)).toEqual([]);
  });

  it.each([
    ["null", null, "not a plan file: the whole:"],
    ["a list", [], "not a plan file: the whole:"],
    ["nothing in it", {}, "not a plan file: version:"],
    ["a version that is no number", { version: "2" }, "not a plan file: version:"],
  ])("is told to be none when its file holds %s", (_title, input, message) => {
    expect(() => parsePlanFile(input)).toThrow(message);
  });
});
