import { describe, expect, test } from "vitest";
import { boxClient, login, passwordFor, replyOf, requestOf } from "../test/ask.ts";
import { numberAt, textAt } from "../test/look.ts";
import { freeboxAnswer } from "./freebox.ts";
import { createWorld, homeAppId } from "./seeds.ts";
import type { World } from "./world.ts";

const ask = (world: World, method: string, path: string, body?: unknown, headers = {}) =>
  replyOf(freeboxAnswer(world, requestOf(method, path, body, headers)));

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

  test.each([
    [{ afterLooks: 2 }, ["pending", "pending", "granted", "granted"]],
    [{ answer: "denies" as const }, ["denied", "denied", "denied", "denied"]],
    [undefined, ["pending", "pending", "pending", "timeout"]],
  ])("somebody is at the box, or nobody: %j", (person, statuses) => {
    let now = 1_700_000_000_000;
    const world = createWorld({ now: () => now, ...(person === undefined ? {} : { person }) });
    const wish = { app_id: "org.example", app_name: "Example", app_version: "1", device_name: "here" };
    const { result } = ask(world, "POST", "/api/v8/login/authorize/", wish);
    const seen = statuses.map((_, look) => {
      now = 1_700_000_000_000 + (look === 3 ? 90_001 : look * 1_000);
      return textAt(ask(world, "GET", `/api/v8/login/authorize/${numberAt(result, "track_id")}`).result, "status");
    });
    expect(seen).toEqual(statuses);
  });

  test("a yes grants the usual rights, and those the owner ticked", () => {
    const world = createWorld({ person: { rights: ["settings"] } });
    const wish = { app_id: "org.example", app_name: "Example", app_version: "1", device_name: "here" };
    const { result } = ask(world, "POST", "/api/v8/login/authorize/", wish);
    expect(world.apps.get("org.example")?.permissions).toEqual({});
    ask(world, "GET", `/api/v8/login/authorize/${numberAt(result, "track_id")}`);
    expect(Object.keys(world.apps.get("org.example")?.permissions ?? {})).toEqual(
      "calls contacts downloader explorer pvr settings".split(" "),
    );
  });

  test("a bridge has no LAN to ask from", () => {
    const wish = { app_id: "org.example", app_name: "Example", app_version: "1", device_name: "here" };
    expect(ask(createWorld({ lanMode: "bridge" }), "POST", "/api/v8/login/authorize/", wish)).toMatchObject({
      status: 403,
      error_code: "denied_from_external_ip",
    });
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
