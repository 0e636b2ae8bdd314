import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, it } from "vitest";
import { entriesOf } from "./packages.ts";

const run = promisify(execFile);
const root: string = path.resolve(import.meta.dirname, "../..");
const consumers = inject("consumers");

const workspace = createRequire(path.join(root, "package.json"));
const typescript7 = path.join(path.dirname(workspace.resolve("typescript/package.json")), "bin/tsc");
// The last one written in JavaScript, which a tool of ours brings along.
const typescript6 = path.join(
  path.dirname(createRequire(workspace.resolve("@microsoft/api-extractor")).resolve("typescript/package.json")),
  "bin/tsc",
);

const compilerOptions = {
  target: "es2023",
  lib: ["es2023"],
  module: "nodenext",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
};

/** What a compiler says of a program that imports these; "" when nothing is wrong. */
const complaints = async (compiler: string, consumer: string, specifiers: readonly string[]): Promise<string> => {
  const lines = specifiers.map((specifier, index) => `export * as entry${index} from "${specifier}";\n`);
  await writeFile(path.join(consumer, "program.mts"), lines.join(""));
  await writeFile(path.join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.mts"] }));
  return run(process.execPath, [compiler, "-p", "."], { cwd: consumer }).then(
    ({ stdout }) => stdout,
    // A compiler that complains does so on its standard output, and ends with 1 or 2.
    (error: { readonly stdout: string }) => `complaints: ${error.stdout}`,
  );
};

describe("with skipLibCheck off", () => {
  it.each(entriesOf)("TypeScript 7 accepts $specifier", async ({ folder, entry, specifier }) => {
    // The main entry has to do without the optional peers.
    const consumer = path.join(consumers, entry === "." ? folder : `${folder}+peers`);
    expect(await complaints(typescript7, consumer, [specifier])).toBe("");
  });

  it("TypeScript 6 accepts every entry", async () => {
    const specifiers = entriesOf.map(({ specifier }) => specifier);
    expect(await complaints(typescript6, path.join(consumers, "all"), specifiers)).toBe("");
  });

  it("both would complain of what is not there", async () => {
    for (const compiler of [typescript6, typescript7])
      expect(await complaints(compiler, path.join(consumers, "core"), ["@porchlight/nothing"])).toContain("TS2307");
  });
});

/** The four ways a .d.ts names a module: import or export from, a bare import, an import type, a reference. */
const naming =
  /^\s*(?:import|export)\s[^"';]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']|<reference\s+\w+="([^"]+)"/gm;

/** Every package and global library that a .d.ts and those it leads to name, Node's own modules aside. */
const namedIn = async (file: string, seen: Set<string> = new Set()): Promise<ReadonlySet<string>> => {
  const named = new Set<string>();
  if (seen.has(file)) return named;
  seen.add(file);
  const text = await readFile(file, "utf8");
  for (const match of text.matchAll(naming)) {
    const target = match.slice(1).find((group) => group !== undefined) ?? "";
    if (target.startsWith("node:")) continue;
    if (!target.startsWith(".")) named.add(target);
    else {
      const next = path.resolve(path.dirname(file), target).replace(/(?:\.d)?\.[jt]s$/, ".d.ts");
      for (const each of await namedIn(next, seen)) named.add(each);
    }
  }
  return named;
};

describe("types", () => {
  it.each(entriesOf)("of $specifier name no package but $entries", async ({ folder, name, entries, entry }) => {
    const installed = path.join(consumers, `${folder}+peers`, "node_modules", name);
    const { exports } = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8")) as {
      readonly exports: Readonly<Record<string, { readonly types: string }>>;
    };
    const seen = new Set<string>();
    const named = await namedIn(path.join(installed, exports[entry]?.types ?? ""), seen);
    expect(seen.size).toBeGreaterThan(0);
    expect([...named].toSorted()).toEqual([...(entries[entry] ?? [])].toSorted());
  });
});
