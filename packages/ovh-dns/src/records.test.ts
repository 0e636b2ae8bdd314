import { describe, expect, it } from "vitest";
import { clientOf, json, scripted, toyApi } from "../test/toy-api.ts";

const row = (id: number, more: object = {}): object => ({
  id,
  zone: "taprest.fr",
  fieldType: "A",
  subDomain: "home",
  target: "192.0.2.1",
  ttl: 0,
  ...more,
});
const page = (from: number, count: number): object[] => Array.from({ length: count }, (_, index) => row(from + index));
const listOf = (...script: Parameters<typeof scripted>) => {
  const { transport, requests } = scripted(...script);
  return { records: clientOf(transport).zone("taprest.fr").records, requests };
};
const ids = (records: readonly { id: number }[]): number[] => records.map((record) => record.id);

describe("listing", () => {
  it("asks once, for whole records, past every cache, by name or for all", async () => {
    const { records, requests } = listOf(json(200, [row(1)]), json(200, []));
    expect(await records.list({ name: "Home.taprest.fr.", type: "a" })).toEqual([row(1)]);
    expect(await records.list()).toEqual([]);
    expect(requests.map((request) => request.url)).toEqual([
      "https://eu.api.ovh.com/1.0/domain/zone/taprest.fr/record?fieldType=A&subDomain=home",
      "https://eu.api.ovh.com/1.0/domain/zone/taprest.fr/record",
    ]);
    expect(requests[0]?.headers).toMatchObject({
      Pragma: "no-cache",
      "X-Pagination-Mode": "CachedObjectList-Pages",
      "X-Pagination-Number": "1",
      "X-Pagination-Size": "1000",
    });
  });

  it("keeps only what was asked, whatever the filters matched", async () => {
    const wild = [
      row(1, { subDomain: "xacme" }),
      row(2, { subDomain: "_ACME" }),
      row(3, { subDomain: "_acme", fieldType: "AAAA" }),
    ];
    const { records } = listOf(json(200, wild), json(200, [row(1), row(4, { subDomain: null, ttl: null })]));
    expect(ids(await records.list({ name: "_acme", type: "A" }))).toEqual([2]);
    expect(await records.list({ name: "@" })).toEqual([row(4, { subDomain: "", ttl: 0 })]);
  });

  it("follows pages until the announced total is there", async () => {
    const total = { "x-pagination-elements": "5" };
    const { records, requests } = listOf(
      json(200, page(1, 2), total),
      json(200, page(3, 2), total),
      json(200, page(5, 1), total),
    );
    expect(ids(await records.list())).toEqual([1, 2, 3, 4, 5]);
    expect(requests.map((request) => request.headers["X-Pagination-Number"])).toEqual(["1", "2", "3"]);
  });

  it("follows full pages when no total is announced, in the size that was granted", async () => {
    const full = Array.from({ length: 1000 }, (_, index) => row(index));
    const plain = listOf(json(200, full), json(200, [row(5000)]));
    expect((await plain.records.list()).length).toBe(1001);
    const granted = { "x-pagination-size": "2" };
    const cut = listOf(json(200, [row(1), row(2)], granted), json(200, [row(3)], granted));
    expect(ids(await cut.records.list())).toEqual([1, 2, 3]);
  });

  it("ends when a page brings nothing new, and lists nothing twice", async () => {
    const granted = { "x-pagination-size": "2" };
    const { records, requests } = listOf(json(200, [row(1), row(2)], granted), json(200, [row(2), row(1)], granted));
    expect(ids(await records.list())).toEqual([1, 2]);
    expect(requests.length).toBe(2);
  });

  it.each<[string, ReturnType<typeof json>[], number[]]>([
    ["one page and nothing more", [json(200, [row(1)], { "x-pagination-elements": "5" }), json(200, [])], [2]],
    ["one of the page is gone", [json(200, [row(7), row(1)], { "x-pagination-elements": "5" }), json(200, [])], [2]],
    ["nothing at all", [json(200, [], { "x-pagination-elements": "5" })], [1, 2]],
  ])("that is announced longer than it comes is completed by ids, and never partial: %s", async (_, short, asked) => {
    const { records, requests } = listOf(...short, json(200, [1, 2]), ...asked.map((id) => json(200, row(id))));
    expect(ids(await records.list())).toEqual([1, 2]);
    expect(requests.map((request) => request.headers["X-Pagination-Mode"] === undefined)).toEqual([
      ...short.map(() => false),
      true,
      ...asked.map(() => true),
    ]);
  });

  it("can be gone through page by page, the next one asked for only when needed", async () => {
    const total = { "x-pagination-elements": "4" };
    const play = () => listOf(json(200, page(1, 2), total), json(200, [row(2), row(3), row(4)], total));
    const whole = play();
    const seen: number[] = [];
    for await (const { id } of whole.records.iterate({ type: "A" })) seen.push(id);
    expect(seen).toEqual([1, 2, 3, 4]);
    const cut = play();
    for await (const { id } of cut.records.iterate()) if (id === 2) break;
    expect(cut.requests.length).toBe(1);
  });

  it("can be gone through by ids, and ends with an error when one cannot be read", async () => {
    const unknown = json(404, { message: "The requested object (id = 2) does not exist" });
    const { records } = listOf(json(200, [1, 2]), json(200, row(1)), unknown);
    const seen: number[] = [];
    const goThrough = async (): Promise<void> => {
      for await (const { id } of records.iterate()) seen.push(id);
    };
    await expect(goThrough()).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(seen).toEqual([1]);
  });

  it("with a total that does not heed the filter is still whole", async () => {
    const { records } = listOf(
      json(200, [row(1)], { "x-pagination-elements": "9" }),
      json(200, [], { "x-pagination-elements": "9" }),
      json(200, [1]),
      json(200, row(1)),
    );
    expect(ids(await records.list())).toEqual([1]);
  });

  it.each(["", " ", "many", "-1"])("takes the total %j for none announced", async (total) => {
    const headers = { "x-pagination-elements": total };
    const { records } = listOf(json(200, page(1, 1000), headers), json(200, [row(1001)], headers));
    expect((await records.list()).length).toBe(1001);
  });

  it("reads each record when ids come back, in order, four at a time", async () => {
    let running = 0;
    let most = 0;
    const api = toyApi(
      Array.from({ length: 11 }, () => ({ subDomain: "home" })),
      { bulk: false },
    );
    const { records } = clientOf(async (request) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return api.transport(request);
    }).zone("taprest.fr");
    expect(ids(await records.list({ name: "home" }))).toEqual(ids(api.records));
    expect([most, api.calls.length]).toEqual([4, 12]);
  });

  it("skips a record that vanished meanwhile, after a second list without it", async () => {
    const gone = json(404, { message: "The requested object (id = 2) does not exist" });
    const { records, requests } = listOf(json(200, [2]), gone, json(200, []));
    expect(await records.list()).toEqual([]);
    expect(requests.length).toBe(3);
  });

  it("never leaves out a record that is listed and cannot be read", async () => {
    const unknown = json(404, { message: "The requested object (id = 2) does not exist" });
    const { records } = listOf(json(200, [2]), unknown, json(200, [2]), unknown);
    await expect(records.list()).rejects.toMatchObject({
      code: "NOT_FOUND",
      operation: "GET /domain/zone/taprest.fr/record/2",
    });
    const once = listOf(json(200, [2]), unknown, json(200, [2]), json(200, row(2)));
    expect(ids(await once.records.list())).toEqual([2]);
  });

  it("starts nothing more once a record could not be read", async () => {
    const many = Array.from({ length: 50 }, (_, index) => index);
    let count = 0;
    const { records } = clientOf(async () => {
      count += 1;
      return { status: count === 1 ? 200 : 403, headers: {}, body: count === 1 ? JSON.stringify(many) : "{}" };
    }).zone("taprest.fr");
    await expect(records.list()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(count).toBeLessThanOrEqual(5);
  });

  it("refuses a mixture, naming where it is one", async () => {
    const { records } = listOf(json(200, [1, row(2)]));
    await expect(records.list()).rejects.toMatchObject({ name: "OvhSchemaError", paths: ["0"] });
  });
});

