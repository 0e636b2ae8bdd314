/** The shape of what `check --json` prints, for programs that read it and for a later look to compare with. */
import * as z from "zod";
import { linkNames, linkStatuses, type Walked } from "./links.ts";

const text = z.string();
const message = {
  code: text.meta({ description: "What is the case, as a word that stays the same from version to version." }),
  params: z.record(text, z.union([text, z.number(), z.boolean(), z.array(text)])),
};
const sentence = {
  text: text.meta({ description: "The same in a sentence, for people." }),
  remedy: text.exactOptional().meta({ description: "What to do about it." }),
};

const link = z.object({
  name: z.enum(linkNames),
  title: text,
  status: z.enum(linkStatuses),
  message: z.object(message),
  ...sentence,
  vantage: z.enum(["inside", "hairpin", "outside"]).exactOptional(),
  ms: z.number().min(0).exactOptional(),
});

const walk = z.object({
  name: text.meta({ description: "The name that was walked, no final dot." }),
  port: z.int().min(1).max(65_535).exactOptional().meta({ description: "The TCP port on the WAN side." }),
  verdict: z.enum(["ok", "broken", "unknown"]),
  broken: z.enum(linkNames).exactOptional().meta({ description: "The first broken link." }),
  links: z.array(link),
  notes: z.array(z.object({ ...message, ...sentence })),
  udpPorts: z.array(z.int()).exactOptional(),
  ports: z.tuple([z.int(), z.int()]).exactOptional().meta({ description: "The range the port stands for." }),
  tunnel: text.exactOptional().meta({ description: "The tunnel that was tried behind the port." }),
  vantage: z.enum(["inside", "outside"]),
  virtual: z.boolean(),
});

/** One document of `porchlight check --json`. Unknown keys may be added in later versions of the same number. */
export const checkDocument: z.ZodType<{ readonly walks: readonly Walked[] }> = z.object({
  schema: z.literal("porchlight/check/1"),
  exitCode: z.int(),
  verdict: z.enum(["ok", "broken", "unknown"]),
  walks: z.array(walk),
});
