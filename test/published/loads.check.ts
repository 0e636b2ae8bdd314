import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, inject, it } from "vitest";
import { installedCount } from "./install.ts";
import { entriesOf } from "./packages.ts";

const run = promisify(execFile);
const consumers = inject("consumers");

/** Names exported by what a program calls `loaded`, in alphabetical order; nothing else may be printed. */
const namesOf = async (cwd: string, program: string, type: "module" | "commonjs"): Promise<readonly string[]> => {
  const tell =
    "process.stdout.write(JSON.stringify(Object.keys(loaded).filter((name) => name !== '__esModule').sort()))";
  const args = [`--input-type=${type}`, "--eval", `${program}; ${tell}`];
  const { stdout, stderr } = await run(process.execPath, args, { cwd, env: { PATH: process.env["PATH"] ?? "" } });
  // Node 20 calls require() of an ES module experimental, in a warning of its own.
  expect(stderr.replaceAll(/^\(.*(?:ExperimentalWarning|--trace-warnings).*\n/gm, "")).toBe("");
  return JSON.parse(stdout) as readonly string[];
};

describe.each(entriesOf)("$specifier, from its tarball", ({ folder, entry, specifier }) => {
  // The main entry has to do without the optional peers.
  const consumer = path.join(consumers, entry === "." ? folder : `${folder}+peers`);

  it("is imported, required and bundled, and gives the same names each time", async () => {
    const imported = await namesOf(consumer, `import * as loaded from "${specifier}"`, "module");
    const required = await namesOf(consumer, `const loaded = require("${specifier}")`, "commonjs");
    expect(required).toEqual(imported);
    const elsewhere = await mkdtemp(path.join(tmpdir(), "porchlight-test-"));
    try {
      const { warnings } = await build({
        stdin: { contents: `export * from "${specifier}";`, resolveDir: consumer },
        outfile: path.join(elsewhere, "bundle.cjs"),
        bundle: true,
        platform: "node",
        format: "cjs",
        // ssh2 tries two native helpers and does without them when they are not there.
        external: ["cpu-features", "*.node"],
        logLevel: "silent",
      });
      expect(warnings.map(({ text }) => text)).toEqual([]);
      expect(await namesOf(elsewhere, 'const loaded = require("./bundle.cjs")', "commonjs")).toEqual(imported);
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });
});

it("porchlight is one package, and its command runs from it", async () => {
  const consumer = path.join(consumers, "cli");
  expect(await installedCount(consumer)).toBe(1);
  const installed = path.join(consumer, "node_modules/porchlight");
  const manifest = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8")) as {
    readonly version: string;
    readonly bin: Readonly<Record<string, string>>;
  };
  const bin = path.join(installed, manifest.bin["porchlight"] ?? "");
  const { stdout } = await run(process.execPath, [bin, "--version"], { cwd: consumer });
  expect(stdout.trim()).toBe(manifest.version);
});
