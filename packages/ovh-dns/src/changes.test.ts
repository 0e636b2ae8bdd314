import type { Fault } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { caught, closeAll, line, type Stage, start } from "../test/stage.ts";
import { isOvhError } from "./errors.ts";
import type { OvhZone } from "./zone.ts";

afterEach(closeAll);

const cname = { name: "home", type: "CNAME", values: ["taprest.freeboxos.fr."] };

describe("several sets", () => {
  it("change the type of a name: what goes goes first, and there is one refresh", async () => {
    const { zone, calls, served } = await start({
      records: [line("A", "home", "192.0.2.1", 60), line("A", "keep", "192.0.2.9")],
    });
    expect(await caught(zone.set(cname))).toMatchObject({ code: "CNAME_BESIDE_DATA" });
    const done = await zone.change([cname, { name: "home", type: "A", values: [] }]);
    expect(done).toMatchObject({ status: "published", before: [{ fieldType: "A" }], after: [{ fieldType: "CNAME" }] });
    expect(calls().slice(1)).toEqual([
      "GET /record 200",
      expect.stringMatching(/^DELETE .* 204$/),
      "POST /record 200",
      "POST /refresh 204",
    ]);
    expect(served()).toEqual(["home 0 CNAME taprest.freeboxos.fr.", "keep 0 A 192.0.2.9"]);
  });

  it("of many names are listed once, and written only where they differ", async () => {
    const { zone, calls } = await start({ records: [line("A", "n1", "192.0.2.1")] });
    const sets = Array.from({ length: 30 }, (_, index) => ({ name: `n${index}`, type: "A", values: ["192.0.2.1"] }));
    expect(await zone.change(sets)).toMatchObject({ status: "published" });
    expect(calls().filter((call) => call.startsWith("GET"))).toEqual(["GET /record 200"]);
    expect(calls().filter((call) => call.startsWith("POST /record")).length).toBe(29);
    expect(calls().filter((call) => call.startsWith("POST /refresh")).length).toBe(1);
    expect(await zone.change(sets)).toMatchObject({ status: "unchanged" });
  });

  it.each<[string, Parameters<OvhZone["change"]>[0], string]>([
    ["one set asked for twice", [cname, cname], "INVALID_RECORD"],
    [
      "a CNAME beside an address of the same change",
      [cname, { name: "home", type: "A", values: ["192.0.2.1"] }],
      "CNAME_BESIDE_DATA",
    ],
    ["nothing to add", [{ name: "x", type: "TXT", values: [] }], "INVALID_RECORD"],
  ])("with %s are refused before any write", async (_, sets, code) => {
    const { zone, calls } = await start({ records: [] });
    expect(await caught(zone.change(sets))).toMatchObject({ code });
    expect(calls().every((call) => call.startsWith("GET"))).toBe(true);
  });

  it("may be exact for any type, and take away by value or whole types", async () => {
    const { zone, stored } = await start({
      records: [line("TXT", "t", '"one"'), line("TXT", "t", '"two"'), line("TXT", "t", '"three"')],
    });
    await zone.remove({ name: "t", type: "TXT", values: ["three", "none such"] });
    expect(stored()).toEqual(['t 0 TXT "one"', 't 0 TXT "two"']);
    await zone.change([
      { name: "t", type: "TXT", values: ["two"], wish: "absent" },
      { name: "t", type: "TXT", values: ["four"] },
    ]);
    expect(stored()).toEqual(['t 0 TXT "four"', 't 0 TXT "one"']);
    await zone.set({ name: "t", type: "TXT", values: ["five"], wish: "exact" });
    expect(stored()).toEqual(['t 0 TXT "five"']);
    expect(await zone.remove({ name: "t", type: "TXT" })).toMatchObject({ status: "published", after: [] });
    expect(await zone.remove({ name: "t", type: "TXT" })).toMatchObject({ status: "unchanged" });
    expect(stored()).toEqual([]);
  });
});

const renumber = ({ api }: Stage): void => {
  for (const record of api.world.zones.get("taprest.fr")?.stored ?? []) record.id += 1000;
};

