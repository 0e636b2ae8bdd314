import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { createWorld } from "./seeds.ts";

const pem = (label: string) => `-----BEGIN ${label}-----\nAA\n-----END ${label}-----\n`;
const named = () => boxClient(createWorld({ domains: [{ id: "box.example.org" }] }));

describe("certificates", () => {
  const own = { key_type: "ec", cert_pem: pem("CERTIFICATE"), key_pem: pem("PRIVATE KEY"), intermediates: "" };
  const path = "/domain/owned/box.example.org";

  test("are imported once for each key type", () => {
    const call = named();
    expect(call("POST", `${path}/import_cert/`, own)).toEqual({ status: 200, success: true });
    expect(call("POST", `${path}/import_cert`, own).error_code).toBe("exists");
    expect(call("GET", path).result).toMatchObject({ certs: { ec: { status: "issued", days_left: 90 } } });
  });

  test("are asked for, and then not there yet", () => {
    const call = named();
    expect(call("POST", `${path}/request_cert`, { key_type: "rsa" }).success).toBe(true);
    expect(call("GET", path).result).toMatchObject({ certs: { rsa: { status: "pending" } } });
  });

  test.each([
    ["import_cert", { ...own, key_type: "ed" }, "inval"],
    ["import_cert", { ...own, cert_pem: "x" }, "inval"],
    ["import_cert", { ...own, key_pem: own.key_pem.replaceAll("\n", " ") }, "inval"],
    ["import_cert", "[]", "invalid_request"],
    ["renew_cert", own, "invalid_request"],
  ])("%s %j is refused", (how, body, code) => {
    const call = named();
    expect(call("POST", `${path}/${how}/`, body).error_code).toBe(code);
    expect(call("GET", path).result).toMatchObject({ certs: {} });
  });

  test("are for names the box has", () => {
    expect(named()("POST", "/domain/owned/other.example.org/import_cert/", own).error_code).toBe("noent");
    expect(named()("GET", `${path}/import_cert/`).status).toBe(404);
  });
});
