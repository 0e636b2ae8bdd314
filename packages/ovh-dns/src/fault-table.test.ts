import type { FaultKind } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { caught, closeAll, line, patientClock, type Stage, start } from "../test/stage.ts";
import { systemClock, type OvhClock } from "./clock.ts";
import { isOvhError, type OvhErrorCode } from "./errors.ts";
import type { OvhRecordSet } from "./set-plan.ts";

// Every trouble at every request of every kind of write: what comes of it, and that asking once more heals it.

afterEach(closeAll);

const neighbours = [
  line("TXT", "home", '"kept"'),
  line("A", "other", "192.0.2.9", 60),
  line("MX", "", "1 mail.example."),
];
const kept = [" 0 MX 1 mail.example.", 'home 0 TXT "kept"', "other 60 A 192.0.2.9"];
const asked: OvhRecordSet = { name: "home", type: "A", ttlSeconds: 300, values: ["192.0.2.1"] };

/** Each way to reach what is asked: what stood there before, the request that writes, and what stands there afterwards. */
const writes = {
  create: { before: [], method: "POST", path: /\/record$/, asked, after: ["home 300 A 192.0.2.1"] },
  update: {
    before: [line("A", "home", "192.0.2.7", 60)],
    method: "PUT",
    path: /\/record\/\d+$/,
    asked,
    after: ["home 300 A 192.0.2.1"],
  },
  remove: {
    before: [line("A", "home", "192.0.2.7", 60)],
    method: "DELETE",
    path: /\/record\/\d+$/,
    asked: { ...asked, values: [] },
    after: [],
  },
} as const;

type Place = "read" | "write" | "refresh";
/** How a fault ends, by where it struck: the code of the error, or that all went well. */
type Ends = Readonly<Record<Place, OvhErrorCode | "published">>;

const notDone: Ends = { read: "published", write: "UNCONFIRMED", refresh: "UNCONFIRMED" };
const limited: Ends = { read: "published", write: "RATE_LIMITED", refresh: "RATE_LIMITED" };
// A write that was done is found by a second look; a refresh leaves nothing to be looked for.
const doneUnheard: Ends = { read: "published", write: "published", refresh: "UNCONFIRMED" };
const html = (status: number): FaultKind => ({ status, body: "<html>Service Unavailable</html>" });

const faults: readonly (readonly [string, FaultKind, Ends])[] = [
  ["429 with Retry-After", { status: 429, headers: { "Retry-After": "3" }, body: { message: "Too many" } }, limited],
  ["429 without Retry-After", { status: 429, body: { message: "Too many" } }, limited],
  ["an HTML 408", html(408), notDone],
  ["an HTML 503", html(503), notDone],
  ["an HTML 504", html(504), notDone],
  ["a 500", { status: 500, body: { class: "Server::InternalServerError", message: "Internal server error" } }, notDone],
  [
    "a 200 that is an error",
    { status: 200, body: { class: "Server::X", message: "x" } },
    { ...notDone, read: "UNEXPECTED_ANSWER" },
  ],
  ["a reset before", "received-not-executed", notDone],
  ["a reset after", "executed-not-answered", doneUnheard],
  ["an answer cut short", "truncated", doneUnheard],
  ["a stall", "stall", { ...notDone, read: "TIMEOUT" }],
  ["a stall in mid-body", "stalled-midway", { ...doneUnheard, read: "TIMEOUT" }],
];

const cases = faults.flatMap(([title, kind, ends]) =>
  (Object.keys(writes) as (keyof typeof writes)[]).flatMap((write) =>
    (["read", "write", "refresh"] as const).map((place) => ({ title, kind, write, place, end: ends[place] })),
  ),
);

const deadlines = { short: 250, ordinary: 30_000 } as const;
/** Waits between tries are over at once, deadlines are not. */
const hasty: OvhClock = {
  ...systemClock,
  sleep: (ms, signal) =>
    Object.values(deadlines).some((each) => each === ms) ? systemClock.sleep(ms, signal) : Promise.resolve(),
};

/** Nothing is served that was not published, nothing is there twice, and nobody else's record is gone. */
const expectHealed = (stage: Stage, after: readonly string[]): void => {
  expect(stage.stored()).toEqual([...kept, ...after].toSorted());
  expect(stage.served()).toEqual(stage.stored());
};

describe("every fault, at every request, of every kind of write", () => {
  it.each(cases)("$title when the $place of a $write is asked for: $end", async ({ kind, write, place, end }) => {
    const { before, method, path, asked: wanted, after } = writes[write];
    const timeoutMs = kind === "stall" || kind === "stalled-midway" ? deadlines.short : deadlines.ordinary;
    const stage = await start({ records: [...neighbours, ...before] }, { clock: hasty, timeoutMs });
    const at = {
      read: { method: "GET", path: /\/record$/ },
      write: { method, path },
      refresh: { method: "POST", path: /\/refresh$/ },
    }[place];
    const served = stage.served();
    stage.fail({ ...at, kind });
    const outcome = await caught(stage.zone.set(wanted));
    if (end === "published") {
      expect(outcome).toMatchObject({ status: "published" });
      expectHealed(stage, after);
    } else {
      if (!isOvhError(outcome)) throw outcome;
      expect(outcome.code).toBe(end);
      const verbs = (changes: typeof outcome.written): unknown => changes?.map(({ verb }) => verb);
      const told = { read: [undefined, undefined], write: [[], [write, "refresh"]], refresh: [[write], ["refresh"]] };
      expect([verbs(outcome.written), verbs(outcome.pending)]).toEqual(told[place]);
      // What was not published is not served; only a refresh that was done unheard has changed that.
      if (place !== "refresh") expect(stage.served()).toEqual(served);
      if (outcome.code === "RATE_LIMITED")
        expect(outcome.retryAfterMs).toBe(typeof kind === "object" && kind.headers !== undefined ? 3000 : undefined);
    }
    expect(await stage.zone.set(wanted, { refresh: "always" })).toMatchObject({ status: "published" });
    expectHealed(stage, after);
    expect(await stage.zone.set(wanted)).toMatchObject({ status: "unchanged" });
  });
});

