import { expect, test } from "vitest";
import { isObject, jsonOf, segmentsOf } from "./exchange.ts";

test.each([
  ["/a/b", ["a", "b"]],
  ["/a/b/", ["a", "b"]],
  ["/a//b%20c/", ["a", "", "b c"]],
  ["/100%/x", ["100%", "x"]],
  ["/", [""]],
])("segments of %s", (path, segments) => {
  expect(segmentsOf(path)).toEqual(segments);
});

test("objects are objects, JSON is JSON", () => {
  expect([{}, { a: 1 }].every(isObject)).toBe(true);
  expect([null, [], "", 1, undefined].some(isObject)).toBe(false);
  expect([jsonOf('{"a":1}'), jsonOf("{")]).toEqual([{ a: 1 }, undefined]);
});
