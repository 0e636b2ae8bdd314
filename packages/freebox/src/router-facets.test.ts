import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FIRST, name, type RouterBox, startRouterBox, step } from "../test/router-box.ts";
import { granted, type Reply, refusal } from "../test/tiny-box.ts";

let rig: RouterBox;
let box: RouterBox["box"];
let router: RouterBox["router"];
let answers: RouterBox["answers"];

beforeEach(async () => {
  rig = await startRouterBox();
  ({ box, router, answers } = rig);
});
afterEach(() => rig.close());

const UNKNOWN_PATH: Reply = {
  status: 404,
  body: { success: false, error_code: "invalid_request", msg: "Requête invalide (404)" },
};
const AUTO = { id: "abcd1234.fbxos.fr", type: "auto", owner: "freebox" };

const announce = (api_domain: string): void => {
  answers["GET /api_version"] = { body: { api_version: "16.0", api_base_url: "/api/", api_domain } };
};

describe("the names", () => {
  test("a box without the undocumented chapter holds none and tells its automatic one", async () => {
    answers["GET /domain/owned/"] = UNKNOWN_PATH;
    expect(await router.read(["staticNames", "automaticName"])).toEqual({
      staticNames: { known: true, value: [] },
      automaticName: { known: true, value: { name: "abcd1234.fbxos.fr" } },
    });
  });

  test("a chapter that fails hides the static names and not the automatic one", async () => {
    answers["GET /domain/owned/"] = refusal("internal_error");
    expect(await router.read(["staticNames", "automaticName"])).toMatchObject({
      staticNames: { known: false, failure: { kind: "protocol" } },
      automaticName: { known: true, value: { name: "abcd1234.fbxos.fr" } },
    });
  });

  test("the automatic name takes no request but discovery, and no login", async () => {
    await router.read(["automaticName"]);
    expect(box.requests).toEqual([FIRST[0]]);
  });

  test("only what the owner asked for is a static name", async () => {
    answers["GET /domain/owned/"] = granted([
      { id: "Taprest.freeboxos.fr", type: "what", owner: "freebox" },
      { id: "box.example.net", type: "custom" },
      { id: "fbx.example.net", owner: "user" },
      { id: "abcd1234.fbxos.fr", type: "auto", owner: "user" },
      { id: "efgh5678.fbxos.fr", type: "custom", owner: "user" },
      { id: "abcd1234.example", type: "auto", owner: "user" },
      { id: "unknown.example.net", type: "what", owner: "freebox" },
    ]);
    expect((await router.read(["staticNames"])).staticNames).toEqual({
      known: true,
      value: ["taprest.freeboxos.fr", "box.example.net", "fbx.example.net"].map((each) => ({
        kind: "static-name",
        name: each,
      })),
    });
  });

  test.each<[string, string, Reply, string | undefined]>([
    ["none announced", "", granted([AUTO]), undefined],
    ["a name of the owner's under freeboxos.fr", "Taprest.freeboxos.fr.", "reset", "taprest.freeboxos.fr"],
    ["an Italian one", "abcd1234.ibxos.it", "reset", "abcd1234.ibxos.it"],
    [
      "the owner's own domain: the other one counts",
      "home.example.net",
      granted([{ id: "home.example.net", type: "custom" }, AUTO]),
      AUTO.id,
    ],
    [
      "the owner's own domain and no other",
      "home.example.net",
      granted([{ id: "home.example.net", type: "custom" }]),
      undefined,
    ],
    ["another operator's", "abcd.example.org", granted([{ ...AUTO, id: "abcd.example.org" }]), "abcd.example.org"],
    ["the owner's own domain, no chapter to tell", "home.example.net", UNKNOWN_PATH, undefined],
  ])("the automatic name where %s", async (_, announced, owned, expected) => {
    announce(announced);
    answers["GET /domain/owned/"] = owned;
    expect((await router.read(["automaticName"])).automaticName).toEqual({
      known: true,
      value: expected === undefined ? {} : { name: expected },
    });
  });

  test("the automatic name behind an owner's own domain is unknown while the chapter fails", async () => {
    announce("home.example.net");
    answers["GET /domain/owned/"] = refusal("internal_error");
    expect((await router.read(["automaticName"])).automaticName).toMatchObject({ known: false });
  });

  test("the box's own name is never given up", async () => {
    const before = { ...name, name: "abcd1234.fbxos.fr" };
    expect(await router.write({ ...step, verb: "remove", before })).toMatchObject({
      status: "failed",
      failure: { kind: "invalid", operation: "DELETE /domain/owned/" },
    });
    expect(box.requests).toEqual([]);
    answers["GET /domain/owned/abcd.example.org"] = granted({ ...AUTO, id: "abcd.example.org" });
    expect(
      await router.write({ ...step, verb: "remove", before: { ...name, name: "abcd.example.org" } }),
    ).toMatchObject({ status: "failed", failure: { kind: "conflict" } });
    expect(box.requests.slice(3)).toEqual(["GET /domain/owned/abcd.example.org"]);
  });
});

