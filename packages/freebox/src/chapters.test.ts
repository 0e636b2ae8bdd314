import { describe, expect, test } from "vitest";
import { answering, client, no, ok, VERSION } from "../test/answering.ts";

describe("an empty list is read in all the ways a box writes it", () => {
  test.each([
    ["left out", undefined],
    ["null", null],
    ["an empty object", {}],
    ["an empty text", ""],
    ["an empty list", []],
  ])("%s", async (_, result) => {
    const { freebox } = answering(...Array.from({ length: 5 }, () => ok(result)));
    expect(await freebox.redirections.list()).toEqual([]);
    expect(await freebox.staticLeases.list()).toEqual([]);
    expect(await freebox.lan.interfaces()).toEqual([]);
    expect(await freebox.lan.hosts.list()).toEqual([]);
    expect(await freebox.domains.list()).toEqual([]);
  });
});

describe("odd spellings", () => {
  test("numbers as text, empty text as false, missing lists, unknown keys", async () => {
    const { freebox } = answering(
      ok([{ ...RULE, id: "5", wan_port_start: "20000", host: {}, valid: "", surprise: [1] }]),
      ok([{ id: "ether-02:00:00:00:00:01", primary_name_manual: "", l3connectivities: {} }]),
    );
    expect(await freebox.redirections.list()).toMatchObject([
      { id: 5, wan_port_start: 20_000, host: undefined, valid: false, surprise: [1] },
    ]);
    expect(await freebox.lan.hosts.list()).toMatchObject([
      { primary_name_manual: false, names: [], l3connectivities: [] },
    ]);
  });

  test("a field of another type is an error with its path and without its value", async () => {
    const { freebox } = answering(ok([RULE, { ...RULE, lan_port: "hunter2", enabled: 3 }]));
    await expect(freebox.redirections.list()).rejects.toMatchObject({
      name: "FreeboxSchemaError",
      code: "SCHEMA",
      operation: "GET /fw/redir/",
      paths: ["result.1.enabled", "result.1.lan_port"],
      message: "GET /fw/redir/: the answer is not what is known of this box, at result.1.enabled, result.1.lan_port",
    });
  });

  test("a protocol nobody knows is kept", async () => {
    const { freebox } = answering(ok([{ ...RULE, ip_proto: "sctp" }]));
    expect(await freebox.redirections.list()).toMatchObject([{ ip_proto: "sctp" }]);
  });

  test("a single domain comes as an object", async () => {
    const { freebox } = answering(ok({ id: "a.freeboxos.fr", certs: [] }));
    expect(await freebox.domains.list()).toEqual([{ id: "a.freeboxos.fr", certs: {} }]);
  });
});

const RULE = {
  id: 75,
  enabled: true,
  ip_proto: "tcp",
  wan_port_start: 7654,
  wan_port_end: 7654,
  lan_ip: "192.168.1.42",
  lan_port: 22,
  src_ip: "0.0.0.0",
  comment: "a comment",
  hostname: "octopi",
  host: { id: "ether-b8:27:eb:12:34:56", primary_name: "octopi" },
  valid: true,
};
const INPUT = { ip_proto: "tcp", wan_port_start: 7654, lan_ip: "192.168.1.42", lan_port: 22 } as const;
const LEAN = { ...INPUT, enabled: true, comment: "", src_ip: "0.0.0.0", wan_port_end: 7654 };

describe("redirections", () => {
  test("are created with every documented key and no other", async () => {
    const { freebox, sent } = answering(ok(RULE));
    expect(await freebox.redirections.create(INPUT)).toEqual(RULE);
    expect(sent).toEqual([{ line: "POST /api/v16/fw/redir/", body: LEAN }]);
  });

  test("are created once more in the long form after internal_error", async () => {
    const { freebox, sent } = answering(no("internal_error"), ok(RULE));
    expect(await freebox.redirections.create(INPUT)).toEqual(RULE);
    expect(sent.map((each) => each.body)).toEqual([LEAN, { ...LEAN, id: 0, hostname: "", host: "", valid: false }]);
  });

  test("are updated by what changes, after internal_error by all there is", async () => {
    const { freebox, sent } = answering(no("internal_error"), ok(RULE), ok({ ...RULE, enabled: false }));
    expect(await freebox.redirections.update(75, { enabled: false })).toEqual({ ...RULE, enabled: false });
    expect(sent).toEqual([
      { line: "PUT /api/v16/fw/redir/75", body: { enabled: false } },
      { line: "GET /api/v16/fw/redir/75" },
      { line: "PUT /api/v16/fw/redir/75", body: { ...RULE, enabled: false } },
    ]);
  });

  test.each(["exist", "port_outside_range"])("any other refusal is final: %s", async (code) => {
    const { freebox, sent } = answering(no(code), no(code));
    await expect(freebox.redirections.create(INPUT)).rejects.toMatchObject({ code });
    await expect(freebox.redirections.update(75, {})).rejects.toMatchObject({ code });
    expect(sent).toHaveLength(2);
  });

  test("a second internal_error is raised", async () => {
    const { freebox, sent } = answering(no("internal_error"), no("internal_error"));
    await expect(freebox.redirections.create(INPUT)).rejects.toMatchObject({ code: "internal_error" });
    expect(sent).toHaveLength(2);
  });

  test.each([Number.NaN, 1.5, Number.POSITIVE_INFINITY])("%s is no id, and nothing is sent", async (id) => {
    const { freebox, sent } = answering();
    await expect(freebox.redirections.remove(id)).rejects.toMatchObject({ name: "FreeboxInputError", code: "INPUT" });
    expect(sent).toEqual([]);
  });
});

