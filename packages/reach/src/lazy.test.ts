import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What a module loads at once: its imports and re-exports that are not of types only. */
const loads = (url: URL): string[] =>
  Array.from(readFileSync(url, "utf8").matchAll(/^(?:import|export) (?!type )([^;]*?) from "([^"]+)";/gm))
    .filter(([, names = ""]) => !/^\{(\s*type [^,}]+,?)+\s*\}$/.test(names))
    .map(([, , from = ""]) => from);

const reached = (entry: URL, seen = new Set<string>()): Set<string> => {
  for (const from of loads(entry)) {
    const next = from.startsWith(".") ? new URL(from, entry) : undefined;
    const key = next?.href ?? from;
    if (seen.has(key)) continue;
    seen.add(key);
    if (next !== undefined && existsSync(next)) reached(next, seen);
  }
  return seen;
};
const packagesOf = (file: string): string[] =>
  [...reached(new URL(file, import.meta.url))].filter((from) => !/^(file|node):/.test(from)).toSorted();

test("loading the package loads neither dns-packet nor ssh2", () => {
  expect(packagesOf("./index.ts")).toEqual(["@porchlight/core"]);
});

test("a DNS link loads dns-packet, an SSH link ssh2", () => {
  expect(packagesOf("./dns-message.ts")).toEqual(["@porchlight/core", "dns-packet"]);
  expect(packagesOf("./ssh-visit.ts")).toEqual(["ssh2"]);
});
