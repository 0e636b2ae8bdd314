import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { StepOutcome } from "@porchlight/core";
import { expect, it } from "vitest";
import { freshFolder } from "../test/folder.ts";
import { openAudit } from "./audit.ts";

const step = {
  id: "publish/taprest.fr",
  target: "zone:taprest.fr",
  verb: "publish",
  zone: "taprest.fr",
  needs: [],
} as const;
const outcomes: readonly StepOutcome[] = [
  { step, outcome: { status: "done", queryId: "EU.ext-1.abc" } },
  {
    step: { ...step, id: "publish/other.fr" },
    outcome: { status: "failed", failure: { kind: "limited", operation: "POST /refresh", message: "slow down" } },
  },
  { step: { ...step, id: "publish/third.fr" }, outcome: { status: "skipped", because: "stopped" } },
];
const facts = { home: "taprest", command: "apply", verdict: "diverged", exitCode: 4, outcomes, refusals: [] };

it("appends one line a run, for its owner only", async () => {
  const file = path.join(await freshFolder(), "audit.jsonl");
  await (await openAudit(file)).end(facts);
  await (await openAudit(file)).end({ ...facts, verdict: "unchanged", exitCode: 0, outcomes: [] });
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(lines).toHaveLength(2);
  const first: unknown = JSON.parse(lines[0] ?? "");
  expect(first).toEqual({
    schema: "porchlight/audit/1",
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    home: "taprest",
    command: "apply",
    verdict: "diverged",
    exitCode: 4,
    steps: [
      { id: "publish/taprest.fr", verb: "publish", target: "zone:taprest.fr", status: "done", queryId: "EU.ext-1.abc" },
      {
        id: "publish/other.fr",
        verb: "publish",
        target: "zone:taprest.fr",
        status: "failed",
        failure: { kind: "limited", operation: "POST /refresh", message: "slow down" },
      },
      { id: "publish/third.fr", verb: "publish", target: "zone:taprest.fr", status: "skipped", because: "stopped" },
    ],
  });
});

it("says what was refused", async () => {
  const file = path.join(await freshFolder(), "audit.jsonl");
  const message = { code: "cname-at-apex", params: { name: "taprest.fr" } };
  const refusals = [{ kind: "impossible", path: ["names", "taprest.fr"], message }] as const;
  await (await openAudit(file)).end({ ...facts, verdict: "refused", exitCode: 3, outcomes: [], refusals });
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ verdict: "refused", exitCode: 3, refusals });
});

it("says before the run that the file cannot be written", async () => {
  const folder = await freshFolder();
  await expect(openAudit(folder)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining("the audit line cannot be written, and nothing else was"),
    document: { error: "audit" },
  });
});
