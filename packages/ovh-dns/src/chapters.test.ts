import { afterEach, describe, expect, it } from "vitest";
import { caught, closeAll, startPatiently as start } from "../test/stage.ts";

afterEach(closeAll);

const home = { name: "home", type: "A" } as const;

describe("tasks", () => {
  const file = "$TTL 3600\n@ IN SOA a. b. (1 2 3 4 5)\nhome 60 IN A 192.0.2.7 ; here\n";

  it("an import is done when its task is, and everything has another id", async () => {
    const { api, zone, clock } = await start();
    const { id } = await zone.import(file);
    expect(await zone.tasks.list({ function: "ZoneImport" })).toMatchObject([{ id, status: "todo" }]);
    expect(await zone.tasks.wait(id)).toMatchObject({ status: "done", function: "ZoneImport" });
    expect(clock.waits).toEqual([1000, 2000]);
    expect(api.world.zones.get("taprest.fr")?.served).toMatchObject([{ target: "192.0.2.7", ttl: 60 }]);
  });

  it("a former state is restored from the history", async () => {
    let now = Date.parse("2026-01-01T00:00:00Z");
    const { zone, clock } = await start({ now: () => (now += 60_000) });
    clock.epochMs = () => now;
    const set = (ip: string): Promise<unknown> => zone.set({ ...home, values: [ip] });
    await set("192.0.2.1");
    await set("192.0.2.2");
    const points = await zone.history.list();
    expect(points.length).toBe(2);
    const [first = points[0], second] = points;
    expect(await zone.history.list({ from: second?.creationDate ?? "" })).toEqual([second]);
    expect(await zone.history.list({ to: first?.creationDate ?? "" })).toEqual([first]);
    expect(await zone.history.get(first?.creationDate ?? "")).toEqual(first);
    await zone.tasks.wait((await zone.history.restore(first?.creationDate ?? "")).id);
    expect(await zone.records.list(home)).toMatchObject([{ target: "192.0.2.1" }]);
  });

  it.each(["error", "problem", "cancelled"] as const)("one that ends as %s is a failure", async (taskEnd) => {
    const { zone } = await start({ switches: { taskEnd } });
    const { id } = await zone.import(file);
    expect(await caught(zone.tasks.wait(id))).toMatchObject({
      code: "TASK_FAILED",
      message: expect.stringContaining(`ZoneImport ended as "${taskEnd}"`),
    });
  });

  it("one that vanishes after it was seen is taken for done; one never seen is not found", async () => {
    const { api, zone, clock } = await start();
    const { id } = await zone.import(file);
    clock.onWait = () => {
      const world = api.world.zones.get("taprest.fr");
      if (world !== undefined) world.chapters.tasks = [];
    };
    expect(await zone.tasks.wait(id)).toBe(null);
    expect(await caught(zone.tasks.wait(id))).toMatchObject({ code: "NOT_FOUND" });
  });

  it("are listed one by one where OVHcloud answers with ids", async () => {
    const { zone } = await start({ switches: { bulk: "ignored" } });
    await zone.import(file);
    expect(await zone.tasks.list()).toMatchObject([{ function: "ZoneImport" }]);
    expect(await zone.dynHost.logins.list()).toEqual([]);
    await zone.dynHost.logins.create({ suffix: "a", password: "twelve characters", name: "home" });
    expect(await zone.dynHost.logins.list()).toMatchObject([{ login: "taprest.fr-a", subDomain: "home" }]);
    await zone.redirections.create({ type: "visible", target: "https://example.org/" });
    expect(await zone.redirections.list({ name: "@" })).toMatchObject([{ subDomain: "", title: null }]);
    expect(await zone.redirections.list({ name: "no" })).toEqual([]);
    expect((await zone.history.list()).length).toBe(0);
  });
});

