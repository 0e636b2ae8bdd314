import { describe, expect, test } from "vitest";
import { FreeboxApiError, FreeboxInputError, FreeboxSchemaError, FreeboxTransportError } from "./errors.ts";
import { failureKind } from "./failure-kind.ts";

describe("the kind of a failure", () => {
  test.each([
    ["auth_required", "auth"],
    ["invalid_token", "auth"],
    ["pending_token", "auth"],
    ["apps_denied", "auth"],
    ["insufficient_rights", "forbidden"],
    ["denied_from_external_ip", "forbidden"],
    ["insecure_password", "invalid"],
    ["invalid_next_hop", "invalid"],
    ["disabled", "not-found"],
    ["noent", "not-found"],
    ["nodev", "not-found"],
    ["nohost", "not-found"],
    ["exist", "conflict"],
    ["exists", "conflict"],
    ["inval", "invalid"],
    ["inval_ip_range", "invalid"],
    ["invalid_request", "invalid"],
    ["port_outside_range", "invalid"],
    ["ratelimited", "limited"],
    ["netdown", "unreachable"],
    ["internal_error", "protocol"],
    ["a_word_of_next_year", "protocol"],
    ["constructor", "protocol"],
  ])("an answer of %s is %s", (code, kind) => {
    expect(failureKind(new FreeboxApiError("PUT /fw/redir/1", { code, vendorMessage: "", status: 200 }))).toBe(kind);
  });

  test.each([
    ["GET /fw/redir/", "timeout", true, undefined, "unreachable"],
    ["GET /fw/redir/", "refused", false, undefined, "unreachable"],
    ["GET /fw/redir/", "status", true, 503, "unreachable"],
    ["GET /fw/redir/", "status", true, 429, "limited"],
    ["GET /fw/redir/", "status", true, 404, "protocol"],
    ["GET /fw/redir/", "not-json", true, 200, "protocol"],
    ["POST /fw/redir/", "dropped", true, undefined, "unconfirmed"],
    ["POST /fw/redir/", "status", true, 502, "unconfirmed"],
    ["POST /fw/redir/", "refused", false, undefined, "unreachable"],
    ["POST /login/session/", "timeout", false, undefined, "unreachable"],
    ["POST /login/session/", "status", false, 502, "unreachable"],
  ] as const)("%s that ends with %s (sent: %s, status: %s) is %s", (operation, reason, sent, status, kind) => {
    const fault = { reason, sent, message: "", ...(status === undefined ? {} : { status }) };
    expect(failureKind(new FreeboxTransportError(operation, fault))).toBe(kind);
  });

  test("an answer that is not understood leaves a write unconfirmed, not a login or a read", () => {
    expect(failureKind(new FreeboxSchemaError("PUT /fw/redir/1", ["result"]))).toBe("unconfirmed");
    expect(failureKind(new FreeboxSchemaError("GET /fw/redir/", ["result"]))).toBe("protocol");
    expect(failureKind(new FreeboxSchemaError("POST /login/session/", ["result"]))).toBe("protocol");
  });

  test("input is told apart from credentials", () => {
    expect(failureKind(new FreeboxInputError("x", ""))).toBe("invalid");
    expect(failureKind(new FreeboxInputError("x", "", "CREDENTIALS"))).toBe("auth");
  });
});
