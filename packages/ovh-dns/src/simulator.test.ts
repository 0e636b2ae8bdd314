import { inspect } from "node:util";
import { type Fault, type OvhDoor, startOvh, type WorldOptions } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import type { OvhExchange } from "./exchange.ts";
import { createOvhDns, type OvhDns, type OvhDnsOptions } from "./ovh-dns.ts";
import { ovhZone } from "./ovh-zone.ts";
import type { OvhRecordSet } from "./set-plan.ts";

// Real axios over real TLS, against a virtual OVHcloud that checks signatures, clock and rights.

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** A door and a client of it that does not wait between its tries. */
const start = async (
  world: WorldOptions = {},
  options: Partial<OvhDnsOptions> = {},
): Promise<{ api: OvhDoor; ovh: OvhDns; calls: () => string[]; fail: (fault: Omit<Fault, "door">) => void }> => {
  const api = await startOvh(world);
  const ovh = createOvhDns({ ...api.clientOptions, random: () => 0, ...options });
  open.push(ovh, api);
  return {
    api,
    ovh,
    calls: () => api.requests.map(({ method, path, status }) => `${method} ${path.replace("/1.0/", "/")} ${status}`),
    fail: (fault) => api.fail({ door: "ovh", ...fault }),
  };
};

const home: OvhRecordSet = { name: "home", type: "CNAME", ttlSeconds: 300, values: ["taprest.freeboxos.fr."] };
const set = (ovh: OvhDns): Promise<unknown> =>
  ovh
    .zone("taprest.fr")
    .set(home)
    .catch((error: unknown) => error);

const listed = "GET /domain/zone/taprest.fr/record 200";
const created = "POST /domain/zone/taprest.fr/record 200";
const refreshed = "POST /domain/zone/taprest.fr/refresh 204";
const homes = (api: OvhDoor): (string | number)[][] =>
  (api.world.zones.get("taprest.fr")?.stored ?? [])
    .filter((record) => record.subDomain === "home")
    .map(({ fieldType, target, ttl }) => [fieldType, target, ttl]);

describe("set against the virtual OVHcloud", () => {
  it("on an empty name is three calls; it is served; the second time is one call", async () => {
    const { api, ovh, calls } = await start();
    expect(await set(ovh)).toMatchObject({
      status: "published",
      before: [],
      after: [{ subDomain: "home", fieldType: "CNAME", target: "taprest.freeboxos.fr.", ttl: 300 }],
      queryIds: [expect.stringMatching(/^EU\./), expect.stringMatching(/^EU\./)],
    });
    expect(calls()).toEqual([listed, created, refreshed]);
    const served = api.world.zones.get("taprest.fr")?.served.filter((record) => record.subDomain === "home");
    expect(served).toMatchObject([{ fieldType: "CNAME", target: "taprest.freeboxos.fr." }]);
    expect(await set(ovh)).toMatchObject({ status: "unchanged" });
    expect(calls().slice(3)).toEqual([listed]);
  });

  it.each<[string, WorldOptions]>([
    ["that answers with ids", { switches: { bulk: "ignored" } }],
    ["of 2018", { switches: { legacy2018: true, bulk: "ignored" } }],
  ])("is idempotent over an API %s, for a TXT too", async (_, world) => {
    const { ovh } = await start(world);
    const zone = ovh.zone("taprest.fr");
    for (const asked of [home, { name: "note", type: "TXT", values: ['say "hé" \\', "x".repeat(300)] }]) {
      expect(await zone.set(asked)).toMatchObject({ status: "published" });
      expect(await zone.set(asked)).toMatchObject({ status: "unchanged" });
    }
  });

  it("is not misled by a record too new to be read", async () => {
    const { api, ovh } = await start({ switches: { bulk: "ignored", newRecordMissingReads: 2 } });
    expect(await set(ovh)).toMatchObject({ status: "published" });
    expect(await set(ovh)).toMatchObject({ code: "NOT_FOUND" });
    expect(await set(ovh)).toMatchObject({ status: "unchanged" });
    expect(homes(api).length).toBe(1);
  });

  it("finds the record of an answer with id 0", async () => {
    const { api, ovh, calls } = await start({ switches: { createAnswersIdZero: true } });
    const id = api.world.lastId.record + 1;
    expect(await set(ovh)).toMatchObject({ status: "published", after: [{ id }] });
    expect(calls()).toEqual([listed, created, listed, refreshed]);
  });

  it.each([600, -600])("with a clock %d s off reads OVHcloud's once, and keeps it", async (clockOffsetSeconds) => {
    const { api, ovh, calls } = await start();
    api.world.ovh.clockOffsetSeconds = clockOffsetSeconds;
    expect(await set(ovh)).toMatchObject({ status: "published" });
    const late = "GET /domain/zone/taprest.fr/record 400";
    expect(calls()).toEqual([late, "GET /auth/time 200", listed, created, refreshed]);
  });

  it("tells which right is missing, what is stored, and what is not published", async () => {
    const { api, ovh } = await start();
    const { rules } = api.world.ovh;
    api.world.ovh.rules = [
      { method: "GET", path: "/domain/zone/*" },
      { method: "POST", path: "/domain/zone/taprest.fr/record" },
    ];
    expect(await set(ovh)).toMatchObject({
      name: "OvhApiError",
      code: "NOT_GRANTED_CALL",
      right: "POST /domain/zone/taprest.fr/refresh",
      queryId: expect.stringMatching(/^EU\./),
      written: [{ verb: "create", record: { target: "taprest.freeboxos.fr." } }],
      pending: [{ verb: "refresh", zone: "taprest.fr" }],
    });
    api.world.ovh.rules = rules;
    const zone = ovh.zone("taprest.fr");
    expect(await zone.set(home, { refresh: "always" })).toMatchObject({ status: "published" });
  });
});

