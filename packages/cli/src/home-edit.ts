/** Changes one value of a home file and leaves every other character of it as it is. */
import { chmod, readFile, realpath, stat } from "node:fs/promises";
import { isMap, isScalar, parseDocument } from "yaml";
import { writeAtomically } from "./atomic-file.ts";
import { parseSource } from "./home-source.ts";

/** Replaces what stands from one place to another. */
const splice = (text: string, from: number, to: number, instead: string): string =>
  text.slice(0, from) + instead + text.slice(to);

/** The text with the value set, or undefined where its form leaves no simple place for it (an alias, a merge). */
const spliced = (text: string, host: string, value: string): string | undefined => {
  const written = JSON.stringify(value); // a double-quoted scalar in YAML and in JSON alike
  const document = parseDocument(text);
  const entry = document.getIn(["hosts", host], true);
  if (!isMap(entry)) return undefined;
  const old = entry.items.find(({ key }) => isScalar(key) && key.value === "host-key");
  if (old !== undefined) {
    if (!isScalar(old.value)) return undefined;
    const [from, to] = old.value.range ?? [];
    return from === undefined || to === undefined ? undefined : splice(text, from, to, written);
  }
  const [first] = entry.items;
  const [last] = entry.items.slice(-1);
  const start = isScalar(first?.key) ? first.key.range?.[0] : undefined;
  if (entry.flow !== true) {
    if (start === undefined) return undefined;
    const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
    const newline = text.includes("\r\n") ? "\r\n" : "\n";
    return splice(text, start, start, `host-key: ${written}${newline}${indent}`);
  }
  const lastNode: unknown = last?.value ?? last?.key;
  const end = isScalar(lastNode) || isMap(lastNode) ? lastNode.range?.[1] : undefined;
  if (end !== undefined) return splice(text, end, end, `, "host-key": ${written}`);
  const open = entry.range?.[0];
  return open === undefined ? undefined : splice(text, open + 1, open + 1, ` "host-key": ${written} `);
};

/**
 * The text of a home file with another `host-key` of a host: comments, order and spacing stay. Undefined where it would
 * change anything else, or its form leaves no simple place for it.
 *
 * @param fingerprint Of the key that `value` is, for the proof.
 */
export const withHostKey = (text: string, host: string, value: string, fingerprint: string): string | undefined => {
  const changed = spliced(text, host, value);
  if (changed === undefined) return undefined;
  try {
    const pinned = (source: string): unknown => {
      const { desired } = parseSource("the home file", source);
      const others = desired.hosts.filter(({ name }) => name !== host);
      const { hostKey, hostKeyType: _type, ...rest } = desired.hosts.find(({ name }) => name === host) ?? {};
      return [hostKey === fingerprint, { ...desired, hosts: [others, rest] }];
    };
    const [after, before] = [pinned(changed), pinned(text)].map((each) => JSON.stringify(each));
    return after === before?.replace(/^\[false/, "[true") ? changed : undefined;
  } catch {
    return undefined; // no home file any more
  }
};

/** Writes a home file in one step, where it really is and with the rights it has. Errors are Node's own. */
export const rewriteHome = async (file: string, text: string): Promise<void> => {
  const real = await realpath(file);
  const { mode } = await stat(real);
  await writeAtomically(real, text);
  await chmod(real, mode & 0o777);
};

/** The text of a home file. Errors are Node's own. */
export const readHomeText = (file: string): Promise<string> => readFile(file, "utf8");
