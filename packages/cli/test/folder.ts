/** A folder of its own for each test, gone with it. */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

export const freshFolder = async (): Promise<string> => {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "porchlight-cli-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};
