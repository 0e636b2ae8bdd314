/** The wire form of record types few ever write: NAPTR, RP, LOC, SVCB and HTTPS. */
import { isIPv4, isIPv6 } from "node:net";
import type { BufferAnswer, OtherRecordType } from "dns-packet";
import type { WireRecord } from "./dns-data.ts";
import { absoluteName, txtPieces, txtStrings } from "./zone-text.ts";

/** Numbers of types dns-packet has no name for; it takes them as UNKNOWN_n. */
const unnamed: Readonly<Record<string, string>> = { SVCB: "UNKNOWN_64", HTTPS: "UNKNOWN_65" };

/** True for every name dns-packet encodes bytes for; its published types leave UNKNOWN_n out. */
const isBytesType = (type: string): type is OtherRecordType => type === "LOC" || type.startsWith("UNKNOWN_");

const bytesRecord = (name: string, type: string, data: Buffer | undefined): BufferAnswer | undefined => {
  const asked = unnamed[type] ?? type;
  return data !== undefined && isBytesType(asked) ? { name, type: asked, data } : undefined;
};

const short = (value: number): Buffer => Buffer.of((value >> 8) & 255, value & 255);

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split(".")
      .filter((label) => label !== "")
      .flatMap((label) => [Buffer.of(label.length), Buffer.from(label)]),
    Buffer.of(0),
  ]);

const address6 = (address: string): Buffer => {
  const full = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = full.split("::");
  const [before = [], after = []] = [head, tail].map((text = "") => (text === "" ? [] : text.split(":")));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return Buffer.concat([...before, ...zeros, ...after].map((group) => short(Number.parseInt(group, 16))));
};

const parameterNames = [
  "mandatory",
  "alpn",
  "no-default-alpn",
  "port",
  "ipv4hint",
  "ech",
  "ipv6hint",
  "dohpath",
  "ohttp",
];

const keyNumber = (key: string): number => {
  const known = parameterNames.indexOf(key);
  return known === -1 ? Number(/^key(\d{1,5})$/.exec(key)?.[1] ?? Number.NaN) : known;
};

/** One after the other, each behind its length; a backslash before a comma or itself belongs to neither (RFC 9460, A.1). */
const listed = (value: string): Buffer =>
  Buffer.concat(
    (value.match(/(?:[^,\\]|\\.)+/gs) ?? []).map((item) => {
      const bytes = Buffer.from(item.replace(/\\(.)/gs, "$1"), "latin1");
      return Buffer.concat([Buffer.of(bytes.length), bytes]);
    }),
  );

/** RFC 9460, 7 and 8; a character for a byte. Undefined for a value that does not do. */
const parameterBytes = (key: string, value: string): Buffer | undefined => {
  const items = value.split(",");
  switch (key) {
    case "mandatory":
      return Buffer.concat(
        items
          .map(keyNumber)
          .toSorted((one, other) => one - other)
          .map(short),
      );
    case "alpn":
      return listed(value);
    case "port":
      return /^\d+$/.test(value) ? short(Number(value)) : undefined;
    case "ipv4hint":
      return items.every((item) => isIPv4(item))
        ? Buffer.from(items.flatMap((item) => item.split(".").map(Number)))
        : undefined;
    case "ipv6hint":
      return items.every((item) => isIPv6(item)) ? Buffer.concat(items.map(address6)) : undefined;
    case "ech":
      return Buffer.from(value, "base64");
    default:
      return Buffer.from(value, "latin1");
  }
};

/** RFC 9460, 2.2: priority, name, parameters by their numbers. */
const svcbBytes = (words: readonly string[], zone: string): Buffer | undefined => {
  const [priority = "", host = "", ...rest] = words;
  const parameters = rest.map((word) => {
    const [key = "", ...value] = word.split("=");
    const text = Buffer.concat(txtStrings(value.join("="))).toString("latin1");
    return { number: keyNumber(key), bytes: parameterBytes(key, text) };
  });
  const isFit = /^\d+$/.test(priority) && host !== "" && parameters.every(({ number }) => !Number.isNaN(number));
  if (!isFit) return undefined;
  const parts: Buffer[] = [short(Number(priority)), nameBytes(absoluteName(host, zone))];
  for (const { number, bytes } of parameters.toSorted((one, other) => one.number - other.number)) {
    if (bytes === undefined) return undefined;
    parts.push(short(number), short(bytes.length), bytes);
  }
  return Buffer.concat(parts);
};

/** Centimetres as a digit and a power of ten (RFC 1876, 2). */
const sizeByte = (centimetres: number): number => {
  const digits = String(Math.round(centimetres));
  return (Number(digits[0]) << 4) | (digits.length - 1);
};

/** Degrees, minutes and seconds as thousandths of a second. */
const thousandths = (angle: string): number => {
  const [degrees = 0, minutes = 0, seconds = 0] = angle.split(/\s+/).map(Number);
  return Math.round((degrees * 3600 + minutes * 60 + seconds) * 1000);
};

/** RFC 1876, 2 and 3. */
const locBytes = (target: string): Buffer | undefined => {
  const [, south, east = ""] = /^(.*?)\s+[NS]\s+(.*?)\s+[EW](?:\s|$)/i.exec(target) ?? [];
  if (south === undefined) return undefined;
  const lengths = target
    .replace(/^.*[EW]\s*/i, "")
    .split(/\s+/)
    .map((text) => Math.round(Number(text.replace(/m$/, "")) * 100));
  const [altitude = 0, size = 100, horizontal = 1_000_000, vertical = 1000] = lengths;
  const latitude = thousandths(south) * (/\sS\s/i.test(target) ? -1 : 1);
  const longitude = thousandths(east) * (/\sW(?:\s|$)/i.test(target) ? -1 : 1);
  return Buffer.concat([
    Buffer.of(0, sizeByte(size), sizeByte(horizontal), sizeByte(vertical)),
    long(2 ** 31 + latitude),
    long(2 ** 31 + longitude),
    long(10_000_000 + altitude),
  ]);
};

/** A record of one of these types for the wire; undefined for any other, and for a target that does not do. */
export const rareRecord = (name: string, type: string, target: string, zone: string): WireRecord | undefined => {
  const words = target.trim().match(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/g) ?? [];
  switch (type) {
    case "NAPTR": {
      const [order, preference] = words.map(Number);
      const [flags = "", services = "", regexp = ""] = words.slice(2, 5).flatMap((word) => txtPieces(word));
      if (order === undefined || preference === undefined || words.length !== 6) return undefined;
      const replacement = absoluteName(words[5] ?? "", zone);
      return { name, type, data: { order, preference, flags, services, regexp, replacement } };
    }
    case "RP": {
      const [mbox = "", txt = ""] = words.map((word) => absoluteName(word, zone));
      return words.length === 2 ? { name, type, data: { mbox, txt } } : undefined;
    }
    case "LOC":
      return bytesRecord(name, type, locBytes(target.trim()));
    case "HTTPS":
    case "SVCB":
      return bytesRecord(name, type, svcbBytes(words, zone));
    default:
      return undefined;
  }
};