describe("one record", () => {
  it("is created with every field, non-ASCII text escaped", async () => {
    const { records, requests } = listOf(json(200, row(9, { fieldType: "TXT", target: '"é"' })));
    expect(await records.create({ fieldType: "TXT", target: "é" })).toMatchObject({ id: 9, target: '"é"' });
    expect(requests[0]).toMatchObject({
      method: "POST",
      body: '{"fieldType":"TXT","subDomain":"","target":"\\u00e9","ttl":0}',
    });
    expect(requests[0]?.headers["Content-Type"]).toBe("application/json");
  });

  it("that OVHcloud accepted and described otherwise is unconfirmed", async () => {
    const { records } = listOf(json(200, { id: "9" }, { "x-ovh-queryid": "EU.5" }));
    const made = records.create({ fieldType: "A", target: "192.0.2.1" });
    await expect(made).rejects.toMatchObject({
      name: "OvhSchemaError",
      code: "UNCONFIRMED",
      queryId: "EU.5",
      status: 200,
    });
  });

  it("is read, updated without its type, and removed", async () => {
    const { records, requests } = listOf(json(200, row(9)), json(200, null), { status: 204 }, { status: 204 });
    expect(await records.get(9)).toEqual(row(9));
    expect(await records.update(9, { target: "192.0.2.2" })).toEqual({});
    await records.update(9, { subDomain: "new", target: "192.0.2.2", ttl: 60 });
    await records.remove(9);
    expect(requests.map((request) => [request.method, request.url.slice(-9), request.body])).toEqual([
      ["GET", "/record/9", undefined],
      ["PUT", "/record/9", '{"target":"192.0.2.2"}'],
      ["PUT", "/record/9", '{"subDomain":"new","target":"192.0.2.2","ttl":60}'],
      ["DELETE", "/record/9", undefined],
    ]);
  });
});

describe("zones", () => {
  it("are described", async () => {
    const zone = { name: "taprest.fr", nameServers: ["dns103.ovh.net"], dnssecSupported: true, hasDnsAnycast: false };
    const { transport } = scripted(json(200, { ...zone, lastUpdate: null, iam: { id: "x" } }));
    expect(await clientOf(transport).zone("TAPREST.fr.").get()).toEqual({
      ...zone,
      dnssecActivated: false,
      lastUpdate: null,
      iam: null,
    });
  });
});
