import { type FreeboxDoor, startFreebox } from "@porchlight/simulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectPart } from "../../../test/readme-part.ts";
import { answering, no, ok } from "../test/answering.ts";
import { ENDPOINTS, endpointTable } from "../test/endpoints.ts";
import { createFreebox } from "./client.ts";

/** "redirections.list" of every function of a client, however deep. */
const callsOf = (value: unknown, path = ""): readonly string[] => {
  if (typeof value === "function") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => callsOf(each, path === "" ? key : `${path}.${key}`));
};

const pathOf = (path: string, values: Readonly<Record<string, string>>): string =>
  `/api/v16${path.replaceAll(/[A-Z]+/g, (word) => values[word] ?? word)}`;

describe("each call is one request, and gives what the box answers", () => {
  test.each(ENDPOINTS)("$call: $method $path", async ({ method, path, values = {}, run, body, result }) => {
    // What was never published is kept beside what was made of it.
    const answer: unknown =
      typeof result === "object" && result !== null && "answer" in result ? result.answer : result;
    const { freebox, sent } = answering(ok(answer));
    expect(await run(freebox)).toEqual(result);
    expect(sent).toEqual([{ line: `${method} ${pathOf(path, values)}`, ...(body === undefined ? {} : { body }) }]);
  });

  test.each(ENDPOINTS)("$call is refused", async ({ run, method, path, values = {} }) => {
    const { freebox } = answering(no("noent"));
    await expect(run(freebox)).rejects.toMatchObject({
      name: "FreeboxApiError",
      code: "noent",
      operation: `${method} ${pathOf(path, values).replace("/api/v16", "")}`,
    });
  });
});

test("the list has every call of a client, once", () => {
  const around = ["apiVersion", "events.subscribe", "rights.list", "rights.missing", "close"];
  const { freebox } = answering();
  expect([...around, ...ENDPOINTS.map(({ call }) => call)].toSorted()).toEqual(callsOf(freebox).toSorted());
});

describe("the virtual box serves", () => {
  let door: FreeboxDoor;
  beforeEach(async () => {
    door = await startFreebox();
  });
  afterEach(() => door.close());

  test.each(ENDPOINTS)("$call", async ({ run, method, path, values = {} }) => {
    const freebox = createFreebox({ ...door.clientOptions, timeoutMs: 5_000 });
    // A refusal is an answer too: there is no such rule, name or machine on a box as new.
    const error: unknown = await run(freebox).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error !== undefined) expect(error).toMatchObject({ name: "FreeboxApiError", status: 200 });
    const [asked] = door.requests.filter(({ path: at }) => !/\/(login\/|api_version)/.test(at));
    expect(`${asked?.method} ${asked?.path}`).toBe(`${method} ${pathOf(path, values)}`);
    await freebox.close();
  });
});

test("the README has the table of that list", async () => {
  await expectPart(new URL("../README.md", import.meta.url), "endpoints", `${endpointTable()}\n`);
});
