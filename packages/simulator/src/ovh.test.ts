import { describe, expect, test } from "vitest";
import { ovhClient, requestOf, signed } from "../test/ask.ts";
import { objectAt } from "../test/look.ts";
import { ovhAnswer } from "./ovh.ts";
import { createWorld } from "./seeds.ts";
import type { World } from "./world.ts";

const target = "/1.0/domain/zone/taprest.fr";
/** A signed GET of the zone whose headers are then changed. */
const knock = (world: World, change: Readonly<Record<string, string | undefined>> = {}, host = "api.example") => {
  const headers = Object.entries({ ...signed(world, "GET", target, "", host), ...change });
  const kept = Object.fromEntries(headers.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return ovhAnswer(world, requestOf("GET", target, undefined, kept));
};

describe("the way in", () => {
  test("a signed call goes through, signed with the port or without it", () => {
    expect(knock(createWorld()).status).toBe(200);
    expect(knock(createWorld(), {}, "127.0.0.1:4711").status).toBe(200);
    expect(knock(createWorld(), { host: "api.example:4711" }).status).toBe(200);
  });

  test.each([
    [
      "nothing",
      { "x-ovh-application": undefined },
      401,
      { class: "Client::Unauthorized", message: "You must login first" },
    ],
    ["no consumer", { "x-ovh-consumer": undefined }, 401, { class: "Client::Unauthorized" }],
    ["no signature", { "x-ovh-signature": undefined }, 401, { class: "Client::Unauthorized" }],
    ["an unknown application", { "x-ovh-application": "x" }, 403, { errorCode: "INVALID_KEY" }],
    ["an unknown consumer", { "x-ovh-consumer": "x" }, 403, { errorCode: "NOT_CREDENTIAL" }],
    ["no time", { "x-ovh-timestamp": undefined }, 400, { errorCode: "QUERY_TIME_OUT" }],
    ["another host", { host: "evil.example" }, 400, { errorCode: "INVALID_SIGNATURE", httpCode: "400 Bad Request" }],
    ["a wrong signature", { "x-ovh-signature": "$1$00" }, 400, { errorCode: "INVALID_SIGNATURE" }],
  ] as const)("with %s", (_what, change, status, body) => {
    const answer = knock(createWorld(), change);
    expect(answer).toMatchObject({ status, body });
    expect(answer.headers?.["X-OVH-QUERYID"]).toMatch(/^EU\.ext-3\.[0-9a-f]{8}\.\d+\.[0-9a-f]{32}$/);
  });

  test("the signature covers verb, URL with its query, body and time", () => {
    const world = createWorld();
    const sign = (method: string, path: string, text: string) => signed(world, method, `/1.0${path}`, text);
    const right = sign("POST", "/domain/zone/taprest.fr/record?a=1", "{}");
    const send = (method: string, path: string, body: string, headers = right) =>
      objectAt(ovhAnswer(world, requestOf(method, `/1.0${path}`, body, headers)).body);
    expect(send("POST", "/domain/zone/taprest.fr/record?a=1", "{}")["errorCode"]).toBeUndefined();
    expect(send("PUT", "/domain/zone/taprest.fr/record?a=1", "{}")["errorCode"]).toBe("INVALID_SIGNATURE");
    expect(send("POST", "/domain/zone/taprest.fr/record?a=2", "{}")["errorCode"]).toBe("INVALID_SIGNATURE");
    expect(send("POST", "/domain/zone/taprest.fr/record?a=1", "{ }")["errorCode"]).toBe("INVALID_SIGNATURE");
    const later = { ...right, "x-ovh-timestamp": String(Number(right["x-ovh-timestamp"]) + 1) };
    expect(send("POST", "/domain/zone/taprest.fr/record?a=1", "{}", later)["errorCode"]).toBe("INVALID_SIGNATURE");
  });

  test("a clock may be five minutes off, not more; auth/time tells the server's", () => {
    const world = createWorld({ now: () => 1_700_000_000_000 });
    const own = signed(world, "GET", target, "");
    for (const [offset, status] of [
      [300, 200],
      [-300, 200],
      [301, 400],
      [-480, 400],
    ] as const) {
      world.ovh.clockOffsetSeconds = offset;
      expect(ovhAnswer(world, requestOf("GET", target, undefined, own)).status).toBe(status);
      expect(ovhAnswer(world, requestOf("GET", "/1.0/auth/time", undefined)).body).toBe(1_700_000_000 + offset);
    }
  });

  test("a key not validated, and calls no rule covers", () => {
    const world = createWorld();
    const call = ovhClient(world);
    world.ovh.rules = [
      { method: "GET", path: "/domain/zone/*" },
      { method: "POST", path: "/domain/zone/*/record" },
    ];
    expect(call("GET", "/domain/zone/").status).toBe(200);
    expect(call("GET", "/domain/zone/taprest.fr").status).toBe(200);
    const refusal = { status: 403, body: { errorCode: "NOT_GRANTED_CALL", httpCode: "403 Forbidden" } };
    expect(call("GET", "/domain/zone")).toMatchObject(refusal);
    expect(call("POST", "/domain/zone/taprest.fr/refresh")).toMatchObject(refusal);
    expect(call("POST", "/domain/zone/taprest.fr/record", {}).status).toBe(400);
    expect(call("GET", "/auth/currentCredential").body).toMatchObject({ status: "validated", rules: world.ovh.rules });
    world.ovh.status = "pendingValidation";
    expect(call("GET", "/auth/currentCredential").body).toMatchObject({ errorCode: "INVALID_CREDENTIAL" });
  });
});

describe("paths", () => {
  test.each(["/domain/zone//record", "/domain/zone/taprest.fr/record/", "/domain/zone/taprest.fr"])("%s", (path) => {
    const expected = path.includes("//") ? 404 : 200;
    expect(ovhClient(createWorld())("GET", path).status).toBe(expected);
  });

  test.each([
    ["GET", "/me"],
    ["GET", "/auth/nothing"],
    ["POST", "/auth/currentCredential"],
    ["POST", "/domain/zone"],
    ["PATCH", "/domain/zone/taprest.fr"],
    ["GET", "/domain/zone/taprest.fr/refresh"],
    ["GET", "/domain/zone/taprest.fr/soa/1"],
    ["GET", "/domain/zone/taprest.fr//soa"],
    ["GET", "/domain/zone/taprest.fr/record/1/2"],
    ["DELETE", "/domain/zone/taprest.fr/record"],
    ["GET", "/domain"],
  ])("%s %s is no URL", (method, path) => {
    expect(ovhClient(createWorld({ switches: {} }))(method, path)).toMatchObject({
      status: method === "PATCH" ? 403 : 404,
    });
  });

  test("only below /1.0 and /v1", () => {
    const world = createWorld();
    const time = (path: string) => ovhAnswer(world, requestOf("GET", path, undefined)).status;
    expect([time("/1.0/auth/time"), time("/v1/auth/time"), time("/auth/time"), time("/2.0/auth/time")]).toEqual([
      200, 200, 404, 404,
    ]);
  });

  test("a zone that is not there, one that ran out, and names in any letters", () => {
    const world = createWorld();
    const call = ovhClient(world);
    const missing = { class: "Client::NotFound", message: "This service does not exist" };
    expect(call("GET", "/domain/zone/other.fr")).toMatchObject({ status: 404, body: missing });
    expect(call("GET", "/domain/zone/TAPREST.fr").status).toBe(200);
    for (const zone of world.zones.values()) zone.expired = true;
    expect(call("GET", "/domain/zone").body).toEqual(["taprest.fr"]);
    expect(call("GET", "/domain/zone/taprest.fr/record")).toMatchObject({
      status: 460,
      body: { message: "This service is expired" },
    });
  });
});

describe("zones", () => {
  test("tell of themselves", () => {
    const call = ovhClient(createWorld({ name: "maison" }));
    expect(call("GET", "/domain/zone/").body).toEqual(["maison.fr"]);
    expect(call("GET", "/domain/zone/maison.fr").body).toMatchObject({
      name: "maison.fr",
      nameServers: ["dns103.ovh.net", "ns103.ovh.net"],
      dnssecActivated: false,
    });
    expect(call("GET", "/domain/zone/maison.fr/soa").body).toMatchObject({ server: "dns103.ovh.net.", ttl: 3600 });
    const pages = call("GET", "/domain/zone", undefined, { "x-pagination-mode": "CachedObjectList-Pages" });
    expect(pages.body).toMatchObject([{ name: "maison.fr" }]);
  });

  test("export is a zone file of what is stored", () => {
    const call = ovhClient(createWorld());
    call("POST", "/domain/zone/taprest.fr/record", {
      fieldType: "DKIM",
      subDomain: "a._domainkey",
      target: "v=DKIM1",
      ttl: 60,
    });
    const text = String(call("GET", "/domain/zone/taprest.fr/export").body);
    expect(text).toMatch(
      /^\$TTL 3600\n@\tIN SOA dns103\.ovh\.net\. tech\.ovh\.net\. \(\d{10} 86400 3600 3600000 60\)\n/,
    );
    expect(text).toMatch(/^www {22}\tIN CNAME {4}taprest\.fr\.$/m);
    expect(text).toMatch(/^a\._domainkey +60\tIN TXT +"v=DKIM1"$/m);
  });

  test.each([
    ["SPF", "", "v=spf1 include:mx.ovh.com ~all", '"v=spf1 include:mx.ovh.com ~all"'],
    ["DMARC", "_dmarc", "v=DMARC1;p=none", '"v=DMARC1;p=none"'],
    ["DKIM", "a._domainkey", `v=DKIM1;p=${"x".repeat(300)}`, `"v=DKIM1;p=${"x".repeat(245)}" "${"x".repeat(55)}"`],
    ["TXT", "quoted", '"as it is"', '"as it is"'],
  ])("export writes %s as text in quotes", (fieldType, subDomain, data, written) => {
    const call = ovhClient(createWorld());
    call("POST", "/domain/zone/taprest.fr/record", { fieldType, subDomain, target: data });
    const text = String(call("GET", "/domain/zone/taprest.fr/export").body);
    const line = text
      .split("\n")
      .find((each) => each.startsWith(subDomain === "" ? "@ " : subDomain) && each.endsWith(written));
    expect(line, text).toMatch(/\tIN TXT +"/);
  });

  test("export names the owner on every line, so that an apex record after www is the apex's", () => {
    const call = ovhClient(createWorld());
    call("POST", "/domain/zone/taprest.fr/record", { fieldType: "A", subDomain: "", target: "192.0.2.1" });
    const lines = String(call("GET", "/domain/zone/taprest.fr/export").body)
      .split("\n")
      .filter((line) => line !== "");
    expect(lines.filter((line) => /^\s/.test(line))).toEqual([]);
    expect(lines.at(-1)).toMatch(/^@ +\tIN A +192\.0\.2\.1$/);
  });

  test("an edit is stored at once, and served after a refresh that raises the serial", () => {
    const world = createWorld();
    const call = ovhClient(world);
    const zone = world.zones.get("taprest.fr");
    const serial = zone?.serial ?? 0;
    const wish = { fieldType: "CNAME", subDomain: "home", target: "taprest.freeboxos.fr.", ttl: 60 };
    call("POST", "/domain/zone/taprest.fr/record", wish);
    expect([zone?.stored.length, zone?.served.length, zone?.serial]).toEqual([9, 8, serial]);
    expect(call("POST", "/domain/zone/taprest.fr/refresh")).toMatchObject({ status: 204 });
    expect(zone).toMatchObject({ serial: serial + 1, scheduled: undefined });
    expect(zone?.served).toEqual(zone?.stored);
    expect(call("GET", "/domain/zone/taprest.fr/soa").body).toMatchObject({ serial: serial + 1 });
  });
});
