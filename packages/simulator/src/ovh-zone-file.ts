/** Zone files as OVH imports them: one record a line, parentheses, comments, $TTL and $ORIGIN (RFC 1035, 5.1). */
import type { ZoneLine } from "./ovh-state.ts";

const classes = new Set(["IN", "CH", "HS"]);

/** Lines without comments, those in parentheses made one. */
const logicalLines = (text: string): readonly string[] => {
  const lines: string[] = [];
  let open = 0;
  for (const line of text.split(/\r?\n/)) {
    const bare = line.replaceAll(/("(?:[^"\\]|\\.)*")|;.*$/g, (_, quoted: string | undefined) => quoted ?? "");
    if (open > 0) lines[lines.length - 1] += ` ${bare.trim()}`;
    else lines.push(bare);
    const outside = bare.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
    open += (outside.match(/\(/g)?.length ?? 0) - (outside.match(/\)/g)?.length ?? 0);
  }
  return lines.map((line) =>
    line.replaceAll(/("(?:[^"\\]|\\.)*")|[()]/g, (_, quoted: string | undefined) => quoted ?? " "),
  );
};

const belowZone = (owner: string, origin: string, zone: string): string | undefined => {
  const absolute = owner === "@" ? origin : owner.endsWith(".") ? owner : `${owner}.${origin}`;
  const plain = absolute.toLowerCase().replace(/\.$/, "");
  if (plain === zone) return "";
  return plain.endsWith(`.${zone}`) ? plain.slice(0, -zone.length - 1) : undefined;
};

/** The records of a zone file, SOA aside; undefined when a line is none of this zone. Texts of refusals were never seen. */
export const linesOf = (text: string, zone: string): readonly ZoneLine[] | undefined => {
  const found: ZoneLine[] = [];
  let origin = `${zone}.`;
  let owner = "@";
  for (const line of logicalLines(text)) {
    const words = line.trim().match(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/g) ?? [];
    const [first = ""] = words;
    if (first === "" || first === "$TTL") continue;
    if (first === "$ORIGIN") {
      origin = words[1] ?? origin;
      continue;
    }
    if (!/^\s/.test(line)) owner = words.shift() ?? owner;
    let ttl = 0;
    while (words[0] !== undefined && (/^\d+$/.test(words[0]) || classes.has(words[0].toUpperCase()))) {
      const word = words.shift() ?? "";
      if (/^\d+$/.test(word)) ttl = Number(word);
    }
    const fieldType = words.shift()?.toUpperCase();
    const subDomain = belowZone(owner, origin, zone);
    if (fieldType === undefined || words.length === 0 || subDomain === undefined) return undefined;
    if (fieldType !== "SOA") found.push({ fieldType, subDomain, target: words.join(" "), ttl });
  }
  return found;
};
