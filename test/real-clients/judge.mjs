// One client at its job: what it needs, what it is given, what it asked, whether it finished.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { run } from "./programs.mjs";

const countsOf = (requests) => {
  const counts = new Map();
  for (const { method } of requests) counts.set(method, (counts.get(method) ?? 0) + 1);
  return [...counts].map(([method, count]) => `${count} ${method}`).join(", ") || "none";
};

/** The first thing in what a program prints that looks like a version. */
const versionIn = ({ stdout, stderr }) => /\d+(?:\.\d+)+/.exec(stdout + stderr)?.[0] ?? "unknown";

/**
 * Runs a job and gives its row of the table. A job is `{ client, does, needs, version, work }`: `needs` are names of tools,
 * `version` a program and its arguments, `work` rejects when the client did not finish or the world is not as it should be.
 */
export const judge = async ({ client, does, needs, version, work }, stage) => {
  const missing = needs.map((name) => stage.tools[name]).find(({ file }) => file === undefined);
  if (missing !== undefined)
    return { client, version: "", does, requests: "", result: "not installed", reason: missing.reason };
  const home = path.join(stage.folder, "homes", client.replaceAll(/\W+/g, "-"));
  await mkdir(home, { recursive: true });
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    SSL_CERT_FILE: stage.trusted,
    REQUESTS_CA_BUNDLE: stage.trusted,
    CURL_CA_BUNDLE: stage.trusted,
  };
  const file = (name) => stage.tools[name].file;
  const call = (name, args, options = {}) =>
    run(file(name), args, { cwd: home, ...options, env: { ...env, ...options.env } });
  const row = { client, version: "unknown", does };
  const requests = [stage.ovh.requests, stage.freebox.requests];
  const before = requests.map(({ length }) => length);
  const asked = () => countsOf(requests.flatMap((all, index) => all.slice(before[index])));
  try {
    const [program, ...args] = version;
    if (file(program) !== undefined) row.version = versionIn(await call(program, args));
    await work({ ...stage, home, file, call });
    return { ...row, requests: asked(), result: "passed" };
  } catch (error) {
    return {
      ...row,
      requests: asked(),
      result: "failed",
      reason: error instanceof Error ? error.message : String(error),
    };
  }
};
