// Real programs, run to their end or kept until they are closed.
import { spawn } from "node:child_process";
import { once } from "node:events";

/** A failure with what the program printed, cut to its last lines. */
const failed = (what, output) => new Error(`${what}\n${output.trim().split("\n").slice(-15).join("\n")}`);

/**
 * Runs a program to its end and gives what it printed. Rejects when it exits with another code than `code` (default 0), or
 * after `timeoutMs` (default 90 s), when it is killed.
 */
export const run = async (file, args, { code = 0, timeoutMs = 90_000, input = "", ...options } = {}) => {
  const child = spawn(file, args, { ...options, stdio: ["pipe", "pipe", "pipe"], timeout: timeoutMs });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [status, signal] = await once(child, "close");
  if (status !== code) throw failed(`${file} ended with ${status ?? signal}, not ${code}`, stdout + stderr);
  return { stdout, stderr };
};

/** Starts a program and waits until it prints `ready`. Gives how to end it; rejects when it ends before. */
export const start = async (file, args, ready, options = {}) => {
  const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  let output = "";
  await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      if (ready.test(output)) resolve(undefined);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", reject);
    ended.then(([status]) => reject(failed(`${file} ended with ${status} before it was ready`, output)), reject);
  });
  return async () => {
    child.kill();
    await ended;
  };
};
