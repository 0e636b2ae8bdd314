import { readFile, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import type { HomeOptions } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { type Newcomer, newcomer } from "./login-support.ts";
import { root, start } from "./support.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const begin = async (options: HomeOptions = {}): Promise<Newcomer> => {
  const on = await newcomer(options);
  closers.push(() => on.close());
  return on;
};

const asked = ({ home }: Newcomer): number =>
  home.requests.filter(({ method, path: at }) => method === "POST" && at.endsWith("/login/authorize/")).length;
const fileOf = ({ folder }: Newcomer): string => path.join(folder, ".config/porchlight/taprest/freebox.json");

describe("porchlight login freebox", () => {
  it("asks the box, waits for its owner, keeps the token for its owner alone, and tests the rights", async () => {
    const on = await begin({ person: { afterLooks: 25, rights: ["settings"] } });
    const ran = await on.login(["login", "freebox"]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(`now asks on its front whether Porchlight on ${hostname()} may come in`);
    expect(ran.stderr).toContain("A token that fr.porchlight was given before, on any machine, may end with it");
    expect(ran.stderr).toMatch(/\n {2}waiting for 10 s\n {2}waiting for 20 s\nGranted after 25 s\.\n$/);
    expect(ran.stdout).toMatch(/ {2}rights: calls, .*settings\n$/);
    expect(ran.stdout).toContain(`as fr.porchlight; the token is kept in ${fileOf(on)}`);
    for (const secret of on.secrets()) expect(ran.stdout + ran.stderr).not.toContain(secret);
    expect((await stat(fileOf(on))).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(fileOf(on)))).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(fileOf(on), "utf8"))).toEqual({
      schema: "porchlight/credentials/1",
      FREEBOX_TOKEN: on.home.world.apps.get("fr.porchlight")?.token,
      FREEBOX_APP_ID: "fr.porchlight",
      FREEBOX_ENDPOINT: on.env["FREEBOX_ENDPOINT"],
    });
    expect(await on.kept()).toEqual(["freebox.json"]);
  });

  it("names the right that is missing and where it is ticked; run again, it asks nobody and tests it", async () => {
    const on = await begin({ person: {} });
    const first = await on.login(["login", "freebox"]);
    expect(first.code).toBe(6);
    expect(first.stdout).toContain("✗ it lacks the right settings");
    expect(first.stdout).toContain('"Gestion des accès", "Applications"');
    const app = on.home.world.apps.get("fr.porchlight");
    if (app !== undefined) app.permissions["settings"] = true;
    const second = await on.login(["login", "freebox", "--json"]);
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({
      schema: "porchlight/login/1",
      exitCode: 0,
      vendor: "freebox",
      home: "taprest",
      appId: "fr.porchlight",
      asked: false,
      missing: [],
      rights: expect.arrayContaining(["settings"]),
    });
    expect(asked(on)).toBe(1);
    expect((await on.login(["login", "freebox", "--again"])).code).toBe(6);
    expect(asked(on)).toBe(2);
  });

  it("keeps a token of the environment that works, and refuses one that does not", async () => {
    const on = await begin();
    const FREEBOX_TOKEN = on.env["FREEBOX_TOKEN"];
    expect(await on.login(["login", "freebox"], { FREEBOX_TOKEN })).toMatchObject({ code: 0, stderr: "" });
    expect(await on.kept()).toEqual(["freebox.json"]);
    const wrong = await on.login(["login", "freebox"], { FREEBOX_TOKEN: "wrong" });
    expect(wrong.code).toBe(6);
    expect(wrong.stderr).toContain("does not accept FREEBOX_TOKEN of the environment");
    expect(asked(on)).toBe(0);
  });

  it("asks again when the token it kept was taken back", async () => {
    const on = await begin({ person: { rights: ["settings"] } });
    await on.login(["login", "freebox"]);
    const app = on.home.world.apps.get("fr.porchlight");
    if (app !== undefined) app.status = "unknown";
    const ran = await on.login(["login", "freebox"]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(`no longer accepts the token of ${fileOf(on)}`);
    expect(asked(on)).toBe(2);
  });

  it.each([
    ["its owner says no", { person: { answer: "denies" } }, "somebody said no"],
    ["new applications are off", { switches: { newApps: "denied" } }, "the box lets no new application ask"],
    ["it is in bridge mode", { lanMode: "bridge" }, "the box takes this machine for one outside its LAN"],
  ] as const)("answers 6 and keeps nothing when %s", async (_, options, says) => {
    const on = await begin(options);
    const ran = await on.login(["login", "freebox"]);
    expect(ran.code).toBe(6);
    expect(ran.stderr).toContain(`✗ ${says}`);
    expect(ran.stderr).toContain("    -> ");
    expect(await on.kept()).toEqual([]);
  });

  it("says so when nobody answered in time", async () => {
    let now = Date.now();
    const on = await begin({ now: () => now });
    const ran = await on.login(["login", "freebox", "--json"], {}, () => {
      now += 100_000;
    });
    expect(ran.code).toBe(6);
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: "porchlight/login/1", exitCode: 6, error: "timeout" });
  });

  it("leaves nothing behind when it is stopped while it waits", async () => {
    const on = await begin();
    const ran = await on.login(["login", "freebox"], {}, (text, stop) => {
      if (text.includes("waiting for 20 s")) stop();
    });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toMatch(/✗ stopped, and nothing was written\n$/);
    expect(await on.kept()).toEqual([]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("and so does the command itself, stopped by %s", async (signal) => {
    const on = await begin();
    const { FREEBOX_ENDPOINT = "", PATH = "" } = on.env;
    const bin = path.join(root, "packages/cli/bin/porchlight.js");
    const args = [bin, "login", "freebox", "--config", on.file];
    const { child, ended } = start(args, { PATH, HOME: on.folder, FREEBOX_ENDPOINT });
    child.stderr?.on("data", (text: string) => {
      if (text.includes("may come in")) child.kill(signal);
    });
    const { code, stderr } = await ended;
    expect(code).toBe(signal === "SIGINT" ? 130 : 143);
    expect(stderr).toMatch(/✗ stopped, and nothing was written\n$/);
    expect(await on.kept()).toEqual([]);
  });

  it("says what it kept when it is stopped, or the box goes away, after the yes", async () => {
    const on = await begin({ person: { rights: ["settings"] } });
    const stopped = await on.login(["login", "freebox"], {}, (text, stop) => {
      if (text.startsWith("Granted")) stop();
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain("Its rights were not tested");
    expect(await on.kept()).toEqual(["freebox.json"]);
    const gone = await on.login(["login", "freebox", "--again"], {}, (text) => {
      if (text.startsWith("Granted")) on.home.fail({ door: "freebox", kind: "refuse", times: 9 });
    });
    expect(gone.code).toBe(1);
    expect(gone.stdout).toContain("the token is kept in");
  });

  it("asks nobody when it could not keep the answer", async () => {
    const on = await begin({ person: {} });
    const file = path.join(on.folder, "a-file");
    await writeFile(file, "");
    const ran = await on.login(["login", "freebox"], { XDG_CONFIG_HOME: file });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("the credentials cannot be kept");
    expect(asked(on)).toBe(0);
  });

  it.each([
    ["nobody is there", "http://127.0.0.1:1", "run this on the box's own LAN"],
    ["the address is none", "not an address", "correct the FREEBOX_ variables"],
  ])("answers 1 and what to do when %s", async (_, FREEBOX_ENDPOINT, says) => {
    const on = await begin();
    const ran = await on.login(["login", "freebox"], { FREEBOX_ENDPOINT });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(says);
    const { FREEBOX_TOKEN } = on.env;
    const named = await on.login(["login", "freebox"], { FREEBOX_ENDPOINT, FREEBOX_TOKEN });
    expect(named).toMatchObject({ code: 1, stderr: expect.stringContaining("    -> ") });
  });

  it("says so when the box was asked too often, or is none", async () => {
    const on = await begin();
    on.home.world.login.closedUntil = on.home.world.now() + 60_000;
    const { FREEBOX_TOKEN } = on.env;
    const often = await on.login(["login", "freebox"], { FREEBOX_TOKEN });
    expect(often).toMatchObject({ code: 1, stderr: expect.stringContaining("wait some minutes") });
    on.home.fail({ door: "freebox", path: "/api_version", kind: { status: 200, body: { what: 1 } } });
    const odd = await on.login(["login", "freebox"]);
    expect(odd).toMatchObject({ code: 1, stderr: expect.stringContaining("a Freebox? FREEBOX_ENDPOINT") });
  });
});
