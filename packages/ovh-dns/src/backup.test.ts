import { afterEach, describe, expect, it } from "vitest";
import { caught, closeAll, line, start } from "../test/stage.ts";
import type { OvhBackup } from "./backup.ts";

afterEach(closeAll);

const cname = { name: "home", type: "CNAME", values: ["taprest.freeboxos.fr."] };

describe("a backup", () => {
  it("is given before the first write, and not when nothing is written", async () => {
    const { zone, calls } = await start({ records: [line("A", "home", "192.0.2.1")] });
    const given: OvhBackup[] = [];
    const backup = (one: OvhBackup): void => {
      expect(calls().every((call) => call.startsWith("GET"))).toBe(true);
      given.push(one);
    };
    await zone.set({ name: "home", type: "A", values: ["192.0.2.2"] }, { backup });
    expect(given).toMatchObject([{ zone: "taprest.fr", names: ["home"], records: [{ target: "192.0.2.1" }] }]);
    await zone.set({ name: "home", type: "A", values: ["192.0.2.2"] }, { backup });
    expect(given.length).toBe(1);
  });

  it("of many names is one list", async () => {
    const { zone, calls } = await start({ records: [line("A", "N1", "192.0.2.1"), line("A", "x", "192.0.2.1")] });
    const names = Array.from({ length: 21 }, (_, index) => `n${index}`);
    expect(await zone.backup(names)).toMatchObject({ names, records: [{ subDomain: "N1" }] });
    expect(calls()).toEqual(["GET /record 200"]);
  });

  it("that cannot be kept stops the change", async () => {
    const { zone, calls } = await start({ records: [] });
    const full = new Error("disk full");
    expect(await caught(zone.set(cname, { backup: () => Promise.reject(full) }))).toMatchObject({
      message: "disk full",
    });
    expect(calls()).toEqual(["GET /record 200"]);
  });

  it("is restored with the fewest writes, whatever ids records have, and one refresh", async () => {
    const { zone, calls, stored, served } = await start();
    const before = stored();
    const backup = await zone.backup();
    await zone.change([
      { name: "www", type: "TXT", values: ["3|welcome"], wish: "absent" },
      { name: "new", type: "A", values: ["192.0.2.1"] },
      { name: "@", type: "A", values: ["192.0.2.2"] },
    ]);
    const written = calls().length;
    expect(await zone.restore(backup)).toMatchObject({ status: "published" });
    const verbs = calls()
      .slice(written)
      .map((call) => call.split(/[ /]/)[0]);
    expect(verbs).toEqual(["GET", "DELETE", "PUT", "POST", "POST"]);
    expect(stored()).toEqual(before);
    expect(served()).toEqual(before);
    expect(await zone.restore(JSON.parse(JSON.stringify(backup)) as OvhBackup)).toMatchObject({ status: "unchanged" });
  });

  it("of some names leaves all others alone; one of another zone is refused", async () => {
    const { zone, stored } = await start({ records: [line("A", "a", "192.0.2.1"), line("A", "b", "192.0.2.1")] });
    const backup = await zone.backup(["a"]);
    for (const name of ["a", "b"]) await zone.set({ name, type: "A", values: ["192.0.2.2"] });
    await zone.restore(backup);
    expect(stored()).toEqual(["a 0 A 192.0.2.1", "b 0 A 192.0.2.2"]);
    const foreign = backup.records.map((record) => ({ ...record, subDomain: "c" }));
    expect(await zone.restore({ ...backup, records: [...backup.records, ...foreign] })).toMatchObject({
      status: "unchanged",
    });
    expect(await caught(zone.restore({ ...backup, zone: "other.fr" }))).toMatchObject({ code: "INVALID_OPTION" });
  });
});
