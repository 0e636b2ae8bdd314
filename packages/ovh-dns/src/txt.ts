const quotedPiece = /"((?:[^"\\]|\\[^])*)"/g;
const onlyQuotedPieces = /^(?:\s*"(?:[^"\\]|\\[^])*")+$/;
const escapeOrRun = /\\(25[0-5]|2[0-4]\d|[01]\d\d)|\\([^])|([^\\]+)/g;

/**
 * The content of a TXT target, its pieces joined, in any of the forms seen: bare (2018 recordings), one quoted string
 * (since autumn 2025), several quoted pieces (over 255 bytes, 2026). In quotes `\"`, `\\` and `\DDD` are understood as
 * in zone files (RFC 1035, 5.1); a bare text, and one whose quotes do not match up, is taken as it stands.
 */
export function parseTxt(target: string): Buffer {
  const trimmed = target.trim();
  if (!onlyQuotedPieces.test(trimmed)) return Buffer.from(trimmed);
  const parts: Buffer[] = [];
  for (const [, piece = ""] of trimmed.matchAll(quotedPiece))
    for (const [, decimal, escaped, run = ""] of piece.matchAll(escapeOrRun))
      parts.push(decimal === undefined ? Buffer.from(escaped ?? run) : Buffer.of(Number(decimal)));
  return Buffer.concat(parts);
}

/** The one spelling of a content: one quoted string in ASCII, every other byte as `\DDD`. For comparing and for people. */
export function wholeTxt(content: Buffer): string {
  return quoted(content.toString("latin1"), /[^\x20-\x7e]/g);
}

/** Its spelling in a zone file: the same in strings of at most 255 bytes (RFC 1035, 3.3), which name servers insist on. */
export function printTxt(content: Buffer): string {
  const pieces = Math.max(1, Math.ceil(content.length / 255));
  return Array.from({ length: pieces }, (_, index) => wholeTxt(content.subarray(index * 255, (index + 1) * 255))).join(
    " ",
  );
}

/**
 * The spelling to send: one quoted string, however long (OVHcloud cuts it, seen in 2026), with other letters as they
 * are, as its clients send them. Bytes that are no text go as `\DDD`; whether OVHcloud reads that is a guess.
 */
export function spellTxt(content: Buffer): string {
  const text = content.toString("utf8");
  return Buffer.from(text).equals(content) ? quoted(text, /[^ -\uffff]|\x7f/g) : wholeTxt(content);
}

function quoted(text: string, unprintable: RegExp): string {
  const escaped = text
    .replaceAll(/["\\]/g, "\\$&")
    .replaceAll(unprintable, (character) => `\\${character.charCodeAt(0).toString().padStart(3, "0")}`);
  return `"${escaped}"`;
}
