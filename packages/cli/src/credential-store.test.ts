import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { credentialFileOf, findCredentials, removeStored, writeStored } from "./credential-store.ts";

let folder: string;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "porchlight-credentials-"));
});
beforeEach(async () => {
  env = { XDG_CONFIG_HOME: await mkdtemp(path.join(folder, "config-")) };
});
afterAll(() => rm(folder, { recursive: true }));

const keep = (text: string): Promise<void> => writeFile(credentialFileOf(env, "taprest", "ovh"), text, { mode: 0o600 });

describe("where the credentials of a home are", () => {
  it.each([
    [{ XDG_CONFIG_HOME: "/config" }, "linux", "/config/porchlight/taprest/ovh.json"],
    [{ XDG_CONFIG_HOME: "relative", HOME: "/home/me" }, "linux", "/home/me/.config/porchlight/taprest/ovh.json"],
    [{ HOME: "relative" }, "darwin", `${homedir()}/.config/porchlight/taprest/ovh.json`],
    [{ APPDATA: "/roaming", HOME: "/home/me" }, "win32", "/roaming/porchlight/taprest/ovh.json"],
    [{ HOME: "/home/me" }, "win32", `${homedir()}/AppData/Roaming/porchlight/taprest/ovh.json`],
  ] as const)("with %j on %s", (variables, system, file) => {
    expect(credentialFileOf(variables, "taprest", "ovh", system)).toBe(file);
  });
});

describe("what is kept", () => {
  const keys = { OVH_APPLICATION_KEY: "key", OVH_APPLICATION_SECRET: "secret", OVH_CONSUMER_KEY: "consumer" };

  it("is what the environment has of that vendor, and completes it later", async () => {
    const file = await writeStored(
      { ...env, ...keys, OVH_ENDPOINT: "ovh-ca", FREEBOX_TOKEN: "other" },
      "taprest",
      "ovh",
    );
    expect(await readFile(file, "utf8")).not.toContain("other");
    const all = { ...keys, OVH_ENDPOINT: "ovh-ca" };
    expect(await findCredentials(env, "taprest", "ovh")).toEqual({ env: { ...env, ...all }, from: "file", file });
    const some = { ...env, OVH_APPLICATION_KEY: "key", OVH_ENDPOINT: "ovh-us" };
    expect(await findCredentials(some, "taprest", "ovh")).toMatchObject({
      env: { ...all, OVH_ENDPOINT: "ovh-us" },
      from: "file",
    });
    expect(await findCredentials(env, "another", "ovh")).toEqual({ env, from: "nowhere" });
    expect(await findCredentials(env, "taprest", "freebox")).toEqual({ env, from: "nowhere" });
    expect([await removeStored(file), await removeStored(file)]).toEqual([true, false]);
  });

  it("is not mixed with what the environment says of somebody else, and not even read beside a whole set", async () => {
    await writeStored({ ...env, ...keys }, "taprest", "ovh");
    const other = { ...env, OVH_APPLICATION_KEY: "of somebody else" };
    expect(await findCredentials(other, "taprest", "ovh")).toEqual({ env: other, from: "part" });
    await keep("not JSON");
    const account = { ...env, OVH_CLIENT_ID: "EU.abc", OVH_CLIENT_SECRET: "secret" };
    expect(await findCredentials(account, "taprest", "ovh")).toEqual({ env: account, from: "environment" });
  });

  it.each([
    ["not JSON", "not JSON"],
    ["null", "not porchlight/credentials/1"],
    ['{"schema":"porchlight/credentials/2"}', "maybe written by a newer porchlight"],
  ])("and cannot be used (%s) is refused by its file, without its text", async (text, says) => {
    await writeStored({ ...env, ...keys }, "taprest", "ovh");
    await keep(text);
    await expect(findCredentials(env, "taprest", "ovh")).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringMatching(new RegExp(`ovh\\.json: .*${says}[\\s\\S]*run porchlight logout ovh, then`)),
    });
  });

  it("and others may read is refused; what is no file cannot be used, written or removed", async () => {
    const file = await writeStored({ ...env, ...keys }, "taprest", "ovh");
    await chmod(file, 0o644);
    await expect(findCredentials(env, "taprest", "ovh")).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringContaining(`chmod 600 ${file}`),
    });
    const place = credentialFileOf(env, "taprest", "freebox");
    await mkdir(path.join(place, "full"), { recursive: true });
    await expect(findCredentials(env, "taprest", "freebox")).rejects.toMatchObject({ exitCode: 6 });
    await expect(writeStored({ ...env, FREEBOX_TOKEN: "t" }, "taprest", "freebox")).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("cannot be kept"),
    });
    await expect(removeStored(place)).rejects.toMatchObject({ exitCode: 1 });
  });
});
