import { readdir } from "node:fs/promises";
import path from "node:path";
import { type Forward, journalOf } from "@porchlight/core";
import { describe, expect, it } from "vitest";
import { freshFolder } from "../../test/folder.ts";
import { memorySession, movingClock, testTerminal } from "../../test/memory-session.ts";
import { giveConfirmation } from "../confirmation.ts";
import { newestJournal } from "../journal.ts";
import { StoppedError } from "../terminal.ts";
import { apply, type ApplyOptions } from "./apply.ts";
import { keptNames, undo } from "./undo.ts";

const options = (state: string, change: Partial<ApplyOptions> = {}): ApplyOptions => ({
  allow: [],
  yes: true,
  timeoutSeconds: 10,
  state,
  ...change,
});
const mine = "192.0.2.7 50001 192.168.1.30 22";
const other = "192.0.2.8 50002 192.168.1.30 22";
const plain = { allow: [], yes: true, timeoutSeconds: 10 };

describe("apply", () => {
  it("keeps the journal before its first write", async () => {
    const state = await freshFolder();
    const seen: number[] = [];
    const { session } = memorySession(async () => seen.push((await readdir(state)).length));
    const result = await apply(session, options(state), testTerminal());
    expect(result).toMatchObject({ exitCode: 0, verdict: "converged" });
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen)).toEqual(new Set([1]));
    expect((await newestJournal(state))?.journal).toMatchObject({ home: "taprest", desired: session.desired });
  });

  it("writes nothing when the journal cannot be written, and says where and why", async () => {
    const state = path.join(await freshFolder(), "nowhere");
    const { session, held } = memorySession();
    const before = held();
    await expect(apply(session, options(state), testTerminal())).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(`${state}: the journal cannot be written`),
    });
    expect(held()).toEqual(before);
  });

  it("keeps no journal when there is nothing to do", async () => {
    const state = await freshFolder();
    const { session } = memorySession();
    await apply(session, options(state), testTerminal());
    const names = await readdir(state);
    expect(await apply(session, options(state), testTerminal())).toMatchObject({ exitCode: 0, verdict: "unchanged" });
    expect(await readdir(state)).toEqual(names);
  });

  it("writes nothing when the answer is no, or nobody is there to give one", async () => {
    const state = await freshFolder();
    const { session, held } = memorySession();
    const before = held();
    const asked: string[] = [];
    const ask = (question: string): Promise<boolean> => Promise.resolve(asked.push(question) === 0);
    const terminal = testTerminal({ ask });
    expect(await apply(session, options(state, { yes: false }), terminal)).toMatchObject({
      exitCode: 1,
      verdict: "declined",
      outcomes: [],
    });
    expect(asked).toEqual(["Apply it? [y/N] "]);
    await expect(apply(session, options(state, { yes: false }), testTerminal())).rejects.toMatchObject({
      document: { error: "not-confirmed" },
    });
    expect(held()).toEqual(before);
    expect(await readdir(state)).toEqual([]);
  });

  it("does the plan that was agreed on, or refuses before any write", async () => {
    const state = await freshFolder();
    const { session, held } = memorySession();
    const before = held();
    const agreed = { version: 1, home: "taprest", steps: [], origins: {}, notes: [], blocked: [] } as const;
    const result = await apply(session, options(state, { agreed }), testTerminal());
    expect(result).toMatchObject({ exitCode: 3, verdict: "refused", document: { verdict: "refused" } });
    expect(result.refusals.map(({ message }) => message.code)).toContain("plan-stale");
    expect(held()).toEqual(before);
  });

  it("says what was not done when it is stopped", async () => {
    const state = await freshFolder();
    const stop = new AbortController();
    const { session } = memorySession(() => stop.abort(new StoppedError(130)));
    const result = await apply(session, options(state), testTerminal({ signal: stop.signal }));
    expect(result).toMatchObject({ verdict: "stopped", document: { stopped: true } });
    expect(result.text).toMatch(/^Stopped: \d of \d steps done, and not proved\. Run it again to finish\.\n/);
    expect(result.text).toContain("not tried: stopped");
  });
});

