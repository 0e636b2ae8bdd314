/** Plan files and journals read back: they lay on a disk, where anything may have become of them. */
import type * as z from "zod";
import type { PlanFile } from "./file.ts";
import { journalShape, planFileShape } from "./schema.ts";
import { plainText } from "../report/sentences.ts";
import type { Journal } from "../undo.ts";

/** A file is not what it should be. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

const versionOf = (input: unknown): unknown =>
  typeof input === "object" && input !== null ? Reflect.getOwnPropertyDescriptor(input, "version")?.value : undefined;

/** The input as what it should be; the first fault says its place, and never a value. */
const parse = <T>(shape: z.ZodType<T>, what: string, input: unknown): T => {
  const version = versionOf(input);
  if (typeof version === "number" && version > 1)
    throw new FormatError(
      `this ${what} is of version ${version}, and version 1 is known here`,
      "use a newer porchlight",
    );
  const { data, error } = shape.safeParse(input);
  if (error === undefined) return data;
  const [fault] = error.issues;
  const place = fault === undefined || fault.path.length === 0 ? "the whole" : fault.path.join(".");
  throw new FormatError(
    plainText(`not a ${what}: ${place}: ${fault?.message ?? "wrong"}`),
    "it was changed or cut off: make it again",
  );
};

/** A plan file's JSON, checked. @throws FormatError */
export const parsePlanFile = (input: unknown): PlanFile => parse(planFileShape, "plan file", input);

/** A journal's JSON, checked. @throws FormatError */
export const parseJournal = (input: unknown): Journal => parse(journalShape, "journal", input);
