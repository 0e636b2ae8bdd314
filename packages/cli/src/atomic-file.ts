/** Files that are there whole or not at all, whatever happens meanwhile. */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { modes } from "./platform.ts";

/** How a file that was not finished ends; such a file is nobody's. */
export const unfinished = ".unfinished";

/** Makes what was renamed in a folder survive a power cut. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === "win32") return; // folders cannot be opened there, and NTFS keeps a journal of names
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Renames a file, and makes sure that it stays renamed. */
export const renameSafely = async (from: string, to: string): Promise<void> => {
  await rename(from, to);
  await syncFolder(path.dirname(to));
};

/** Writes a file that only its owner can read, in one step: nobody ever sees half of it. Errors are Node's own. */
export const writeAtomically = async (file: string, text: string): Promise<void> => {
  const draft = `${file}.${randomUUID().slice(0, 8)}${unfinished}`;
  try {
    const handle = await open(draft, "wx", modes.file);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameSafely(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
};