describe("the machines", () => {
  test("are none where the box says nodev because it is a bridge", async () => {
    answers["GET /lan/browser/pub/"] = refusal("nodev");
    answers["GET /lan/config/"] = granted({ mode: "bridge", ip: "192.168.1.254" });
    expect(await router.read(["hosts", "lan"])).toEqual({
      hosts: { known: true, value: [] },
      lan: { known: true, value: { mode: "bridge", address: "192.168.1.254" } },
    });
  });

  test("are unknown where it says nodev for another reason, or does not say which", async () => {
    answers["GET /lan/browser/pub/"] = refusal("nodev");
    expect((await router.read(["hosts"])).hosts).toMatchObject({
      known: false,
      failure: { kind: "not-found", operation: "GET /lan/browser/pub/" },
    });
    answers["GET /lan/config/"] = refusal("internal_error");
    expect((await router.read(["hosts"])).hosts).toMatchObject({
      known: false,
      failure: { operation: "GET /lan/config/" },
    });
  });
});

describe("the uses of ports", () => {
  const MAPPING = {
    id: "0.0.0.0-1-tcp",
    enabled: true,
    proto: "tcp",
    ext_port: 1,
    int_ip: "192.168.1.49",
    int_port: 2,
    desc: "x",
  };

  test("are those of all three chapters, asked at once", async () => {
    answers["GET /upnpigd/redir/"] = granted([MAPPING]);
    answers["GET /fw/dmz/"] = granted({ enabled: true, ip: "192.168.1.50" });
    expect((await router.read(["portUses"])).portUses).toMatchObject({
      known: true,
      value: [{ kind: "service" }, { kind: "upnp", comment: "x" }, { kind: "dmz", lanAddress: "192.168.1.50" }],
    });
    expect(box.requests).toHaveLength(6);
  });

  test.each<[string, Reply]>([
    ["an unknown path", UNKNOWN_PATH],
    ["a bare 404", { status: 404, raw: "" }],
    ["a service that is off", refusal("disabled")],
    ["an empty list, left out", granted()],
  ])("%s is none of that kind", async (_, reply) => {
    answers["GET /upnpigd/redir/"] = reply;
    answers["GET /fw/incoming/"] = reply;
    answers["GET /fw/dmz/"] = UNKNOWN_PATH;
    expect((await router.read(["portUses"])).portUses).toEqual({ known: true, value: [] });
  });

  test.each(["/fw/incoming/", "/upnpigd/redir/", "/fw/dmz/"])("%s that fails makes them unknown", async (path) => {
    answers[`GET ${path}`] = refusal("internal_error");
    expect((await router.read(["portUses"])).portUses).toMatchObject({
      known: false,
      failure: { operation: `GET ${path}` },
    });
  });
});

test("it advises about what no API does", () => {
  expect(Object.keys(router.advice ?? {}).toSorted()).toEqual([
    "bridge-mode",
    "carrier-grade-nat",
    "double-nat",
    "port-outside-range",
  ]);
  expect(router.advice?.["port-outside-range"]).toContain("full stack");
});
