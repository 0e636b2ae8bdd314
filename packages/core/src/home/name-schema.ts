/** The shape of one entry of `names`: its values by record type, each canonical or following something. */
import * as z from "zod";
import type { DesiredValue } from "../desired.ts";
import type { NameFile, NameValues } from "./file.ts";
import { allow, hostKey, hostName, one, ttl } from "./primitives.ts";
import { canonicalValue, type RecordKey, recordKeys, textValue } from "./record-values.ts";

/** What a value of each type looks like, for those who got it wrong. */
const shapes: Readonly<Partial<Record<RecordKey, string>>> = {
  a: "an IPv4 address",
  aaaa: "an IPv6 address",
  mx: 'PREFERENCE HOST, as "10 mail.example.fr."',
  srv: 'PRIORITY WEIGHT PORT HOST, as "0 5 443 www.example.fr."',
  caa: 'FLAGS TAG VALUE, as "0 issue letsencrypt.org"',
  sshfp: 'ALGORITHM DIGEST HEX, as "4 2 0a1b2c"',
  tlsa: 'USAGE SELECTOR DIGEST HEX, as "3 1 1 0a1b2c"',
  ds: 'TAG ALGORITHM DIGEST HEX, as "12345 13 2 0a1b2c"',
  ns: "a full host name",
  ptr: "a full host name",
  naptr: 'ORDER PREFERENCE FLAGS SERVICE REGEXP NAME, as 100 10 "s" "SIP+D2T" "" sip.example.fr.',
  https: 'PRIORITY HOST KEY=VALUE..., as "1 . alpn=h2,h3 port=443"',
  svcb: 'PRIORITY HOST KEY=VALUE..., as "1 dns.example.fr. alpn=dot port=853"',
  loc: 'LATITUDE N LONGITUDE E ALTITUDE, as "48 51 24.5 N 2 21 3 E 35m"',
  rp: 'two full host names, a mailbox with a dot for its @ and a text, as "admin.example.fr. ."',
  spf: 'a policy, as "v=spf1 include:mx.example.fr -all"',
  dkim: 'a key, as "v=DKIM1; k=rsa; p=MIGfMA0"',
  dmarc: 'a policy, as "v=DMARC1; p=none"',
};

type Values = z.ZodType<readonly DesiredValue[]>;

/** One value in zone-file presentation. */
const presentation = (type: RecordKey): z.ZodType<DesiredValue, string> => {
  const message = `must be ${shapes[type] ?? "a value as zone files write it"}`;
  return z.string(message).transform((text, context) => {
    const value = canonicalValue(type, text);
    if (value !== undefined) return { literal: value };
    context.issues.push({ code: "custom", message, input: text });
    return z.NEVER;
  });
};

const router = z.literal("router").transform((): readonly DesiredValue[] => [{ follow: "router" }]);
const target = hostName.transform((name): readonly DesiredValue[] => [{ literal: `${name}.` }]);
const host = hostKey.transform((key): DesiredValue => ({ follow: "host", host: key }));
const orHost = (type: RecordKey): Values => one(z.union([presentation(type), host]));

/** What a type takes: whole sets have shapes of their own, everything else a value or a list. */
const special: Readonly<Partial<Record<RecordKey, Values>>> = {
  cname: z.union([router, target]),
  dname: target,
  a: z.union([router, one(presentation("a"))]),
  aaaa: orHost("aaaa"),
  sshfp: orHost("sshfp"),
  txt: one(z.string().transform((text): DesiredValue => ({ literal: textValue(text) }))),
};
const valuesOf = (type: RecordKey): Values => special[type] ?? one(presentation(type));

const everyType = (schemaOf: (type: RecordKey) => Values): Record<string, z.ZodOptional<Values>> =>
  Object.fromEntries(recordKeys.map((type) => [type, schemaOf(type).optional()]));

const wholeType = z.literal(true).transform((): readonly DesiredValue[] => []);
const absent = z.strictObject(everyType((type) => z.union([wholeType, valuesOf(type)])));

/** Sorts what a name says by what it is about. */
const sorted = ({
  ttl: ttlSeconds,
  allow: allowed = [],
  absent: gone = {},
  ...present
}: {
  readonly ttl?: number | undefined;
  readonly allow?: NameFile["allow"] | undefined;
  readonly absent?: NameValues | undefined;
}): NameFile => ({ ...(ttlSeconds === undefined ? {} : { ttl: ttlSeconds }), allow: allowed, present, absent: gone });

const words: Readonly<Record<"router" | "absent", NameFile>> = {
  router: { allow: [], word: "router", present: { cname: [{ follow: "router" }] }, absent: {} },
  absent: { allow: [], word: "absent", present: {}, absent: { cname: [], dname: [], a: [], aaaa: [] } },
};

/** One entry of `names`: a word, or values by type. */
export const nameSchema: z.ZodType<NameFile> = z.union([
  z.enum(["router", "absent"]).transform((word) => words[word]),
  z.strictObject({ ...everyType(valuesOf), ttl, allow, absent: absent.optional() }).transform(sorted),
]);