it("says which name it left half done when it was stopped", async () => {
  const stop = new AbortController();
  const { session, zone } = memorySession((id) => id.includes("/remove/") && stop.abort(new StoppedError(143)));
  const name = "home.taprest.fr";
  zone.stored = [
    { kind: "record", name, type: "A", ttlSeconds: 0, value: "192.0.2.1", ref: "1" },
    { kind: "record", name, type: "A", ttlSeconds: 0, value: "192.0.2.2", ref: "2" },
  ];
  zone.served = zone.stored;
  const terminal = testTerminal({ signal: stop.signal });
  const result = await apply(session, options(await freshFolder(), { allow: ["take-over", "removal"] }), terminal);
  expect(result.verdict).toBe("stopped");
  expect(result.text).toMatch(/^(NOT put back|Put back as it was): home\.taprest\.fr/m);
});

describe("apply --confirm", () => {
  it("stays when it is confirmed from a new connection", async () => {
    const state = await freshFolder();
    const { session, held } = memorySession();
    let applied: unknown;
    const clock = movingClock(async () => {
      applied ??= held();
      await giveConfirmation(state, other);
    });
    const terminal = testTerminal({ clock, env: { SSH_CONNECTION: mine } });
    const result = await apply(session, options(state, { confirmSeconds: 60 }), terminal);
    expect(result).toMatchObject({ exitCode: 0, verdict: "converged", document: { confirmed: true } });
    expect(result.text).toBe("Confirmed from 192.0.2.8: it stays.");
    expect(terminal.said()).toContain("Converged: ");
    expect(terminal.said()).toContain("Waiting 60 s: log in anew and run porchlight confirm --home taprest");
    expect(held()).toEqual(applied);
    expect(await newestJournal(state)).toBeDefined();
  });

  it("puts everything back when nobody confirms", async () => {
    const state = await freshFolder();
    const { session, held } = memorySession();
    const before = held();
    const clock = movingClock();
    let outlives = 0;
    const terminal = testTerminal({ clock, outliveHangup: () => (outlives += 1) });
    const result = await apply(session, options(state, { confirmSeconds: 60 }), terminal);
    expect(result).toMatchObject({
      exitCode: 4,
      verdict: "put-back",
      isError: true,
      document: { verdict: "put-back", confirmed: false, putBack: { complete: true, verdict: "converged" } },
    });
    expect(result.text).toBe("Not confirmed in time: everything was put back as it was.");
    expect(held()).toEqual(before);
    expect(outlives).toBe(1);
    expect(clock.now()).toBeGreaterThanOrEqual(60_000);
    expect(await newestJournal(state)).toBeUndefined();
    expect(result.outcomes.some(({ step }) => step.verb === "remove")).toBe(true);
  });

  it("puts everything back at once when it is stopped, while it waits or while it writes", async () => {
    const waits = new AbortController();
    const writes = new AbortController();
    const clock = movingClock(() => waits.abort(new StoppedError(143)));
    const waiting = memorySession();
    const writing = memorySession((id) => id.startsWith("forward/") && writes.abort(new StoppedError(130)));
    for (const [{ session, held }, signal, time] of [
      [waiting, waits.signal, clock],
      [writing, writes.signal, movingClock()],
    ] as const) {
      const before = held();
      const terminal = testTerminal({ signal, clock: time });
      const state = await freshFolder();
      const result = await apply(session, options(state, { confirmSeconds: 60 }), terminal);
      expect(result).toMatchObject({ exitCode: 4, verdict: "put-back", document: { putBack: { complete: true } } });
      expect(result.text).toContain("Stopped before it was confirmed: everything was put back as it was.");
      expect(held()).toEqual(before);
      expect(time.now()).toBeLessThan(60_000);
    }
  });

  it("says what it could not put back because somebody changed it meanwhile", async () => {
    const state = await freshFolder();
    const rule: Forward = {
      kind: "forward",
      protocol: "tcp",
      wanPorts: [7654, 7654],
      lanAddress: "192.168.1.30",
      lanPort: 2222,
      enabled: true,
      comment: "porchlight:taprest/ssh",
      ref: "1",
    };
    const { session, router } = memorySession(undefined, { forwards: [rule] });
    const clock = movingClock(() => {
      router.state.forwards = [{ ...rule, lanPort: 23 }];
    });
    const result = await apply(session, options(state, { confirmSeconds: 5 }), testTerminal({ clock }));
    expect(result).toMatchObject({ exitCode: 4, document: { putBack: { complete: false } } });
    expect(result.text).toMatch(/^Not confirmed in time, and NOT everything could be put back:\n/);
    expect(result.text).toContain("porchlight undo");
    expect(router.state.forwards).toMatchObject([{ lanPort: 23 }]);
  });

  it("waits for nothing when nothing was written", async () => {
    const state = await freshFolder();
    const { session } = memorySession();
    await apply(session, options(state), testTerminal());
    const clock = movingClock();
    const terminal = testTerminal({ clock });
    const again = await apply(session, options(state, { confirmSeconds: 60 }), terminal);
    expect(again).toMatchObject({ exitCode: 0, verdict: "unchanged" });
    expect(clock.now()).toBe(0);
    expect(terminal.said()).toBe("");
  });

  it("puts back before it falls over a defect", async () => {
    const state = await freshFolder();
    let isBroken = true;
    const { session, held } = memorySession((id) => {
      if (!isBroken || !id.startsWith("record/")) return;
      isBroken = false;
      throw new Error("a defect");
    });
    const before = held();
    await expect(apply(session, options(state, { confirmSeconds: 60 }), testTerminal())).rejects.toThrow("a defect");
    expect(held()).toEqual(before);
  });
});

