import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Headers, ovhClient } from "../test/ask.ts";
import { listAt, numberAt, objectAt, textAt } from "../test/look.ts";
import { createWorld, type WorldOptions } from "./seeds.ts";
import type { ZoneRecord } from "./world.ts";

const path = "/domain/zone/taprest.fr/record";
const start = (options: WorldOptions = {}) => {
  const world = createWorld(options);
  const call = ovhClient(world);
  return {
    world,
    call,
    create: (body: unknown) => call("POST", path, body),
    ids: (query: string) => call("GET", `${path}${query}`).body,
    record: (id: number) => call("GET", `${path}/${id}`),
  };
};
const home = { fieldType: "CNAME", subDomain: "home", target: "taprest.freeboxos.fr.", ttl: 60 };
const made = ({ body }: { readonly body?: unknown }): Omit<ZoneRecord, "zone"> => ({
  id: numberAt(body, "id"),
  fieldType: textAt(body, "fieldType"),
  subDomain: textAt(body, "subDomain"),
  target: textAt(body, "target"),
  ttl: numberAt(body, "ttl"),
});

describe("a new zone", () => {
  test("has NS, MX, A, CNAME and TXT in that order", () => {
    const { ids, record } = start();
    const list = listAt(ids("")).map(Number);
    const seen = list
      .map((id) => made(record(id)))
      .map(({ fieldType, subDomain, target, ttl }) => [fieldType, subDomain, target, ttl]);
    expect(seen).toEqual([
      ["NS", "", "dns103.ovh.net.", 0],
      ["NS", "", "ns103.ovh.net.", 0],
      ["MX", "", "1 redirect.ovh.net.", 0],
      ["A", "", "213.186.33.5", 0],
      ["CNAME", "www", "taprest.fr.", 0],
      ["TXT", "", '"1|www.taprest.fr"', 0],
      ["TXT", "www", '"3|welcome"', 0],
      ["TXT", "www", '"l|fr"', 0],
    ]);
  });
});

