/** Turns record data from its text form into what goes on the wire. */
import { isIPv4, isIPv6 } from "node:net";
import type { Answer } from "dns-packet";
import { rareRecord } from "./dns-rare.ts";
import { absoluteName, txtPieces, txtStrings } from "./zone-text.ts";

/** A record ready to be sent. */
export type WireRecord = Exclude<Answer, { type: "OPT" }>;

/** OVH's own field types end up as TXT in the served zone (inferred from what its tools write). */
const servedType = (fieldType: string): string => (["SPF", "DKIM", "DMARC"].includes(fieldType) ? "TXT" : fieldType);

const caaTags = ["issue", "issuewild", "iodef"] as const;

/** Records whose data is several words. Undefined when the words do not do. */
const fromWords = (name: string, type: string, target: string, zone: string): WireRecord | undefined => {
  const words = target.trim().split(/\s+/);
  const [one = 0, two = 0, three = 0] = words.map(Number);
  const last = absoluteName(words.at(-1) ?? "", zone);
  switch (type) {
    case "MX":
      return { name, type, data: { preference: one, exchange: last } };
    case "SRV":
      return { name, type, data: { priority: one, weight: two, port: three, target: last } };
    case "CAA": {
      const tag = caaTags.find((known) => known === words[1]);
      const [value = ""] = txtPieces(target.trim().replace(/^\S+\s+\S+\s+/, ""));
      return tag === undefined ? undefined : { name, type, data: { flags: one, tag, value } };
    }
    case "SSHFP":
      return { name, type, data: { algorithm: one, hash: two, fingerprint: words.slice(2).join("") } };
    case "TLSA": {
      const certificate = Buffer.from(words.slice(3).join(""), "hex");
      return { name, type, data: { usage: one, selector: two, matchingType: three, certificate } };
    }
    default:
      return rareRecord(name, type, target, zone);
  }
};

/** A record for the wire at `name`; undefined when its text does not do or its type cannot be written. */
export const wireRecord = (name: string, fieldType: string, target: string, zone: string): WireRecord | undefined => {
  const type = servedType(fieldType);
  switch (type) {
    case "A":
      return isIPv4(target) ? { name, type, data: target } : undefined;
    case "AAAA":
      return isIPv6(target) ? { name, type, data: target } : undefined;
    case "CNAME":
    case "DNAME":
    case "NS":
    case "PTR":
      return { name, type, data: absoluteName(target, zone) };
    case "TXT":
      return { name, type, data: [...txtStrings(target)] };
    default:
      return fromWords(name, type, target, zone);
  }
};
