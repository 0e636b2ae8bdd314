/** The shape of the home file, as a schema. What entries mean to each other is checked in `home-checks.ts`. */
import * as z from "zod";
import { plainName } from "./desired.ts";
import type { HomeFile } from "./home-file.ts";

const label = z.string().regex(/^[a-z0-9][a-z0-9-]{0,23}$/, "must be 1-24 lower-case letters, digits or hyphens");
const port = z.int("must be a whole number").min(1, "port must be 1-65535").max(65_535, "port must be 1-65535");
/** What a name is once case and the final dot are put aside: labels of at most 63, 253 in all, a last label that is a word. */
const fullName = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;
const isFullName = (name: string): boolean => fullName.test(plainName(name));
// `abort` makes a union say all that would have been right here, the word beside the pattern.
const hostName = z
  .string("must be a full host name")
  .transform(plainName)
  .pipe(z.string().regex(fullName, { error: "must be a full host name", abort: true }));
const ipv4 = z.ipv4({ error: "must be an IPv4 address", abort: true });
/** Keys keep the letters they have in the file, so that whatever is wrong with them can be shown there. */
const zoneKey = z.string().refine(isFullName, "must be a full domain name, as taprest.fr is");
const nameKey = z
  .string()
  .refine((name) => isFullName(name.replace(/^\*\./, "")), "must be a full host name, as home.taprest.fr is");
const mac = z
  .string()
  .toLowerCase()
  .regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/, 'must be six pairs of hex digits: "b8:27:eb:12:34:56"');
const hostAndPort = z
  .string()
  .regex(/^[A-Za-z0-9._-]+:[0-9]{1,5}$/, 'must be "HOST:PORT"')
  .transform((text) => {
    const [host = "", number = ""] = text.split(":");
    return { host, port: Number(number) };
  })
  .refine(({ port: number }) => number >= 1 && number <= 65_535, "port must be 1-65535");
const allow = z.array(z.enum(["take-over"])).optional();
const ttl = z.int().min(60, "ttl must be 60-86400 seconds").max(86_400, "ttl must be 60-86400 seconds").optional();
const one = <T extends z.ZodType>(schema: T) =>
  z
    .union([schema, z.array(schema).min(1, "must hold at least one")])
    .transform((value) => (Array.isArray(value) ? value : [value]));

const name = z.union([
  z.literal("router"),
  z.strictObject({
    cname: z.union([z.literal("router"), hostName]).optional(),
    a: z.union([z.literal("router"), one(ipv4)]).optional(),
    aaaa: one(z.ipv6("must be an IPv6 address")).optional(),
    ttl,
    allow,
  }),
]);

/** A section may be left out, or stand there with nothing below it, which YAML reads as null. */
const section = <T extends z.ZodType>(schema: T) => schema.nullish().transform((entries) => entries ?? {});

/** Checks the shape of a home file and fills in its defaults. */
export const homeSchema: z.ZodType<HomeFile> = z.strictObject({
  version: z.literal(1, "must be 1, the only version there is"),
  home: label,
  router: z.strictObject({ kind: z.string(), name: z.union([z.literal("automatic"), hostName]).optional() }).optional(),
  zones: section(z.record(zoneKey, z.strictObject({ kind: z.string() }))),
  hosts: section(
    z.record(
      label,
      z.strictObject({
        mac: mac.optional(),
        user: z
          .string()
          .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, "must be a user name")
          .optional(),
        "host-key": z
          .string()
          .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be "SHA256:" and 43 characters, as ssh-keygen -l prints it')
          .optional(),
        allow,
      }),
    ),
  ),
  forwards: section(
    z.record(
      label,
      z.strictObject({
        wan: one(port),
        to: hostAndPort,
        protocol: z.enum(["tcp", "udp"]).default("tcp"),
        from: ipv4.optional(),
        allow,
      }),
    ),
  ),
  names: section(z.record(nameKey, name)),
  tunnels: section(
    z.record(
      label,
      z.strictObject({ through: z.string(), local: port, to: hostAndPort, expect: z.string().optional(), allow }),
    ),
  ),
  network: z
    .strictObject({
      vantage: z.enum(["inside", "outside"]).optional(),
      resolvers: z.array(z.string()).optional(),
      map: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

/** Keys the file knows, for "did you mean", by the place they belong to. */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  "": ["version", "home", "router", "zones", "hosts", "forwards", "names", "tunnels", "network"],
  router: ["kind", "name"],
  zones: ["kind"],
  hosts: ["mac", "user", "host-key", "allow"],
  forwards: ["wan", "to", "protocol", "from", "allow"],
  names: ["cname", "a", "aaaa", "ttl", "allow"],
  tunnels: ["through", "local", "to", "expect", "allow"],
  network: ["vantage", "resolvers", "map"],
};
