/** Reads a home file and remembers where everything stands in it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Desired, HomeError, type HomePath, type Locate, parseHome } from "@porchlight/core";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from "yaml";
import { exitCode } from "./exit-code.ts";
import { CommandError } from "./terminal.ts";

/** A home file, parsed, and how to name a place in it: "porchlight.yaml:9:12". */
export interface HomeSource {
  readonly desired: Desired;
  readonly locate: Locate;
}

type Document = ReturnType<typeof parseDocument>;

/** Offset of the deepest key (or list item) of a path that the document has. */
const offsetOf = (document: Document, path: HomePath): number => {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (pair === undefined || !isScalar(pair.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number") {
      const item = node.items[part];
      if (!isScalar(item)) return offset;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
};

const placeOf = (file: string, lines: LineCounter, offset: number): string => {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line}:${col}`;
};

interface Fault {
  readonly place: string;
  readonly message: string;
  readonly remedy?: string;
}

const refuse = (faults: readonly Fault[]): CommandError => {
  const text = faults.map(
    ({ place, message, remedy }) => `✗ ${place}: ${message}${remedy === undefined ? "" : `\n    -> ${remedy}`}`,
  );
  return new CommandError(exitCode.failed, text.join("\n"), { error: "home-file", issues: faults });
};

/** Offset of the alias that leads nowhere; of the first one when all lead somewhere. */
const offsetOfAlias = (document: Document): number => {
  const offsets: number[] = [];
  let lost: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      const offset = alias.range?.[0] ?? 0;
      offsets.push(offset);
      if (alias.resolve(document) === undefined) lost ??= offset;
    },
  });
  return lost ?? offsets[0] ?? 0;
};

/** The document as plain values; only an alias (to nothing, or to too much) can stand in the way. */
const valuesOf = (document: Document, file: string, lines: LineCounter): unknown => {
  try {
    return document.toJS();
  } catch (error) {
    const message = `not usable YAML: ${error instanceof Error ? error.message : String(error)}`;
    const place = placeOf(file, lines, offsetOfAlias(document));
    throw refuse([{ place, message, remedy: "write the value out" }]);
  }
};

/** What core makes of a home file; its faults are told at their places. @throws CommandError naming every place. */
export const withPlaces = <T>(locate: Locate, make: () => T): T => {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof HomeError)) throw error;
    throw refuse(
      error.issues.map(({ path, message, remedy }) => ({
        place: locate(path),
        message,
        ...(remedy === undefined ? {} : { remedy }),
      })),
    );
  }
};

/** Parses the text of a home file (YAML, or JSON, which is YAML too). @throws CommandError naming every place. */
export const parseSource = (file: string, text: string): HomeSource => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const [syntax] = document.errors;
  if (syntax !== undefined)
    throw refuse([{ place: placeOf(file, lines, syntax.pos[0]), message: `not valid YAML: ${syntax.message}` }]);
  const locate: Locate = (path) => placeOf(file, lines, offsetOf(document, path));
  const values = valuesOf(document, file, lines);
  return { desired: withPlaces(locate, () => parseHome(values)), locate };
};

/** Reads and parses a home file. @throws CommandError when it cannot be read or used. */
export const readSource = async (file: string): Promise<HomeSource> => {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    const [why, remedy] =
      error.code === "ENOENT"
        ? ["there is no such file", "write one, or name it with --config FILE"]
        : error.code === "EISDIR"
          ? ["it is a folder", `name the file in it: --config ${join(file, "porchlight.yaml")}`]
          : [`it could not be read (${error.code ?? error.message})`, "check who may read it"];
    throw new CommandError(exitCode.failed, `✗ ${file}: ${why}\n    -> ${remedy}`, { error: "home-file" });
  });
  return parseSource(file, text);
};
