import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FIRST, forward, lease, name, type RouterBox, startRouterBox } from "../test/router-box.ts";
import { granted, refusal } from "../test/tiny-box.ts";
import { freeboxRouter } from "./freebox-router.ts";

let rig: RouterBox;
let box: RouterBox["box"];
let router: RouterBox["router"];
let answers: RouterBox["answers"];

beforeEach(async () => {
  rig = await startRouterBox();
  ({ box, router, answers } = rig);
});
afterEach(() => rig.close());

const ALL = ["line", "hosts", "leases", "staticNames", "forwards"] as const;

describe("reading", () => {
  test("gives every facet in the contract's terms, one GET for each", async () => {
    expect(await router.read(ALL)).toEqual({
      line: { known: true, value: { up: true, ipv4: "82.64.81.205", portRange: [0, 65_535] } },
      hosts: { known: true, value: [{ mac: "b8:27:eb:12:34:56", names: ["octopi"], addresses: [], active: true }] },
      leases: { known: true, value: [lease] },
      staticNames: { known: true, value: { owned: [name], automatic: "abcd1234.fbxos.fr" } },
      forwards: { known: true, value: [forward] },
    });
    expect(box.requests.slice(0, 3)).toEqual(FIRST);
    expect(box.requests.slice(3).toSorted()).toEqual([
      "GET /connection/",
      "GET /dhcp/static_lease/",
      "GET /domain/owned/",
      "GET /fw/redir/",
      "GET /lan/browser/pub/",
    ]);
  });

  test("asks only for what is needed, once", async () => {
    const reading = await router.read(["forwards", "forwards"]);
    expect(Object.keys(reading)).toEqual(["forwards"]);
    expect(box.requests).toEqual([...FIRST, "GET /fw/redir/"]);
  });

  test("nothing needed, nothing asked", async () => {
    expect(await router.read([])).toEqual({});
    expect(box.requests).toEqual([]);
  });

  test("a facet that cannot be read does not blind the others; unknown is not empty", async () => {
    answers["GET /lan/browser/pub/"] = refusal("nodev");
    answers["GET /domain/owned/"] = refusal("internal_error");
    const reading = await router.read(ALL);
    expect(reading.hosts).toEqual({
      known: false,
      failure: {
        kind: "not-found",
        operation: "GET /lan/browser/pub/",
        message: "the box answered nodev (Refusé)",
      },
    });
    expect(reading.staticNames).toMatchObject({ known: false, failure: { kind: "protocol" } });
    expect([reading.line?.known, reading.leases?.known, reading.forwards?.known]).toEqual([true, true, true]);
  });

  test("a box without the undocumented chapter still tells its automatic name", async () => {
    answers["GET /domain/owned/"] = { status: 404, body: { success: false, error_code: "invalid_request", msg: "" } };
    expect((await router.read(["staticNames"])).staticNames).toEqual({
      known: true,
      value: { owned: [], automatic: "abcd1234.fbxos.fr" },
    });
  });

  test("an owner's own domain as the default one is not the automatic name", async () => {
    answers["GET /api_version"] = {
      body: { api_version: "16.0", api_base_url: "/api/", api_domain: "Home.Example.net" },
    };
    const own = { id: "home.example.net", type: "custom", owner: "user" };
    answers["GET /domain/owned/"] = granted([own, { id: "abcd1234.fbxos.fr", type: "auto", owner: "freebox" }]);
    expect((await router.read(["staticNames"])).staticNames).toMatchObject({
      value: { owned: [{ name: "home.example.net" }], automatic: "abcd1234.fbxos.fr" },
    });
    answers["GET /domain/owned/"] = granted([own]);
    expect((await router.read(["staticNames"])).staticNames).toEqual({
      known: true,
      value: { owned: [{ kind: "static-name", name: "home.example.net" }] },
    });
  });

  test("a refused login is one failure per facet, of kind auth, and is not thrown", async () => {
    answers["POST /login/session/"] = refusal("invalid_token");
    const reading = await router.read(["line", "forwards"]);
    for (const facet of [reading.line, reading.forwards])
      expect(facet).toMatchObject({ known: false, failure: { kind: "auth", operation: "POST /login/session/" } });
  });

  test("a stopped read is unknown", async () => {
    const reading = await router.read(["line"], { signal: AbortSignal.abort() });
    expect(reading.line).toMatchObject({ known: false, failure: { kind: "unreachable" } });
  });

  test("what is not the SDK's error is a bug and is thrown", async () => {
    const broken = freeboxRouter({
      ...rig.freebox,
      connection: { get: () => Promise.reject(new RangeError("a bug")) },
    });
    await expect(broken.read(["line"])).rejects.toThrow("a bug");
  });
});

test("it says what it is and can do", () => {
  expect(router).toMatchObject({
    id: "freebox",
    capabilities: { comments: true, staticName: true, sourceFilter: true, portRanges: true },
  });
});
