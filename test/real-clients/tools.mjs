// Which clients are here, and those that a package client of this machine can bring into a folder of the run.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";

/** Programs of Debian's packages. Some stand in folders that only root's PATH has. */
const debianPrograms = [
  "curl",
  "lexicon",
  "inadyn",
  "ddclient",
  "lego",
  "certbot",
  "pebble",
  "knotd",
  "knotc",
  "ip",
  "dpkg-query",
];
const folders = [...new Set([...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"])];

const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The program's file, or undefined. */
export const find = (name) => folders.map((folder) => path.join(folder, name)).find(isProgram);

/** Runs a package client; gives why it failed, or undefined. Its complaints may hold addresses, which are nobody's business. */
const failureOf = (program, args, options) => {
  const done = spawnSync(program, args, { encoding: "utf8", timeout: 90_000, ...options });
  if (done.status === 0) return undefined;
  const last = (done.stderr ?? "").trim().split("\n").slice(-3).join(" ");
  return `${path.basename(program)} said: ${done.error?.message ?? last}`.replaceAll(/https?:\/\/\S+/g, "[registry]");
};

/** Programs of `requirements.txt` by their names here: two are in Debian as well, years older. */
const pythonPrograms = {
  python: "python",
  "octodns-sync": "octodns-sync",
  fbx: "fbx",
  "lexicon of today": "lexicon",
  "certbot of today": "certbot",
};

/** A folder of Python packages, all of `requirements.txt` or none. */
const pythonTools = (folder) => {
  const venv = path.join(folder, "venv");
  const python = find("python3");
  const requirements = path.join(import.meta.dirname, "requirements.txt");
  const reason =
    python === undefined
      ? "no python3 here"
      : (failureOf(python, ["-m", "venv", venv]) ??
        failureOf(path.join(venv, "bin", "pip"), ["install", "--quiet", "--no-input", "-r", requirements], {
          timeout: 150_000,
        }));
  return Object.fromEntries(
    Object.entries(pythonPrograms).map(([name, program]) => [
      name,
      reason === undefined ? { file: path.join(venv, "bin", program) } : { reason },
    ]),
  );
};

/** Programs of ours around libraries for Go: which library, and the source that stands in `jobs`. */
const goPrograms = {
  "go-ovh": { library: "github.com/ovh/go-ovh/ovh@v1.9.0", source: "go-ovh.go" },
  "lego of today": { library: "github.com/go-acme/lego/v5/providers/dns/ovh@v5.6.0", source: "lego-ovh.go" },
};

/** Builds one of them in a folder of its own. */
const goTool = async (folder, go, { library, source }) => {
  if (go === undefined) return { reason: "no go here" };
  const cwd = path.join(folder, "go-programs", source);
  await mkdir(cwd, { recursive: true });
  await copyFile(path.join(import.meta.dirname, "jobs", source), path.join(cwd, "main.go"));
  const env = { ...process.env, GOPATH: path.join(folder, "go"), GOFLAGS: "-modcacherw", GOTOOLCHAIN: "local" };
  const options = { cwd, env };
  const reason =
    failureOf(go, ["mod", "init", "judge"], options) ??
    failureOf(go, ["get", library], options) ??
    failureOf(go, ["build", "-o", "judge", "."], options);
  return reason === undefined ? { file: path.join(cwd, "judge") } : { reason };
};

const goTools = async (folder) => {
  const tools = {};
  for (const [name, program] of Object.entries(goPrograms)) tools[name] = await goTool(folder, find("go"), program);
  return tools;
};

/**
 * Finds or installs every client. Gives by name `{ file }`, or `{ reason }` for one that is not to be had.
 * Writes to `folder` alone.
 */
export const findTools = async (folder) => ({
  node: { file: process.execPath },
  ...Object.fromEntries(
    debianPrograms.map((name) => {
      const file = find(name);
      return [name, file === undefined ? { reason: `Debian's ${name} is not installed` } : { file }];
    }),
  ),
  ...pythonTools(folder),
  ...(await goTools(folder)),
});
