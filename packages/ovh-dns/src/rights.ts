import type { OvhOperation } from "./api-types.ts";
import { zoneName } from "./names.ts";
import { baseUrlOf, type OvhEndpoint } from "./signer.ts";

/** The right to one call, or, with "*" for any text in its path, to many. */
export interface OvhRight {
  readonly method: string;
  /** "/domain/zone/taprest.fr/record/*". */
  readonly path: string;
}

/** What reading and changing the records of a zone takes, its publication and its state included. */
const recordOperations: readonly OvhOperation[] = [
  "GET /domain/zone/{zoneName}",
  "GET /domain/zone/{zoneName}/status",
  "GET /domain/zone/{zoneName}/record",
  "POST /domain/zone/{zoneName}/record",
  "GET /domain/zone/{zoneName}/record/{id}",
  "PUT /domain/zone/{zoneName}/record/{id}",
  "DELETE /domain/zone/{zoneName}/record/{id}",
  "POST /domain/zone/{zoneName}/refresh",
];

/**
 * The least rights for one zone: to read, change and publish its records, and to make the calls of `also`.
 *
 * @example zoneRights("taprest.fr", ["GET /domain/zone/{zoneName}/export"])
 */
export function zoneRights(zone: string, also: readonly OvhOperation[] = []): readonly OvhRight[] {
  const name = zoneName(zone);
  const all = [...recordOperations, ...also].map((operation) => {
    const [method = "", template = ""] = operation.split(" ");
    return { method, path: template.replace("{zoneName}", name).replaceAll(/\{\w+\}/g, "*") };
  });
  return [...new Map(all.map((right) => [`${right.method} ${right.path}`, right])).values()];
}

/** Rights of `wanted` that `granted` does not cover. `/domain/zone/*` does not cover `/domain/zone` (reported). */
export function missingRights(granted: readonly OvhRight[], wanted: readonly OvhRight[]): readonly OvhRight[] {
  return wanted.filter(
    (right) => !granted.some(({ method, path }) => method === right.method && covers(path, right.path)),
  );
}

/**
 * The page where OVHcloud makes all three keys at once, with these rights filled in: for whoever has no application yet.
 *
 * @example tokenCreationUrl(zoneRights("taprest.fr")) // "https://eu.api.ovh.com/createToken/?GET=/domain/zone/taprest.fr&…"
 */
export function tokenCreationUrl(rights: readonly OvhRight[], endpoint: OvhEndpoint = "ovh-eu"): string {
  const query = rights.map(({ method, path }) => `${method}=${encodeURI(path).replaceAll("&", "%26")}`).join("&");
  return `${new URL("/createToken/", baseUrlOf(endpoint)).href}?${query}`;
}

/** A "*" in what is wanted is a text like another: only a "*" that is granted covers it. */
function covers(pattern: string, path: string): boolean {
  const parts = pattern.split("*").map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(path);
}
