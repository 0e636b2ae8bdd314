import { readFile, writeFile } from "node:fs/promises";
import { expect } from "vitest";

/**
 * Expects a document to hold, between `<!-- NAME -->` and `<!-- /NAME -->`, exactly this text. With UPDATE_README=1 it is
 * written first, to be read before it is committed. Throws when the document has no such part.
 */
export const expectPart = async (file: string | URL, name: string, text: string): Promise<void> => {
  const before = await readFile(file, "utf8");
  const part = new RegExp(`(?<=<!-- ${name} -->\\n)[\\s\\S]*?(?=<!-- /${name} -->)`);
  if (!part.test(before)) throw new Error(`${String(file)} has no part "${name}"`);
  const fresh = before.replace(part, () => text);
  if (process.env["UPDATE_README"] === "1") await writeFile(file, fresh);
  expect(await readFile(file, "utf8"), `UPDATE_README=1 writes the part "${name}" of ${String(file)} anew`).toBe(fresh);
};
