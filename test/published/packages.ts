import { readFileSync } from "node:fs";
import path from "node:path";

const root: string = path.resolve(import.meta.dirname, "../..");

/** One package as its users get it. */
export interface Published {
  /** Below `packages/`. */
  readonly folder: string;
  /** Its name in the registry. */
  readonly name: string;
  /** Entries by their key in `exports`, each with the packages its .d.ts may name; Node's own modules always. */
  readonly entries: Readonly<Record<string, readonly string[]>>;
  /** Optional peers of some entries: the first entry must do without them. */
  readonly peers: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** What the types of an entry may name: the design's rule, and no list beside it. Everything else names nothing foreign. */
const mayName: Readonly<Record<string, readonly string[]>> = {
  "@porchlight/freebox/router": ["@porchlight/core"],
  "@porchlight/ovh-dns/zone": ["@porchlight/core"],
  "@porchlight/reach": ["@porchlight/core"],
};

/** What an import writes for an entry: "@porchlight/core/testing". */
export const specifierOf = (name: string, entry: string): string => name + entry.slice(1);

const publishedIn = (folder: string): Published => {
  const file = path.join(root, "packages", folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const entries = Object.keys(manifest.exports).filter((entry) => entry !== "./package.json");
  return {
    folder,
    name: manifest.name,
    entries: Object.fromEntries(entries.map((entry) => [entry, mayName[specifierOf(manifest.name, entry)] ?? []])),
    peers: Object.keys(manifest.peerDependencies ?? {}),
  };
};

/** Every package that is imported; the command is not. */
export const libraries: readonly Published[] = ["core", "freebox", "ovh-dns", "reach", "simulator"].map(publishedIn);

/** Every entry of every library, with the specifier that names it. */
export const entriesOf: readonly (Published & { readonly entry: string; readonly specifier: string })[] =
  libraries.flatMap((library) =>
    Object.keys(library.entries).map((entry) => ({ ...library, entry, specifier: specifierOf(library.name, entry) })),
  );
