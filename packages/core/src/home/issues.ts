/** What the schema found wrong with a home file, in words for its owner: one issue for each fault. */
import type * as z from "zod";
import type { HomeIssue, HomePath } from "../desired.ts";
import { knownKeys } from "./schema.ts";
import { didYouMean, nearest } from "./near.ts";

const secretKey =
  /token|secret|passw|passphrase|psk|private|credential|consumer|application-?key|app-?key|api-?key|auth/i;
const secretPlaces: Readonly<Record<string, string>> = {
  router: "FREEBOX_TOKEN",
  zones: "OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET and OVH_CONSUMER_KEY",
  hosts: "PORCHLIGHT_SSH_KEY_FILE, the file of an SSH key",
  tunnels: "PORCHLIGHT_SSH_KEY_FILE, the file of an SSH key",
};
const anySecretPlace = "FREEBOX_TOKEN, OVH_APPLICATION_SECRET, OVH_CONSUMER_KEY, or NAME_FILE";

const unknownKey = (path: HomePath, key: string): HomeIssue => {
  const section = String(path[0] ?? "");
  if (secretKey.test(key.replaceAll("_", "-")))
    return {
      path: [...path, key],
      message: `${key} looks like a secret, and a home file must not hold any`,
      remedy: `set it in the environment instead: ${secretPlaces[section] ?? anySecretPlace}`,
    };
  return {
    path: [...path, key],
    message: `${key} is not known here`,
    remedy: didYouMean(key, knownKeys[`${section}.${String(path[2])}`] ?? knownKeys[section] ?? []),
  };
};

/** What stands at a path of the document; undefined when nothing does. */
const valueAt = (input: unknown, path: HomePath): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? Reflect.getOwnPropertyDescriptor(value, key)?.value : undefined,
    input,
  );

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an entry with keys",
  record: "an entry with keys",
};

/** What would have been right, without "must be". */
const expected = (issue: z.core.$ZodIssue): string => {
  if (!issue.message.startsWith("Invalid")) return issue.message.replace(/^must be /, "");
  if (issue.code === "invalid_value") return issue.values.map(String).join(" or ");
  return issue.code === "invalid_type" ? (kinds[issue.expected] ?? issue.expected) : issue.message;
};

const wordsOf = (issues: readonly z.core.$ZodIssue[]): readonly string[] =>
  issues.flatMap((issue) => (issue.code === "invalid_value" ? issue.values.map(String) : []));

const remedyFor = (value: unknown, issues: readonly z.core.$ZodIssue[]): string | undefined => {
  if (typeof value !== "string") return undefined;
  const wantsNumber = issues.some((issue) => issue.code === "invalid_type" && issue.expected === "number");
  if (wantsNumber && /^[0-9]+$/.test(value)) return `write it without quotes: ${value}`;
  const near = nearest(value, wordsOf(issues));
  return near === undefined ? undefined : `did you mean ${near}?`;
};

/** One issue for a place where none of these would have been right. */
const noneOf = (path: HomePath, value: unknown, issues: readonly z.core.$ZodIssue[], all = issues): HomeIssue => {
  const remedy = remedyFor(value, all);
  const [only] = issues;
  const right = [...new Set(issues.map(expected))].join(", or ");
  const isPlain = issues.length === 1 && only !== undefined && !only.message.startsWith("Invalid");
  const message = value === undefined ? `is missing: ${right}` : isPlain ? only.message : `must be ${right}`;
  return { path, message, ...(remedy === undefined ? {} : { remedy }) };
};

type Branch = readonly z.core.$ZodIssue[];
const isUnion = (issue: z.core.$ZodIssue | undefined): issue is z.core.$ZodIssueInvalidUnion =>
  issue?.code === "invalid_union";

/** The ways a union could have been met, those of a union within it included. */
const branchesOf = (issue: z.core.$ZodIssueInvalidUnion): readonly Branch[] =>
  issue.errors.flatMap((branch) => {
    const [first] = branch;
    return isUnion(first) && first.path.length === 0 ? branchesOf(first) : [branch];
  });

const isOtherKind = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");

/** The branch whose kind the value has says what is wrong inside; without one, all say what they are. */
const unionIssues = (issue: z.core.$ZodIssueInvalidUnion, path: HomePath, input: unknown): readonly HomeIssue[] => {
  const branches = branchesOf(issue);
  const sameKind = branches.filter((branch) => !branch.some(isOtherKind));
  const inside = sameKind.find((branch) =>
    branch.some((found) => found.path.length > 0 || found.code === "unrecognized_keys"),
  );
  if (inside !== undefined)
    return inside.flatMap((found) => issuesOf({ ...found, path: [...issue.path, ...found.path] }, input));
  const value = valueAt(input, path);
  const words = branches.filter((branch) => branch.some((found) => found.code === "invalid_value"));
  const near = typeof value === "string" ? [...words, ...sameKind] : sameKind;
  return [noneOf(path, value, (sameKind.length > 0 ? near : branches).flat(), branches.flat())];
};

/**
 * Entries called `__proto__`, which no plain object can hold under that name: the schema would drop them without a word.
 * Pure.
 */
export const unusableKeys = (input: unknown): readonly HomeIssue[] =>
  Object.keys(knownKeys).flatMap((section) => {
    const path = section === "" ? ["__proto__"] : [section, "__proto__"];
    if (valueAt(input, path) === undefined) return [];
    return [{ path, message: "__proto__ cannot name an entry", remedy: "give it another name" }];
  });

/** An issue of the schema as issues for the owner: each with its place, and a remedy where one is known. Pure. */
export const issuesOf = (issue: z.core.$ZodIssue, input: unknown): readonly HomeIssue[] => {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
  if (isUnion(issue)) return unionIssues(issue, path, input);
  if (issue.code === "invalid_key") return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  if (path.length === 0)
    return [{ path, message: "must hold keys", remedy: "the least there is: version: 1, and home: NAME" }];
  return [noneOf(path, valueAt(input, path), [issue])];
};
