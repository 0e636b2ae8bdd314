import { inspect } from "node:util";
import { startOvh } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { caught, closeAll, opened, patientClock } from "../test/stage.ts";
import { json, scripted } from "../test/toy-api.ts";
import { ovhFromEnv } from "./credentials.ts";
import type { OvhExchange } from "./exchange.ts";
import { createOvhDns } from "./ovh-dns.ts";
import { zoneRights } from "./rights.ts";

afterEach(closeAll);

const startAccount = async () => {
  const door = opened(await startOvh());
  const { credentials: keys, ...place } = door.clientOptions;
  const owner = createOvhDns({ ...place, credentials: keys });
  const account = { name: "porchlight", description: "a test", flow: "CLIENT_CREDENTIALS" };
  const made = await owner.me.serviceAccounts.create(account);
  expect(inspect(made) + JSON.stringify(made)).toBe('[secret]"[secret]"');
  const { clientId, clientSecret } = made;
  const clock = patientClock();
  const exchanges: OvhExchange[] = [];
  const onExchange = (exchange: OvhExchange): void => void exchanges.push(exchange);
  const ovh = createOvhDns({ ...place, credentials: { clientId, clientSecret }, clock, onExchange });
  opened(owner);
  opened(ovh);
  const tokens = () => door.requests.filter(({ path }) => path === "/auth/oauth2/token").length;
  return { door, ovh, clock, tokens, exchanges, place, clientId, clientSecret };
};

