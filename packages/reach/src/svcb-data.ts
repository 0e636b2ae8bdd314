/** The data of an HTTPS or SVCB (RFC 9460, 2.2) in zone-file presentation. Pure. */
import { svcbKeys } from "@porchlight/core";
import { absoluteName } from "./dns-name.ts";
import { shortestAddress } from "./net.ts";
import { quoted } from "./presentation.ts";

const keyText = (number: number): string => svcbKeys[number] ?? `key${number}`;

/** Pieces of one size each. */
const pieces = (bytes: Buffer, size: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

const shorts = (bytes: Buffer): readonly number[] => pieces(bytes, 2).map((piece) => piece.readUInt16BE());

/** The next `length` bytes as text, a character for a byte. Throws a RangeError when there are fewer. */
const textAt = (bytes: Buffer, at: number, length: number): string => {
  if (at + length > bytes.length) throw new RangeError("the data ends too soon");
  return bytes.toString("latin1", at, at + length);
};

/** Protocols, each behind its length; a comma or backslash within one is escaped (RFC 9460, appendix A.1). */
const protocols = (bytes: Buffer): string => {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += 1 + bytes.readUInt8(at))
    found.push(textAt(bytes, at + 1, bytes.readUInt8(at)).replaceAll(/[,\\]/g, String.raw`\$&`));
  return found.join(",");
};

const ipv6 = (bytes: Buffer): string =>
  shortestAddress(
    shorts(bytes)
      .map((group) => group.toString(16))
      .join(":"),
  );

/** What the value of a key says, a character for a byte; the others are taken as they stand. */
const texts: Readonly<Record<string, (bytes: Buffer) => string>> = {
  mandatory: (bytes) => shorts(bytes).map(keyText).join(","),
  alpn: protocols,
  port: (bytes) => shorts(bytes).join(","),
  ipv4hint: (bytes) =>
    pieces(bytes, 4)
      .map((piece) => piece.join("."))
      .join(","),
  ech: (bytes) => bytes.toString("base64"),
  ipv6hint: (bytes) => pieces(bytes, 16).map(ipv6).join(","),
};

const parameterText = (number: number, bytes: Buffer): string => {
  const key = keyText(number);
  const text = texts[key]?.(bytes) ?? bytes.toString("latin1");
  return `${key}=${quoted(Buffer.from(text, "latin1"))}`;
};

/** The name at the start of these bytes, and how long it is. No pointers: it is never compressed (RFC 9460, 2.2). */
const nameIn = (bytes: Buffer): { readonly name: string; readonly length: number } => {
  const labels: string[] = [];
  let at = 0;
  for (let size = bytes.readUInt8(at); size > 0; size = bytes.readUInt8(at)) {
    if (size > 63) throw new RangeError("this is no label");
    labels.push(textAt(bytes, at + 1, size));
    at += 1 + size;
  }
  return { name: absoluteName(labels.join(".")), length: at + 1 };
};

/** Priority, name, and every parameter with its value between quotes. Throws a RangeError when the bytes end too soon. */
export const svcbText = (data: Buffer): string => {
  const { name, length } = nameIn(data.subarray(2));
  const words = [data.readUInt16BE().toString(), name];
  for (let at = 2 + length; at < data.length; at += 4 + data.readUInt16BE(at + 2)) {
    const bytes = Buffer.from(textAt(data, at + 4, data.readUInt16BE(at + 2)), "latin1");
    words.push(parameterText(data.readUInt16BE(at), bytes));
  }
  return words.join(" ");
};
