/** What the tests of tunnels share: a home that is set up, and the command running over it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { onTestFinished } from "vitest";
import { command, porchlight, type Ran, root, type Stage, stage } from "./support.ts";

const versionOf = (program: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(program, [...args], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
/** Which programs this machine has; where one is absent, the tests that need it say so by name. */
export const hasSsh: boolean = versionOf("ssh", "-V");
export const hasScript: boolean = versionOf("script", "--version");
export const hasPlink: boolean = versionOf("plink", "-V");

/** A port of loopback that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** A home that is applied, its tunnel at a free port, and a key file that the Pi accepts. */
export interface AwayStage extends Stage {
  readonly localPort: number;
  readonly identity: string;
  /** Where the command puts its temporary files. */
  readonly temporary: string;
}

export const away = async (): Promise<AwayStage> => {
  const on = await stage();
  onTestFinished(() => on.close());
  const applied = await porchlight(on, "apply", "--yes");
  if (applied.code !== 0) throw new Error(applied.stderr);
  const localPort = await freePort();
  const rewrite = async (change: (text: string) => string): Promise<void> =>
    writeFile(on.file, change(await readFile(on.file, "utf8")));
  await rewrite((text) => text.replace("local: 8080", `local: ${localPort}`));
  const identity = path.join(on.folder, "id_octopi");
  await writeFile(identity, on.home.pi.privateKey, { mode: 0o600 });
  const temporary = path.join(on.folder, "temporary");
  await mkdir(temporary);
  const { PORCHLIGHT_SSH_KEY: _key, ...env } = on.env;
  return { ...on, rewrite, env: { ...env, TMPDIR: temporary }, localPort, identity, temporary };
};

/** A running command. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Resolves once that was printed on stdout or stderr since the last call; rejects when the command ended before. */
  says(what: string | RegExp): Promise<void>;
}

const watch = (child: ChildProcess, ended: Promise<Ran>): Running => {
  let heard = "";
  const news = new EventEmitter();
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text: { toString: () => string }) => {
      heard += text.toString();
      news.emit("text");
    });
  return {
    child,
    ended,
    says: (what) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const at = typeof what === "string" ? heard.indexOf(what) : heard.search(what);
          if (at < 0) return;
          heard = heard.slice(at + (typeof what === "string" ? what.length : 1));
          news.off("text", look);
          resolve();
        };
        news.on("text", look);
        look();
        void ended.then(({ code, stdout, stderr }) =>
          reject(new Error(`ended with ${code} before it said ${String(what)}:\n${stdout}${stderr}`)),
        );
      }),
  };
};

export const tunnelling = (on: AwayStage, ...args: readonly string[]): Running => {
  const { child, ended } = command(on, "tunnel", ...args);
  onTestFinished(() => void child.kill("SIGKILL"));
  return watch(child, ended);
};

/** The same at a terminal of its own, made by `script`. What is written to its stdin is typed there. */
export const atTerminal = (on: AwayStage, ...args: readonly string[]): Running & { type(text: string): void } => {
  const words = [process.execPath, path.join(root, "packages/cli/bin/porchlight.js"), "tunnel", ...args];
  const line = [...words, "--config", on.file].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-qec", line, "/dev/null"], { env: on.env, stdio: ["pipe", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  const ended = new Promise<Ran>((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr: "" })));
  return { ...watch(child, ended), type: (text) => void child.stdin.write(text) };
};

/** "ADDRESS:PORT" in hex of every listener of this machine, as the kernel has them. */
const listeners = (): readonly string[] =>
  ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    readFileSync(table, "utf8")
      .split("\n")
      .slice(1)
      .flatMap((line) => {
        const [, local = "", , state] = line.trim().split(/\s+/);
        return state === "0A" ? [local] : [];
      }),
  );

/** The addresses, in hex, at which a port of this machine is listened on. */
export const listenedAt = (port: number): readonly string[] => {
  const digits = port.toString(16).toUpperCase().padStart(4, "0");
  return listeners().flatMap((each) => (each.endsWith(`:${digits}`) ? [each.split(":")[0] ?? ""] : []));
};
/** 127.0.0.1 as the kernel writes it on this kind of machine. */
export const loopbackHex = "0100007F";

/** The sockets that a process and its children listen at, as hex "ADDRESS:PORT". */
export const listenersOf = (pid: number): readonly string[] => {
  const family = [pid, ...childrenOf(pid)];
  const held = new Set(
    family.flatMap((each) =>
      readdirSync(`/proc/${each}/fd`).flatMap((fd) => {
        try {
          return [/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${each}/fd/${fd}`))?.[1] ?? ""];
        } catch {
          return []; // closed meanwhile
        }
      }),
    ),
  );
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    readFileSync(table, "utf8")
      .split("\n")
      .flatMap((line) => {
        const fields = line.trim().split(/\s+/);
        return fields[3] === "0A" && held.has(fields[9] ?? "") ? [fields[1] ?? ""] : [];
      }),
  );
};

/** Process ids of the children of a process. */
export const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(/\s+/).filter(Boolean).map(Number);

export const isGone = (pid: number): boolean => !existsSync(`/proc/${pid}`);
/** What is left in a folder. */
export const leftIn = (folder: string): readonly string[] => readdirSync(folder);
