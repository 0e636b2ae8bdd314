import { createHash } from "node:crypto";
import ssh2 from "ssh2";
import { expect, test } from "vitest";
import { createSshKey } from "./ssh-key.ts";

test("every key is read by an SSH library, signs, and has the fingerprint it says", () => {
  for (let turn = 0; turn < 600; turn += 1) {
    const { privateKey, fingerprint, publicKey } = createSshKey("x".repeat(turn % 9));
    const key = ssh2.utils.parseKey(privateKey);
    if (key instanceof Error) throw key;
    expect([key.type, key.comment]).toEqual(["ssh-ed25519", "x".repeat(turn % 9)]);
    const digest = createHash("sha256").update(key.getPublicSSH()).digest("base64");
    expect(publicKey).toBe(`ssh-ed25519 ${key.getPublicSSH().toString("base64")}`);
    expect(fingerprint).toBe(`SHA256:${digest.replace("=", "")}`);
    const message = Buffer.from("here");
    expect(key.verify(message, key.sign(message))).toBe(true);
  }
});

test("no two are the same, and lines are of 70", () => {
  const [one, other] = [createSshKey("a"), createSshKey("a")];
  expect(one.fingerprint).not.toBe(other.fingerprint);
  expect(one.privateKey).toMatch(
    /^-----BEGIN OPENSSH PRIVATE KEY-----\n(?:[A-Za-z0-9+/=]{1,70}\n)+-----END OPENSSH PRIVATE KEY-----\n$/,
  );
});
