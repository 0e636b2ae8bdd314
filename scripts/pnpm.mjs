// Runs the pnpm that package.json pins: by corepack where there is one, else by npm.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const { packageManager } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const version = /^pnpm@([^+]+)/.exec(packageManager)[1];
const env = { ...process.env, COREPACK_ENABLE_DOWNLOAD_PROMPT: "0", CI: "true" };
const run = (command, args, stdio = "inherit") =>
  spawnSync(command, args, { stdio, env, shell: process.platform === "win32" });

const args = process.argv.slice(2);
const hasCorepack = run("corepack", ["pnpm", "--version"], "ignore").status === 0;
const done = hasCorepack
  ? run("corepack", ["pnpm", ...args])
  : run("npm", ["exec", "--yes", "--", `pnpm@${version}`, ...args]);
process.exit(done.status ?? 1);