describe("the zone as a whole", () => {
  it("is reset to what it cannot do without, or with records of ours", async () => {
    const { zone } = await start();
    await zone.reset({ minimized: true });
    expect(new Set((await zone.records.list()).map(({ fieldType }) => fieldType))).toEqual(new Set(["NS"]));
    await zone.reset({ records: [{ fieldType: "A", target: "192.0.2.3" }] });
    expect(await zone.records.list({ name: "@", type: "A" })).toMatchObject([{ target: "192.0.2.3" }]);
  });

  it("keeps its start of authority, DNSSEC and service apart", async () => {
    const { zone } = await start();
    await zone.soa.update({ nxDomainTtl: 300 });
    expect(await zone.soa.get()).toMatchObject({ nxDomainTtl: 300, server: "dns103.ovh.net." });
    await zone.dnssec.enable();
    expect([await zone.dnssec.get(), await zone.dnssec.get()]).toEqual(["enableInProgress", "enabled"]);
    expect(await zone.get()).toMatchObject({ dnssecActivated: true, iam: { state: "OK" } });
    await zone.service.update({ automatic: false });
    expect(await zone.service.get()).toMatchObject({ renew: { automatic: false }, status: "ok" });
  });

  it("is backed up and written back as a zone file", async () => {
    const { api, zone } = await start();
    const shown = async (): Promise<string[]> =>
      (await zone.records.list()).map(({ subDomain, fieldType, target, ttl }) =>
        [subDomain, fieldType, target, ttl].join(" "),
      );
    const before = await shown();
    const file = await zone.export();
    await zone.reset({ minimized: true });
    await zone.tasks.wait((await zone.import(file)).id);
    expect(await shown()).toEqual(before);
    expect(api.world.zones.get("taprest.fr")?.served.length).toBe(before.length);
  });
});

describe("any published call", () => {
  it("is made by its name, with its parts, its query and its body", async () => {
    const { api, ovh } = await start({ records: [] });
    const zoneName = "taprest.fr";
    const record = await ovh.call("POST /domain/zone/{zoneName}/record", {
      zoneName,
      body: { fieldType: "A", target: "192.0.2.1" },
    });
    expect(record).toMatchObject({ subDomain: "", ttl: 0, target: "192.0.2.1" });
    const listed = ovh.call("GET /domain/zone/{zoneName}/record", { zoneName, query: { fieldType: "A" } });
    expect(await listed).toEqual([record.id]);
    expect(await ovh.call("DELETE /domain/zone/{zoneName}/record/{id}", { zoneName, id: record.id })).toMatchObject({
      queryId: expect.stringMatching(/^EU/),
    });
    expect(await ovh.call("GET /auth/time", {})).toBeGreaterThan(1_700_000_000);
    await ovh.call("GET /domain/zone", { query: { iamTags: { env: [{ value: "home" }] } } });
    const { query } = api.requests.at(-1) ?? { query: "" };
    expect(new URLSearchParams(query).get("iamTags")).toBe('{"env":[{"value":"home"}]}');
  });

  it("that is none, or lacks a part of its path, is refused before anything is sent", async () => {
    const { api, ovh } = await start();
    const status = "GET /domain/zone/{zoneName}/status";
    for (const work of [
      () => ovh.call(status, {} as { zoneName: string }),
      () => ovh.call("GET /domain/nothing" as typeof status, { zoneName: "x" }),
      () => ovh.call(status, { zoneName: ".." }),
    ])
      expect(await caught(work())).toMatchObject({ code: "INVALID_OPTION" });
    expect(api.requests.length).toBe(0);
  });

  it("of the account is listed one by one where OVHcloud answers with keys", async () => {
    const { ovh } = await start({ switches: { bulk: "ignored" } });
    const { me } = ovh;
    expect(await me.applications.list()).toMatchObject([{ applicationId: 1, status: "active" }]);
    expect(await me.credentials.list()).toMatchObject([{ credentialId: 1, status: "validated" }]);
    await me.serviceAccounts.create({ name: "n", description: "d", flow: "CLIENT_CREDENTIALS" });
    expect(await me.serviceAccounts.list()).toMatchObject([{ name: "n" }]);
    const zone = ovh.zone("taprest.fr");
    await zone.refresh();
    expect(await zone.history.list()).toMatchObject([{ zoneFileUrl: expect.stringMatching(/^https:/) }]);
    const { id } = await zone.dynHost.records.create({ name: "dyn", ip: "192.0.2.1" });
    expect(await zone.dynHost.records.list()).toMatchObject([{ id, ip: "192.0.2.1" }]);
  });
});
