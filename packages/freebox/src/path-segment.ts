import { FreeboxInputError } from "./errors.ts";

/**
 * One id as part of a path. A colon stays as it is: every known client sends the MAC address of a lease unescaped.
 * Refuses what would name something else, above all an empty id, which would address the whole collection.
 */
export function pathSegment(operation: string, id: string | number): string {
  const text = String(id);
  if (text === "" || text === "." || text === ".." || (typeof id === "number" && !Number.isSafeInteger(id)))
    throw new FreeboxInputError(operation, `"${text}" is no id`);
  return encodeURIComponent(text).replaceAll("%3A", ":");
}
