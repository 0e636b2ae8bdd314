/** Makes ed25519 keys in the form of OpenSSH, by the SSH library. */
import { createHash } from "node:crypto";
import ssh2 from "ssh2";

// ssh2 is CommonJS whose names Node does not see: only its default import works everywhere.
const { utils } = ssh2;

/** A key pair. */
export interface SshKey {
  /** "OPENSSH PRIVATE KEY" PEM, without a passphrase. */
  readonly privateKey: string;
  /** As `ssh-keygen -l` prints it: "SHA256:" and 43 characters. */
  readonly fingerprint: string;
  /** "ssh-ed25519 AAAA…", without a comment. */
  readonly publicKey: string;
}

/**
 * A fresh key. No effect. `comment` is what lists of keys show.
 *
 * ssh2 1.17 drops leading zero bytes, so about one pair in 256 cannot be read back: such a pair is made again.
 */
export const createSshKey = (comment: string): SshKey => {
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519", { comment });
    const [secret, open] = [utils.parseKey(pair.private), utils.parseKey(pair.public)];
    if (secret instanceof Error || open instanceof Error) continue;
    const blob = open.getPublicSSH();
    const digest = createHash("sha256").update(blob).digest("base64");
    return {
      privateKey: pair.private,
      fingerprint: `SHA256:${digest.replace(/=+$/, "")}`,
      publicKey: `${open.type} ${blob.toString("base64")}`,
    };
  }
};