describe("undo", () => {
  it("says which names of the router stay", () => {
    const { session } = memorySession();
    const after = { kind: "static-name", name: "taprest.freeboxos.fr" } as const;
    const step = {
      id: "static-name/taprest.freeboxos.fr",
      target: "router",
      verb: "create",
      after,
      needs: [],
    } as const;
    const plan = { version: 1, home: "taprest", steps: [step], origins: {}, notes: [], blocked: [] } as const;
    expect(keptNames(journalOf(session.desired, plan))).toEqual([
      "i the static name taprest.freeboxos.fr stays: others may lead to it",
    ]);
  });

  it("puts back what was written, once", async () => {
    const state = await freshFolder();
    const { session, held } = memorySession();
    const before = held();
    await apply(session, options(state), testTerminal());
    const kept = await newestJournal(state);
    if (kept === undefined) throw new Error("no journal was kept");
    const result = await undo(session, kept, plain, testTerminal());
    expect(result).toMatchObject({ exitCode: 0, verdict: "converged" });
    expect(held()).toEqual(before);
    expect(await newestJournal(state)).toBeUndefined();
  });

  it("leaves its journal for another try when it could not finish", async () => {
    const state = await freshFolder();
    const { session } = memorySession();
    await apply(session, options(state), testTerminal());
    const kept = await newestJournal(state);
    if (kept === undefined) throw new Error("no journal was kept");
    await expect(undo(session, kept, { ...plain, yes: false }, testTerminal())).rejects.toMatchObject({ exitCode: 1 });
    expect(await newestJournal(state)).toEqual(kept);
  });

  it("has nothing to do for a run that wrote nothing", async () => {
    const state = await freshFolder();
    const { session } = memorySession();
    const plan = { version: 1, home: "taprest", steps: [], origins: {}, notes: [], blocked: [] } as const;
    const kept = { file: path.join(state, "gone.json"), journal: journalOf(session.desired, plan) };
    expect(await undo(session, kept, plain, testTerminal())).toMatchObject({ exitCode: 0, verdict: "unchanged" });
  });
});
