/** The smallest shapes of the home file, each with the words for what would have been right. */
import * as z from "zod";
import { type HazardName, hazardNames, plainName } from "../desired.ts";

/** What a name is once case and the final dot are put aside: labels of at most 63, 253 in all, a last label that is a word. */
const fullName = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

/** True for a name that can be looked up from anywhere: "home.taprest.fr". */
export const isFullName = (name: string): boolean => fullName.test(plainName(name));

const labelPattern = /^[a-z0-9][a-z0-9-]{0,23}$/;

/** Key of a home, a host, a forward, a tunnel. */
export const label: z.ZodString = z.string().regex(labelPattern, "must be 1-24 lower-case letters, digits or hyphens");

/** A key of `hosts`, where another thing could stand too. */
export const hostKey: z.ZodString = z
  .string("must be the key of a host")
  .regex(labelPattern, "must be the key of a host");

/** A host name, plain. `abort` makes a union say all that would have been right here, the word beside the pattern. */
export const hostName: z.ZodType<string, string> = z
  .string("must be a full host name")
  .transform(plainName)
  .pipe(z.string().regex(fullName, { error: "must be a full host name", abort: true }));

/** Four plain decimals, no zeros before. */
export const ipv4: z.ZodType<string, string> = z.ipv4({ error: "must be an IPv4 address", abort: true });

/** 1-65535. */
export const port: z.ZodType<number, number> = z
  .int("must be a whole number")
  .min(1, "port must be 1-65535")
  .max(65_535, "port must be 1-65535");

/** "HOST:PORT". */
export const hostAndPort: z.ZodType<{ host: string; port: number }, string> = z
  .string()
  .regex(/^[A-Za-z0-9._-]+:[0-9]{1,5}$/, 'must be "HOST:PORT"')
  .transform((text) => {
    const [host = "", number = ""] = text.split(":");
    return { host, port: Number(number) };
  })
  .refine(({ port: number }) => number >= 1 && number <= 65_535, "port must be 1-65535");

/** Accepted hazards. */
export const allow: z.ZodType<HazardName[] | undefined, HazardName[] | undefined> = z
  .array(z.enum(hazardNames))
  .optional();

/** One or a list of them, as a list. */
export const one = <Out, In>(schema: z.ZodType<Out, In>): z.ZodType<Out[], In | In[]> =>
  z.union([schema.transform((value) => [value]), z.array(schema).min(1, "must hold at least one")]);

/** Seconds a record may be kept. */
export const ttl: z.ZodType<number | undefined, number | undefined> = z
  .int()
  .min(60, "ttl must be 60-86400 seconds")
  .max(86_400, "ttl must be 60-86400 seconds")
  .optional();
