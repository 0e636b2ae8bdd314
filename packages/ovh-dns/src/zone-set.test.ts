import { describe, expect, it } from "vitest";
import { broken, clientOf, json, toyApi, type ToyRecord } from "../test/toy-api.ts";
import type { OvhRecordSet } from "./set-plan.ts";
import type { OvhSetOptions } from "./zone-set.ts";

const name = "home";
const cname: OvhRecordSet = { name, type: "CNAME", ttlSeconds: 300, values: ["taprest.freeboxos.fr."] };

const play = (seed: readonly Partial<ToyRecord>[] = [], options: { bulk?: boolean } = {}) => {
  const api = toyApi(
    seed.map((record) => ({ subDomain: name, ...record })),
    options,
  );
  const zone = clientOf(api.transport).zone("taprest.fr");
  return {
    ...api,
    zone,
    set: (asked: OvhRecordSet, setOptions?: OvhSetOptions) => zone.set(asked, setOptions),
    fail: (asked: OvhRecordSet) => zone.set(asked).then(undefined, (error: unknown) => error),
    stored: () => api.records.map(({ id, fieldType, target, ttl }) => [id, fieldType, target, ttl]),
  };
};

describe("set", () => {
  it("on an empty name: one list, one create, one refresh; and then one list", async () => {
    const { set, calls } = play();
    const record = {
      id: 1001,
      zone: "taprest.fr",
      fieldType: "CNAME",
      subDomain: name,
      target: "taprest.freeboxos.fr.",
      ttl: 300,
    };
    expect(await set(cname)).toEqual({ status: "published", before: [], after: [record], queryIds: ["EU.2", "EU.3"] });
    expect(calls).toEqual(["GET /record?subDomain=home", "POST /record", "POST /refresh"]);
    expect(await set({ ...cname, name: "HOME.taprest.fr.", type: "cname", values: ["TAPREST.freeboxos.fr."] })).toEqual(
      {
        status: "unchanged",
        records: [record],
      },
    );
    expect(calls.length).toBe(4);
  });

  it("costs one more list call for each record when OVHcloud answers with ids", async () => {
    const { set, calls } = play([{ fieldType: "CNAME", target: "taprest.freeboxos.fr.", ttl: 300 }], { bulk: false });
    expect((await set(cname)).status).toBe("unchanged");
    expect(calls).toEqual(["GET /record?subDomain=home", "GET /record/1001"]);
  });

  it.each<[string, Partial<ToyRecord>[], OvhRecordSet, string[], unknown[]]>([
    [
      "a new value of the same type is put in place",
      [{ fieldType: "CNAME", target: "old.example." }],
      cname,
      ["PUT /record/1001"],
      [[1001, "CNAME", "taprest.freeboxos.fr.", 300]],
    ],
    [
      "a TTL is put in place",
      [{ fieldType: "CNAME", target: "taprest.freeboxos.fr." }],
      cname,
      ["PUT /record/1001"],
      [[1001, "CNAME", "taprest.freeboxos.fr.", 300]],
    ],
    [
      "without a TTL the stored one stays, on a new value too",
      [{ target: "192.0.2.1", ttl: 600 }],
      { name, type: "A", values: ["192.0.2.9"] },
      ["PUT /record/1001"],
      [[1001, "A", "192.0.2.9", 600]],
    ],
    [
      "an A set becomes exactly what is asked, lowest ids kept",
      [{ target: "192.0.2.1" }, { target: "192.0.2.2" }, { target: "192.0.2.1" }, { fieldType: "TXT", target: "x" }],
      { name, type: "A", values: ["192.0.2.1"] },
      ["DELETE /record/1002", "DELETE /record/1003"],
      [
        [1001, "A", "192.0.2.1", 0],
        [1004, "TXT", "x", 0],
      ],
    ],
    [
      "more values than records: the missing ones are created",
      [{ fieldType: "AAAA", target: "2001:DB8::1" }],
      { name, type: "AAAA", values: ["2001:db8:0::1", "2001:db8::2"] },
      ["POST /record"],
      [
        [1001, "AAAA", "2001:DB8::1", 0],
        [1002, "AAAA", "2001:db8::2", 0],
      ],
    ],
    [
      "no values remove the set",
      [{ target: "192.0.2.1" }, { fieldType: "TXT", target: "x" }],
      { name, type: "A", values: [] },
      ["DELETE /record/1001"],
      [[1002, "TXT", "x", 0]],
    ],
    [
      "TXT is added, siblings stay, twins of the value go",
      [
        { fieldType: "TXT", target: "other" },
        { fieldType: "TXT", target: '"mi" "ne"' },
        { fieldType: "TXT", target: "mine" },
      ],
      { name, type: "TXT", values: ["mine", "new"] },
      ["PUT /record/1003"],
      [
        [1001, "TXT", "other", 0],
        [1002, "TXT", '"mi" "ne"', 0],
        [1003, "TXT", '"new"', 0],
      ],
    ],
  ])("%s", async (_, seed, asked, writes, stored) => {
    const api = play(seed);
    expect(await api.set(asked)).toMatchObject({ status: "published" });
    expect(api.calls.slice(1)).toEqual([...writes, "POST /refresh"]);
    expect(api.stored()).toEqual(stored);
    expect((await api.set(asked)).status).toBe("unchanged");
  });

  it.each<[OvhRecordSet, string, RegExp]>([
    [{ ...cname, name: "@" }, "CNAME_AT_APEX", /set taprest.fr CNAME: the zone itself cannot be a CNAME/],
    [{ ...cname, name: "", type: "DNAME" }, "CNAME_AT_APEX", /cannot be a DNAME/],
    [{ ...cname, ttlSeconds: 30 }, "INVALID_RECORD", /a TTL of 30 s is neither/],
    [{ ...cname, ttlSeconds: 60.5 }, "INVALID_RECORD", /a TTL of 60.5 s/],
    [{ ...cname, values: ["a.example.", "b.example."] }, "INVALID_RECORD", /a CNAME has one value, not 2/],
    [{ ...cname, values: ["taprest.freeboxos.fr"] }, "INVALID_RECORD", /served as "taprest.freeboxos.fr.taprest.fr."/],
    [{ name, type: "MX", values: ["1 mx.example.com"] }, "INVALID_RECORD", /write "mx.example.com."/],
    [{ name, type: "A", values: ["010.1.1.1"] }, "INVALID_RECORD", /"010.1.1.1" is not the value of a A record/],
    [{ name, type: "CAA", values: [" "] }, "INVALID_RECORD", /not the value of a CAA/],
    [{ name, type: "TXT", values: ['""'] }, "INVALID_RECORD", /empty text/],
    [{ name, type: "TXT", values: [] }, "INVALID_RECORD", /only ever added/],
    [{ ...cname, name: "home.example.com." }, "INVALID_RECORD", /not in the zone/],
  ])("refuses %j before any call", async (asked, code, message) => {
    const { fail, calls } = play();
    const error = await fail(asked);
    expect(error).toMatchObject({ name: "OvhInputError", code });
    expect(String(error)).toMatch(message);
    expect(calls).toEqual([]);
  });

  it("refuses a CNAME beside other data, in both directions, before any write", async () => {
    const beside = play([{ fieldType: "TXT", target: "x" }, { fieldType: "A" }]);
    expect(String(await beside.fail(cname))).toMatch(/TXT, A is there; remove one of them first/);
    const under = play([{ fieldType: "CNAME", target: "x." }]);
    expect(await under.fail({ name, type: "A", values: ["192.0.2.1"] })).toMatchObject({ code: "CNAME_BESIDE_DATA" });
    expect([...beside.calls, ...under.calls]).toEqual(["GET /record?subDomain=home", "GET /record?subDomain=home"]);
    expect((await under.set({ ...cname, values: [] })).status).toBe("published");
  });
});

