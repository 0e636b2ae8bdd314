import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freshFolder } from "../../test/folder.ts";
import { testTerminal } from "../../test/memory-session.ts";
import { takeLock } from "../lock.ts";
import { lockAddressOf, openStateFolder } from "../platform.ts";
import { confirm } from "./confirm.ts";

const mine = "192.0.2.7 50001 192.168.1.30 22";
const other = "192.0.2.8 50002 192.168.1.30 22";

/** A state folder where an apply of this process waits for each home. */
const waiting = async (homes: readonly string[], pid: number = process.pid): Promise<Record<string, string>> => {
  const env = { XDG_STATE_HOME: await freshFolder() };
  for (const home of homes) {
    const folder = await openStateFolder(env, home);
    await writeFile(path.join(folder, "waiting"), JSON.stringify({ pid, connection: mine, until: "2026" }));
    const lock = await takeLock(lockAddressOf(env, home), home, "apply");
    onTestFinished(() => lock.release());
  }
  return env;
};
const confirmed = (env: Record<string, string>, home?: string, connection = other): ReturnType<typeof confirm> =>
  confirm(home, testTerminal({ env: { ...env, SSH_CONNECTION: connection } }));

it("confirms the only home that waits", async () => {
  const env = await waiting(["taprest"]);
  expect(await confirmed(env)).toMatchObject({ exitCode: 0, document: { confirmed: true, home: "taprest" } });
  expect(await readdir(await openStateFolder(env, "taprest"))).toEqual(["confirmed"]);
  await expect(confirmed(env, "taprest")).rejects.toMatchObject({ exitCode: 1, document: { error: "nothing-waits" } });
});

it("asks which of several", async () => {
  const env = await waiting(["one", "two"]);
  await expect(confirmed(env)).rejects.toMatchObject({ document: { error: "several-wait" } });
  expect(await confirmed(env, "two")).toMatchObject({ document: { home: "two" } });
  expect(await confirmed(env)).toMatchObject({ document: { home: "one" } });
});

it("proves nothing from the same connection, or from none", async () => {
  const env = await waiting(["taprest"]);
  await expect(confirmed(env, undefined, mine)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining("log in anew"),
    document: { error: "same-connection" },
  });
  await expect(confirmed(env, undefined, "")).rejects.toMatchObject({ document: { error: "no-connection" } });
  expect(await readdir(await openStateFolder(env, "taprest"))).toEqual(["waiting"]);
});

it("says that nothing waits", async () => {
  const env = { XDG_STATE_HOME: path.join(await freshFolder(), "none") };
  await expect(confirmed(env)).rejects.toMatchObject({ exitCode: 1, document: { error: "nothing-waits" } });
  await mkdir(env.XDG_STATE_HOME);
  await expect(confirmed(env, "taprest")).rejects.toMatchObject({ document: { error: "nothing-waits" } });
});

it("says that the apply that waited was killed, whoever has the home now", async () => {
  const env = await waiting(["taprest"], 999_999_999);
  await expect(confirmed(env)).rejects.toMatchObject({
    message: expect.stringContaining("porchlight undo"),
    document: { error: "nobody-waits" },
  });
});
