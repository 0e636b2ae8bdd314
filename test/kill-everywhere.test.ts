import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChangingHome, changingHome, startProbe } from "./changing-home.ts";
import { isDeep } from "../packages/core/test/depth.ts";
import { command, porchlight } from "./support.ts";

const doors = ["freebox", "ovh"] as const;
const forms = ["received-not-executed", "executed-not-answered"] as const;

/** How many requests an undisturbed apply sends to each door. Checked below: when it changes, so must these. */
const requests = { freebox: 23, ovh: 25 } as const;

const points = doors.flatMap((door) =>
  Array.from({ length: requests[door] }, (_, index) => index).flatMap((index) =>
    forms.map((form) => ({ door, index, form })),
  ),
);
/** Every third in the quick suite; each run of three holds both forms and both doors. */
const chosen = points.filter((_, index) => isDeep || index % 3 === 0);

describe("an apply that creates, changes and removes, killed anywhere", () => {
  let undisturbed: ChangingHome;
  const table: string[] = [];

  beforeAll(async () => {
    undisturbed = await changingHome();
    const before = undisturbed.home.requests.length;
    expect((await porchlight(undisturbed, "apply", ...undisturbed.args)).code).toBe(0);
    const sent = undisturbed.home.requests.slice(before);
    for (const door of doors)
      expect([door, sent.filter((request) => request.door === door).length]).toEqual([door, requests[door]]);
  });
  afterAll(() => undisturbed.close());

  it.each(chosen)("$door request $index $form: one rerun ends where an undisturbed run does", async (point) => {
    const { door, index, form } = point;
    const on = await changingHome();
    try {
      const before = on.foreign();
      const watching = await startProbe(on);
      const { child, ended } = command(on, "apply", ...on.args);
      const sent = on.home.requests.length;
      on.home.fail({ door, skip: index, kind: form, onHit: () => child.kill("SIGKILL") });
      expect((await ended).code).toBeNull();
      const hit = on.home.requests.slice(sent).filter((request) => request.door === door)[index];
      const struck = hit === undefined ? "not reached" : `${hit.method} ${hit.path}`;
      const again = await porchlight(on, "apply", ...on.args);
      expect(again.code, again.stdout + again.stderr).toBe(0);
      const { asked, lost } = await watching.stop();
      expect(lost).toEqual([]);
      expect(asked).toBeGreaterThan(0);
      expect(on.own()).toEqual(undisturbed.own());
      expect(on.foreign()).toBe(before);
      expect((await porchlight(on, "plan", "--detailed-exitcode")).code).toBe(0);
      table.push(`${door.padEnd(7)} ${String(index).padStart(2)} ${form.padEnd(21)} ${struck}`);
    } finally {
      await on.close();
    }
  });

  it("every point was struck", ({ task }) => {
    expect(table).toHaveLength(chosen.length);
    expect(table.filter((row) => row.includes("not reached"))).toEqual([]);
    task.meta.said = [`killed at ${chosen.length} of ${points.length} points, each healed by one rerun:`, ...table];
  });
});
