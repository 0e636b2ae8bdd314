/** A folder of one run, for the keys that OpenSSH compares with. Nobody else can look into it, and it goes with the run. */
import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { modes } from "../platform.ts";
import type { PinnedKey } from "./pinned-key.ts";

/** The folder while it is there. */
export interface SshFolder {
  /** Writes the file that knows one machine, by an alias, and no other; resolves with its path. Errors are Node's own. */
  pin(alias: string, key: PinnedKey): Promise<string>;
  /** Removes it. May be called again. */
  close(): Promise<void>;
}

/** Makes the folder, mode 0700, in the system's place for such. Errors are Node's own. */
export const openSshFolder = async (): Promise<SshFolder> => {
  const folder = await mkdtemp(path.join(tmpdir(), "porchlight-ssh-"));
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeNow); // a second Ctrl-C ends the process at once
  return {
    pin: async (alias, { publicKey }) => {
      const file = path.join(folder, alias);
      await writeFile(file, `${alias} ${publicKey}\n`, { mode: modes.file });
      return file;
    },
    close: async () => {
      process.off("exit", removeNow);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
