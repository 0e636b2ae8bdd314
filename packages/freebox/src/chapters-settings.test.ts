import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { answering, ok } from "../test/answering.ts";
import { rejection } from "../test/tiny-box.ts";
import type { Freebox } from "./client.ts";
import { remoteEndpoint } from "./discovery.ts";

describe("what the box leaves out", () => {
  test("lists that are empty", async () => {
    const { freebox } = answering(
      ok(),
      ok(),
      ok({}),
      ok({ ipv6_enabled: true, delegations: {} }),
      ok({ enabled: true, dns: "", options: {} }),
    );
    expect(await freebox.incomingPorts.list()).toEqual([]);
    expect(await freebox.upnp.redirections.list()).toEqual([]);
    expect(await freebox.dynamicLeases.list()).toEqual([]);
    expect(await freebox.ipv6Config.get()).toEqual({ ipv6_enabled: true, delegations: [] });
    expect(await freebox.dhcpConfig.get()).toEqual({ enabled: true, dns: [], options: [] });
  });

  test("an answer to a new default name, which nobody ever published", async () => {
    const { freebox } = answering(ok());
    expect(await freebox.domains.config.update({ default_domain: "a.example.net" })).toEqual({
      default_domain: "a.example.net",
    });
  });
});

test("an id that would address the whole collection is refused, and nothing is sent", async () => {
  const { freebox, sent } = answering();
  await expect(freebox.incomingPorts.get("")).rejects.toMatchObject({ name: "FreeboxInputError" });
  await expect(freebox.incomingPorts.update("", {})).rejects.toMatchObject({ name: "FreeboxInputError" });
  await expect(freebox.upnp.redirections.remove("")).rejects.toMatchObject({ name: "FreeboxInputError" });
  expect(sent).toEqual([]);
});

describe("a secret of a body", () => {
  const SECRET = "hunter2-of-the-owner";
  const echoing = () => answering({ success: false, error_code: "inval", msg: `not ${SECRET}`, missing_right: SECRET });

  test.each<[string, (freebox: Freebox) => Promise<unknown>]>([
    ["the password of a dynamic name", (freebox) => freebox.ddns.update("ovh", { password: SECRET })],
    ["the password of a network card", (freebox) => freebox.lan.wake({ mac: "02:00:00:00:00:05", password: SECRET })],
    [
      "a private key",
      (freebox) =>
        freebox.domains.importCertificate("a.example.net", { keyType: "ec", certificatePem: "c", keyPem: SECRET }),
    ],
  ])("%s does not come back in an error", async (_, call) => {
    const { freebox, sent } = echoing();
    const error = await rejection(call(freebox));
    expect(error).toMatchObject({ name: "FreeboxApiError", vendorMessage: "not [secret]" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(SECRET);
    expect(JSON.stringify(sent)).toContain(SECRET);
  });

  test("a dynamic name is changed without one as well", async () => {
    const { freebox, sent } = answering(ok({ enabled: false }));
    expect(await freebox.ddns.update("noip", { enabled: false })).toEqual({ enabled: false });
    expect(sent).toEqual([{ line: "PUT /api/v16/connection/ddns/noip/", body: { enabled: false } }]);
  });
});

describe("the way in from outside", () => {
  const version = { api_version: "16.0", api_base_url: "/api/" };

  test("is the box's name and its own port", () => {
    const open = { ...version, https_available: true, https_port: 29_491, api_domain: "abcdefgh.fbxos.fr" };
    expect(remoteEndpoint(open)).toBe("https://abcdefgh.fbxos.fr:29491");
  });

  test.each([
    [{}],
    [{ https_available: false, https_port: 1, api_domain: "a.fbxos.fr" }],
    [{ https_available: true, api_domain: "a.fbxos.fr" }],
    [{ https_available: true, https_port: 1 }],
    [{ https_available: true, https_port: 1, api_domain: "" }],
  ])("is none with %j", (told) => {
    expect(remoteEndpoint({ ...version, ...told })).toBeUndefined();
  });
});
