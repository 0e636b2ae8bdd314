import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { listAt, objectAt } from "../test/look.ts";
import { createWorld } from "./seeds.ts";

describe("the connection's settings", () => {
  test("are changed one by one, inside the line's slice", () => {
    const call = boxClient(createWorld({ portRange: [16_384, 32_767] }));
    expect(call("GET", "/connection/config/").result).toMatchObject({
      ping: true,
      remote_access: false,
      remote_access_port: 16_384,
      remote_access_min_port: 16_384,
      remote_access_max_port: 32_767,
      remote_access_ip: "82.64.81.205",
      https_port: 29_491,
      allow_token_request: true,
    });
    const put = (body: unknown) => call("PUT", "/connection/config/", body);
    expect(put({ ping: false, remote_access_port: "20000" }).result).toMatchObject({
      ping: false,
      remote_access_port: 20_000,
      wol: false,
    });
    expect(put({ sip_alg: "any_media" }).result).toMatchObject({ ping: false, sip_alg: "any_media" });
    expect(put({ remote_access_port: 80 }).error_code).toBe("port_outside_range");
    expect(put({ remote_access_port: 0 }).error_code).toBe("invalid_port");
    expect(put({ remote_access: true }).error_code).toBe("insecure_password");
    expect(put({ sip_alg: "loud" }).error_code).toBe("inval");
    expect(put({ ping: null }).error_code).toBe("inval");
    expect(put("[]").error_code).toBe("invalid_request");
  });

  test("let new applications ask, or not", () => {
    const call = boxClient(createWorld());
    const ask = () =>
      call("POST", "/login/authorize/", { app_id: "a", app_name: "A", app_version: "1", device_name: "d" });
    call("PUT", "/connection/config/", { allow_token_request: false });
    expect(ask().error_code).toBe("new_apps_denied");
    call("PUT", "/connection/config/", { allow_token_request: true });
    expect(ask().success).toBe(true);
  });

  test("tell no address while the line is down", () => {
    const world = createWorld();
    world.line.up = false;
    expect(boxClient(world)("GET", "/connection/config/").result).not.toHaveProperty("remote_access_ip");
  });
});

describe("IPv6", () => {
  const prefix = "2a01:e0a:12:3451::/64";

  test("has eight prefixes, and only the given ones change", () => {
    const call = boxClient(createWorld());
    const before = objectAt(call("GET", "/connection/ipv6/config/").result);
    const delegations = listAt(before, "delegations");
    expect(delegations).toHaveLength(8);
    expect(delegations[0]).toEqual({ prefix: "2a01:e0a:12:3450::/64", next_hop: "" });
    const put = (body: unknown) => call("PUT", "/connection/ipv6/config/", body);
    expect(put({ ipv6_firewall: false }).result).toEqual({ ...before, ipv6_firewall: false });
    const handed = { prefix, next_hop: "fe80::1" };
    expect(put({ delegations: [handed] }).result).toEqual({
      ...before,
      ipv6_firewall: false,
      delegations: delegations.map((each, index) => (index === 1 ? handed : each)),
    });
    expect(put({ delegations: [{ prefix, next_hop: "2a01::1" }] }).error_code).toBe("invalid_next_hop");
    expect(put({ delegations: [{ prefix, next_hop: "here" }] }).error_code).toBe("invalid_next_hop");
    expect(put({ delegations: [{ prefix: "2001:db8::/64", next_hop: "" }] }).error_code).toBe("noent");
    expect(put({ delegations: [1] }).error_code).toBe("noent");
    expect(put({ delegations: "all" }).error_code).toBe("inval");
    expect(put({ ipv6_enabled: 7 }).error_code).toBe("inval");
    expect(put("1").error_code).toBe("invalid_request");
    expect(put({ delegations: [{ prefix, next_hop: "" }] }).result).toEqual({ ...before, ipv6_firewall: false });
  });

  test("starts as asked", () => {
    const call = boxClient(createWorld({ ipv6: { ipv6_enabled: false, delegations: [] } }));
    expect(call("GET", "/connection/ipv6/config/").result).toMatchObject({ ipv6_enabled: false, delegations: [] });
  });
});
