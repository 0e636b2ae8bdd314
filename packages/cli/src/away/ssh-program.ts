/** The system's OpenSSH client as a child process: started, listened to, ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { ReachError } from "@porchlight/reach";
import type { Terminal } from "../terminal.ts";
import { endOf, isForPeople, keyShownIn, saysOpen } from "./ssh-words.ts";

type Environment = Terminal["env"];

/** Everything but this command's own credentials, which are nobody else's business. */
export const withoutOwnSecrets = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(FREEBOX|OVH|PORCHLIGHT)_/.test(name)));

/** How long a process that was asked to end may take. */
const graceMs = 2_000;

/** Ends a child, gently first; resolves when it is gone. It never outlives this process either. */
const endChild = async (child: ChildProcess, gone: Promise<unknown>): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await gone;
  clearTimeout(timer);
};

/** What a short run of a program said. */
export interface Said {
  /** Undefined when there is no such program. */
  readonly code: number | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The most that is kept of what a program says. */
const mostCharacters = 256 * 1024;

/** Keeps what a stream says, and stops who never stops talking. */
const listen = (stream: Readable, stop: () => void): (() => string) => {
  let words = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    words += chunk;
    if (words.length > mostCharacters) stop();
  });
  return () => words.slice(0, mostCharacters);
};

/** Runs a program to its end with an input; it is ended when the signal is aborted. Never rejects for what it answers. */
export const runProgram = async (
  program: string,
  args: readonly string[],
  setting: { readonly env: Environment; readonly signal: AbortSignal; readonly input?: string },
): Promise<Said> => {
  const { env, signal, input = "" } = setting;
  signal.throwIfAborted();
  const child = spawn(program, [...args], { env: { ...withoutOwnSecrets(env) }, stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<number | null | undefined>((resolve) => {
    child.once("error", () => resolve(undefined)); // no such program, or not to be run
    child.once("close", (code) => resolve(code));
  });
  const stop = (): void => void endChild(child, ended);
  signal.addEventListener("abort", stop, { once: true });
  child.stdin.on("error", () => undefined); // it may leave before it has read all
  child.stdin.end(input);
  const heard = [child.stdout, child.stderr].map((stream) => listen(stream, stop));
  const code = await ended;
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  const [stdout = "", stderr = ""] = heard.map((words) => words());
  return { code, stdout, stderr };
};

/** "OpenSSH_9.2p1", or undefined where there is no such client. */
export const opensshVersion = async (env: Environment, signal: AbortSignal): Promise<string | undefined> => {
  const { stdout, stderr } = await runProgram("ssh", ["-V"], { env, signal });
  return /^OpenSSH_[\w.-]+/m.exec(`${stderr}\n${stdout}`)?.[0];
};

/** A running client. */
export interface SshProcess {
  /** Resolves once it is logged in and listens; rejects with the ReachError that says why it ended before. */
  readonly open: Promise<void>;
  /** Resolves with why it ended. Never rejects. */
  readonly ended: Promise<ReachError>;
  /** Ends it; resolves when it is gone. */
  close(): Promise<void>;
}

/** What it said may come from whoever answers: no control character of it reaches a terminal. */
const plain = (line: string): string => line.replaceAll(/\p{Cc}/gu, " ").slice(0, 500);

/**
 * Starts the client for tunnels. It asks for passwords at the terminal itself, not through this process; `onWords` gets
 * what it says to people meanwhile.
 */
export const startSshProcess = async (
  args: readonly string[],
  env: Environment,
  onWords?: (line: string) => void,
): Promise<SshProcess> => {
  const { ReachError } = await import("@porchlight/reach");
  const child = spawn("ssh", [...args], { env: { ...withoutOwnSecrets(env) }, stdio: ["ignore", "ignore", "pipe"] });
  const killIt = (): void => void child.kill("SIGKILL");
  process.once("exit", killIt);
  const lines: string[] = [];
  const opening = new EventEmitter();
  let isOpen = false;
  const ended = new Promise<ReachError>((resolve) => {
    child.once("error", (error) => resolve(new ReachError("invalid", `ssh could not be started: ${error.message}`)));
    child.once("close", () => {
      const { code, detail } = endOf(lines);
      const key = code === "host-key-differs" ? keyShownIn(lines) : undefined;
      resolve(new ReachError(code, key === undefined ? plain(detail) : `the server shows the host key ${key}`));
    });
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (isForPeople(line)) onWords?.(plain(line));
    if (!isOpen && saysOpen(line)) {
      isOpen = true;
      lines.length = 0; // why it ends later has nothing to do with how it began
      opening.emit("open");
    }
    // Nobody fills the memory with words; of an open connection the last ones suffice.
    if (lines.length > (isOpen ? 50 : 1_000)) lines.shift();
    lines.push(line);
  });
  void ended.then(() => process.off("exit", killIt));
  const open = new Promise<void>((resolve, reject) => {
    opening.once("open", resolve);
    void ended.then(reject);
  });
  open.catch(() => undefined);
  return { open, ended, close: () => endChild(child, ended) };
};
