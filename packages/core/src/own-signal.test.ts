import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import type { CallOptions } from "./contracts.ts";
import { withOwnSignal } from "./own-signal.ts";

it("follows the caller's signal, and bears any number of listeners without a warning", async () => {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error): void => void warnings.push(name);
  process.on("warning", onWarning);
  const caller = new AbortController();
  const { signal, fresh } = withOwnSignal({ signal: caller.signal, fresh: true });
  let told = 0;
  for (let turn = 0; turn < 50; turn += 1) signal.addEventListener("abort", () => (told += 1));
  await setImmediate();
  process.off("warning", onWarning);
  expect([signal.aborted, fresh, warnings]).toEqual([false, true, []]);
  caller.abort(new Error("enough"));
  expect([told, signal.reason]).toEqual([50, new Error("enough")]);
});

it("leaves options without a signal as they are", () => {
  const options: CallOptions = {};
  expect(withOwnSignal(options)).toBe(options);
});
