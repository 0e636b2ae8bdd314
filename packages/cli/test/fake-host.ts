/** A machine made of a folder: its files, and programs that say what a real one's would. The shell is a real one. */
import { spawn } from "node:child_process";
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { freshFolder } from "./folder.ts";

/** What the machine is like. */
export interface FakeHost {
  /** Path from its root to text. */
  readonly files: Readonly<Record<string, string>>;
  /** Program to shell lines. */
  readonly programs: Readonly<Record<string, string>>;
}

/** What the script needs besides the shell, wherever this machine has it. */
const tools = ["sed", "grep", "head", "tail", "cut", "tr", "sort", "basename"];

const linkTools = async (folder: string): Promise<void> => {
  for (const tool of tools)
    for (const at of ["/usr/bin", "/bin"])
      if ((await readdir(at)).includes(tool)) {
        await symlink(path.join(at, tool), path.join(folder, tool));
        break;
      }
};

/** Everything in a folder, by path. */
export const snapshot = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(file, "utf8")])));
};

/** The machine, and how to run a script on it as `ssh HOST sh -s` would. */
export interface RunningHost {
  readonly folder: string;
  run(script: string): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
}

export const startFakeHost = async (host: FakeHost): Promise<RunningHost> => {
  const folder = await freshFolder();
  const programs = path.join(folder, "programs");
  await mkdir(programs);
  await linkTools(programs);
  // Never this machine's own.
  const none = { sshd: "exit 1", ssh: "exit 1", id: "echo pi" };
  for (const [name, lines] of Object.entries({ ...none, ...host.programs })) {
    await writeFile(path.join(programs, name), `#!/bin/sh\n${lines}\n`);
    await chmod(path.join(programs, name), 0o755);
  }
  for (const [name, text] of Object.entries(host.files)) {
    const file = path.join(folder, "root", name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const root = path.join(folder, "root");
  const run = (script: string): ReturnType<RunningHost["run"]> =>
    new Promise((resolve) => {
      const shell = spawn("/bin/sh", ["-s"], { env: { PATH: programs, PORCHLIGHT_ROOT: root } });
      let [stdout, stderr] = ["", ""];
      shell.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
      shell.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
      shell.on("close", (code) => resolve({ exitCode: code ?? -1, stdout, stderr }));
      shell.stdin.end(script);
    });
  return { folder: root, run };
};
