/** What is wrong with a home file, as data. */
import { HomeError, type HomeIssue, parseHome } from "../src/index.ts";
import { homeInput } from "./sample.ts";

/** Issues of a whole document; none when it can be used. Anything but a HomeError is thrown on. */
export const issuesOf = (input: unknown): readonly HomeIssue[] => {
  try {
    parseHome(input);
    return [];
  } catch (error) {
    if (!(error instanceof HomeError)) throw error;
    return error.issues;
  }
};

/** Issues of the sample with some of its sections changed. */
export const issuesWith = (change: Readonly<Record<string, unknown>>): readonly HomeIssue[] =>
  issuesOf({ ...homeInput, ...change });