describe("troubles on the wire", () => {
  it("a read gets over 429 with Retry-After, HTML 503 and a reset", async () => {
    const waits: number[] = [];
    const clock = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => pause(waits, ms, signal) };
    for (const kind of [
      { status: 429, headers: { "Retry-After": "3" }, body: { message: "Too many requests" } },
      { status: 503, body: "<html>" },
      "received-not-executed",
      "refuse",
      "truncated",
    ] as const) {
      const { ovh, fail, calls } = await start({}, { clock });
      fail({ method: "GET", kind });
      expect(await set(ovh), inspect(kind)).toMatchObject({ status: "published" });
      expect(calls().slice(1)).toEqual([listed, created, refreshed]);
    }
    expect(waits[0]).toBe(3000);
  });

  it("a write done and not answered is found and published; one not done is unconfirmed and not repeated", async () => {
    for (const kind of ["executed-not-answered", "truncated"] as const) {
      const { api, ovh, fail, calls } = await start();
      fail({ method: "POST", path: "/record", kind });
      expect(await set(ovh), kind).toMatchObject({ status: "published" });
      expect(calls().filter((call) => call.startsWith("POST")).length).toBe(2);
      expect(homes(api)).toEqual([["CNAME", "taprest.freeboxos.fr.", 300]]);
    }
    for (const kind of ["received-not-executed", "refuse", "garbage", { status: 503, body: "<html>" }] as const) {
      const { api, ovh, fail, calls } = await start();
      fail({ method: "POST", path: "/record", kind });
      const error = await set(ovh);
      expect(error, inspect(kind)).toMatchObject({ code: "UNCONFIRMED", sent: true, written: [] });
      expect(calls().filter((call) => call.startsWith("POST")).length).toBe(1);
      expect(homes(api)).toEqual([]);
      expect(await set(ovh)).toMatchObject({ status: "published" });
    }
  });

  it("garbage and HTML keep their status", async () => {
    const { ovh, fail } = await start();
    fail({ kind: "garbage" });
    await expect(ovh.zones.list()).rejects.toMatchObject({ code: "BAD_ANSWER", reason: "not-json", status: 200 });
    fail({ kind: { status: 504, body: "<html>" }, times: 3 });
    await expect(ovh.zones.list()).rejects.toMatchObject({ code: "UNAVAILABLE", reason: "bad-status", status: 504 });
  });

  it("a stalled call ends with its deadline", async () => {
    const { ovh, fail } = await start({}, { timeoutMs: 100 });
    fail({ kind: "stall" });
    await expect(ovh.zones.list()).rejects.toMatchObject({ code: "TIMEOUT", operation: "GET /domain/zone" });
  });

  it("a call under way fails when the client is closed", async () => {
    const { ovh, fail } = await start();
    fail({ kind: "stall", onHit: () => ovh.close() });
    await expect(ovh.zone("taprest.fr").refresh()).rejects.toMatchObject({ code: "UNCONFIRMED", reason: "dropped" });
  });

  it.each(["expired", "future"] as const)(
    "a certificate that is %s names this machine's clock",
    async (certificate) => {
      const { ovh, calls } = await start({ switches: { certificate } });
      const error = await ovh
        .zone("taprest.fr")
        .refresh()
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "TLS", reason: "tls", sent: false });
      expect(String(error)).toMatch(/this machine's clock, which says \d{4}-/);
      expect(calls()).toEqual([]);
    },
  );

  it("an authority that is not trusted is refused before anything is sent, and so is a dead port", async () => {
    const { api, calls } = await start();
    const { ca: _, ...untrusting } = api.clientOptions;
    const refused = createOvhDns({ ...untrusting, random: () => 0 });
    await expect(refused.zones.list()).rejects.toMatchObject({ code: "TLS", sent: false });
    await api.close();
    const dead = createOvhDns({ ...api.clientOptions, random: () => 0 });
    const writing = dead.zone("taprest.fr").refresh();
    await expect(writing).rejects.toMatchObject({ code: "UNREACHABLE", reason: "refused", sent: false });
    expect(calls()).toEqual([]);
  });

  it("no key is in an error or an exchange", async () => {
    const exchanges: OvhExchange[] = [];
    const { api, ovh, fail } = await start({}, { onExchange: (exchange) => exchanges.push(exchange) });
    api.world.ovh.applicationSecret = "another";
    const refused = await set(ovh);
    fail({ kind: "received-not-executed", times: 3 });
    const lost = await set(ovh);
    expect([refused, lost]).toMatchObject([{ code: "INVALID_SIGNATURE" }, { code: "UNREACHABLE" }]);
    expect(exchanges.length).toBe(4);
    const printed = inspect([refused, lost, exchanges], { depth: 20, showHidden: true });
    for (const secret of Object.values(api.clientOptions.credentials)) expect(printed).not.toContain(secret);
    expect(printed).not.toMatch(/\$1\$/);
  });
});

