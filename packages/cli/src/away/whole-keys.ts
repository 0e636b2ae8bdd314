/** The whole public keys that a home file pins, which a parsed home keeps only the fingerprints of. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** "ssh-ed25519 AAAA…" of a line of ssh-keyscan or of a `.pub` file; undefined for a fingerprint. */
const keyIn = (text: unknown): string | undefined => {
  if (typeof text !== "string") return undefined;
  const [, type, key] = /(?:^|\s)(ssh-[a-z0-9-]+|ecdsa-sha2-[a-z0-9-]+)\s+(AAAA[A-Za-z0-9+/=]+)/.exec(text) ?? [];
  return type === undefined || key === undefined ? undefined : `${type} ${key}`;
};

/** By host, "ssh-ed25519 AAAA…" where the file pins a whole key. The file has been parsed as a home file before. */
export const wholeKeysOf = (text: string): ReadonlyMap<string, string> => {
  const file: unknown = parse(text);
  const hosts = isRecord(file) && isRecord(file["hosts"]) ? file["hosts"] : {};
  const entries = Object.entries(hosts).flatMap(([name, host]): [string, string][] => {
    const key = isRecord(host) ? keyIn(host["host-key"]) : undefined;
    return key === undefined ? [] : [[name, key]];
  });
  return new Map(entries);
};

/** The same, of a file. Errors are Node's own. */
export const readWholeKeys = async (file: string): Promise<ReadonlyMap<string, string>> =>
  wholeKeysOf(await readFile(file, "utf8"));
