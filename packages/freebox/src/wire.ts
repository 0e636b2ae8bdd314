import * as z from "zod";

/** How to read what the box writes. Each tolerance was seen on a real box or is named where it is a guess. */

/** A whole number; old documentation types some as text, and one client decodes "20000". */
export const whole: z.ZodType<number> = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
]);

/**
 * A boolean; "" stands for false (seen for `primary_name_manual`). 1, 0 and their texts are what boxes take in its place;
 * that they also write them so is a guess.
 */
export const flag: z.ZodType<boolean> = z.union([
  z.boolean(),
  z.literal(["", 0, "0"]).transform(() => false),
  z.literal([1, "1"]).transform(() => true),
]);

/** The same where they may be missing; see `objectOf` for what else counts as missing. */
export const maybeText: z.ZodExactOptional<z.ZodString> = z.string().exactOptional();
export const maybeWhole: z.ZodExactOptional<z.ZodType<number>> = whole.exactOptional();
export const maybeFlag: z.ZodExactOptional<z.ZodType<boolean>> = flag.exactOptional();

const SCALARS: ReadonlySet<unknown> = new Set([maybeText, maybeWhole, maybeFlag]);

/**
 * An object of the box; keys that are not known stay. An optional one is left out where it is null, "" for anything but a
 * text or a flag, or an empty list or object for anything but a scalar: one odd item must not hide a whole list.
 */
export function objectOf<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodPreprocess<z.ZodObject<{ -readonly [Key in keyof Shape]: Shape[Key] }, z.core.$loose>> {
  const optional = Object.entries(shape).filter(([, schema]) => schema instanceof z.ZodExactOptional);
  return z.preprocess((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const empty = optional.filter(([key, schema]) => key in value && isMissing(schema, Reflect.get(value, key)));
    const names = new Set(empty.map(([key]) => key));
    return Object.fromEntries(Object.entries(value).filter(([key]) => !names.has(key)));
  }, z.looseObject(shape));
}

function isMissing(schema: unknown, value: unknown): boolean {
  if (value === "") return schema !== maybeText && schema !== maybeFlag;
  return value === null || (isNothing(value) && !SCALARS.has(schema));
}

/** A list; the box leaves an empty one out, or writes it as `{}`, "" or null. */
export function listOf<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.preprocess((value) => (isNothing(value) ? [] : value), z.array(item));
}

/** An object that may be missing; null, "" and `{}` are none. */
export const maybeObject: z.ZodType<Readonly<Record<string, unknown>> | undefined> = z.preprocess(
  (value) => (isNothing(value) ? undefined : value),
  z.record(z.string(), z.unknown()).optional(),
);

/** Whatever a write without a result answers. */
export const nothing: z.ZodType<void> = z.unknown().transform(() => undefined);

/** True for the ways in which the box writes an empty array or object: its serializer cannot tell them apart (guess). */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