describe("a record", () => {
  test("is made, read, changed in part, removed; ids are never used again", () => {
    const { create, record, call } = start();
    const { body } = create(home);
    const first = made({ body });
    expect(body).toEqual({ ...first, ...home, zone: "taprest.fr" });
    expect(Object.keys(objectAt(body))).toEqual(["fieldType", "id", "subDomain", "target", "ttl", "zone"]);
    expect(call("PUT", `${path}/${first.id}`, { subDomain: "house", ttl: null })).toMatchObject({
      status: 200,
      body: null,
    });
    expect(record(first.id).body).toEqual({ ...first, zone: "taprest.fr", subDomain: "house", ttl: 0 });
    expect(call("DELETE", `${path}/${first.id}`)).toMatchObject({ status: 204 });
    expect(record(first.id)).toMatchObject({
      status: 404,
      body: { class: "Client::NotFound", message: `The requested object (id = ${first.id}) does not exist` },
    });
    expect(made(create(home)).id).toBe(first.id + 1);
    expect(call("PATCH", `${path}/${first.id + 1}`).status).toBe(403);
  });

  test("may be there twice", () => {
    const { create, ids } = start();
    const pair = [made(create(home)).id, made(create(home)).id];
    expect(ids("?subDomain=home")).toEqual(pair);
  });

  test.each([
    ["no JSON object", [], "Invalid body"],
    ["no type", { target: "x" }, "Missing parameter: fieldType"],
    ["no target", { fieldType: "A" }, "Missing parameter: target"],
    ["an unknown type", { ...home, fieldType: "cname" }, "Invalid fieldType"],
    ["a name that is no text", { ...home, subDomain: 1 }, "Invalid subDomain"],
    ["a target that is no text", { ...home, target: 1 }, "Invalid target"],
    ["a ttl that is no number", { ...home, ttl: "60" }, "Invalid ttl"],
    ["a negative ttl", { ...home, ttl: -1 }, "Invalid ttl"],
    ["a ttl of 59", { ...home, ttl: 59 }, "Invalid ttl"],
    ["an A that is no address", { ...home, fieldType: "A" }, "{'target': ['Invalid input.']}"],
    ["an AAAA that is no address", { ...home, fieldType: "AAAA", target: "1.2.3.4" }, "{'target': ['Invalid input.']}"],
    ["an empty TXT", { ...home, fieldType: "TXT", target: '""' }, "{'target': ['Invalid input.']}"],
    ["an MX without its number", { ...home, fieldType: "MX", target: "mail." }, "{'target': ['Invalid input.']}"],
    ["an SRV of three words", { ...home, fieldType: "SRV", target: "1 2 host." }, "{'target': ['Invalid input.']}"],
    ["a CNAME of two words", { ...home, target: "a b" }, "{'target': ['Invalid input.']}"],
    ["a CNAME at the apex", { ...home, subDomain: "" }, "Invalid subdomain: CNAME at the apex"],
    [
      "an underscore in a host's name",
      { fieldType: "A", subDomain: "a_b", target: "1.2.3.4" },
      "Invalid domain name, underscore not allowed",
    ],
    ["an empty label", { ...home, subDomain: "a..b" }, "Invalid subdomain: a..b"],
    ["a space", { ...home, subDomain: "a b" }, "Invalid subdomain: a b"],
  ])("with %s is refused", (_what, body, message) => {
    const { create, world } = start();
    const before = JSON.stringify([...world.zones]);
    expect(create(body)).toMatchObject({ status: 400, body: { class: "Client::BadRequest", message } });
    expect(JSON.stringify([...world.zones])).toBe(before);
  });

  test.each([
    ["AAAA", "2a01::1"],
    ["MX", "10 mail"],
    ["SRV", "1 2 3 host."],
    ["CAA", '0 issue "letsencrypt.org"'],
  ])("of type %s is taken", (fieldType, target) => {
    expect(start().create({ fieldType, target, subDomain: null }).body).toMatchObject({
      subDomain: "",
      target,
      ttl: 0,
    });
  });

  test("cannot change what it is, and a change is checked as a creation is", () => {
    const { create, call, record } = start();
    const { id } = made(create(home));
    const change = (body: unknown) => call("PUT", `${path}/${id}`, body).body;
    expect(change({ fieldType: "A" })).toMatchObject({ message: "Try to alter read-only properties: fieldType" });
    expect(change({ zone: "x", id: 1 })).toMatchObject({ message: "Try to alter read-only properties: id, zone" });
    expect(change({ fieldType: home.fieldType, zone: "taprest.fr", id })).toBeNull();
    expect(change([])).toMatchObject({ message: "Invalid body" });
    expect(change({ target: "" })).toMatchObject({ message: "{'target': ['Invalid input.']}" });
    expect(record(id).body).toMatchObject(home);
    expect(change({ ttl: 300 })).toBeNull();
    expect(record(id).body).toMatchObject({ ...home, ttl: 300 });
  });
});

const kept = (target: string): string => made(start().create({ fieldType: "TXT", subDomain: "t", target })).target;

