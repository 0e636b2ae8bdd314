import { describe, expect, test } from "vitest";
import { boxClient, login, passwordFor, replyOf, requestOf } from "../test/ask.ts";
import { numberAt, textAt } from "../test/look.ts";
import { freeboxAnswer } from "./freebox.ts";
import { createWorld, homeAppId } from "./seeds.ts";
import { snapshotOf, type World } from "./world.ts";

const ask = (world: World, method: string, path: string, body?: unknown, headers = {}) =>
  replyOf(freeboxAnswer(world, requestOf(method, path, body, headers)));

describe("versions and paths", () => {
  test.each(["v4", "v8", "v16", "latest"])("answers below /api/%s", (version) => {
    expect(ask(createWorld(), "GET", `/api/${version}/login/`).success).toBe(true);
  });

  test.each(["v3", "v17", "v", "x"])("does not know /api/%s", (version) => {
    expect(ask(createWorld(), "GET", `/api/${version}/login/`).error_code).toBe("invalid_api_version");
  });

  test.each(["/api_version", "/api_version/", "/api/v12/api_version"])("tells its version at %s, bare", (path) => {
    const { body, status } = freeboxAnswer(createWorld(), requestOf("GET", path, undefined));
    expect(status).toBe(200);
    expect(body).toMatchObject({ api_version: "16.0", api_base_url: "/api/", https_port: 443 });
    expect(body).not.toHaveProperty("success");
  });

  test("on a shared line its own HTTPS port lies in the slice", () => {
    const world = createWorld({ portRange: [16_384, 32_767] });
    expect(freeboxAnswer(world, requestOf("GET", "/api_version", undefined)).body).toMatchObject({
      https_port: 16_385,
    });
  });

  test.each([
    ["GET", "/"],
    ["GET", "/api/v8/nothing/"],
    ["DELETE", "/api/v8/fw/redir/"],
    ["PATCH", "/api/v8/connection/"],
    ["GET", "/api/v8/login/what"],
    ["POST", "/api/v8/lan/config/"],
    ["PUT", "/api/v8/dhcp/static_lease/"],
    ["POST", "/api/v8/domain/config"],
    ["DELETE", "/api/v8/domain/owned/"],
    ["POST", "/api/v8/lan/browser/pub/"],
    ["GET", "/api/v8/lan/config/foo"],
    ["GET", "/api/v8/lan/browser/interfaces/foo"],
    ["GET", "/api/v8/lan/browser/types/foo"],
    ["PUT", "/api/v8/lan/browser/pub/ether-b8:27:eb:12:34:56/foo"],
    ["POST", "/api/v8/dhcp/static_lease/B8:27:EB:12:34:56/foo"],
    ["GET", "/api/v8/domain/owned/a.freeboxos.fr/certs"],
    ["POST", "/api/v8/domain/reserve/foo"],
    ["GET", "/api/v8/domain/availability/a/foo"],
    ["GET", "/api/v8/domain/availability"],
    ["GET", "/api/v8/domain/config/foo"],
    ["POST", "/api/v8/login/session/foo"],
    ["POST", "/api/v8/login/logout/foo"],
    ["POST", "/api/v8/login/authorize/foo"],
    ["GET", "/api/v8/login/authorize/1/foo"],
    ["GET", "/api_version/foo"],
    ["GET", "/api/v8/api_version/foo"],
  ])("%s %s is an unknown path", (method, path) => {
    const world = createWorld();
    const headers = { "x-fbx-app-auth": login(world) };
    expect(ask(world, method, path, {}, headers)).toMatchObject({ status: 404, error_code: "invalid_request" });
  });

  test("a path below a thing does nothing to it", () => {
    const world = createWorld({
      redirections: [
        {
          enabled: true,
          ip_proto: "tcp",
          src_ip: "0.0.0.0",
          wan_port_start: 1,
          wan_port_end: 1,
          lan_ip: "192.168.1.42",
          lan_port: 1,
          comment: "",
        },
      ],
      leases: [{ mac: "b8:27:eb:12:34:56", ip: "192.168.1.42", comment: "" }],
      domains: [{ id: "taprest.freeboxos.fr" }],
    });
    const call = boxClient(world);
    const before = snapshotOf(world);
    for (const path of [
      "/fw/redir/1/foo",
      "/dhcp/static_lease/B8:27:EB:12:34:56/foo",
      "/domain/owned/taprest.freeboxos.fr/foo",
    ])
      expect(call("DELETE", path)).toMatchObject({ status: 404, error_code: "invalid_request" });
    expect(call("PUT", "/fw/redir/1/foo", { enabled: false }).status).toBe(404);
    expect(snapshotOf(world)).toEqual(before);
  });

  test("a final slash is nothing", () => {
    const call = boxClient(createWorld());
    expect(call("GET", "/connection")).toEqual(call("GET", "/connection/"));
  });

  test("a body that is no JSON object is refused", () => {
    const call = boxClient(createWorld());
    for (const path of ["/fw/redir/", "/dhcp/static_lease/", "/domain/reserve/", "/domain/owned/"])
      expect(call("POST", path, "[]")).toMatchObject({ status: 200, success: false, error_code: "invalid_request" });
    expect(call("PUT", "/lan/browser/pub/ether-b8:27:eb:12:34:56/", "no").error_code).toBe("invalid_request");
    expect(ask(createWorld(), "POST", "/api/v8/login/session/", "no").error_code).toBe("invalid_request");
    expect(ask(createWorld(), "POST", "/api/v8/login/authorize/", "{}").error_code).toBe("invalid_request");
  });
});