describe("static leases", () => {
  const lease = {
    id: "B8:27:EB:12:34:56",
    mac: "B8:27:EB:12:34:56",
    ip: "192.168.1.42",
    comment: "",
    hostname: "octopi",
  };

  test("keep the colons of their id in the path", async () => {
    const { freebox, sent } = answering(ok(lease), ok(lease), ok(), ok(lease));
    await freebox.staticLeases.get(lease.id);
    await freebox.staticLeases.update(lease.id, { ip: "192.168.1.43" });
    await freebox.staticLeases.remove(lease.id);
    await freebox.staticLeases.create({ mac: lease.mac, ip: lease.ip });
    expect(sent).toEqual([
      { line: "GET /api/v16/dhcp/static_lease/B8:27:EB:12:34:56" },
      { line: "PUT /api/v16/dhcp/static_lease/B8:27:EB:12:34:56", body: { ip: "192.168.1.43" } },
      { line: "DELETE /api/v16/dhcp/static_lease/B8:27:EB:12:34:56" },
      { line: "POST /api/v16/dhcp/static_lease/", body: { comment: "", mac: lease.mac, ip: lease.ip } },
    ]);
  });

  test.each(["", ".", ".."])("%j is no id: it would name the whole collection or more", async (id) => {
    const { freebox, sent } = answering();
    await expect(freebox.staticLeases.remove(id)).rejects.toMatchObject({ code: "INPUT" });
    expect(sent).toEqual([]);
  });

  test("an id cannot leave its place in the path", async () => {
    const { freebox, sent } = answering(no("noent"));
    await expect(freebox.staticLeases.get("../../system?x#y")).rejects.toMatchObject({ code: "noent" });
    expect(sent).toEqual([{ line: "GET /api/v16/dhcp/static_lease/..%2F..%2Fsystem%3Fx%23y" }]);
  });
});

describe("domains", () => {
  test("are reserved by prefix; an answer that names nothing grants what was asked", async () => {
    const { freebox, sent } = answering(ok(), ok({ id: "Other.freeboxos.fr", type: "x" }));
    const asked = { prefix: "taprest", domain: "freeboxos.fr" };
    expect(await freebox.domains.reserve(asked)).toEqual({ id: "taprest.freeboxos.fr", certs: {} });
    expect(await freebox.domains.reserve(asked)).toEqual({ id: "Other.freeboxos.fr", type: "x", certs: {} });
    expect(sent[0]).toEqual({ line: "POST /api/v16/domain/reserve/", body: asked });
  });

  test("availability keeps the answer as it came and reads what it can", async () => {
    const { freebox, sent } = answering(ok({ available: true }), ok(false), ok("perhaps"), ok());
    expect(await freebox.domains.availability("taprest.freeboxos.fr")).toEqual({
      available: true,
      answer: { available: true },
    });
    expect(await freebox.domains.availability("a")).toEqual({ available: false, answer: false });
    expect(await freebox.domains.availability("a")).toEqual({ answer: "perhaps" });
    expect(await freebox.domains.availability("a")).toEqual({ answer: undefined });
    expect(sent[0]).toEqual({ line: "GET /api/v16/domain/availability/taprest.freeboxos.fr" });
  });

  test("one is read and given up by its name", async () => {
    const { freebox, sent } = answering(ok({ id: "a.freeboxos.fr" }), ok());
    expect(await freebox.domains.get("a.freeboxos.fr")).toEqual({ id: "a.freeboxos.fr", certs: {} });
    await freebox.domains.remove("a.freeboxos.fr");
    expect(sent.map(({ line }) => line)).toEqual([
      "GET /api/v16/domain/owned/a.freeboxos.fr",
      "DELETE /api/v16/domain/owned/a.freeboxos.fr",
    ]);
  });
});

describe("what the box says of itself", () => {
  test("is asked once and kept", async () => {
    let asked = 0;
    const freebox = client(() => {
      asked += 1;
      return { body: VERSION };
    });
    await Promise.all([freebox.apiVersion(), freebox.apiVersion()]);
    expect(await freebox.apiVersion()).toEqual(VERSION);
    expect(asked).toBe(1);
  });

  test.each(["http://elsewhere/", "//elsewhere/", "/api", "/../", "/a b/", "/api/?x/"])(
    "a base of %j is refused: the session token goes there",
    async (api_base_url) => {
      const freebox = client(() => ({ body: { ...VERSION, api_base_url } }));
      await expect(freebox.apiVersion()).rejects.toMatchObject({ paths: ["body.api_base_url"] });
    },
  );

  test("a newer major than is known is spoken to in the newest known one", async () => {
    const paths: string[] = [];
    const freebox = client((path) => {
      paths.push(path);
      if (path === "/api_version") return { body: { ...VERSION, api_version: "23.1" } };
      return { body: { success: true, result: { challenge: "c", session_token: "t" } } };
    });
    await freebox.redirections.remove(1);
    expect(paths.at(-1)).toBe("/api/v16/fw/redir/1");
  });
});