describe("TXT", () => {
  test.each([
    ["test", '"test"'],
    ['"test"', '"test"'],
    ['"te" "st"', '"test"'],
    ['say "hi"', String.raw`"say \"hi\""`],
    [String.raw`"say \"hi\""`, String.raw`"say \"hi\""`],
    ["x".repeat(300), `"${"x".repeat(255)}" "${"x".repeat(45)}"`],
    ["é".repeat(128), `"${"é".repeat(127)}" "é"`],
  ])("%s is kept as %s", (sent, expected) => {
    expect(kept(sent)).toBe(expected);
  });

  test("what is kept stays as it is when sent again", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 600 }), (text) => {
        fc.pre(text.trim() !== "" && text !== '""');
        const once = kept(text);
        fc.pre(once !== '""');
        expect(kept(once)).toBe(once);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a listing", () => {
  const bulk: Headers = { "x-pagination-mode": "CachedObjectList-Pages" };
  const fresh: Headers = { ...bulk, pragma: "no-cache" };

  test.each([
    ["?fieldType=NS", 2],
    ["?fieldType=ns", 2],
    ["?subDomain=", 5],
    ["?subDomain=WWW", 3],
    ["?subDomain=w%25", 3],
    ["?subDomain=w_w", 0],
    ["?fieldType=TXT&subDomain=www", 2],
    ["?fieldType=%25&subDomain=%25", 8],
    ["?subDomain=w.w", 0],
    ["?subDomain=none", 0],
  ])("filtered by %s has %i", (query, count) => {
    expect(start().ids(query)).toHaveLength(count);
  });

  test("in bulk has whole objects, page by page", () => {
    const { call } = start();
    const page = (number: string) =>
      call("GET", path, undefined, { ...bulk, "x-pagination-number": number, "x-pagination-size": "3" });
    expect(page("1")).toMatchObject({
      body: [{ fieldType: "NS" }, { fieldType: "NS" }, { fieldType: "MX" }],
      headers: { "X-Pagination-Elements": "8", "X-Pagination-Number": "1", "X-Pagination-Size": "3" },
    });
    expect(page("3").body).toHaveLength(2);
    expect(page("4").body).toEqual([]);
    expect(page("x").body).toEqual(page("1").body);
  });

  test("in bulk is five minutes old unless it must be fresh; filters apply", () => {
    let now = 1_700_000_000_000;
    const { call, create } = start({ now: () => now });
    const count = (headers: Headers) => listAt(call("GET", `${path}?subDomain=home`, undefined, headers).body).length;
    expect(count(bulk)).toBe(0);
    create(home);
    expect([count(bulk), count(fresh), count(bulk)]).toEqual([0, 1, 1]);
    create(home);
    now += 300_000;
    expect(count(bulk)).toBe(2);
  });

  test("is ids where bulk is not known", () => {
    const { call } = start({ switches: { bulk: "ignored" } });
    expect(call("GET", `${path}?fieldType=NS`, undefined, bulk).body).toEqual([5_400_000_001, 5_400_000_002]);
  });
});

const ttlKept = (ttlBelow60: "raised" | "accepted") =>
  made(start({ switches: { ttlBelow60 } }).create({ ...home, ttl: 5 })).ttl;

describe("switches", () => {
  test("legacy2018: 200 and null, TXT as sent, the key order of then", () => {
    const { create, call } = start({ switches: { legacy2018: true } });
    const answer = create({ fieldType: "TXT", subDomain: "t", target: "token" });
    expect(Object.keys(objectAt(answer.body))).toEqual(["target", "ttl", "zone", "fieldType", "id", "subDomain"]);
    expect(answer.body).toMatchObject({ target: "token" });
    expect(answer.headers?.["X-OVH-QUERYID"]).toMatch(/^FR\.ws-4\.[0-9a-f]{8}\.\d+\.\d{4}$/);
    expect(call("DELETE", `${path}/${made(answer).id}`)).toMatchObject({ status: 200, body: null });
    expect(call("POST", "/domain/zone/taprest.fr/refresh")).toMatchObject({ status: 200, body: null });
  });

  test("ttlBelow60", () => {
    expect([ttlKept("raised"), ttlKept("accepted")]).toEqual([60, 5]);
  });

  test("cnameBesideOthers", () => {
    const { create } = start({ switches: { cnameBesideOthers: "refused" } });
    expect(create(home).status).toBe(200);
    expect(create({ ...home, subDomain: "HOME", fieldType: "TXT" }).status).toBe(400);
    expect(create({ fieldType: "CNAME", subDomain: "www", target: "x." }).status).toBe(400);
    expect(create({ fieldType: "A", subDomain: "other", target: "1.2.3.4" }).status).toBe(200);
  });

  test("classOnMissingRecord", () => {
    const { record } = start({ switches: { classOnMissingRecord: false } });
    expect(record(1).body).toEqual({ message: "The requested object (id = 1) does not exist" });
  });

  test("createAnswersIdZero, newRecordMissingReads", () => {
    const { create, ids, record } = start({ switches: { createAnswersIdZero: true, newRecordMissingReads: 2 } });
    expect(made(create(home)).id).toBe(0);
    const id = numberAt(ids("?subDomain=home"), 0);
    expect([record(id).status, record(id).status, record(id).status]).toEqual([404, 404, 200]);
  });
});
