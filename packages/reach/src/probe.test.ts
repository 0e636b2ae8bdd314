import { expect, test } from "vitest";
import { createFakeClock } from "../test/fake-clock.ts";
import { probe } from "./probe.ts";
import { ReachError, type ReachErrorCode } from "./reach-error.ts";

test("a probe is timed on its clock, to a tenth of a millisecond", async () => {
  const clock = createFakeClock();
  const run = async (): Promise<string> => {
    clock.advance(12.345);
    return "seen";
  };
  await expect(probe(clock, run)).resolves.toEqual({ ok: true, ms: 12.3, value: "seen" });
});

test.each<[ReachErrorCode, string]>([
  ["refused", "refused"],
  ["timeout", "timeout"],
  ["not-understood", "not-understood"],
  ["no-login", "no-login"],
  ["no-address", "unreachable"],
  ["invalid", "unreachable"],
  ["port-in-use", "unreachable"],
  ["host-key-differs", "closed"],
])("%s is a probe that failed: %s", async (code, reason) => {
  const run = async (): Promise<never> => {
    throw new ReachError(code, "why");
  };
  await expect(probe(createFakeClock(), run)).resolves.toEqual({ ok: false, ms: 0, reason, message: "why" });
});

test("anything else is thrown on", async () => {
  const bug = new TypeError("a bug");
  await expect(probe(createFakeClock(), () => Promise.reject(bug))).rejects.toBe(bug);
});
