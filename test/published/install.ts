import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root: string = path.resolve(import.meta.dirname, "../..");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifestIn = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as Manifest;

/** Folder of a workspace package in the packages that are packed: "@porchlight/ovh-dns" is "ovh-dns". */
const folderOf = (name: string): string => (name === "porchlight" ? "cli" : name.replace("@porchlight/", ""));
const isOurs = (name: string): boolean => name === "porchlight" || name.startsWith("@porchlight/");

/** Packs every package as it would be published, workspace and catalog references resolved. Gives nothing; writes FOLDER.tgz. */
export const packAll = async (folders: readonly string[], into: string): Promise<void> => {
  for (const folder of folders) {
    const target = path.join(into, `${folder}.tgz`);
    const args = [path.join(root, "scripts/pnpm.mjs"), "pack", "--out", target];
    await run(process.execPath, args, { cwd: path.join(root, "packages", folder) });
  }
};

/** Where Node would find a package from a folder: of what is installed, without any registry. */
const held = async (name: string, from: string): Promise<string | undefined> => {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "node_modules", name);
    if (existsSync(candidate)) return realpath(candidate);
    if (folder === path.dirname(folder)) return undefined;
  }
};

/**
 * Installs packages into a folder as npm would: ours from their tarballs, everything they depend on copied from what this
 * workspace holds, flat where versions agree and below its dependent where not. Nothing else is there to be found.
 * Throws when a dependency that is not optional is not held.
 */
export const install = async (names: readonly string[], folder: string, tarballs: string): Promise<void> => {
  const top = path.join(folder, "node_modules");
  const versions = new Map<string, string>();
  const add = async (name: string, from: string, dependent: string, isOptional = false): Promise<void> => {
    const source = isOurs(name) ? path.join(root, "packages", folderOf(name)) : await held(name, from);
    if (source === undefined) {
      if (isOptional) return;
      throw new Error(`${name}, which ${dependent} depends on, is not installed here`);
    }
    const { version } = await manifestIn(source);
    const isFlat = (versions.get(name) ?? version) === version;
    const target = isFlat ? path.join(top, name) : path.join(dependent, "node_modules", name);
    if (existsSync(target)) return;
    if (isFlat) versions.set(name, version);
    await mkdir(target, { recursive: true });
    if (isOurs(name)) {
      const archive = path.join(tarballs, `${folderOf(name)}.tgz`);
      await run("tar", ["-xzf", archive, "-C", target, "--strip-components=1"]);
    } else
      await cp(source, target, {
        recursive: true,
        filter: (file) => !file.slice(source.length).includes(`${path.sep}node_modules${path.sep}`),
      });
    const { dependencies = {}, optionalDependencies = {} } = await manifestIn(target);
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies }))
      await add(each, source, target, each in optionalDependencies);
  };
  for (const name of names) await add(name, root, folder);
};

/** How many packages are installed in a folder, those below others included. */
export const installedCount = async (folder: string): Promise<number> => {
  const top = path.join(folder, "node_modules");
  if (!existsSync(top)) return 0;
  const found = await readdir(top, { withFileTypes: true });
  const scoped = found.filter(({ name }) => name.startsWith("@"));
  const inScopes = await Promise.all(scoped.map(({ name }) => readdir(path.join(top, name))));
  const names = [
    ...found.filter(({ name }) => !name.startsWith("@") && !name.startsWith(".")).map(({ name }) => name),
    ...scoped.flatMap(({ name: scope }, index) => (inScopes[index] ?? []).map((name) => `${scope}/${name}`)),
  ];
  const below = await Promise.all(names.map((name) => installedCount(path.join(top, name))));
  return below.reduce((sum, count) => sum + count, names.length);
};
