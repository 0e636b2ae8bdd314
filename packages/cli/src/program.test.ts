import { expect, it } from "vitest";
import { run } from "./program.ts";

const runIt = async (...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  let stdout = "";
  let stderr = "";
  const code = await run(args, {
    env: {},
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    colour: false,
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
};

it("says its version", async () => {
  expect(await runIt("--version")).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
});

it("helps, examples included", async () => {
  const { code, stdout } = await runIt("--help");
  expect(code).toBe(0);
  for (const word of [
    "demo",
    "validate",
    "plan",
    "apply",
    "confirm",
    "undo",
    "destroy",
    "prune",
    "check",
    "Examples:",
    "Exit codes:",
  ])
    expect(stdout).toContain(word);
});

it.each([
  [["planet"], "Did you mean plan?"],
  [["plan", "--jsn"], "unknown option"],
  [["plan", "--allow", "anything"], "Known hazards: take-over, exposed-service"],
  [["plan", "--allow", "takeover"], "Did you mean take-over?"],
  [["plan", "--format", "yaml"], "Allowed choices are text, markdown, json"],
  [["apply", "--confirm", "0"], "a number of seconds, 1 or more"],
  [["apply", "p.json", "--config", "home.yaml"], "--config does not go with a plan file"],
  [["undo", "--previous", "old.yaml"], "unknown option"],
  [["apply", "--timeout", "soon"], "a number of seconds"],
  [["check", "one", "two"], "too many arguments"],
])("refuses %j with exit 1", async (args, says) => {
  const { code, stderr } = await runIt(...args);
  expect(code).toBe(1);
  expect(stderr).toContain(says);
});

it("lists every hazard where one can be allowed", async () => {
  const { stdout } = await runIt("apply", "--help");
  expect(stdout).toMatch(/Hazards:\n {2}take-over +somebody else's .*\n(.*\n)+ {2}shadowed +something else/);
});

it.each(["apply", "undo", "destroy", "prune", "confirm"])("tells machines why %s could not begin", async (name) => {
  const { code, stdout } = await runIt(name, "--json", "--config", "/nowhere/porchlight.yaml");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ schema: `porchlight/${name}/1`, exitCode: 1, error: "home-file" });
});

it("tells machines what went wrong in one document too", async () => {
  const { code, stdout, stderr } = await runIt("plan", "--json", "--config", "/nowhere/porchlight.yaml");
  expect(code).toBe(1);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({ schema: "porchlight/plan/1", exitCode: 1, error: "home-file" });
});

it.each([
  [["plan", "--bogus", "--json"], "plan"],
  [["plan", "--json", "--allow", "x"], "plan"],
  [["plan", "--bogus", "--format", "json"], "plan"],
  [["plan", "--bogus", "--format=json"], "plan"],
  [["planet", "--json"], "usage"],
])("tells machines of a wrong use in one document: %j", async (args, name) => {
  const { code, stdout } = await runIt(...args);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ schema: `porchlight/${name}/1`, exitCode: 1, error: "usage" });
});
