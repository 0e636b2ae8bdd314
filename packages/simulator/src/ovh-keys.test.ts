import { describe, expect, test } from "vitest";
import { ovhClient, requestOf } from "../test/ask.ts";
import { objectAt } from "../test/look.ts";
import { ovhAnswer } from "./ovh.ts";
import { createWorld, type WorldOptions } from "./seeds.ts";
import type { World } from "./world.ts";

const start = (options: WorldOptions = {}) => {
  const world = createWorld(options);
  return { world, ask: ovhClient(world) };
};

const askForKey = (world: World, rules: unknown, key = world.ovh.applicationKey) =>
  ovhAnswer(
    world,
    requestOf("POST", "/1.0/auth/credential", JSON.stringify({ accessRules: rules }), {
      "x-ovh-application": key,
      host: "api.example",
    }),
  );

describe("keys and accounts", () => {
  test("a key waits for its validation, which its link gives once", () => {
    const { world, ask: call } = start();
    const { status, body } = askForKey(world, [{ method: "GET", path: "/*" }]);
    expect([status, body]).toMatchObject([200, { state: "pendingValidation" }]);
    const link = new URL(String(objectAt(body)["validationUrl"]));
    expect(link.host).toBe("api.example");
    const visit = () => ovhAnswer(world, requestOf("GET", link.pathname + link.search, undefined)).status;
    expect([visit(), visit()]).toEqual([200, 404]);
    expect(call("GET", "/me/api/credential?status=validated").body).toEqual([1, 2]);
    expect(call("GET", "/me/api/credential?applicationId=7").body).toEqual([]);
    expect(call("PUT", "/me/api/credential/2", { allowedIPs: ["192.0.2.1/32"] }).status).toBe(200);
    expect(call("GET", "/me/api/credential/2").body).toMatchObject({ allowedIPs: ["192.0.2.1/32"] });
    call("PUT", "/me/api/credential/2", { allowedIPs: null });
    expect(call("GET", "/me/api/credential/2").body).toMatchObject({ allowedIPs: null });
    call("DELETE", "/me/api/credential/2");
    expect(call("GET", "/me/api/credential/2").body).toMatchObject({ status: "expired" });
    expect(call("PUT", "/me/api/credential/1", {}).status).toBe(200);
    call("DELETE", "/me/api/credential/1");
    expect(call("GET", "/me/api/credential/1").status).toBe(403);
  });

  test("rules that are none, and an unknown application, are refused", () => {
    const { world } = start();
    for (const rules of [undefined, "x", [{ method: "GET" }]]) expect(askForKey(world, rules).status).toBe(400);
    expect(askForKey(world, [], "unknown")).toMatchObject({ status: 403, body: { errorCode: "INVALID_KEY" } });
    const { applicationKey } = world.ovh;
    const noJson = requestOf("POST", "/1.0/auth/credential", "x", { "x-ovh-application": applicationKey });
    expect(ovhAnswer(world, noJson).status).toBe(400);
  });

  test("service accounts are made, changed and removed; their tokens end", () => {
    let now = 1_700_000_000_000;
    const { world, ask: call } = start({ now: () => now });
    expect(call("POST", "/me/api/oauth2/client", { name: "x" }).status).toBe(400);
    const wanted = { name: "n", description: "d", flow: "CLIENT_CREDENTIALS", callbackUrls: ["https://x.invalid/"] };
    const { clientId, clientSecret } = objectAt(call("POST", "/me/api/oauth2/client", wanted).body);
    const path = `/me/api/oauth2/client/${String(clientId)}`;
    call("PUT", path, { name: "m", description: "e", callbackUrls: [] });
    expect(call("GET", path).body).toMatchObject({ name: "m", description: "e", callbackUrls: [] });
    expect(objectAt(call("GET", path).body)["clientSecret"]).toBeUndefined();
    expect(call("POST", path, {}).status).toBe(404);
    const token = (form: Record<string, string>) =>
      ovhAnswer(world, requestOf("POST", "/auth/oauth2/token", new URLSearchParams(form).toString()));
    const right = {
      grant_type: "client_credentials",
      client_id: String(clientId),
      client_secret: String(clientSecret),
    };
    expect(token({ ...right, grant_type: "password" })).toMatchObject({ status: 400 });
    expect(token({ ...right, client_secret: "x" })).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    const bearer = `Bearer ${String(objectAt(token(right).body)["access_token"])}`;
    const get = (target = "/1.0/domain/zone") =>
      ovhAnswer(world, requestOf("GET", target, undefined, { authorization: bearer }));
    expect(get().status).toBe(200);
    expect(get("/1.0/auth/currentCredential").status).toBe(404);
    expect(get("/1.0/auth/details").body).toMatchObject({ method: "oauth2_client_credentials", allowedRoutes: null });
    const [account] = world.ovh.account.serviceAccounts;
    account?.denied.push("dnsZone:apiovh:record/get");
    expect(get("/1.0/domain/zone/taprest.fr/record/5")).toMatchObject({
      status: 403,
      body: { details: { unauthorizedActionsByIAM: "dnsZone:apiovh:record/get" } },
    });
    now += 3_599_000;
    expect(get().status).toBe(401);
    expect(call("DELETE", path).status).toBe(200);
  });
});
