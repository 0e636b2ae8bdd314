import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, inject, it } from "vitest";
import { expectPart } from "../readme-part.ts";
import { installedCount } from "./install.ts";
import { entriesOf, libraries, specifierOf } from "./packages.ts";

const run = promisify(execFile);
const root: string = path.resolve(import.meta.dirname, "../..");
const consumers = inject("consumers");

/** Budgets: how many packages an installation adds, and of each entry the size in kB (1,000 bytes) and the modules loaded. */
interface Limits {
  readonly [name: string]: {
    readonly packages: number;
    readonly entries: Readonly<
      Record<string, { readonly kB: number; readonly ownKB: number; readonly modules: number }>
    >;
  };
}
const limits = JSON.parse(await readFile(path.join(import.meta.dirname, "limits.json"), "utf8")) as Limits;

/** Minified and compressed, with everything it depends on or alone. */
const kilobytes = async (consumer: string, specifier: string, name: string, isAlone: boolean): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "${specifier}";`, resolveDir: consumer },
    bundle: true,
    minify: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["cpu-features", "*.node"],
    plugins: isAlone
      ? [
          {
            name: "alone",
            setup: (bundler) => {
              bundler.onResolve({ filter: /^[^./]/ }, ({ path: wanted }) =>
                wanted === name || wanted.startsWith(`${name}/`) ? undefined : { path: wanted, external: true },
              );
            },
          },
        ]
      : [],
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 1000;
};

/** How many files an import runs: what starting up costs, in a number that no busy machine changes. */
const modulesLoaded = async (consumer: string, specifier: string): Promise<number> => {
  const folder = await mkdtemp(path.join(tmpdir(), "porchlight-test-"));
  try {
    await run(process.execPath, ["--input-type=module", "--eval", `await import("${specifier}")`], {
      cwd: consumer,
      env: { PATH: process.env["PATH"] ?? "", NODE_V8_COVERAGE: folder },
    });
    const loaded = new Set<string>();
    for (const file of await readdir(folder)) {
      const { result } = JSON.parse(await readFile(path.join(folder, file), "utf8")) as {
        readonly result: readonly { readonly url: string }[];
      };
      for (const { url } of result) if (url.includes("/node_modules/")) loaded.add(url);
    }
    return loaded.size;
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** A budget that is kept, and not so wide that it holds nothing: at least three quarters of it are used. */
const expectWithin = (what: string, found: number, limit: number): void => {
  expect(found, `${what}, of at most ${limit} in test/published/limits.json`).toBeLessThanOrEqual(limit);
  expect(found, `${what}: the limit ${limit} in test/published/limits.json is too wide`).toBeGreaterThan(limit * 0.75);
};

describe.each(libraries)("$name", ({ name, folder, entries }) => {
  it("adds no more packages than it may", async () => {
    expectWithin("packages", await installedCount(path.join(consumers, folder)), limits[name]?.packages ?? 0);
  });

  it("says so in its README", async () => {
    const own = limits[name]?.entries ?? {};
    expect(Object.keys(own)).toEqual(Object.keys(entries));
    const rows = Object.entries(own).map(
      ([entry, { kB, ownKB, modules }]) =>
        `| \`${specifierOf(name, entry)}\` | ${kB} kB | ${ownKB} kB | ${modules} |\n`,
    );
    const table = `| entry, at most | minified, gzip | without its dependencies | files loaded by an import |\n|---|---|---|---|\n${rows.join("")}`;
    const count = limits[name]?.packages ?? 0;
    const text = `${table}\nAn installation adds at most ${count} packages, itself included.\n`;
    await expectPart(path.join(root, "packages", folder, "README.md"), "size", text);
  });
});

it.each(entriesOf)("$specifier is within its budget", async ({ name, folder, entry, specifier }) => {
  const consumer = path.join(consumers, entry === "." ? folder : `${folder}+peers`);
  const { kB, ownKB, modules } = limits[name]?.entries[entry] ?? { kB: 0, ownKB: 0, modules: 0 };
  expectWithin("kB", await kilobytes(consumer, specifier, name, false), kB);
  expectWithin("kB without dependencies", await kilobytes(consumer, specifier, name, true), ownKB);
  expectWithin("files loaded", await modulesLoaded(consumer, specifier), modules);
});