const late = (call: string): boolean => call.endsWith(" 400");

const heals = async (stage: Stage): Promise<void> => {
  expect(await stage.zone.set(asked, { refresh: "always" })).toMatchObject({ status: "published" });
  expectHealed(stage, ["home 300 A 192.0.2.1"]);
};

describe("what OVHcloud's own ways bring", () => {
  it("an id of 0 is looked up", async () => {
    const stage = await start({ records: neighbours, switches: { createAnswersIdZero: true } });
    const done = await stage.zone.set(asked);
    expect(done.status === "published" && done.after.every(({ id }) => id > 0)).toBe(true);
    await heals(stage);
  });

  it("a 404 after create is no missing record: nothing is made twice", async () => {
    const stage = await start({ records: neighbours, switches: { bulk: "ignored", newRecordMissingReads: 2 } });
    expect(await stage.zone.set(asked)).toMatchObject({ status: "published" });
    expect(await caught(stage.zone.set(asked))).toMatchObject({ code: "NOT_FOUND" });
    await heals(stage);
  });

  it("ids that are replaced between the list and the write are found again", async () => {
    const stage = await start({ records: [...neighbours, line("A", "home", "192.0.2.7", 60)] });
    stage.fail({
      method: "PUT",
      kind: { status: 404, body: { message: "The requested object (id = 1) does not exist" } },
      onHit: () => {
        for (const record of stage.api.world.zones.get("taprest.fr")?.stored ?? []) record.id += 1000;
      },
    });
    expect(await stage.zone.set(asked)).toMatchObject({ status: "published" });
    await heals(stage);
  });

  it("a clock ten minutes off, which then jumps twice, is followed", async () => {
    const offsets = [600, -600];
    const stage = await start(
      { records: neighbours },
      { onExchange: ({ method }) => void (method === "GET" || jump()) },
    );
    const jump = (): void => {
      stage.api.world.ovh.clockOffsetSeconds = offsets.pop() ?? 0;
    };
    stage.api.world.ovh.clockOffsetSeconds = 600;
    expect(await caught(stage.zone.set(asked))).toMatchObject({ status: "published" });
    expect(stage.calls().filter(late).length).toBe(stage.calls().filter((call) => call.includes("/auth/time")).length);
    expect(stage.calls().filter(late).length).toBeGreaterThan(0);
    await heals(stage);
  });

  it("a refresh that is not granted says which right, what is stored and what is not served", async () => {
    const stage = await start({ records: neighbours });
    const { rules } = stage.api.world.ovh;
    stage.api.world.ovh.rules = rules.map((rule) => ({
      ...rule,
      path: rule.path.replace("/*", "/domain/zone/*/record*"),
    }));
    const refused = await caught(stage.zone.set(asked));
    const facts = { code: "NOT_GRANTED_CALL", right: "POST /domain/zone/taprest.fr/refresh" };
    expect(refused).toMatchObject({ ...facts, written: [{ verb: "create" }], pending: [{ verb: "refresh" }] });
    expect(stage.served()).toEqual(kept.toSorted());
    stage.api.world.ovh.rules = rules;
    await heals(stage);
  });

  it("a zone that expired is told before anything is written, and in mid-change with what was", async () => {
    const expired = await start({ zoneState: { expired: true } });
    expect(await caught(expired.zone.set(asked))).toMatchObject({ code: "SERVICE_EXPIRED", status: 460 });
    expect(expired.calls().length).toBe(1);
    const stage = await start({ records: neighbours });
    stage.fail({ path: /\/refresh$/, kind: { status: 460, body: { message: "This service is expired" } } });
    const told = { code: "SERVICE_EXPIRED", written: [{ verb: "create" }], pending: [{ verb: "refresh" }] };
    expect(await caught(stage.zone.set(asked))).toMatchObject(told);
    await heals(stage);
  });

  it("a refresh already running is waited for, and given up with what is not served", async () => {
    const clock = patientClock();
    const world = { records: neighbours, deployDelay: "manual", switches: { refreshWhileRunning: "refused" } } as const;
    const stage = await start(world, { clock });
    await stage.zone.refresh();
    expect(await caught(stage.zone.set(asked))).toMatchObject({ code: "CONFLICT", pending: [{ verb: "refresh" }] });
    expect(clock.waits).toEqual([2000, 4000, 6000, 8000]);
    clock.onWait = () => stage.api.deploy();
    expect(await stage.zone.set(asked, { refresh: "always" })).toMatchObject({ status: "published" });
    stage.api.deploy();
    expectHealed(stage, ["home 300 A 192.0.2.1"]);
  });
});
