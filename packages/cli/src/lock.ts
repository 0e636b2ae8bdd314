/**
 * One lock per home on one machine. It is a listening socket: the system frees it when its holder dies, however it dies,
 * and whoever finds it taken can ask who has it.
 */
import { rename, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { exitCode } from "./exit-code.ts";
import type { LockAddress } from "./platform.ts";
import { CommandError } from "./terminal.ts";

/** Who holds a lock. From another process: untrusted text, made plain. */
export interface LockHolder {
  readonly pid: number;
  /** "apply", "undo", "destroy" or "prune". */
  readonly command: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface Lock {
  /** Frees it. */
  release(): Promise<void>;
}

/** An answer is one short line; more is not from a lock of ours. */
const longestAnswer = 512;
/** A holder that is stopped, or busy, still holds. */
const patienceMs = 2000;

const parseHolder = (line: string): LockHolder | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    const said: Readonly<Record<string, unknown>> = typeof value === "object" ? { ...value } : {};
    const { pid, command, since } = said;
    if (typeof pid !== "number" || typeof command !== "string" || typeof since !== "string") return undefined;
    const isPlain = Number.isSafeInteger(pid) && /^[a-z]{1,20}$/.test(command) && /^[0-9TZ:.-]{1,30}$/.test(since);
    return isPlain ? { pid, command, since } : undefined;
  } catch {
    return undefined;
  }
};

/** Asks who holds a lock: undefined when nobody does, "unknown" when somebody does and does not say who. */
export const askHolder = ({ address }: LockAddress): Promise<LockHolder | "unknown" | undefined> =>
  new Promise((resolve) => {
    let line = "";
    const socket = connect({ path: address });
    const end = (holder: LockHolder | "unknown" | undefined): void => {
      socket.destroy();
      resolve(holder);
    };
    socket.setEncoding("utf8").setTimeout(patienceMs, () => end("unknown"));
    socket.on("data", (text: string) => {
      line += text;
      if (line.length > longestAnswer) end("unknown");
    });
    socket.on("end", () => end(parseHolder(line) ?? "unknown"));
    socket.on("error", ({ code }: NodeJS.ErrnoException) =>
      end(code === "ENOENT" || code === "ECONNREFUSED" ? undefined : "unknown"),
    );
  });

/** Listens, and keeps nothing alive by it; undefined when somebody listens there, or did. */
const listenAt = (address: string, holder: LockHolder): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.unref();
      socket.on("error", () => socket.destroy()); // whoever asked did not wait for the answer
      socket.end(`${JSON.stringify(holder)}\n`);
    });
    server.unref();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen({ path: address }, () => resolve(server));
  });

/** Clears away the file that a killed holder left; false when the holder lives after all. */
const clearedAway = async (lock: LockAddress): Promise<boolean> => {
  if ((await askHolder(lock)) !== undefined) return false;
  // Two may come here at once: whoever renames has it alone, and looks again at what it took.
  const aside = `${lock.address}.${process.pid}`;
  await rename(lock.address, aside).catch(() => undefined);
  if ((await askHolder({ ...lock, address: aside })) !== undefined) {
    await rename(aside, lock.address);
    return false;
  }
  await rm(aside, { force: true });
  return true;
};

const heldBy = (holder: LockHolder | "unknown" | undefined, home: string): CommandError => {
  const known = holder === undefined || holder === "unknown" ? undefined : holder;
  const who = known === undefined ? "" : ` (pid ${known.pid}, ${known.command}, since ${known.since})`;
  return new CommandError(
    exitCode.failed,
    `✗ another porchlight${who} is changing the home ${home}, and nothing was written here\n    -> wait until it has ended${known === undefined ? "" : `, or stop it: kill ${known.pid}`}`,
    { error: "locked", home, ...(known === undefined ? {} : { holder: known }) },
  );
};

/**
 * Takes the lock of a home for as long as this process lives or until it is released.
 *
 * @throws CommandError with exit code 1 when another process has it, saying which, or when it cannot be had at all.
 */
export const takeLock = async (lock: LockAddress, home: string, command: string): Promise<Lock> => {
  const holder = { pid: process.pid, command, since: new Date().toISOString() };
  const listen = (): Promise<Server | undefined> =>
    listenAt(lock.address, holder).catch((error: Error) => {
      const message = `✗ the lock of the home ${home} cannot be had, and nothing was written: ${error.message}`;
      throw new CommandError(exitCode.failed, `${message}\n    -> set XDG_STATE_HOME to a shorter, writable folder`, {
        error: "lock",
      });
    });
  const server = (await listen()) ?? (lock.stays && (await clearedAway(lock)) ? await listen() : undefined);
  if (server === undefined) throw heldBy(await askHolder(lock), home);
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
};
