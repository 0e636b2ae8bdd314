import type { DnsRecord, Zone } from "@porchlight/core";
import { describe, expect, it } from "vitest";
import { broken, clientOf, json, toyApi, type ToyRecord } from "../test/toy-api.ts";
import { ovhZone } from "./ovh-zone.ts";

const home: DnsRecord = {
  kind: "record",
  name: "home.taprest.fr",
  type: "CNAME",
  ttlSeconds: 300,
  value: "taprest.freeboxos.fr.",
};
const step = { id: "s", target: "zone:taprest.fr", needs: [] };
const seeded: Partial<ToyRecord> = {
  fieldType: "CNAME",
  subDomain: "home",
  target: "Taprest.freeboxos.fr.",
  ttl: 300,
};

const play = (seed: readonly Partial<ToyRecord>[] = [], bulk = true): ReturnType<typeof toyApi> & { zone: Zone } => {
  const api = toyApi(seed, { bulk });
  return { ...api, zone: ovhZone(clientOf(api.transport).zone("taprest.fr")) };
};

describe("read", () => {
  it("gives what is stored at each name, all types, in core's words: one listing a name", async () => {
    const { zone, calls } = play([
      seeded,
      { fieldType: "TXT", subDomain: "", target: '"1|www" ".taprest.fr"' },
      { fieldType: "A", subDomain: "other" },
    ]);
    expect(zone.name).toBe("taprest.fr");
    expect(await zone.read(["home.taprest.fr", "Home.taprest.fr.", "taprest.fr"], { fresh: true })).toEqual({
      known: true,
      value: [
        { ...home, ref: "1001" },
        { kind: "record", name: "taprest.fr", type: "TXT", ttlSeconds: 0, value: '"1|www.taprest.fr"', ref: "1002" },
      ],
    });
    expect(calls).toEqual(["GET /record?subDomain=home", "GET /record?subDomain="]);
  });

  it("is unknown, never empty, when a listing fails", async () => {
    const { zone, trouble } = play();
    trouble("GET", json(460, { message: "This service is expired" }));
    expect(await zone.read(["home.taprest.fr"], { fresh: true })).toMatchObject({
      known: false,
      failure: { kind: "expired", operation: "GET /domain/zone/taprest.fr/record", queryId: "EU.1" },
    });
    expect(await zone.read(["home.example.com"], { fresh: true })).toMatchObject({ failure: { kind: "invalid" } });
  });

  it("takes the signal", async () => {
    const { zone } = play();
    const reading = await zone.read(["home.taprest.fr"], { fresh: true, signal: AbortSignal.abort() });
    expect(reading).toMatchObject({ known: false, failure: { kind: "unreachable" } });
  });
});

describe("create", () => {
  it("stores, with one call, and publishes nothing", async () => {
    const { zone, calls, records } = play();
    const outcome = await zone.write({ ...step, verb: "create", after: home });
    expect(outcome).toEqual({ status: "done", item: { ...home, ref: "1001" } });
    expect(calls).toEqual(["POST /record"]);
    expect(records[0]).toMatchObject({ subDomain: "home", target: "taprest.freeboxos.fr.", ttl: 300 });
  });

  it("is unconfirmed when the answer is lost, and not repeated", async () => {
    const { zone, trouble, calls } = play();
    trouble("POST", broken("ECONNRESET"), "after");
    expect(await zone.write({ ...step, verb: "create", after: home })).toMatchObject({
      status: "unconfirmed",
      failure: { kind: "unconfirmed", operation: "POST /domain/zone/taprest.fr/record" },
    });
    expect(calls.length).toBe(1);
  });

  it("that is answered with id 0 is looked for once", async () => {
    const unnumbered = json(200, { ...seeded, id: 0, zone: "taprest.fr" });
    const seen = play();
    seen.trouble("POST", unnumbered, "after");
    expect(await seen.zone.write({ ...step, verb: "create", after: home })).toMatchObject({
      status: "done",
      item: { ref: "1001" },
    });
    const unseen = play();
    unseen.trouble("POST", unnumbered);
    const outcome = await unseen.zone.write({ ...step, verb: "create", after: home });
    expect(outcome).toMatchObject({ status: "unconfirmed", failure: { operation: "create home.taprest.fr CNAME" } });
    expect(unseen.calls.length).toBe(2);
  });

  it("that is answered with id 0 and cannot be looked for is unconfirmed", async () => {
    const { zone, trouble } = play();
    trouble("POST", json(200, { ...seeded, id: 0, zone: "taprest.fr" }), "after");
    trouble("GET", json(403, {}));
    expect(await zone.write({ ...step, verb: "create", after: home })).toMatchObject({ status: "unconfirmed" });
  });

  it("outside the zone, or refused, is failed", async () => {
    const { zone, trouble, calls } = play();
    const outside = await zone.write({ ...step, verb: "create", after: { ...home, name: "home.example.com" } });
    expect([outside, calls]).toMatchObject([{ status: "failed", failure: { kind: "invalid" } }, []]);
    trouble("POST", json(400, { message: "{'target': ['Invalid input.']}" }));
    expect(await zone.write({ ...step, verb: "create", after: home })).toMatchObject({
      status: "failed",
      failure: { kind: "invalid", queryId: "EU.1" },
    });
  });
});