describe("a service account", () => {
  it("calls with one token, shared by all who wait for it, and asks for another before it ends", async () => {
    const { ovh, clock, tokens } = await startAccount();
    const zone = ovh.zone("taprest.fr");
    await Promise.all([zone.get(), zone.status(), zone.records.list()]);
    expect(tokens()).toBe(1);
    await zone.set({ name: "home", type: "A", values: ["192.0.2.1"] });
    clock.pass(3_560_000);
    await zone.get();
    expect(tokens()).toBe(1);
    clock.pass(20_000);
    await zone.get();
    expect(tokens()).toBe(2);
  });

  it("whose token is refused as a whole gets another, once", async () => {
    const { door, ovh, tokens } = await startAccount();
    await ovh.zone("taprest.fr").get();
    door.world.ovh.account.tokens = {};
    await ovh.zone("taprest.fr").set({ name: "home", type: "A", values: ["192.0.2.1"] });
    expect(tokens()).toBe(2);
    door.world.ovh.account.serviceAccounts = [];
    expect(await caught(ovh.zone("taprest.fr").get())).toMatchObject({ code: "INVALID_CREDENTIAL", status: 401 });
  });

  it("whose first caller gave up still serves the others", async () => {
    const answers: ((answer: { status: number; body: string }) => void)[] = [];
    const asked: string[] = [];
    const ovh = createOvhDns({
      credentials: { clientId: "id", clientSecret: "secret" },
      transport: async ({ url }) => {
        asked.push(new URL(url).pathname);
        if (asked.length > 1) return { status: 200, headers: {}, body: "[]" };
        const late = await new Promise<{ status: number; body: string }>((resolve) => {
          answers.push(resolve);
        });
        return { ...late, headers: {} };
      },
    });
    const stop = new AbortController();
    const first = caught(ovh.zones.list({ signal: stop.signal }));
    const second = ovh.zones.list();
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await first).toMatchObject({ code: "ABORTED" });
    answers[0]?.({ status: 200, body: '{"access_token":"abcdef","expires_in":3599}' });
    expect(await second).toEqual([]);
    expect(asked).toEqual(["/auth/oauth2/token", "/1.0/domain/zone"]);
  });

  it("that lacks an action is told which, and can ask for no list of its rights", async () => {
    const { door, ovh } = await startAccount();
    const [account] = door.world.ovh.account.serviceAccounts;
    account?.denied.push("dnsZone:apiovh:refresh");
    const error = await caught(ovh.zone("taprest.fr").set({ name: "home", type: "A", values: ["192.0.2.1"] }));
    expect(error).toMatchObject({
      code: "FORBIDDEN",
      right: "dnsZone:apiovh:refresh",
      written: [{ verb: "create" }],
      pending: [{ verb: "refresh" }],
    });
    expect(await ovh.auth.check(zoneRights("taprest.fr"))).toEqual({ missing: [], expiresInMs: null });
    expect(await ovh.auth.details()).toMatchObject({ method: "oauth2_client_credentials" });
  });

  it("shows neither its secret nor its tokens", async () => {
    const { door, ovh, exchanges, clientSecret } = await startAccount();
    await ovh.zone("taprest.fr").get();
    const [token = ""] = Object.keys(door.world.ovh.account.tokens);
    door.fail({ door: "ovh", kind: { status: 403, body: { message: `not ${token} ${clientSecret}` } } });
    const error = await caught(ovh.zone("taprest.fr").get());
    const shown = inspect(error) + JSON.stringify(exchanges);
    expect(token).not.toBe("");
    expect(shown).toContain("[secret]");
    expect(shown.includes(token) || shown.includes(clientSecret)).toBe(false);
  });

  it.each<[string, Parameters<typeof json>, string]>([
    ["an unknown client", [401, { error: "invalid_client" }], "INVALID_CREDENTIAL"],
    ["no token", [200, {}], "UNEXPECTED_ANSWER"],
    ["too many", [429, {}], "RATE_LIMITED"],
    ["trouble", [503, {}], "UNAVAILABLE"],
  ])("the token server answers %s", async (_, [status, body], code) => {
    const { transport } = scripted(json(status, body, { "x-ovh-queryid": "EU.1" }));
    const ovh = createOvhDns({ credentials: { clientId: "id", clientSecret: "secret" }, transport });
    expect(await caught(ovh.zones.list())).toMatchObject({ code, status, queryId: "EU.1" });
  });

  it("the token server answers no JSON, or not at all", async () => {
    const { transport, requests } = scripted(
      { status: 401, body: "<html>" },
      Object.assign(new Error("secret lost"), { code: "ECONNRESET" }),
    );
    const ovh = createOvhDns({
      credentials: { clientId: "id", clientSecret: "secret", endpoint: "ovh-ca" },
      transport,
    });
    expect(await caught(ovh.zones.list())).toMatchObject({ code: "INVALID_CREDENTIAL" });
    expect(await caught(ovh.zones.list())).toMatchObject({
      code: "UNREACHABLE",
      message: expect.stringContaining("[secret] lost"),
    });
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: "https://ca.ovh.com/auth/oauth2/token",
      body: "grant_type=client_credentials&client_id=id&client_secret=secret&scope=all",
    });
  });

  it("is read from the environment, and is one kind of credentials or the other", () => {
    const env = { OVH_CLIENT_ID: " id ", OVH_CLIENT_SECRET: "client-secret", OVH_ENDPOINT: "ovh-us" };
    const read = ovhFromEnv(env);
    expect(read).toMatchObject({ clientId: "id", endpoint: "ovh-us" });
    expect(inspect(read) + JSON.stringify(read)).toBe('[secret]"[secret]"');
    expect(() => ovhFromEnv({ OVH_CLIENT_ID: "id" })).toThrow(/set OVH_CLIENT_SECRET in/);
    expect(() => ovhFromEnv({ ...env, OVH_CONSUMER_KEY: "x" })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION" }),
    );
    expect(() => createOvhDns({ credentials: { clientId: "id", clientSecret: "" } })).toThrow(
      expect.objectContaining({ code: "MISSING_CREDENTIAL" }),
    );
    expect(() => createOvhDns({ credentials: { clientId: "id", clientSecret: "s" }, endpoint: "ks-eu" })).toThrow(
      /give credentials.tokenUrl/,
    );
  });
});
