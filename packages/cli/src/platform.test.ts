import { chmod, mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { freshFolder } from "../test/folder.ts";
import { lockAddressOf, openStateFolder, stateRoot, stopSignals } from "./platform.ts";

it.each([
  [{ XDG_STATE_HOME: "/state", HOME: "/home/pi" }, "linux", "/state/porchlight"],
  [{ XDG_STATE_HOME: "relative", HOME: "/home/pi" }, "linux", "/home/pi/.local/state/porchlight"],
  [{ HOME: "/Users/pi" }, "darwin", "/Users/pi/.local/state/porchlight"],
  [{ LOCALAPPDATA: "/AppData/Local" }, "win32", "/AppData/Local/porchlight"],
] as const)("keeps its state where %j on %s says", (env, system, folder) => {
  expect(stateRoot(env, system)).toBe(folder);
});

it("takes the user's own folder where the environment has none", () => {
  expect(path.isAbsolute(stateRoot({}, "linux"))).toBe(true);
  expect(path.isAbsolute(stateRoot({ HOME: "nowhere" }, "linux"))).toBe(true);
  expect(stateRoot({}, "win32")).toContain(path.join("AppData", "Local", "porchlight"));
});

it("opens a state folder for its owner only, as often as asked", async () => {
  const root = await freshFolder();
  const folder = await openStateFolder({ XDG_STATE_HOME: root }, "taprest");
  expect(folder).toBe(path.join(root, "porchlight", "taprest"));
  for (const each of [folder, path.dirname(folder)]) expect((await stat(each)).mode & 0o777).toBe(0o700);
  expect(await openStateFolder({ XDG_STATE_HOME: root }, "taprest")).toBe(folder);
});

it("refuses a state folder that others may look into", async () => {
  const root = await freshFolder();
  await mkdir(path.join(root, "porchlight"));
  await chmod(path.join(root, "porchlight"), 0o755);
  await expect(openStateFolder({ XDG_STATE_HOME: root }, "taprest")).rejects.toMatchObject({
    exitCode: 1,
    document: { error: "state-folder" },
    message: expect.stringContaining(`chmod 700 ${path.join(root, "porchlight")}`),
  });
});

it("refuses a file where the state folder should be", async () => {
  const root = await freshFolder();
  await writeFile(path.join(root, "porchlight"), "");
  await expect(openStateFolder({ XDG_STATE_HOME: root }, "taprest")).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining("set XDG_STATE_HOME"),
  });
});

it.each(["../elsewhere", "", "Tap", "a/b"])("refuses %j as the name of a home", async (home) => {
  const root = await freshFolder();
  await expect(openStateFolder({ XDG_STATE_HOME: root }, home)).rejects.toMatchObject({
    document: { error: "home-name" },
  });
});

it("gives each home, user and state folder a lock of its own, as each system can", () => {
  const env = { XDG_STATE_HOME: "/state" };
  const abstract = lockAddressOf(env, "taprest", "linux", "20.20.2");
  expect(abstract.address.startsWith("\0porchlight/")).toBe(true);
  expect(abstract.stays).toBe(false);
  expect(lockAddressOf(env, "taprest", "linux", "24.0.0")).toEqual(abstract);
  expect(lockAddressOf(env, "other", "linux", "20.20.2")).not.toEqual(abstract);
  expect(lockAddressOf({ XDG_STATE_HOME: "/elsewhere" }, "taprest", "linux", "20.20.2")).not.toEqual(abstract);
  const file = { address: "/state/porchlight/taprest/lock", stays: true };
  expect(lockAddressOf(env, "taprest", "linux", "18.19.1")).toEqual(file);
  expect(lockAddressOf(env, "taprest", "linux", "20.5.0")).toEqual(file);
  expect(lockAddressOf(env, "taprest", "darwin", "24.0.0")).toEqual(file);
  const pipe = lockAddressOf({ LOCALAPPDATA: "/local", USERNAME: "Ann B." }, "taprest", "win32", "24.0.0");
  expect(pipe.address).toMatch(/^\\\\\.\\pipe\\porchlight-Ann-B--[0-9a-f]{12}-taprest$/);
  expect(pipe.stays).toBe(false);
});

it("answers 128 and the signal's number", () => {
  expect(stopSignals).toEqual({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });
});
