/** A pinned SSH host key: its fingerprint, its kind, and what DNS says of it. Pure. */
import { createHash } from "node:crypto";

/** A host key as the file pins it. */
export interface HostKey {
  /** "SHA256:" and unpadded base64, as OpenSSH prints it. */
  readonly fingerprint: string;
  /** "ssh-ed25519"; absent when the file has only the fingerprint. */
  readonly type?: string;
}

/** What each kind of key holds behind its type, in fields, and its number in SSHFP (RFC 4255, 6594, 7479). */
const kinds: Readonly<Record<string, { readonly fields: number; readonly sshfp: number }>> = {
  "ssh-rsa": { fields: 2, sshfp: 1 },
  "ecdsa-sha2-nistp256": { fields: 2, sshfp: 3 },
  "ecdsa-sha2-nistp384": { fields: 2, sshfp: 3 },
  "ecdsa-sha2-nistp521": { fields: 2, sshfp: 3 },
  "ssh-ed25519": { fields: 1, sshfp: 4 },
};

/** Fields of a key, each behind its length (RFC 4251, 5); undefined when they do not end where the key ends. */
const fieldsOf = (blob: Buffer): readonly Buffer[] | undefined => {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return at === blob.length ? fields : undefined;
};

/** What is wrong with a host key, in the words of the file's issues. */
interface Fault {
  readonly fault: string;
}

/**
 * Parses a fingerprint, or a whole public key as a line of `ssh-keyscan` or of a `.pub` file: an optional host, the type,
 * the key, an optional comment.
 */
export const parseHostKey = (text: string): HostKey | Fault => {
  const line = text.trim();
  if (/^SHA256:[A-Za-z0-9+/]{43}$/.test(line)) return { fingerprint: line };
  const [first = "", second = "", third = ""] = line.split(/\s+/);
  const [type, key] = Object.hasOwn(kinds, first) ? [first, second] : [second, third];
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined)
    return { fault: 'must be "SHA256:" and 43 characters, as ssh-keygen -l prints it, or a whole public key' };
  const blob = Buffer.from(key, "base64");
  const fields = blob.toString("base64") === key ? fieldsOf(blob) : undefined;
  if (fields?.length !== kind.fields + 1) return { fault: "must be a whole public key: this one is cut or damaged" };
  const inside = fields[0]?.toString("latin1");
  if (inside !== type) return { fault: `must be one kind of key: the line says ${type}, the key itself another` };
  return { fingerprint: `SHA256:${createHash("sha256").update(blob).digest("base64").replace("=", "")}`, type };
};

/** The SSHFP value of a pinned key, "4 2 HEX", or undefined when its kind is not known. */
export const sshfpOf = (host: { readonly hostKey?: string; readonly hostKeyType?: string }): string | undefined => {
  const { hostKey, hostKeyType } = host;
  const kind = hostKeyType === undefined ? undefined : kinds[hostKeyType];
  if (hostKey === undefined || kind === undefined) return undefined;
  return `${kind.sshfp} 2 ${Buffer.from(hostKey.replace("SHA256:", ""), "base64").toString("hex")}`;
};
