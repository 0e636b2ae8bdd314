/** Reads the fields of a Freebox request body as leniently as a box does. */
import { isIPv4 } from "node:net";

/** A JSON object as it arrived. */
export type Body = Readonly<Record<string, unknown>>;

/** A whole number, or its decimal text: boxes took "443" in 2023 (fixture fw_redir.json "create_unknown_host"). */
export const wholeOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : undefined;
};

/** A boolean, or the "1", "0", "true", "false" boxes took in its place (same fixture for "1"; the rest are guesses). */
export const flagOf = (value: unknown): boolean | undefined => {
  if (typeof value === "boolean") return value;
  if (value === 1 || value === "1" || value === "true") return true;
  if (value === 0 || value === "0" || value === "false") return false;
  return undefined;
};

/** A dotted IPv4 address. */
export const addressOf = (value: unknown): string | undefined =>
  typeof value === "string" && isIPv4(value) ? value : undefined;

/** A MAC address, as the box shows it: upper case. */
export const macOf = (value: unknown): string | undefined =>
  typeof value === "string" && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(value) ? value.toUpperCase() : undefined;

/** A comment of at most 63 characters (reported; the answer to a longer one is a guess). */
export const commentOf = (value: unknown): string | undefined =>
  typeof value === "string" && value.length <= 63 ? value : undefined;

/** Any text. */
export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** How each field that may be written is read; undefined says that a value is none. */
export type FieldReaders<T> = { readonly [Key in keyof T]?: (value: unknown) => T[Key] | undefined };

/** The fields a partial PUT gives; undefined when one of them is not what it should be. Others are ignored, as boxes do. */
export const changeOf = <T extends object>(body: Body, readers: FieldReaders<T>): Partial<T> | undefined => {
  const change: Partial<T> = {};
  for (const key in readers) {
    if (!(key in body)) continue;
    const value = readers[key]?.(body[key]);
    if (value === undefined) return undefined;
    change[key] = value;
  }
  return change;
};
