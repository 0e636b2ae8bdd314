import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { stat } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { freshFolder } from "../test/folder.ts";
import { askHolder, takeLock } from "./lock.ts";
import { type LockAddress, lockAddressOf } from "./platform.ts";

/** A lock of this system, and one of the kind that leaves a file behind. */
const kinds: Readonly<Record<string, (folder: string) => LockAddress>> = {
  "this system's kind": (folder) => lockAddressOf({ XDG_STATE_HOME: folder }, "taprest"),
  "a socket file": (folder) => ({ address: path.join(folder, "lock"), stays: true }),
};

/** A process that listens at an address, says `line` to whoever asks, and can only be killed. */
const listening = async ({ address }: LockAddress, line: string): Promise<ChildProcess> => {
  const program = `
    const [address, line] = JSON.parse(process.argv[1]);
    require("node:net").createServer((socket) => socket.end(line)).listen(address, () => console.log("ready"));`;
  const child = spawn(process.execPath, ["-e", program, JSON.stringify([address, line])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
};
const killed = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
};
const since = "2026-01-02T03:04:05.678Z";

describe.each(Object.keys(kinds))("a lock of %s", (kind) => {
  const lockIn = (folder: string): LockAddress => kinds[kind]?.(folder) ?? { address: "", stays: false };

  it("is had by one at a time, and the other is told by whom", async () => {
    const address = lockIn(await freshFolder());
    expect(await askHolder(address)).toBeUndefined();
    const lock = await takeLock(address, "taprest", "apply");
    expect(await askHolder(address)).toMatchObject({ pid: process.pid, command: "apply" });
    await expect(takeLock(address, "taprest", "undo")).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(
        new RegExp(`another porchlight \\(pid ${process.pid}, apply, since 20.*\\) is changing the home taprest`),
      ),
      document: { error: "locked", home: "taprest", holder: { pid: process.pid, command: "apply" } },
    });
    await lock.release();
    await (await takeLock(address, "taprest", "undo")).release();
  });

  it("is free at once when its holder is killed", async () => {
    const address = lockIn(await freshFolder());
    const child = await listening(address, `${JSON.stringify({ pid: 4711, command: "apply", since })}\n`);
    await expect(takeLock(address, "taprest", "apply")).rejects.toMatchObject({
      message: expect.stringContaining(`another porchlight (pid 4711, apply, since ${since})`),
    });
    await killed(child);
    if (address.stays) expect((await stat(address.address)).isSocket()).toBe(true);
    const lock = await takeLock(address, "taprest", "apply");
    expect(await askHolder(address)).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it("holds although its holder says nothing of use", async () => {
    const address = lockIn(await freshFolder());
    const child = await listening(address, '{"pid":"\u001b[31m","command":1}\n');
    await expect(takeLock(address, "taprest", "apply")).rejects.toMatchObject({
      message: expect.stringMatching(/^✗ another porchlight is changing the home taprest/),
    });
    await killed(child);
  });
});

it.each(["", "nothing\n", "null\n", `${"x".repeat(2000)}\n`, '{"pid":1,"command":"rm -rf","since":"now"}\n'])(
  "does not repeat what a stranger says: %j",
  async (line) => {
    const address = { address: path.join(await freshFolder(), "lock"), stays: true };
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end(line);
    });
    server.listen(address.address);
    await once(server, "listening");
    onTestFinished(() => void server.close());
    expect(await askHolder(address)).toBe("unknown");
  },
);

it("says why when there is no place for it", async () => {
  const address = { address: path.join(await freshFolder(), "nowhere", "lock"), stays: true };
  await expect(takeLock(address, "taprest", "apply")).rejects.toMatchObject({
    exitCode: 1,
    document: { error: "lock" },
  });
});

it("is had by one only when several find the file of a killed holder", async () => {
  const address = { address: path.join(await freshFolder(), "lock"), stays: true };
  await killed(await listening(address, ""));
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => takeLock(address, "taprest", "apply")));
  const locks = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  expect(locks).toHaveLength(1);
  await locks[0]?.release();
});