describe("update and remove", () => {
  const before = { ...home, ref: "1001" };
  const after = { ...home, ttlSeconds: 600 };

  it("look once at the record, then write it", async () => {
    const { zone, calls, records } = play([seeded, seeded]);
    expect(await zone.write({ ...step, verb: "update", before, after })).toEqual({
      status: "done",
      item: { ...after, ref: "1001" },
      queryId: "EU.2",
    });
    expect(records[0]).toMatchObject({ ttl: 600, fieldType: "CNAME" });
    expect(await zone.write({ ...step, verb: "remove", before: { ...home, ref: "1002" } })).toEqual({
      status: "done",
      queryId: "EU.4",
    });
    expect(calls).toEqual(["GET /record/1001", "PUT /record/1001", "GET /record/1002", "DELETE /record/1002"]);
    expect(records.length).toBe(1);
  });

  it("find a record under its new id, the lowest of equals", async () => {
    for (const ref of [{ ref: "77" }, { ref: "not-ours" }, {}]) {
      const { zone, calls } = play([seeded, seeded]);
      const outcome = await zone.write({ ...step, verb: "remove", before: { ...home, ...ref } });
      expect(outcome.status).toBe("done");
      expect(calls.at(-1)).toBe("DELETE /record/1001");
    }
  });

  it.each<[string, Partial<ToyRecord>[]]>([
    ["gone", []],
    ["another target", [{ ...seeded, target: "else.example." }]],
    ["another TTL", [{ ...seeded, ttl: 60 }]],
    ["another name", [{ ...seeded, subDomain: "house" }]],
    ["another type", [{ ...seeded, fieldType: "DNAME" }]],
  ])("are a conflict, and write nothing, when the record is %s", async (_, seed) => {
    const { zone, calls } = play(seed);
    for (const verb of ["update", "remove"] as const)
      expect(await zone.write({ ...step, verb, before, after })).toMatchObject({
        status: "failed",
        failure: { kind: "conflict", operation: `${verb} home.taprest.fr CNAME` },
      });
    expect(calls.filter((call) => !call.startsWith("GET"))).toEqual([]);
  });

  it("never change a type", async () => {
    const { zone, calls } = play([seeded]);
    const outcome = await zone.write({ ...step, verb: "update", before, after: { ...after, type: "A" } });
    expect(outcome).toMatchObject({ status: "failed", failure: { kind: "invalid" } });
    expect(calls).toEqual(["GET /record/1001"]);
  });

  it("are failed when the look fails", async () => {
    const { zone, trouble } = play([seeded]);
    trouble("GET", json(403, { errorCode: "INVALID_CREDENTIAL", message: "This credential is not valid" }));
    expect(await zone.write({ ...step, verb: "remove", before })).toMatchObject({
      status: "failed",
      failure: { kind: "auth" },
    });
  });
});

describe("publish", () => {
  it("is one refresh", async () => {
    const { zone, calls } = play();
    expect(await zone.publish()).toEqual({ status: "done", queryId: "EU.1" });
    expect(calls).toEqual(["POST /refresh"]);
  });

  it("names the right it lacks", async () => {
    const { zone, trouble } = play();
    trouble("POST", json(403, { errorCode: "NOT_GRANTED_CALL", message: "This call has not been granted" }));
    expect(await zone.publish()).toMatchObject({
      status: "failed",
      failure: { kind: "forbidden", right: "POST /domain/zone/taprest.fr/refresh", queryId: "EU.1" },
    });
  });

  it("is unconfirmed when the answer is lost", async () => {
    const { zone, trouble } = play();
    trouble("POST", { status: 504, body: "<html>" });
    expect(await zone.publish()).toMatchObject({ status: "unconfirmed", failure: { kind: "unconfirmed" } });
  });

  it.each([
    [418, "TEAPOT", "invalid"],
    [403, "SOMETHING_NEW", "forbidden"],
    [302, "", "protocol"],
    [429, "", "limited"],
    [404, "", "not-found"],
  ])("%i %s is %s", async (status, errorCode, kind) => {
    const { zone, trouble } = play();
    trouble("POST", json(status, { errorCode }));
    expect(await zone.publish()).toMatchObject({ status: "failed", failure: { kind } });
  });

  it("throws what is a bug", async () => {
    const zone = ovhZone({
      ...clientOf(toyApi().transport).zone("taprest.fr"),
      refresh: () => Promise.reject(new TypeError("a bug")),
    });
    await expect(zone.publish()).rejects.toThrow(TypeError);
  });
});
