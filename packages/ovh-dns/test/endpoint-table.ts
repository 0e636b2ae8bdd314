import { endpoints } from "../src/endpoints.ts";

/** The README's table of published calls: verb and path, the method that makes it, and its action in access policies. */
export function endpointTable(made: ReadonlyMap<string, string>): string {
  const entries: readonly [string, { readonly answer: string; readonly action?: string; readonly stage?: string }][] =
    Object.entries(endpoints);
  const rows = entries.map(([operation, { action = "", stage = "" }]) => {
    const call = operation.replace("/domain/zone/{zoneName}", "Z").replaceAll(/\{(\w+)\}/g, "$1");
    return `| ${call}${stage === "" ? "" : ` (${stage})`} | \`${made.get(operation) ?? ""}\` | ${action.replace(/^dnsZone:apiovh:/, "")} |`;
  });
  return ["| call (Z: /domain/zone/ZONE) | here | action |", "|---|---|---|", ...rows, ""].join("\n");
}
