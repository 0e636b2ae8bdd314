import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { HomeOptions } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { type Newcomer, newcomer, visit } from "./login-support.ts";
import type { Ran } from "./support.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const begin = async (options: HomeOptions = {}): Promise<Newcomer> => {
  const on = await newcomer(options);
  closers.push(() => on.close());
  return on;
};

const fileOf = ({ folder }: Newcomer): string => path.join(folder, ".config/porchlight/taprest/ovh.json");
const applicationOf = ({ env }: Newcomer): Readonly<Record<string, string | undefined>> => ({
  OVH_APPLICATION_KEY: env["OVH_APPLICATION_KEY"],
  OVH_APPLICATION_SECRET: env["OVH_APPLICATION_SECRET"],
});
const keyRequests = ({ home }: Newcomer): number =>
  home.requests.filter(({ path: at }) => at.endsWith("/auth/credential")).length;

const validKey = {
  credentialId: 2,
  applicationId: 1,
  status: "validated",
  rules: [],
  creation: "2026-01-01T00:00:00Z",
  expiration: null,
  lastUse: null,
  allowedIPs: null,
  ovhSupport: false,
};

/** Logs in; the owner opens the page as soon as it is named. */
const validated = (on: Newcomer, ...more: readonly string[]): Promise<Ran> =>
  on.login(["login", "ovh", ...more], applicationOf(on), (text) => {
    const url = /https:\/\/\S+credentialToken=\w+/.exec(text)?.[0];
    if (url !== undefined) void visit(url, on.home.ovh.clientOptions.ca);
  });

