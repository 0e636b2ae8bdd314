import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from "dependency-cruiser";
import { afterAll, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
interface Config {
  readonly forbidden: NonNullable<IFlattenedRuleSet["forbidden"]>;
  readonly options: ICruiseOptions;
}
const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as Config;

const look = async (baseDir: string): Promise<ICruiseResult> => {
  const { output } = await cruise(
    ["packages"],
    { ...options, baseDir, validate: true, ruleSet: { forbidden }, exclude: { path: "/dist/" } },
    options.enhancedResolveOptions,
  );
  if (typeof output === "string") throw new Error("expected a result, not text");
  return output;
};

const planted: string[] = [];
afterAll(() => Promise.all(planted.map((folder) => rm(folder, { recursive: true }))));

/** A tree with every package and the given files, with this project's own dependencies. */
const plant = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), "porchlight-boundaries-"));
  planted.push(folder);
  const all = {
    ...Object.fromEntries(
      ["core", "freebox", "ovh-dns", "reach", "simulator", "cli"].map((name) => [
        `packages/${name}/src/index.ts`,
        "export {};\n",
      ]),
    ),
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    const place = path.join(folder, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
  }
  for (const name of ["freebox", "ovh-dns"])
    await symlink(
      path.join(root, "packages", name, "node_modules"),
      path.join(folder, "packages", name, "node_modules"),
    );
  return folder;
};

it("every package imports only what it may", async () => {
  const { summary, modules } = await look(root);
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  // A cruise that sees nothing finds nothing wrong: the sources must have been seen, and edges between packages too.
  const sources = modules.filter((module) => /^packages\/[^/]+\/src\/.*\.ts$/.test(module.source));
  expect(sources.length).toBeGreaterThan(60);
  const adapter = modules.find((module) => module.source === "packages/freebox/src/freebox-router.ts");
  expect(adapter?.dependencies.map((dependency) => dependency.resolved)).toContain("packages/core/src/index.ts");
});

const breaches: readonly (readonly [rule: string, file: string, text: string])[] = [
  ["core-imports-only-its-own", "packages/core/src/bad.ts", 'import "../../freebox/src/index.ts";\n'],
  ["freebox-imports-only-its-own", "packages/freebox/src/bad.ts", 'import "../../simulator/src/index.ts";\n'],
  [
    "ovh-dns-imports-only-its-own",
    "packages/ovh-dns/src/bad.ts",
    'import type {} from "../../freebox/src/index.ts";\n',
  ],
  ["reach-imports-only-its-own", "packages/reach/src/bad.ts", 'import "../../ovh-dns/src/index.ts";\n'],
  ["simulator-imports-only-its-own", "packages/simulator/src/bad.ts", 'import "../../core/src/index.ts";\n'],
  [
    "freebox-only-freebox-router-imports-core",
    "packages/freebox/src/bad.ts",
    'import type {} from "../../core/src/index.ts";\n',
  ],
  [
    "ovh-dns-only-ovh-zone-imports-core",
    "packages/ovh-dns/src/bad.ts",
    'import type {} from "../../core/src/index.ts";\n',
  ],
  ["freebox-only-axios-http-imports-axios", "packages/freebox/src/bad.ts", 'import "axios";\n'],
  ["ovh-dns-only-http-axios-imports-axios", "packages/ovh-dns/src/bad.ts", 'import "axios";\n'],
  ["ovh-dns-only-signer-imports-ovh", "packages/ovh-dns/src/bad.ts", 'import "ovh";\n'],
  ["no-reaching-into-a-neighbour", "packages/cli/src/bad.ts", 'import "../../core/src/plan.ts";\n'],
  ["only-the-command-reads-files-and-terminal", "packages/reach/src/bad.ts", 'import "node:fs/promises";\n'],
  ["no-cycles", "packages/core/src/one.ts", 'import "./two.ts";\n'],
];

it.each(breaches)("a breach of %s is seen", async (rule, file, text) => {
  const extra = rule === "no-cycles" ? { "packages/core/src/two.ts": 'import "./one.ts";\n' } : {};
  const folder = await plant({ [file]: text, "packages/core/src/plan.ts": "export {};\n", ...extra });
  const { summary } = await look(folder);
  expect(summary.violations.map((violation) => violation.rule.name)).toContain(rule);
});

it("every rule has a breach that was planted", () => {
  expect(forbidden.map((rule) => rule.name ?? "").toSorted()).toEqual(breaches.map(([rule]) => rule).toSorted());
});
