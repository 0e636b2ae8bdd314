/** The shape of the home file, as a schema. What entries mean to each other is checked in `home-checks.ts`. */
import * as z from "zod";
import type { PortRange } from "../contracts.ts";
import type { HomeFile } from "./file.ts";
import { type HostKey, parseHostKey } from "./host-key.ts";
import { nameSchema } from "./name-schema.ts";
import { allow, hostAndPort, hostName, ipv4, isFullName, label, one, port } from "./primitives.ts";
import { recordKeys } from "./record-values.ts";

/** Keys keep the letters they have in the file, so that whatever is wrong with them can be shown there. */
const zoneKey = z.string().refine(isFullName, "must be a full domain name, as taprest.fr is");
const nameKey = z
  .string()
  .refine((name) => isFullName(name.replace(/^\*\./, "")), "must be a full host name, as home.taprest.fr is");
const mac = z
  .string()
  .regex(/^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/, 'must be six pairs of hex digits: "b8:27:eb:12:34:56"')
  .toLowerCase();
const lanName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\p{Cc}]{1,63}$/u, "must be a name of 1-63 characters");
const hostKey = z.string().transform((text, context): HostKey => {
  const key = parseHostKey(text);
  if (!("fault" in key)) return key;
  context.issues.push({ code: "custom", message: key.fault, input: text });
  return z.NEVER;
});

const onePort = port.transform((number): PortRange => [number, number]);
const portRange = z
  .string('must be ports as "8000-8010"')
  .regex(/^[0-9]{1,5}-[0-9]{1,5}$/, { error: 'must be a port number, or ports as "8000-8010"', abort: true })
  .transform((text): PortRange => {
    const [first = "", last = ""] = text.split("-");
    return [Number(first), Number(last)];
  })
  .refine(([first, last]) => first >= 1 && first <= last && last <= 65_535, "ports must be 1-65535, the lowest first");
const protocols = one(z.enum(["tcp", "udp"])).transform((list) => [...new Set(list)]);

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
        mac: one(mac).optional(),
        name: lanName.optional(),
        ip: ipv4.optional(),
        user: z
          .string()
          .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, "must be a user name")
          .optional(),
        "host-key": hostKey.optional(),
        allow,
      }),
    ),
  ),
  forwards: section(
    z.record(
      label,
      z.strictObject({
        wan: one(z.union([onePort, portRange])),
        to: hostAndPort,
        protocol: protocols.default(["tcp"]),
        from: ipv4.optional(),
        enabled: z.boolean().default(true),
        kind: z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,31}$/, "must be a lower-case word")
          .optional(),
        allow,
      }),
    ),
  ),
  names: section(z.record(nameKey, nameSchema)),
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

/** Keys the file knows, for "did you mean", by the place they belong to: a section, or a key of its entries behind a dot. */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  "": ["version", "home", "router", "zones", "hosts", "forwards", "names", "tunnels", "network"],
  router: ["kind", "name"],
  zones: ["kind"],
  hosts: ["mac", "name", "ip", "user", "host-key", "allow"],
  forwards: ["wan", "to", "protocol", "from", "enabled", "kind", "allow"],
  names: [...recordKeys, "ttl", "allow", "absent"],
  "names.absent": recordKeys,
  tunnels: ["through", "local", "to", "expect", "allow"],
  network: ["vantage", "resolvers", "map"],
};
