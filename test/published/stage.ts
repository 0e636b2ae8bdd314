import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { install, packAll } from "./install.ts";
import { libraries } from "./packages.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the consumers: `NAME` has a library and what it depends on, `NAME+peers` its optional peers too, `all` everything. */
    readonly consumers: string;
  }
}

/** Packs every package and installs each in a folder of its own, once for the whole run; removed when it is over. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "porchlight-test-published-"));
  const tarballs = path.join(folder, "tarballs");
  await mkdir(tarballs);
  await packAll([...libraries.map((library) => library.folder), "cli"], tarballs);
  const consumer = (name: string, ...packages: readonly string[]): Promise<void> =>
    install(packages, path.join(folder, name), tarballs);
  await consumer("cli", "porchlight");
  for (const library of libraries) {
    await consumer(library.folder, library.name);
    await consumer(`${library.folder}+peers`, library.name, ...library.peers);
  }
  await consumer("all", ...libraries.map(({ name }) => name));
  // Every program for Node has Node's own types; here they stand above the consumers, so that nobody counts them.
  await install(["@types/node"], folder, tarballs);
  project.provide("consumers", folder);
  return () => rm(folder, { recursive: true });
}
