import { describe, expect, test } from "vitest";
import { boxClient, login, passwordFor, replyOf, requestOf } from "../test/ask.ts";
import { listAt, textAt } from "../test/look.ts";
import { freeboxAnswer } from "./freebox.ts";
import { createWorld, homeAppId, type WorldOptions } from "./seeds.ts";
import type { Switches } from "./switches.ts";
import type { World } from "./world.ts";

/** A world whose clock a test moves. */
const timed = (
  switches: Partial<Switches>,
  options: WorldOptions = {},
): { world: World; pass: (ms: number) => void } => {
  let now = 1_800_000_000_000;
  const world = createWorld({ ...options, switches, now: () => now });
  return { world, pass: (ms) => (now += ms) };
};
const ask = (world: World, method: string, path: string, body?: unknown) =>
  replyOf(freeboxAnswer(world, requestOf(method, `/api/v16${path}`, body)));
const challengeOf = (world: World): string => textAt(ask(world, "GET", "/login/").result, "challenge");
const rule = { ip_proto: "tcp", wan_port_start: 7654, lan_ip: "192.168.1.42", lan_port: 22 };

const add = (world: World, more: object) => boxClient(world)("POST", "/fw/redir/", { ...rule, ...more }).error_code;
const listed = (switches: Partial<Switches>) => {
  const call = boxClient(createWorld({ switches, upnp: [{ ext_port: 1, int_ip: "192.168.1.42" }] }));
  call("PUT", "/upnpigd/config/", { enabled: false });
  return [call("GET", "/upnpigd/redir/"), call("DELETE", "/upnpigd/redir/x").error_code];
};

describe("what is not known of a box can be set:", () => {
  test("how long a question, a challenge and a session live", () => {
    const { world, pass } = timed({ promptMs: 5_000, challengeMs: 1_000, sessionIdleMs: 2_000 });
    const application = { app_id: "a", app_name: "A", app_version: "1", device_name: "d" };
    expect(ask(world, "POST", "/login/authorize/", application).success).toBe(true);
    const [first, session] = [challengeOf(world), boxClient(world)];
    pass(1_000);
    expect(challengeOf(world)).toBe(first);
    pass(1);
    expect(challengeOf(world)).not.toBe(first);
    pass(999);
    expect(session("GET", "/system/").success).toBe(true);
    pass(2_001);
    expect(session("GET", "/system/").error_code).toBe("auth_required");
    expect(ask(world, "GET", "/login/authorize/2").result).toMatchObject({ status: "pending" });
    pass(1_000);
    expect(ask(world, "GET", "/login/authorize/2").result).toMatchObject({ status: "timeout" });
  });

  test("how many wrong passwords close the door, and for how long", () => {
    const { world, pass } = timed({ loginTries: 2, loginClosedMs: 1_000 });
    const attempt = (password: string) => ask(world, "POST", "/login/session/", { app_id: homeAppId, password });
    expect([attempt("no"), attempt("no"), attempt("no")].map(({ error_code: code }) => code)).toEqual([
      "invalid_token",
      "invalid_token",
      "ratelimited",
    ]);
    pass(1_000);
    const token = world.apps.get(homeAppId)?.token ?? "";
    expect(attempt(passwordFor(token, world.login.challenge)).success).toBe(true);
  });

  test("how many sessions there are", () => {
    const world = createWorld({ switches: { mostSessions: 2 } });
    const [first, second, third] = [login(world), login(world), login(world)];
    expect([...world.sessions.keys()]).toEqual([second, third]);
    expect(world.sessions.has(first)).toBe(false);
  });

  test("rules for one source, for strangers, and how many there are", () => {
    const from = (world: World) => [add(world, { src_ip: "198.51.100.1" }), add(world, { src_ip: "198.51.100.2" })];
    expect(from(createWorld())).toEqual([undefined, "exist"]);
    expect(from(createWorld({ switches: { sourceRules: "share" } }))).toEqual([undefined, undefined]);
    expect(add(createWorld(), { lan_ip: "10.0.0.1" })).toBeUndefined();
    expect(add(createWorld({ switches: { foreignTarget: "refused" } }), { lan_ip: "10.0.0.1" })).toBe("inval");
    const full = createWorld({ switches: { mostRedirections: 1 } });
    expect([add(full, {}), add(full, { wan_port_start: 7655 })]).toEqual([undefined, "internal_error"]);
  });

  test("what UPnP lists while it is off", () => {
    expect(listed({})).toMatchObject([{ error_code: "disabled" }, "disabled"]);
    expect(listed({ upnpOff: "empty" })).toEqual([{ status: 200, success: true }, "disabled"]);
  });

  test("the status of a refusal, but for those that were seen", () => {
    const call = boxClient(createWorld({ switches: { refusalStatus: 400 } }));
    expect(call("POST", "/fw/redir/", { ...rule, lan_port: 0 })).toMatchObject({ status: 400, error_code: "inval" });
    expect(call("GET", "/fw/redir/9")).toMatchObject({ status: 200, error_code: "noent" });
    expect(call("GET", "/what").status).toBe(404);
  });

  test("how long a certificate takes", () => {
    const { world, pass } = timed({ certificateMs: 60_000 }, { domains: [{ id: "box.example.org" }] });
    const call = boxClient(world);
    const path = "/domain/owned/box.example.org";
    call("POST", `${path}/request_cert`, { key_type: "rsa" });
    pass(59_999);
    expect(call("GET", path).result).toMatchObject({ certs: { rsa: { status: "pending" } } });
    pass(1);
    expect(call("GET", path).result).toMatchObject({ certs: { rsa: { status: "issued", days_left: 90 } } });
    expect(listAt(call("GET", "/domain/owned/").result)).toHaveLength(2);
  });
});