describe("set in trouble", () => {
  const refused = json(403, { errorCode: "NOT_GRANTED_CALL", message: "This call has not been granted" });
  const change = {
    verb: "create",
    record: { fieldType: "CNAME", subDomain: name, target: "taprest.freeboxos.fr.", ttl: 300 },
  };
  const refresh = { verb: "refresh", zone: "taprest.fr" };

  it("an empty name at the apex is asked for with an empty filter", async () => {
    const { set, calls } = play();
    await set({ name: "@", type: "A", values: ["192.0.2.1"] });
    expect(calls[0]).toBe("GET /record?subDomain=");
  });

  it("a write done and not answered is found by a second list, and published", async () => {
    for (const [seed, asked] of [
      [[], cname],
      [[{ fieldType: "CNAME", target: "old." }], cname],
      [[{ target: "192.0.2.1" }], { name, type: "A", values: [] }],
    ] as const) {
      const api = play(seed);
      for (const verb of ["POST /record", "PUT", "DELETE"]) api.trouble(verb, broken("ECONNRESET"), "after");
      expect(await api.set(asked)).toMatchObject({ status: "published" });
      expect(api.calls.length).toBe(4);
      expect((await api.set(asked)).status).toBe("unchanged");
    }
  });

  it("a write whose answer is lost and whose effect is not seen is unconfirmed; nothing is refreshed", async () => {
    for (const [seed, asked, verb] of [
      [[], cname, "create"],
      [[{ fieldType: "CNAME", target: "old." }], cname, "update"],
      [[{ target: "192.0.2.1" }], { name, type: "A", values: [] }, "remove"],
    ] as const) {
      const api = play(seed);
      for (const call of ["POST /record", "PUT", "DELETE"]) api.trouble(call, broken("ECONNRESET"));
      expect(await api.fail(asked)).toMatchObject({ code: "UNCONFIRMED", written: [], pending: [{ verb }, refresh] });
      expect(api.calls.at(-1)).toMatch(/^GET/);
    }
  });

  it("a second list that fails settles nothing: unconfirmed, and an id of 0 stays", async () => {
    const lost = play();
    lost.trouble("POST /record", broken("ECONNRESET"), "after");
    lost.trouble("GET /record?fieldType", refused);
    expect(await lost.fail(cname)).toMatchObject({ code: "UNCONFIRMED", written: [], pending: [change, refresh] });
    const unnumbered = play();
    unnumbered.trouble("POST /record", json(200, { ...change.record, id: 0, zone: "taprest.fr" }), "after");
    unnumbered.trouble("GET /record?fieldType", refused);
    expect(await unnumbered.set(cname)).toMatchObject({ status: "published", after: [{ id: 0 }] });
  });

  it("a 200 that brings an error is no yes: what was not done is unconfirmed, what was done is found", async () => {
    const error = json(200, { class: "Server::InternalServerError", message: "Internal server error" });
    for (const [seed, asked, call] of [
      [[{ fieldType: "CNAME", target: "old." }], cname, "PUT"],
      [[{ target: "192.0.2.1" }], { name, type: "A", values: [] }, "DELETE"],
    ] as const) {
      const idle = play(seed);
      idle.trouble(call, error);
      expect(await idle.fail(asked)).toMatchObject({ code: "UNCONFIRMED", written: [] });
      expect(idle.calls).not.toContain("POST /refresh");
      const done = play(seed);
      done.trouble(call, error, "after");
      expect(await done.set(asked)).toMatchObject({ status: "published" });
    }
    const unpublished = play();
    unpublished.trouble("POST /refresh", error);
    expect(await unpublished.fail(cname)).toMatchObject({ code: "UNCONFIRMED", written: [change], pending: [refresh] });
  });

  it("what is a bug is thrown as it is", async () => {
    const { trouble, zone } = play();
    trouble("GET", json(200, []));
    await expect(zone.set({ ...cname, values: JSON.parse("[null]") })).rejects.toThrow(TypeError);
  });

  it("a refused refresh says what is stored and not published; set again with refresh always heals", async () => {
    const { fail, set, trouble, calls } = play();
    trouble("POST /refresh", refused);
    const error = await fail(cname);
    expect(error).toMatchObject({
      name: "OvhApiError",
      code: "NOT_GRANTED_CALL",
      right: "POST /domain/zone/taprest.fr/refresh",
      queryId: "EU.3",
      written: [change],
      pending: [refresh],
    });
    expect(String(error)).toMatch(/Give the consumer key the right "POST \/domain\/zone\/taprest.fr\/refresh"/);
    expect(await set(cname, { refresh: "always" })).toMatchObject({ status: "published", queryIds: ["EU.5"] });
    expect(calls.filter((call) => call === "POST /refresh").length).toBe(2);
  });

  it("a lost answer to refresh is unconfirmed and not repeated", async () => {
    const { fail, trouble, calls } = play();
    trouble("POST /refresh", broken("ECONNRESET"), "after");
    expect(await fail(cname)).toMatchObject({ code: "UNCONFIRMED", sent: true, written: [change], pending: [refresh] });
    expect(calls.length).toBe(3);
  });

  it("an id of 0 is looked up, the highest of equals; unseen, it stays 0 and is published all the same", async () => {
    const { set, trouble, calls } = play();
    const unnumbered = { ...change.record, id: 0, zone: "taprest.fr" };
    trouble("POST /record", json(200, unnumbered), "after");
    expect(await set(cname)).toMatchObject({ after: [{ id: 1001 }] });
    expect(calls.length).toBe(4);
    const twice = play();
    twice.trouble("POST /record", json(200, unnumbered), "after");
    const zone = clientOf(async (request) => {
      if (request.method === "POST" && twice.records.length === 0) twice.records.push({ ...unnumbered, id: 7 });
      return twice.transport(request);
    }).zone("taprest.fr");
    expect(await zone.set(cname)).toMatchObject({ after: [{ id: 1001 }] });
    const unseen = play();
    unseen.trouble("POST /record", json(200, unnumbered));
    expect(await unseen.set(cname)).toMatchObject({ status: "published", after: [{ id: 0 }] });
  });

  it("a second write refused: the first is told as written, the rest as pending", async () => {
    const { fail, trouble } = play([{ target: "192.0.2.1" }, { target: "192.0.2.2" }]);
    trouble("DELETE", json(403, { message: "no" }));
    const error = await fail({ name, type: "A", values: ["192.0.2.9"] });
    expect(error).toMatchObject({
      code: "FORBIDDEN",
      written: [{ verb: "update", before: { target: "192.0.2.1" }, after: { id: 1001, target: "192.0.2.9" } }],
      pending: [{ verb: "remove", before: { id: 1002 } }, refresh],
    });
  });
});