describe("ids that were replaced behind our back", () => {
  it.each(["PUT", "DELETE"])("are looked up once by what the record said: %s", async (method) => {
    const stage = await start({ records: [line("A", "home", "192.0.2.1"), line("A", "x", "192.0.2.1")] });
    stage.fail({
      method,
      kind: { status: 404, body: { message: "The requested object (id = 1) does not exist" } },
      onHit: () => renumber(stage),
    });
    const values = method === "PUT" ? ["192.0.2.2"] : [];
    expect(await stage.zone.set({ name: "home", type: "A", values })).toMatchObject({ status: "published" });
    expect(stage.stored()).toEqual([...values.map((value) => `home 0 A ${value}`), "x 0 A 192.0.2.1"]);
  });

  it("a record that is gone needs no removal, and one to be changed is a conflict that says what is pending", async () => {
    for (const values of [[], ["192.0.2.2"]]) {
      const stage = await start({ records: [line("A", "home", "192.0.2.1")] });
      stage.fail({
        method: values.length === 0 ? "DELETE" : "PUT",
        kind: { status: 404, body: { message: "The requested object (id = 1) does not exist" } },
        onHit: () => {
          const zone = stage.api.world.zones.get("taprest.fr");
          if (zone !== undefined) zone.stored = [];
        },
      });
      const done = await caught(stage.zone.set({ name: "home", type: "A", values }));
      expect(done).toMatchObject(
        values.length === 0
          ? { status: "published" }
          : { code: "CONFLICT", written: [], pending: [{ verb: "update" }, { verb: "refresh" }] },
      );
    }
  });
});

describe("a refresh", () => {
  const waits: number[] = [];
  const clock = {
    now: () => performance.now(),
    sleep: (ms: number, signal?: AbortSignal) =>
      ms >= 20_000
        ? new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(new Error("over"))))
        : Promise.resolve(void waits.push(ms)),
  };

  it("while another is running is asked for again until that is through", async () => {
    const { api, zone } = await start(
      { deployDelay: "manual", switches: { refreshWhileRunning: "refused" } },
      { clock },
    );
    await zone.refresh();
    api.fail({
      door: "ovh",
      method: "POST",
      path: "/refresh",
      skip: 1,
      kind: { status: 409, body: {} },
      onHit: () => api.deploy(),
    });
    waits.length = 0;
    await zone.refresh();
    expect(waits).toEqual([2000, 4000]);
    expect(await caught(zone.refresh())).toMatchObject({ code: "CONFLICT" });
  });
});

describe("troubles while several names are written", () => {
  it.each<[string, Omit<Fault, "door">]>([
    [
      "a 500 that may have been done",
      { method: "POST", path: /\/record$/, skip: 1, kind: { status: 500, body: { message: "Internal server error" } } },
    ],
    ["a reset before the write", { method: "POST", path: /\/record$/, skip: 1, kind: "received-not-executed" }],
    [
      "a right that is missing",
      { method: "POST", path: /\/record$/, skip: 1, kind: { status: 403, body: { errorCode: "NOT_GRANTED_CALL" } } },
    ],
    [
      "a refresh that is refused",
      { method: "POST", path: /\/refresh$/, kind: { status: 403, body: { errorCode: "NOT_GRANTED_CALL" } } },
    ],
    [
      "a zone that expires",
      {
        method: "POST",
        path: /\/record$/,
        skip: 1,
        kind: { status: 460, body: { message: "This service is expired" } },
      },
    ],
  ])(
    "%s: nothing is published, what is written and what is pending is told, and once more heals it",
    async (_, fault) => {
      const { zone, fail, served, stored } = await start({ records: [line("A", "n", "192.0.2.9")] });
      const sets = ["x", "y"].map((name) => ({ name, type: "A", values: ["192.0.2.1"] }));
      fail(fault);
      const error = await caught(zone.change(sets));
      if (!isOvhError(error)) throw error;
      expect([...(error.written ?? []), ...(error.pending ?? [])].map(({ verb }) => verb)).toEqual([
        "create",
        "create",
        "refresh",
      ]);
      expect(error.written?.length).toBeGreaterThan(0);
      expect(served()).toEqual(["n 0 A 192.0.2.9"]);
      await zone.change(sets, { refresh: "always" });
      expect(served()).toEqual(["n 0 A 192.0.2.9", "x 0 A 192.0.2.1", "y 0 A 192.0.2.1"]);
      expect(stored()).toEqual(served());
    },
  );

  it("a create answered and lost is found, not repeated", async () => {
    const { zone, fail, stored } = await start({ records: [] });
    fail({ method: "POST", path: /\/record$/, kind: "executed-not-answered" });
    await zone.change(["x", "y"].map((name) => ({ name, type: "A", values: ["192.0.2.1"] })));
    expect(stored()).toEqual(["x 0 A 192.0.2.1", "y 0 A 192.0.2.1"]);
  });
});
