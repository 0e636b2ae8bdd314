import { OvhInputError } from "./errors.ts";

/**
 * An API path from its segments, each percent-encoded: `["domain", "zone", "taprest.fr"]` gives "/domain/zone/taprest.fr".
 * Throws `OvhInputError` INVALID_OPTION for a segment that would name another path: "", "." or "..".
 */
export function apiPath(...segments: readonly (string | number)[]): string {
  for (const segment of segments)
    if (segment === "" || segment === "." || segment === "..")
      throw new OvhInputError(`"${segment}" cannot be a part of an API path`, {
        code: "INVALID_OPTION",
        operation: segments.join("/"),
      });
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}
