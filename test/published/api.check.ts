import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { expect, inject, it } from "vitest";
import { entriesOf } from "./packages.ts";

const root: string = path.resolve(import.meta.dirname, "../..");
const consumers = inject("consumers");
const silent = { default: { logLevel: ExtractorLogLevel.None } };

/** Writes the report of one entry's types, and gives its file. Throws when the types cannot be read. */
const reportOf = async (unpacked: string, types: string, name: string): Promise<string> => {
  const folder = path.join(consumers, "reports");
  await mkdir(folder, { recursive: true });
  const entry = path.join(unpacked, types);
  const compilerOptions = {
    target: "es2023",
    module: "nodenext",
    lib: ["es2023"],
    types: ["node"],
    typeRoots: [path.join(root, "node_modules/@types")],
    strict: true,
    noEmit: true,
  };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: unpacked,
      mainEntryPointFilePath: entry,
      newlineKind: "lf",
      compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
      // What is not exported and yet shapes what is belongs to the promise too.
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: name,
        reportFolder: folder,
        reportTempFolder: path.join(folder, "temp"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(unpacked, "package.json"),
  });
  const { errorCount } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  expect(errorCount).toBe(0);
  return path.join(folder, `${name}.api.md`);
};

it.each(entriesOf)("what $specifier promises is what is written down", async ({ folder, name, entry }) => {
  // Out of node_modules, where everything counts as somebody else's and would be left out of the report.
  const consumer = path.join(consumers, `${folder}+peers`);
  const unpacked = path.join(consumer, "unpacked");
  await cp(path.join(consumer, "node_modules", name), unpacked, { recursive: true });
  const { exports } = JSON.parse(await readFile(path.join(unpacked, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, { readonly types: string }>>;
  };
  const title = entry === "." ? folder : `${folder}.${entry.slice(2)}`;
  const report = await reportOf(unpacked, exports[entry]?.types ?? "", title);
  const kept = path.join(root, "packages", folder, "etc", `${title}.api.md`);
  // UPDATE_API=1 accepts a change: read the difference, and say it in the changelog.
  if (process.env["UPDATE_API"] === "1") {
    await mkdir(path.dirname(kept), { recursive: true });
    await copyFile(report, kept);
  }
  const before = existsSync(kept) ? await readFile(kept, "utf8") : "no report is kept";
  const how = `the API of ${name} changed: UPDATE_API=1 npm run test:published accepts it into ${path.relative(root, kept)}`;
  const now = await readFile(report, "utf8");
  expect(now, "the report names files, and not what is in them").not.toMatch(/^import .* from '\.\.?\//m);
  expect(now, how).toBe(before);
});
