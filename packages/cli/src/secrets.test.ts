import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withSecretFiles } from "./secrets.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "porchlight-secrets-"));
});
afterAll(() => rm(folder, { recursive: true }));

const fileOf = async (name: string, text: string, mode: number): Promise<string> => {
  const file = path.join(folder, name);
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
};

it("reads a secret from the file its NAME_FILE names, without the line's end", async () => {
  const file = await fileOf("token", "abc\n", 0o600);
  expect(await withSecretFiles({ FREEBOX_TOKEN_FILE: file })).toMatchObject({ FREEBOX_TOKEN: "abc" });
});

it("keeps a key whole", async () => {
  const file = await fileOf("key", "-----BEGIN\nx\n-----END\n", 0o600);
  expect(await withSecretFiles({ PORCHLIGHT_SSH_KEY_FILE: file })).toMatchObject({
    PORCHLIGHT_SSH_KEY: "-----BEGIN\nx\n-----END\n",
  });
});

it("takes the environment before the file", async () => {
  expect(await withSecretFiles({ FREEBOX_TOKEN: "here", FREEBOX_TOKEN_FILE: "/nowhere" })).toMatchObject({
    FREEBOX_TOKEN: "here",
  });
});

it("refuses a file that others may read, and says how to mend it", async () => {
  const file = await fileOf("open", "abc", 0o644);
  await expect(withSecretFiles({ OVH_CONSUMER_KEY_FILE: file })).rejects.toMatchObject({
    exitCode: 6,
    message: expect.stringContaining(`chmod 600 ${file}`),
  });
});

it("refuses a file that is not there", async () => {
  await expect(withSecretFiles({ OVH_APPLICATION_SECRET_FILE: "/nowhere/secret" })).rejects.toMatchObject({
    exitCode: 6,
  });
});
