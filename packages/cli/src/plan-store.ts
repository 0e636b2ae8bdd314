/** Plan files on disk: written whole and for their owner only, never over anything else. */
import { readFile } from "node:fs/promises";
import { FormatError, parsePlanFile, type PlanFile } from "@porchlight/core";
import { writeAtomically } from "./atomic-file.ts";
import { exitCode } from "./exit-code.ts";
import { CommandError } from "./terminal.ts";

const refuse = (file: string, why: string, remedy: string): CommandError =>
  new CommandError(exitCode.failed, `✗ ${file}: ${why}\n    -> ${remedy}`, { error: "plan-file" });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const parse = (file: string, text: string): PlanFile => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(file, "not a plan file: it is not JSON", "name the file that porchlight plan --out wrote");
  }
  try {
    return parsePlanFile(value);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw refuse(file, error.message, error.remedy);
  }
};

const readIfThere = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw refuse(file, `it cannot be read (${messageOf(error)})`, "check the path and who may read it");
  }
};

/** Reads a plan file. @throws CommandError with exit code 1 when it is not one. */
export const readPlanFile = async (file: string): Promise<PlanFile> => {
  const text = await readIfThere(file);
  if (text === undefined) throw refuse(file, "there is no such file", "make one: porchlight plan --out FILE");
  return parse(file, text);
};

/**
 * Writes a plan file. One that is there is replaced only when it is a plan file itself.
 *
 * @throws CommandError with exit code 1.
 */
export const savePlanFile = async (file: string, plan: PlanFile): Promise<void> => {
  const there = await readIfThere(file);
  if (there !== undefined)
    try {
      parse(file, there);
    } catch {
      throw refuse(file, "it is there already, is not a plan file, and is left alone", "name another file for --out");
    }
  await writeAtomically(file, `${JSON.stringify(plan)}\n`).catch((error: unknown) => {
    throw refuse(file, `it cannot be written (${messageOf(error)})`, "name a file in a folder that can be written");
  });
};
