import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { opened } from "../test/closing.ts";
import { startFreebox, startHome, startOvh } from "./index.ts";

/** Whether ssh2 was loaded into this process. */
const hasSsh = (): boolean =>
  Object.keys(createRequire(import.meta.url).cache).some((path) => /\/ssh2\/lib\//.test(path));

test("a door alone does not load ssh2; a home does", async () => {
  await opened(startOvh());
  await opened(startFreebox());
  expect(hasSsh()).toBe(false);
  await opened(startHome());
  expect(hasSsh()).toBe(true);
});