describe("login", () => {
  test("a challenge is answered with HMAC-SHA1, and the session opens every chapter", () => {
    const world = createWorld();
    const headers = { "x-fbx-app-auth": login(world) };
    expect(ask(world, "GET", "/api/v8/login/", undefined, headers).result).toMatchObject({ logged_in: true });
    expect(ask(world, "GET", "/api/v8/connection/", undefined, headers).success).toBe(true);
    expect(ask(world, "POST", "/api/v8/login/logout/", undefined, headers)).toEqual({ status: 200, success: true });
    expect(ask(world, "POST", "/api/v8/login/logout/", undefined, headers).status).toBe(403);
    expect(ask(world, "GET", "/api/v8/connection/", undefined, headers).error_code).toBe("auth_required");
  });

  test("no session and a dead one are told apart when the switch says so", () => {
    const world = createWorld({ switches: { deadSession: "invalid_session" } });
    const challenge = { challenge: world.login.challenge, password_salt: world.login.passwordSalt };
    const refusal = { status: 403, success: false, uid: world.uid, result: challenge };
    expect(ask(world, "GET", "/api/v8/fw/redir/")).toMatchObject({ ...refusal, error_code: "auth_required" });
    const headers = { "x-fbx-app-auth": login(world) };
    world.sessions.clear();
    expect(ask(world, "GET", "/api/v8/fw/redir/", undefined, headers)).toMatchObject({
      ...refusal,
      error_code: "invalid_session",
    });
  });

  test("a session dies after half an hour of rest, and each request is no rest", () => {
    let now = 1_700_000_000_000;
    const world = createWorld({ now: () => now });
    const headers = { "x-fbx-app-auth": login(world) };
    for (let hour = 0; hour < 3; hour += 1) {
      now += 29 * 60_000;
      expect(ask(world, "GET", "/api/v8/connection/", undefined, headers).success).toBe(true);
    }
    now += 31 * 60_000;
    expect(ask(world, "GET", "/api/v8/connection/", undefined, headers).error_code).toBe("auth_required");
    expect(world.sessions.size).toBe(0);
  });

  test("a wrong password gets a fresh challenge, ten of them a closed door for five minutes", () => {
    let now = 1_700_000_000_000;
    const world = createWorld({ now: () => now });
    const before = world.login.challenge;
    const wrong = { app_id: homeAppId, password: "0".repeat(40) };
    const refused = ask(world, "POST", "/api/v8/login/session/", wrong);
    expect(refused).toMatchObject({ status: 403, error_code: "invalid_token", uid: world.uid });
    expect(refused.result).toMatchObject({ challenge: world.login.challenge });
    expect(world.login.challenge).not.toBe(before);
    for (let tries = 1; tries < 10; tries += 1) ask(world, "POST", "/api/v8/login/session/", wrong);
    const token = world.apps.get(homeAppId)?.token ?? "";
    const right = () => ({ app_id: homeAppId, password: passwordFor(token, world.login.challenge) });
    expect(ask(world, "POST", "/api/v8/login/session/", right()).error_code).toBe("ratelimited");
    now += 5 * 60_000;
    expect(ask(world, "POST", "/api/v8/login/session/", right()).success).toBe(true);
  });

  test("a closed door tells neither its box nor a challenge", () => {
    const world = createWorld();
    world.login.closedUntil = world.now() + 1_000;
    expect(ask(world, "POST", "/api/v8/login/session/", {})).toEqual({
      status: 403,
      success: false,
      error_code: "ratelimited",
      msg: "Trop d'échec de connexion depuis cette ip",
    });
  });

  test("a box that takes no new applications says so, and lets in those it knows", () => {
    const world = createWorld({ switches: { newApps: "denied" } });
    const wish = { app_id: "org.example", app_name: "Example", app_version: "1", device_name: "here" };
    expect(ask(world, "POST", "/api/v8/login/authorize/", wish)).toEqual({
      status: 403,
      uid: world.uid,
      success: false,
      msg: "L'association de nouvelles applications est désactivée",
      result: { password_salt: world.login.passwordSalt, challenge: world.login.challenge },
      error_code: "new_apps_denied",
    });
    expect(world.apps.has("org.example")).toBe(false);
    expect(boxClient(world)("GET", "/connection/").success).toBe(true);
  });

  test("an application asks, waits, and is let in when its owner says so", () => {
    const world = createWorld();
    const wish = { app_id: "org.example", app_name: "Example", app_version: "1", device_name: "here" };
    const { result } = ask(world, "POST", "/api/v8/login/authorize/", wish);
    const [token, track] = [textAt(result, "app_token"), numberAt(result, "track_id")];
    const status = () => textAt(ask(world, "GET", `/api/v8/login/authorize/${track}`).result, "status");
    const open = () =>
      ask(world, "POST", "/api/v8/login/session/", {
        app_id: "org.example",
        password: passwordFor(token, world.login.challenge),
      });
    expect([status(), open().error_code]).toEqual(["pending", "pending_token"]);
    const app = world.apps.get("org.example");
    if (app === undefined) throw new Error("the application is not known");
    app.status = "granted";
    expect([status(), open().success]).toEqual(["granted", true]);
    app.status = "denied";
    expect([status(), open().error_code]).toEqual(["denied", "invalid_token"]);
    expect(ask(world, "GET", "/api/v8/login/authorize/99").result).toMatchObject({ status: "unknown" });
  });

  test("writing needs the right settings, of the moment the session was opened", () => {
    const world = createWorld();
    const app = world.apps.get(homeAppId);
    if (app === undefined) throw new Error("the application is not known");
    app.permissions["settings"] = false;
    const call = boxClient(world);
    app.permissions["settings"] = true;
    expect(call("GET", "/fw/redir/").success).toBe(true);
    expect(call("POST", "/fw/redir/", {})).toMatchObject({
      status: 403,
      error_code: "insufficient_rights",
      missing_right: "settings",
      uid: world.uid,
      result: { password_salt: world.login.passwordSalt },
    });
    expect(boxClient(world)("POST", "/fw/redir/", {}).error_code).toBe("inval");
  });
});

describe("connection", () => {
  test("has its addresses while the line is up", () => {
    const world = createWorld({ wanAddress: "82.64.1.2", portRange: [16_384, 32_767] });
    const call = boxClient(world);
    expect(call("GET", "/connection/").result).toMatchObject({
      state: "up",
      ipv4: "82.64.1.2",
      ipv4_port_range: [16_384, 32_767],
    });
    world.line.up = false;
    const { result } = call("GET", "/connection/");
    expect(result).toMatchObject({ state: "down" });
    expect(result).not.toHaveProperty("ipv4");
    expect(result).not.toHaveProperty("ipv6");
  });

  test("a WAN address that is none is refused at the start", () => {
    expect(() => createWorld({ wanAddress: "home" })).toThrow(TypeError);
  });
});
