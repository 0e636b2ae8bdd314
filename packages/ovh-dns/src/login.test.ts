import { inspect } from "node:util";
import { get } from "node:https";
import { type OvhDoor, startOvh } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { caught, closeAll, opened, patientClock } from "../test/stage.ts";
import { json, scripted } from "../test/toy-api.ts";
import type { OvhExchange } from "./exchange.ts";
import { createOvhLogin } from "./login.ts";
import { createOvhDns } from "./ovh-dns.ts";
import { zoneRights } from "./rights.ts";

afterEach(closeAll);

/** Opens a page, as the owner's browser does. */
const visit = (url: string, ca: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(url, { ca, agent: false }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode));
    }).on("error", reject);
  });

const startLogin = async (onWait?: (url: string, door: OvhDoor) => unknown) => {
  const door = opened(await startOvh());
  const { endpoint, ca, credentials } = door.clientOptions;
  const { applicationKey, applicationSecret } = credentials;
  const exchanges: OvhExchange[] = [];
  let url = "";
  const clock = patientClock();
  clock.onWait = () => onWait?.(url, door);
  const onExchange = (exchange: OvhExchange): void => void exchanges.push(exchange);
  const login = createOvhLogin({ applicationKey, applicationSecret, endpoint, ca, clock, onExchange });
  opened(login);
  const ask = async () => {
    const request = await login.request([...zoneRights("taprest.fr"), { method: "POST", path: "/auth/logout" }], {
      redirection: "https://example.org/",
      allowedIPs: ["192.0.2.0/24"],
    });
    url = request.validationUrl;
    return request;
  };
  return { door, login, ask, exchanges, ca, endpoint };
};

describe("a consumer key", () => {
  it("is asked for with the least rights, validated by its owner, and then good for its zone and nothing else", async () => {
    const { door, login, ask, exchanges, ca, endpoint } = await startLogin((url) => visit(url, ca));
    const request = await ask();
    expect(request.state).toBe("pendingValidation");
    const secret = request.credentials.consumerKey;
    expect(secret).toMatch(/^[0-9a-f]{32}$/);
    expect(inspect(request) + JSON.stringify(request)).not.toContain(secret);
    expect(await login.waitUntilValidated(request)).toMatchObject({
      status: "validated",
      allowedIPs: ["192.0.2.0/24"],
      expiration: null,
    });
    const ovh = createOvhDns({ credentials: request.credentials, ca });
    opened(ovh);
    expect(request.credentials.endpoint).toBe(endpoint);
    const rights = zoneRights("taprest.fr", ["GET /domain/zone/{zoneName}/export"]);
    const missing = [{ method: "GET", path: "/domain/zone/taprest.fr/export" }];
    expect(await ovh.auth.check(rights)).toEqual({ missing, expiresInMs: null });
    await ovh.zone("taprest.fr").set({ name: "home", type: "A", values: ["192.0.2.1"] });
    expect(await caught(ovh.zone("taprest.fr").export())).toMatchObject({
      code: "NOT_GRANTED_CALL",
      right: "GET /domain/zone/taprest.fr/export",
    });
    expect(JSON.stringify(exchanges)).not.toContain(secret);
    expect(JSON.stringify(exchanges)).not.toContain(request.validationUrl);
    expect(door.world.ovh.account.issued.length).toBe(1);
    await ovh.auth.logout();
    expect(await caught(ovh.auth.currentCredential())).toMatchObject({ code: "INVALID_CREDENTIAL" });
  });

  it("that is not validated in time, or stopped waiting for, is told", async () => {
    const { login, ask } = await startLogin();
    const request = await ask();
    expect(await caught(login.waitUntilValidated(request, { timeoutMs: 0 }))).toMatchObject({ code: "TIMEOUT" });
    const stop = new AbortController();
    const waiting = login.waitUntilValidated(request, { signal: stop.signal, timeoutMs: 1000 });
    stop.abort();
    expect(await caught(waiting)).toMatchObject({ code: "ABORTED" });
  });

  it("that OVHcloud forgot ends the wait", async () => {
    const { login, ask } = await startLogin((_, door) => {
      door.world.ovh.account.issued = [];
    });
    expect(await caught(login.waitUntilValidated(await ask()))).toMatchObject({ code: "NOT_CREDENTIAL" });
  });

  it("that was refused ends the wait, where OVHcloud says so", async () => {
    const credential = {
      credentialId: 1,
      applicationId: 1,
      status: "refused",
      rules: [],
      creation: "2026-01-01T00:00:00Z",
    };
    const { transport } = scripted(
      json(200, { consumerKey: "consumer-key", validationUrl: "https://x.invalid/", state: "pendingValidation" }),
      json(200, credential),
    );
    const login = createOvhLogin({ applicationKey: "app-key", applicationSecret: "app-secret", transport });
    const request = await login.request([]);
    expect(await caught(login.waitUntilValidated(request))).toMatchObject({ code: "NOT_VALIDATED" });
    login.close();
  });

  it("is not given to an unknown application", async () => {
    const door = opened(await startOvh());
    const { endpoint, ca } = door.clientOptions;
    const login = createOvhLogin({ applicationKey: "unknown", applicationSecret: "unknown", endpoint, ca });
    opened(login);
    expect(await caught(login.request([]))).toMatchObject({ code: "INVALID_KEY", operation: "POST /auth/credential" });
    expect(() => createOvhLogin({ applicationKey: "", applicationSecret: "x" })).toThrow(
      expect.objectContaining({ code: "MISSING_CREDENTIAL" }),
    );
  });

  it("tells when it expires, and that it has", async () => {
    const door = opened(await startOvh());
    const day = 86_400_000;
    const { issued } = door.world.ovh.account;
    issued.push({
      credentialId: 2,
      consumerKey: "another-consumer-key",
      token: "t",
      status: "validated",
      rules: [],
      allowedIPs: null,
      creation: new Date().toISOString(),
      expiration: new Date(Date.now() + day).toISOString(),
    });
    const { credentials, ...place } = door.clientOptions;
    const ovh = createOvhDns({ ...place, credentials: { ...credentials, consumerKey: "another-consumer-key" } });
    opened(ovh);
    const { expiresInMs } = await ovh.auth.check([]);
    expect((expiresInMs ?? 0) / day).toBeCloseTo(1, 2);
    const [key] = issued;
    if (key !== undefined) key.expiration = new Date(Date.now() - 1).toISOString();
    expect(await caught(ovh.auth.check([]))).toMatchObject({ code: "INVALID_CREDENTIAL" });
  });
});
