/** What OVH accepts as a record. */
import { isIPv4, isIPv6 } from "node:net";
import { isObject, type DoorAnswer } from "./exchange.ts";
import { badCall } from "./ovh-errors.ts";
import type { Switches } from "./switches.ts";
import { ownerName, quotedTxt } from "./zone-text.ts";
import type { ZoneRecord } from "./world.ts";

/** Every type of the published schema (domain-zone.schema.json, `domain.zone.RecordTypeEnum`). */
const types = new Set(
  "A AAAA CAA CNAME DKIM DMARC DNAME HTTPS LOC MX NAPTR NS PTR RP SPF SRV SSHFP SVCB TLSA TXT".split(" "),
);

/** What a body may set; anything absent stays as it is. */
export type RecordWish = Partial<Pick<ZoneRecord, "fieldType" | "subDomain" | "target" | "ttl">>;

/** The wish in a body, or the refusal of its shape. The texts are guesses; 400 and the class are those of other refusals. */
export const wishOf = (body: unknown): RecordWish | { readonly refusal: DoorAnswer } => {
  if (!isObject(body)) return { refusal: badCall("Invalid body") };
  const { fieldType, subDomain, target, ttl } = body;
  if (fieldType !== undefined && (typeof fieldType !== "string" || !types.has(fieldType)))
    return { refusal: badCall("Invalid fieldType") };
  if (subDomain !== undefined && subDomain !== null && typeof subDomain !== "string")
    return { refusal: badCall("Invalid subDomain") };
  if (target !== undefined && typeof target !== "string") return { refusal: badCall("Invalid target") };
  if (ttl !== undefined && ttl !== null && !Number.isInteger(ttl)) return { refusal: badCall("Invalid ttl") };
  return {
    ...(fieldType === undefined ? {} : { fieldType }),
    ...(subDomain === undefined ? {} : { subDomain: subDomain ?? "" }),
    ...(target === undefined ? {} : { target }),
    ...(ttl === undefined ? {} : { ttl: Number(ttl ?? 0) }),
  };
};

/** The data as it is kept: TXT is wrapped in quotes, unless the API is that of 2018. */
export const keptTarget = (record: Pick<ZoneRecord, "fieldType" | "target">, switches: Switches): string =>
  record.fieldType === "TXT" && !switches.legacy2018 ? quotedTxt(record.target) : record.target;

/** The ttl as it is kept. */
export const keptTtl = (ttl: number, switches: Switches): number =>
  ttl > 0 && ttl < 60 && switches.ttlBelow60 === "raised" ? 60 : ttl;

const nameRefusal = ({ fieldType, subDomain, zone }: ZoneRecord): string | undefined => {
  // Only host-like records are refused an underscore (python-ovh's report names the message).
  if (["A", "AAAA", "MX"].includes(fieldType) && subDomain.includes("_"))
    return "Invalid domain name, underscore not allowed";
  if (["CNAME", "DNAME"].includes(fieldType) && subDomain === "") return `Invalid subdomain: ${fieldType} at the apex`;
  const labels = ownerName(subDomain, zone).split(".");
  const fits = subDomain.length <= 250 && labels.every((label) => label.length >= 1 && label.length <= 63);
  return fits && /^[\x21-\x7e]*$/.test(subDomain) ? undefined : `Invalid subdomain: ${subDomain}`;
};

const hostTypes = new Set(["CNAME", "DNAME", "NS", "PTR"]);

const targetIsFit = ({ fieldType, target }: ZoneRecord): boolean => {
  if (target.trim() === "" || target === '""') return false;
  if (fieldType === "A") return isIPv4(target);
  if (fieldType === "AAAA") return isIPv6(target);
  if (fieldType === "MX") return /^\d+\s+\S+$/.test(target);
  if (fieldType === "SRV") return /^\d+\s+\d+\s+\d+\s+\S+$/.test(target);
  return !hostTypes.has(fieldType) || /^[^\s]+$/.test(target);
};

/** Why a record cannot be as it is asked for, beside those of `others` at the same name; undefined when it can. */
export const recordRefusal = (
  record: ZoneRecord,
  others: readonly ZoneRecord[],
  switches: Switches,
): DoorAnswer | undefined => {
  const trouble = nameRefusal(record);
  if (trouble !== undefined) return badCall(trouble);
  if (!targetIsFit(record)) return badCall("{'target': ['Invalid input.']}"); // recorded for an empty TXT
  if (record.ttl < 0 || (record.ttl > 0 && record.ttl < 60 && switches.ttlBelow60 === "refused"))
    return badCall("Invalid ttl"); // never seen: a guess
  const beside = others.filter((other) => other.subDomain.toLowerCase() === record.subDomain.toLowerCase());
  const mixes = [record, ...beside].some(({ fieldType }) => fieldType === "CNAME") && beside.length > 0;
  // Whether the API refuses this is disputed, and its text was never seen.
  return mixes && switches.cnameBesideOthers === "refused"
    ? badCall(`Invalid subdomain: a CNAME cannot stand beside other records at ${record.subDomain}`)
    : undefined;
};
