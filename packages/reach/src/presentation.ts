/** Bytes as zone files write them (RFC 1035, 5.1). Pure. */

/** One quoted presentation string: quotes and backslashes escaped, unprintable bytes as \DDD. */
export const quoted = (bytes: Buffer): string => {
  const escaped = Array.from(bytes, (byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, "0")}` : String.fromCharCode(byte);
  });
  return `"${escaped.join("")}"`;
};
