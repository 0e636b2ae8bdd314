/** What the whole-system tests share: a virtual home with its home file on disk, and the command run over it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type HomeOptions, startHome, type VirtualHome } from "@porchlight/simulator";
import { stringify } from "yaml";
import { run } from "../packages/cli/src/program.ts";

export const root: string = path.resolve(import.meta.dirname, "..");

/** A virtual home, its porchlight.yaml and its authority in a folder of their own. */
export interface Stage {
  readonly home: VirtualHome;
  readonly folder: string;
  readonly file: string;
  /** The environment a command needs to reach this home. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes the home file anew, changed. */
  rewrite(change: (text: string) => string): Promise<void>;
  close(): Promise<void>;
}

export const stage = async (options: HomeOptions = {}): Promise<Stage> => {
  const home = await startHome(options);
  const folder = await mkdtemp(path.join(tmpdir(), "porchlight-test-"));
  const file = path.join(folder, "porchlight.yaml");
  const authority = path.join(folder, "ca.pem");
  const text = stringify(home.homeFile);
  await writeFile(file, text);
  await writeFile(authority, home.ovh.clientOptions.ca);
  return {
    home,
    folder,
    file,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, ...home.env, NODE_EXTRA_CA_CERTS: authority },
    rewrite: (change) => writeFile(file, change(text)),
    close: async () => {
      await home.close();
      await rm(folder, { recursive: true });
    },
  };
};

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, as a machine would: no terminal, nobody to ask. */
export const porchlight = async (on: Stage, ...args: readonly string[]): Promise<Ran> => {
  let stdout = "";
  let stderr = "";
  const code = await run([...args, "--config", on.file], {
    env: on.env,
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    colour: false,
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
};

/** Starts a built program with an environment of its own. */
export const start = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string = root,
): { child: ChildProcess; ended: Promise<Ran> } => {
  const child = spawn(process.execPath, [...args], { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<Ran>((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
};

/** The command as users run it: the bundled file, in a process of its own. */
export const command = (on: Stage, ...args: readonly string[]): ReturnType<typeof start> =>
  start([path.join(root, "packages/cli/bin/porchlight.js"), ...args, "--config", on.file], on.env);
