import { describe, expect, it } from "vitest";
import { failure, record } from "../../test/sample.ts";
import type { StepOutcome } from "../apply.ts";
import type { DnsRecord, Outcome, Step } from "../contracts.ts";
import { putBack, putBackNames } from "./put-back.ts";

const failed: Outcome = { status: "failed", failure };
const done = (item?: DnsRecord): Outcome => ({ status: "done", ...(item === undefined ? {} : { item }) });
const base = { target: "zone:taprest.fr", needs: [] } as const;
const old = record({ type: "A", value: "192.0.2.1", ref: "7" });
const { ref: _ref, ...made } = record({ type: "A", value: "192.0.2.2" });

const removed = (outcome: Outcome, before = old): StepOutcome => ({
  step: { ...base, id: `${before.name}/remove`, verb: "remove", before },
  outcome,
});
const created = (outcome: Outcome, after: DnsRecord = made): StepOutcome => ({
  step: { ...base, id: `${after.name}/create`, verb: "create", after },
  outcome,
});
const updated = (outcome: Outcome): StepOutcome => ({
  step: { ...base, id: "update", verb: "update", before: old, after: { ...old, value: "192.0.2.2" } },
  outcome,
});
const backOf = async (...outcomes: readonly StepOutcome[]): Promise<readonly Step[]> => {
  const run: Step[] = [];
  const told = await putBack(
    outcomes,
    (step) => {
      run.push(step);
      return Promise.resolve(done());
    },
    {},
  );
  expect(told.map(({ step }) => step)).toEqual(run);
  return run;
};
const elsewhere = record({ name: "www.taprest.fr", value: "x.example.", ref: "8" });

describe("the step that takes a done one back", () => {
  const rows: readonly [string, StepOutcome, object][] = [
    [
      "makes again what went, without its key",
      removed(done()),
      { verb: "create", after: { ...made, value: "192.0.2.1" } },
    ],
    [
      "takes away what was made, under the key it was given",
      created(done({ ...made, ref: "99" })),
      { verb: "remove", before: { ...made, ref: "99" } },
    ],
    ["takes away what was made, where no key was told", created(done()), { verb: "remove", before: made }],
    [
      "changes back what was changed, as it is stored now",
      updated(done({ ...old, value: "192.0.2.2", ref: "12" })),
      { verb: "update", before: { ...old, value: "192.0.2.2", ref: "12" }, after: old },
    ],
  ];
  it.each(rows)("%s", async (_title, one, expected) => {
    const missing: StepOutcome = { ...created(failed), step: { ...created(failed).step, id: "missing" } };
    const lost = removed(done(), { ...old, value: "192.0.2.9", ref: "70" });
    const steps = await backOf(one, lost, missing);
    expect(steps).toHaveLength(2);
    expect(steps.at(-1)).toEqual({ ...base, id: `${one.step.id}/put-back`, ...expected });
  });
});

const back = (one: StepOutcome): StepOutcome => ({ ...one, putsBack: one.step.id });

describe("names that are put back", () => {
  const rows: readonly [string, readonly StepOutcome[], readonly string[]][] = [
    ["one that lost something and did not get all", [removed(done()), created(failed)], ["home.taprest.fr/remove"]],
    [
      "that one alone, not what was done at another name",
      [removed(done()), created(failed), removed(done(), elsewhere), created(done(), { ...elsewhere, ref: "9" })],
      ["home.taprest.fr/remove"],
    ],
    ["none that got all", [removed(done()), created(done())], []],
    ["none that lost nothing", [removed(failed), created(done())], []],
    ["none where nothing was done", [removed(failed), created({ status: "skipped", because: "x" })], []],
    [
      "none for what failed in a zone of another account at the same name",
      [removed(done()), { ...created(failed), step: { ...created(failed).step, target: "zone:example.org" } }],
      [],
    ],
  ];
  it.each(rows)("%s", async (_title, outcomes, ids) => {
    expect((await backOf(...outcomes)).map(({ id }) => id)).toEqual(ids.map((id) => `${id}/put-back`));
  });

  it("say why they are left once the run is stopped", async () => {
    const told = await putBack([removed(done()), created(failed)], () => Promise.reject(new Error("not to be run")), {
      signal: AbortSignal.abort(),
    });
    expect(told).toMatchObject([
      { outcome: { status: "skipped", because: "stopped" }, putsBack: "home.taprest.fr/remove" },
    ]);
  });

  it("are told once each, with their zone, and whether all of it is back", () => {
    expect(putBackNames([removed(done()), created(failed)])).toEqual([]);
    expect(
      putBackNames([
        removed(done()),
        back(removed(done())),
        back(created(done())),
        back(removed(done(), elsewhere)),
        back(created(failed, { ...elsewhere, ref: "9" })),
      ]),
    ).toEqual([
      { name: "home.taprest.fr", zone: "taprest.fr", isWhole: true },
      { name: "www.taprest.fr", zone: "taprest.fr", isWhole: false },
    ]);
  });
});
