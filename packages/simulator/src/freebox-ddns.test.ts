import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { createWorld } from "./seeds.ts";

const still = () => createWorld({ now: () => 1_800_000_000_000 });

describe("dynamic DNS", () => {
  const set = { enabled: true, hostname: "home.example.net", user: "u", password: "p" };

  test("is set up for one of three providers, and never shows its password", () => {
    const call = boxClient(still());
    expect(call("GET", "/connection/ddns/ovh/").result).toEqual({ enabled: false, hostname: "", user: "" });
    expect(call("GET", "/connection/ddns/ovh/status/").result).toMatchObject({ status: "disabled", last_refresh: 0 });
    const { password: _password, ...shown } = set;
    expect(call("PUT", "/connection/ddns/ovh/", set).result).toEqual(shown);
    expect(call("PUT", "/connection/ddns/ovh/", { hostname: "b.example.net" }).result).toMatchObject({ user: "u" });
    expect(call("GET", "/connection/ddns/ovh/status/").result).toEqual({
      status: "ok",
      last_refresh: 1_800_000_000,
      next_refresh: 1_800_086_400,
      next_retry: 0,
      last_error: 0,
    });
    expect(call("GET", "/connection/ddns/dyndns/").result).toMatchObject({ enabled: false });
  });

  test("fares as its account, its line and its provider do", () => {
    const on = still();
    const call = boxClient(on);
    const status = () => call("GET", "/connection/ddns/ovh/status/").result;
    call("PUT", "/connection/ddns/ovh/", { ...set, password: "" });
    expect(status()).toMatchObject({ status: "nocredential", last_error: 1_800_000_000, last_refresh: 0 });
    call("PUT", "/connection/ddns/ovh/", set);
    on.line.up = false;
    expect(status()).toMatchObject({ status: "nowan", next_retry: 1_800_086_400 });
    const account = on.ddns.get("ovh");
    if (account !== undefined) account.forced = "abuse";
    expect(status()).toMatchObject({ status: "abuse", next_refresh: 0 });
  });

  test.each([
    ["PUT", "/connection/ddns/gandi/", {}, "invalid_provider"],
    ["GET", "/connection/ddns/gandi/status/", undefined, "invalid_provider"],
    ["PUT", "/connection/ddns/ovh/", { user: 7 }, "inval"],
    ["PUT", "/connection/ddns/ovh/", "[]", "invalid_request"],
    ["PUT", "/connection/ddns/ovh/status/", {}, "invalid_request"],
    ["POST", "/connection/ddns/ovh/", {}, "invalid_request"],
    ["GET", "/connection/ddns/", undefined, "invalid_request"],
    ["GET", "/connection/ddns/ovh/what", undefined, "invalid_request"],
    ["GET", "/connection/ddns/ovh/status/what", undefined, "invalid_request"],
  ])("%s %s %j: %s", (method, path, body, code) => {
    expect(boxClient(still())(method, path, body).error_code).toBe(code);
  });
});
