import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { createWorld } from "./seeds.ts";

const put = (...routes: readonly unknown[]) => boxClient(createWorld())("PUT", "/lan/routes/", routes);

describe("routes", () => {
  const route = { prefix: "192.168.42.0/24", gateway: "192.168.1.38", enabled: true, description: "" };

  test("are replaced all at once", () => {
    const call = boxClient(createWorld({ routes: [route] }));
    expect(call("GET", "/lan/routes/").result).toEqual([route]);
    const other = { ...route, prefix: "10.0.0.0/8" };
    expect(call("PUT", "/lan/routes/", [other, { ...other, enabled: false }]).result).toHaveLength(2);
    expect(call("PUT", "/lan/routes/", [])).toEqual({ status: 200, success: true });
    expect(call("GET", "/lan/routes/")).toEqual({ status: 200, success: true });
    expect(call("POST", "/lan/routes/", []).status).toBe(404);
    expect(call("PUT", "/lan/routes/", {}).error_code).toBe("invalid_request");
  });

  test("two in force to one network are refused", () => {
    expect(put(route, { ...route, gateway: "192.168.1.39" }).error_code).toBe("exists");
  });

  test.each([
    { ...route, prefix: "127.1.0.0/16" },
    { ...route, prefix: "169.254.1.0/24" },
    { ...route, prefix: "239.0.0.0/8" },
    { ...route, prefix: "192.168.27.0/28" },
    { ...route, prefix: "192.168.42.0" },
    { ...route, prefix: "192.168.42.0/33" },
    { ...route, prefix: "192.168.42.0/24/1" },
    { ...route, prefix: "2a01::/64" },
    { ...route, prefix: 7 },
    { ...route, gateway: "here" },
    { ...route, enabled: "perhaps" },
    { ...route, description: 7 },
    7,
  ])("%j is none", (wrong) => {
    expect(put(wrong).error_code).toBe("invalid_route");
  });
});
