import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createAsk } from "./ask.ts";

const asking = (): { input: PassThrough; answer: Promise<boolean>; stop: AbortController } => {
  const input = new PassThrough();
  const stop = new AbortController();
  const output = new PassThrough();
  output.resume();
  const ask = createAsk({
    input,
    output,
    terminal: true,
    signal: stop.signal,
    onInterrupt: () => stop.abort(new Error("interrupted")),
  });
  return { input, answer: ask("Apply it? "), stop };
};

it.each([
  ["y\n", true],
  ["YES\n", true],
  ["n\n", false],
  ["\n", false],
  ["\u0004", false],
])("takes %j as %s", async (typed, expected) => {
  const { input, answer } = asking();
  input.write(typed);
  expect(await answer).toBe(expected);
});

it("takes the end of the input as no", async () => {
  const { input, answer } = asking();
  input.end();
  expect(await answer).toBe(false);
});

it("passes Ctrl-C on and rejects with what it was stopped for", async () => {
  const { input, answer } = asking();
  input.write("\u0003");
  await expect(answer).rejects.toThrow("interrupted");
});

it("rejects when it is stopped from elsewhere", async () => {
  const { answer, stop } = asking();
  stop.abort(new Error("stopped"));
  await expect(answer).rejects.toThrow("stopped");
});