describe("porchlight login ovh", () => {
  it("names the page, waits for its owner, keeps all three keys, and tests the rights", async () => {
    const on = await begin();
    const ran = await validated(on);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("Open this page");
    expect(ran.stdout).toContain("for taprest.fr; kept in");
    expect(ran.stdout).toContain("has every right that is needed, and never expires");
    for (const secret of on.secrets()) expect(ran.stdout + ran.stderr).not.toContain(secret);
    const [issued] = on.home.world.ovh.account.issued;
    expect(issued?.rules).toContainEqual({ method: "POST", path: "/domain/zone/taprest.fr/refresh" });
    expect(issued?.rules).not.toContainEqual(expect.objectContaining({ path: "/*" }));
    expect((await stat(fileOf(on))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(fileOf(on), "utf8"))).toEqual({
      schema: "porchlight/credentials/1",
      ...applicationOf(on),
      OVH_CONSUMER_KEY: issued?.consumerKey,
      OVH_ENDPOINT: on.env["OVH_ENDPOINT"],
    });
    expect(keyRequests(on)).toBe(1);
    const again = await on.login(["login", "ovh", "--json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({
      schema: "porchlight/login/1",
      vendor: "ovh",
      zones: ["taprest.fr"],
      asked: false,
      missing: [],
      expiresInSeconds: null,
    });
    expect(keyRequests(on)).toBe(1);
  });

  it("is all that plan and apply need, with login freebox: no variable is set", async () => {
    const on = await begin({ person: { rights: ["settings"] } });
    expect((await on.login(["plan"])).code).toBe(6);
    await on.login(["login", "freebox"]);
    const half = await on.login(["plan"]);
    expect(half).toMatchObject({ code: 6, stderr: expect.stringContaining("or run porchlight login ovh") });
    await validated(on);
    const bare = { FREEBOX_ENDPOINT: undefined, OVH_ENDPOINT: undefined };
    const plan = await on.login(["plan"], bare);
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining("Plan: 6 steps") });
    const who = await on.login(["whoami"], bare);
    expect(who.code).toBe(0);
    for (const vendor of ["freebox", "ovh"]) expect(who.stdout).toContain(`/porchlight/taprest/${vendor}.json`);
    for (const secret of on.secrets()) expect(plan.stdout + plan.stderr + who.stdout).not.toContain(secret);
  });

  it("says where somebody without an application gets keys, with the rights filled in", async () => {
    const on = await begin();
    const ran = await on.login(["login", "ovh", "--json"], { OVH_ENDPOINT: "ovh-eu" });
    expect(ran.code).toBe(6);
    const { url, message } = JSON.parse(ran.stdout) as { url: string; message: string };
    expect(url).toContain("https://eu.api.ovh.com/createToken/?GET=/domain/zone/taprest.fr&");
    expect(message).toContain(url);
    const application = { OVH_APPLICATION_KEY: "k", OVH_APPLICATION_SECRET: "s" };
    for (const keys of [{}, application, { ...application, OVH_CONSUMER_KEY: "c" }]) {
      const odd = await on.login(["login", "ovh"], { ...keys, OVH_ENDPOINT: "ovh-mars" });
      expect(odd).toMatchObject({ code: 1, stderr: expect.stringContaining("correct OVH_ENDPOINT") });
    }
  });

  it("keeps whole keys of the environment that work, and names the rights they lack", async () => {
    const on = await begin();
    const keys = { ...applicationOf(on), OVH_CONSUMER_KEY: on.env["OVH_CONSUMER_KEY"] };
    expect(await on.login(["login", "ovh"], keys)).toMatchObject({ code: 0, stderr: "" });
    expect(keyRequests(on)).toBe(0);
    on.home.world.ovh.rules = on.home.world.ovh.rules.filter(({ method }) => method !== "DELETE");
    const lacking = await on.login(["login", "ovh"]);
    expect(lacking.code).toBe(6);
    expect(lacking.stdout).toContain("✗ lacks a right: DELETE /domain/zone/taprest.fr/record/*\n");
    const wrong = await on.login(["login", "ovh"], { ...keys, OVH_CONSUMER_KEY: "wrong" });
    expect(wrong.code).toBe(6);
    expect(wrong.stderr).toContain("correct the OVH_ variables");
  });

  it("asks for a new key when the one it kept was revoked", async () => {
    const on = await begin();
    await validated(on);
    on.home.world.ovh.account.issued = [];
    const ran = await on.login(["login", "ovh"], {}, (text) => {
      const url = /https:\/\/\S+credentialToken=\w+/.exec(text)?.[0];
      if (url !== undefined) void visit(url, on.home.ovh.clientOptions.ca);
    });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(`no longer accepts the keys of ${fileOf(on)}`);
  });

  it("keeps a service account, and lets plan use one", async () => {
    const on = await begin({ person: { rights: ["settings"] } });
    const account = { clientId: "EU.abc", clientSecret: "secret-of-the-account", name: "n", description: "" };
    on.home.world.ovh.account.serviceAccounts.push({
      ...account,
      flow: "CLIENT_CREDENTIALS",
      callbackUrls: [],
      createdAt: "2026-01-01T00:00:00Z",
      denied: [],
    });
    const env = { OVH_CLIENT_ID: account.clientId, OVH_CLIENT_SECRET: account.clientSecret };
    await on.login(["login", "freebox"]);
    expect(await on.login(["plan"], env)).toMatchObject({ code: 0 });
    const ran = await on.login(["login", "ovh"], env);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining("a service account: its access policies") });
    expect(ran.stdout).not.toContain(account.clientSecret);
    expect(await on.login(["plan"])).toMatchObject({ code: 0 });
    const half = await on.login(["plan"], { OVH_CLIENT_ID: "another" });
    expect(half).toMatchObject({ code: 6, stderr: expect.stringContaining("✗ OVH_CLIENT_SECRET is not set") });
    const who = JSON.parse((await on.login(["whoami", "--json"])).stdout) as unknown;
    expect(who).toMatchObject({ credentials: { ovh: { from: "file", kind: "service account" } } });
  });

  it("says when the key ends, and what it kept when it is stopped after the yes", async () => {
    const on = await begin();
    await validated(on);
    const [key] = on.home.world.ovh.account.issued;
    if (key === undefined) throw new Error("no key");
    for (const [days, says] of [
      [0.5, "expires within a day"],
      [1.5, "expires in 1 day\n"],
      [12.5, "expires in 12 days\n"],
    ] as const) {
      key.expiration = new Date(Date.now() + days * 86_400_000).toISOString();
      expect((await on.login(["whoami"])).stdout).toContain(says);
    }
    let looks = 0;
    on.home.fail({
      door: "ovh",
      path: /currentCredential$/,
      kind: "executed-not-answered",
      times: 9,
      onHit: () => (looks += 1),
    });
    const gone = await on.login(["login", "ovh", "--json"]);
    expect(gone.code).toBe(1);
    expect(looks).toBeGreaterThan(0);
  });

  it("gives up when nobody comes", async () => {
    const on = await begin();
    const ran = await on.login(["login", "ovh"], applicationOf(on));
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("run porchlight login ovh again") });
    expect(await on.kept()).toEqual([]);
  });

  it("keeps a key whose rights could not be tested, and says so", async () => {
    const on = await begin();
    const ran = await on.login(["login", "ovh"], applicationOf(on), (text) => {
      const url = /https:\/\/\S+credentialToken=\w+/.exec(text)?.[0];
      if (url === undefined) return;
      // One look sees that the key is valid; from then on nothing comes through.
      const cut = () => on.home.fail({ door: "ovh", kind: "refuse", times: 99 });
      on.home.fail({ door: "ovh", path: /currentCredential$/, kind: { status: 200, body: validKey }, onHit: cut });
    });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain("The rights were not tested:\n✗ GET /auth/currentCredential");
    expect(await on.kept()).toEqual(["ovh.json"]);
  });

  it("leaves nothing behind when it is stopped, or when nobody comes", async () => {
    const on = await begin();
    const ran = await on.login(["login", "ovh"], applicationOf(on), (text, stop) => {
      if (text.includes("credentialToken")) stop();
    });
    expect(ran).toMatchObject({ code: 130, stderr: expect.stringContaining("stopped, and nothing was written") });
    on.home.world.ovh.account.issued = [];
    const forgotten = await on.login(["login", "ovh"], applicationOf(on), () => {
      on.home.world.ovh.account.issued = [];
    });
    expect(forgotten.code).toBe(6);
    expect(await on.kept()).toEqual([]);
  });

  it("answers 1 when OVHcloud cannot be asked, and when there is no zone to ask for", async () => {
    const on = await begin();
    const there = { ...applicationOf(on), OVH_CONSUMER_KEY: "x", OVH_ENDPOINT: "https://127.0.0.1:1/1.0" };
    expect(await on.login(["login", "ovh"], there)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is this machine online?"),
    });
    await on.rewrite((text) => text.replace(/zones:\n {2}.*\n {4}.*\n/, "").replace(/names:\n {2}.*\n/, ""));
    const none = await on.login(["login", "ovh"]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("home taprest has no zone") });
  });
});

