import { describe, expect, test } from "vitest";
import { boxClient, login, replyOf, requestOf } from "../test/ask.ts";
import { freeboxAnswer } from "./freebox.ts";
import { createWorld } from "./seeds.ts";
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
    expect(body).toMatchObject({ api_version: "16.0", api_base_url: "/api/", https_port: 13_107 });
    expect(body).not.toHaveProperty("success");
  });

  test("on a shared line its own HTTPS port lies in the slice", () => {
    const world = createWorld({ portRange: [16_384, 32_767] });
    expect(freeboxAnswer(world, requestOf("GET", "/api_version", undefined)).body).toMatchObject({
      https_port: 29_491,
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
    ["DELETE", "/api/v8/lan/config/"],
    ["POST", "/api/v8/fw/incoming/"],
    ["PUT", "/api/v8/fw/incoming/"],
    ["DELETE", "/api/v8/fw/incoming/http"],
    ["GET", "/api/v8/fw/incoming/http/foo"],
    ["POST", "/api/v8/fw/dmz/"],
    ["GET", "/api/v8/fw/dmz/foo"],
    ["GET", "/api/v8/fw/"],
    ["POST", "/api/v8/upnpigd/config/"],
    ["GET", "/api/v8/upnpigd/config/foo"],
    ["GET", "/api/v8/upnpigd/redir/0.0.0.0-1-tcp"],
    ["DELETE", "/api/v8/upnpigd/redir/"],
    ["DELETE", "/api/v8/upnpigd/redir/0.0.0.0-1-tcp/foo"],
    ["POST", "/api/v8/connection/config/"],
    ["DELETE", "/api/v8/connection/ipv6/config/"],
    ["GET", "/api/v8/connection/ipv6/"],
    ["POST", "/api/v8/dhcp/config/"],
    ["GET", "/api/v8/dhcp/config/foo"],
    ["POST", "/api/v8/dhcp/dynamic_lease/"],
    ["GET", "/api/v8/dhcp/"],
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
