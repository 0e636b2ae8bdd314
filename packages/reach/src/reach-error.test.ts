import { expect, test } from "vitest";
import { isReachError, ReachError, socketFailure } from "./reach-error.ts";

test.each([
  ["ECONNREFUSED", "refused"],
  ["ETIMEDOUT", "timeout"],
  ["ECONNRESET", "closed"],
  ["EPIPE", "closed"],
  ["EHOSTUNREACH", "unreachable"],
  ["ENETUNREACH", "unreachable"],
  ["EPERM", "unreachable"],
])("%s of a socket is %s", (code, reason) => {
  const error = Object.assign(new Error("connect to a secret place"), { code });
  expect(socketFailure(error, "connecting")).toMatchObject({ code: reason, message: `connecting: ${code}` });
});

test("what is no error of a socket is not quoted", () => {
  expect(socketFailure("a secret", "connecting")).toMatchObject({
    code: "unreachable",
    message: "connecting: unknown error",
  });
  const own = new ReachError("closed", "closed");
  expect(socketFailure(own, "connecting")).toBe(own);
});

test("an error of this package is known by its name", () => {
  expect(isReachError(new ReachError("refused", "no"))).toBe(true);
  expect([new Error("no"), { name: "ReachError" }, undefined].map(isReachError)).toEqual([false, false, false]);
  expect(new ReachError("refused", "no").cause).toBeUndefined();
});