describe("porchlight logout and whoami", () => {
  it("forget what was kept, say what stays, and who is left", async () => {
    const on = await begin({ person: { rights: ["settings"] } });
    await on.login(["login", "freebox"]);
    await validated(on);
    const one = await on.login(["logout", "ovh"]);
    expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining("the keys stay good at OVHcloud") });
    expect(await on.kept()).toEqual(["freebox.json"]);
    const who = await on.login(["whoami", "--json"]);
    expect(who.code).toBe(6);
    expect(JSON.parse(who.stdout)).toMatchObject({
      schema: "porchlight/whoami/1",
      home: "taprest",
      credentials: { freebox: { from: "file", appId: "fr.porchlight", missing: [] }, ovh: { from: "nowhere" } },
    });
    const all = await on.login(["logout"]);
    expect(all.stdout).toContain("the application stays on the box until you remove it");
    expect(await on.login(["logout", "--json"])).toMatchObject({ code: 0 });
    expect((await on.login(["logout"])).stdout).toBe("Nothing is kept for home taprest.\n");
    const nobody = await on.login(["whoami"], { OVH_APPLICATION_KEY: "half" });
    expect(nobody.code).toBe(6);
    expect(nobody.stdout).toContain("✗ Freebox: no credentials\n    -> run porchlight login freebox");
    expect(nobody.stdout).toContain("✗ OVHcloud: credentials that are not whole");
  });

  it("whoami names a right that is missing, and what refused it", async () => {
    const on = await begin();
    const { FREEBOX_TOKEN } = on.env;
    const app = on.home.world.apps.get("fr.porchlight");
    if (app !== undefined) app.permissions["settings"] = false;
    const keys = { ...applicationOf(on), OVH_CONSUMER_KEY: "wrong" };
    const ran = await on.login(["whoami"], { FREEBOX_TOKEN, ...keys });
    expect(ran.code).toBe(6);
    expect(ran.stdout).toContain("✗ lacks the right settings");
    expect(ran.stdout).toContain("OVHcloud:\n✗ GET /auth/currentCredential");
  });
});
