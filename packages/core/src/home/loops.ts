/** Names of a home file that lead back to themselves, which nobody could ever resolve. Pure. */
import type { DesiredRecords } from "../desired.ts";

/** What the file itself says of where names lead; names plain, without final dot. */
interface Ways {
  readonly cnames: ReadonlyMap<string, string>;
  readonly dnames: ReadonlyMap<string, string>;
}

const longestName = 253;

const waysOf = (records: readonly DesiredRecords[]): Ways => {
  const of = (type: string): Map<string, string> =>
    new Map(
      records.flatMap(({ name, type: found, wish, values: [value] }) =>
        found === type && wish === "exact" && value !== undefined && "literal" in value
          ? [[name, value.literal.slice(0, -1)] as const]
          : [],
      ),
    );
  return { cnames: of("CNAME"), dnames: of("DNAME") };
};

/** Where a name leads: by its own CNAME, else by the DNAME of the nearest name above it. */
const nextOf = (name: string, { cnames, dnames }: Ways): string | undefined => {
  const target = cnames.get(name);
  if (target !== undefined) return target;
  const labels = name.split(".");
  for (let above = 1; above < labels.length; above += 1) {
    const tree = dnames.get(labels.slice(above).join("."));
    if (tree !== undefined) return `${labels.slice(0, above).join(".")}.${tree}`;
  }
  return undefined;
};

/** The names passed when a walk comes back to one of them; undefined when it ends. `settled` were walked before. */
const loopFrom = (start: string, ways: Ways, settled: Set<string>): readonly string[] | undefined => {
  const passed = new Set<string>();
  let name: string | undefined = start;
  while (name !== undefined && !settled.has(name)) {
    // A DNAME that leads below itself makes the name longer each time, and never comes back.
    if (passed.has(name) || name.length > longestName) return [...passed, name];
    passed.add(name);
    name = nextOf(name, ways);
  }
  return undefined;
};

/** A loop: the records it is first met from, and the names it passes, the first one again at the end. */
export interface NameLoop {
  readonly records: DesiredRecords;
  readonly names: readonly string[];
}

/** Loops among the names a file declares with a literal CNAME or DNAME, each told at the first of its names. */
export const loopsOf = (records: readonly DesiredRecords[]): readonly NameLoop[] => {
  const ways = waysOf(records);
  const settled = new Set<string>();
  return records.flatMap((declared): readonly NameLoop[] => {
    if (declared.wish !== "exact" || (declared.type !== "CNAME" && declared.type !== "DNAME")) return [];
    // Whatever is below a DNAME: no name of a file begins with a hyphen.
    const start = declared.type === "CNAME" ? declared.name : `-.${declared.name}`;
    const names = loopFrom(start, ways, settled);
    for (
      let name: string | undefined = start;
      name !== undefined && !settled.has(name) && name.length <= longestName;
    ) {
      settled.add(name);
      name = nextOf(name, ways);
    }
    return names === undefined ? [] : [{ records: declared, names: names.map((name) => name.replace(/^-\./, "")) }];
  });
};