describe("other calls", () => {
  it("read the account, the keys and the clock", async () => {
    const { ovh } = await start();
    expect(await ovh.zones.list()).toEqual(["taprest.fr"]);
    expect(await ovh.zone("taprest.fr").get()).toMatchObject({ name: "taprest.fr" });
    expect(await ovh.auth.currentCredential()).toMatchObject({ status: "validated", expiration: null });
    expect(Math.abs((await ovh.auth.time()) - Date.now() / 1000)).toBeLessThan(5);
    await expect(ovh.zone("example.com").get()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("sign a zone whose name begins with auth, and names with odd letters", async () => {
    const { ovh, calls } = await start({ zone: "authority.fr" });
    const zone = ovh.zone("authority.fr");
    await zone.set({ ...home, name: "*.a" });
    expect(await zone.records.list({ name: "*.a" })).toMatchObject([{ subDomain: "*.a" }]);
    expect(await zone.records.list({ name: "it's (a) ~test!" })).toEqual([]);
    expect(calls().every((call) => / 20[04]$/.test(call))).toBe(true);
  });

  it("keep one connection for many calls, without a warning", async () => {
    const warnings: unknown[] = [];
    const warned = (warning: unknown): void => void warnings.push(warning);
    process.on("warning", warned);
    const { ovh } = await start();
    for (let count = 0; count < 15; count += 1) await ovh.auth.time();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", warned);
    expect(warnings).toEqual([]);
  });

  it("do core's steps on a zone", async () => {
    const { api, ovh } = await start();
    const zone = ovhZone(ovh.zone("taprest.fr"));
    const base = { id: "s", target: "zone:taprest.fr", needs: [] };
    const record = { kind: "record", name: "home.taprest.fr", type: "A", ttlSeconds: 60, value: "192.0.2.1" } as const;
    const made = await zone.write({ ...base, verb: "create", after: record });
    const seen = await zone.read(["home.taprest.fr"], { fresh: true });
    expect(made).toEqual({ status: "done", item: seen.known ? seen.value[0] : undefined });
    const [before] = seen.known ? seen.value : [];
    if (before === undefined) throw new Error("nothing was stored");
    const after = { ...record, value: "192.0.2.2" };
    expect(await zone.write({ ...base, verb: "update", before, after })).toMatchObject({ status: "done" });
    expect(await zone.write({ ...base, verb: "remove", before })).toMatchObject({ failure: { kind: "conflict" } });
    expect(homes(api)).toEqual([["A", "192.0.2.2", 60]]);
    expect(await zone.publish()).toMatchObject({ status: "done", queryId: expect.stringMatching(/^EU\./) });
  });
});

/** Notes a wait and does not wait; deadlines, which are longer, are kept. */
function pause(waits: number[], ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms >= 30_000) return systemClock.sleep(ms, signal);
  waits.push(ms);
  return Promise.resolve();
}

describe("the state of a zone", () => {
  const troubled = { errors: ["no SOA"], warnings: ["no MX"] };

  it("is deployed, without troubles, and false between a refresh and its deployment", async () => {
    const { api, ovh } = await start({ deployDelay: "manual" });
    const zone = ovh.zone("taprest.fr");
    expect(await zone.status()).toEqual({ isDeployed: true, errors: [], warnings: [] });
    await zone.refresh();
    expect(await ovhZone(zone).status?.()).toEqual({ known: true, value: { isDeployed: false, troubles: [] } });
    api.deploy();
    expect(await ovhZone(zone).status?.()).toEqual({ known: true, value: { isDeployed: true, troubles: [] } });
  });

  it("may be said to be deployed all the time", async () => {
    const { ovh } = await start({ deployDelay: "manual", switches: { isDeployed: "always-true" } });
    await ovh.zone("taprest.fr").refresh();
    expect(await ovh.zone("taprest.fr").status()).toMatchObject({ isDeployed: true });
  });

  it("tells its errors as troubles, and is not deployed until they are gone", async () => {
    const { api, ovh } = await start({ zoneState: troubled });
    const zone = ovh.zone("taprest.fr");
    expect(await zone.status()).toEqual({ isDeployed: false, ...troubled });
    const value = { isDeployed: false, troubles: ["no SOA"] };
    expect(await ovhZone(zone).status?.()).toEqual({ known: true, value });
    const before = api.world.zones.get("taprest.fr")?.serial;
    await zone.refresh();
    expect(api.world.zones.get("taprest.fr")?.serial).toBe(before);
  });

  it("is unknown, because expired, when OVHcloud says so; so are its records", async () => {
    const { ovh } = await start({ zoneState: { expired: true } });
    const zone = ovhZone(ovh.zone("taprest.fr"));
    const failure = { kind: "expired", message: expect.stringContaining("renew it") };
    expect(await zone.status?.()).toMatchObject({ known: false, failure });
    expect(await zone.read(["home.taprest.fr"], { fresh: true })).toMatchObject({ known: false, failure });
    expect(await zone.publish()).toMatchObject({ status: "failed", failure });
    expect(await ovh.zones.list()).toEqual(["taprest.fr"]);
  });
});
