/** The shapes of a plan and of a parsed home as JSON, for what was kept in a file and may have been changed there. */
import * as z from "zod";
import { failureKinds } from "../contracts.ts";
import { hazardNames } from "../desired.ts";
import type { PlanFile } from "./file.ts";
import type { Journal } from "../undo.ts";

const text = z.string();
const port = z.int().min(0).max(65_535);
const ports = z.tuple([port, port]).readonly();
const path = z.array(z.union([text, z.number()])).readonly();
const protocol = z.enum(["tcp", "udp"]);
const ref = text.exactOptional();
const list = <T extends z.ZodType>(schema: T) => z.array(schema).readonly();
const table = <T extends z.ZodType>(schema: T) => z.record(text, schema).readonly();

const item = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("lease"), mac: text, address: text, comment: text, ref }),
  z.strictObject({
    kind: z.literal("forward"),
    protocol,
    wanPorts: ports,
    lanAddress: text,
    lanPort: port,
    from: text.exactOptional(),
    enabled: z.boolean(),
    comment: text,
    ref,
  }),
  z.strictObject({ kind: z.literal("static-name"), name: text }),
  z.strictObject({ kind: z.literal("record"), name: text, type: text, ttlSeconds: z.int().min(0), value: text, ref }),
]);

const condition = z.discriminatedUnion("code", [
  z.strictObject({ code: z.literal("static-name-active"), name: text }),
  z.strictObject({ code: z.literal("not-served"), zone: text, name: text, type: text }),
]);

const base = { id: text, target: text, needs: list(text) };
const step = z.discriminatedUnion("verb", [
  z.strictObject({ ...base, verb: z.literal("create"), after: item }),
  z.strictObject({ ...base, verb: z.literal("update"), before: item, after: item }),
  z.strictObject({ ...base, verb: z.literal("remove"), before: item }),
  z.strictObject({ ...base, verb: z.literal("publish"), zone: text }),
  z.strictObject({ ...base, verb: z.literal("await"), condition }),
]);

const failure = z.strictObject({
  kind: z.enum(failureKinds),
  operation: text,
  message: text,
  right: text.exactOptional(),
  queryId: text.exactOptional(),
});
const message = z.strictObject({ code: text, params: table(z.union([text, z.number(), z.boolean(), list(text)])) });

const plan = z.strictObject({
  version: z.literal(1),
  home: text,
  steps: list(step),
  origins: table(path),
  notes: list(z.strictObject({ message, path: path.exactOptional() })),
  blocked: list(z.strictObject({ path, message, failure: failure.exactOptional() })),
});

const entry = { path, allow: list(z.enum(hazardNames)) };
const host = z.strictObject({
  ...entry,
  name: text,
  lanName: text,
  macs: list(text),
  address: text.exactOptional(),
  user: text.exactOptional(),
  hostKey: text.exactOptional(),
  hostKeyType: text.exactOptional(),
});
const forward = z.strictObject({
  ...entry,
  name: text,
  protocols: list(protocol),
  wanPorts: list(ports),
  host: text,
  port,
  from: text.exactOptional(),
  enabled: z.boolean(),
  serviceKind: text.exactOptional(),
});
const value = z.union([
  z.strictObject({ literal: text }),
  z.strictObject({ follow: z.literal("router") }),
  z.strictObject({ follow: z.literal("host"), host: text }),
]);

const desired = z.strictObject({
  home: text,
  router: z.strictObject({ kind: text, staticName: text.exactOptional(), path }).exactOptional(),
  zones: list(z.strictObject({ name: text, kind: text, path })),
  hosts: list(host),
  forwards: list(forward),
  records: list(
    z.strictObject({
      ...entry,
      name: text,
      zone: text,
      type: text,
      wish: z.enum(["exact", "contains", "absent"]),
      values: list(value),
      ttlSeconds: z.int().exactOptional(),
    }),
  ),
  dropped: z.strictObject({ hosts: list(host), forwards: list(forward) }).exactOptional(),
  tunnels: list(
    z.strictObject({
      ...entry,
      name: text,
      through: text,
      localPort: port,
      to: z.strictObject({ host: text, port }),
      expect: text.exactOptional(),
    }),
  ),
  network: z
    .strictObject({
      vantage: z.enum(["inside", "outside"]).exactOptional(),
      resolvers: list(text).exactOptional(),
      map: table(text).exactOptional(),
    })
    .exactOptional(),
});

const kept = { version: z.literal(1), desired, plan };
export const planFileShape: z.ZodType<PlanFile> = z.strictObject({ ...kept, allow: list(z.enum(hazardNames)) });
export const journalShape: z.ZodType<Journal> = z.strictObject({ ...kept, home: text });
