import * as z from "zod";
import { apiPath } from "./api-path.ts";
import { receiptOf, type ApiAnswer, type ApiCall, type OvhCallOptions, type OvhReceipt } from "./call.ts";
import type { OvhFieldType, OvhRecordType } from "./record-types.ts";
import { parseAnswer, parseReceipt } from "./schema.ts";
import type { Session } from "./session.ts";

/** A record of one type as stored, in OVHcloud's words. */
export interface OvhRecordOf<T extends string> {
  /** A hint more than a key: text-mode edits and imports give every record a new one. */
  readonly id: number;
  readonly zone: string;
  readonly fieldType: T;
  /** Name below the zone: "home"; "" for the zone itself. */
  readonly subDomain: string;
  /** As stored, in zone-file form; a host name without final dot is relative to the zone. `targetOf` reads it. */
  readonly target: string;
  /** Seconds; 0 = the zone's default. */
  readonly ttl: number;
}

/**
 * A record as stored; narrows on `fieldType`. A type OVHcloud came to know after this version arrives under its own name,
 * in none of the branches: have a default.
 */
export type OvhRecord = { readonly [T in OvhRecordType]: OvhRecordOf<T> }[OvhRecordType];

/** A record to create. */
export interface OvhRecordInput {
  readonly fieldType: OvhFieldType;
  /** Name below the zone; absent or "": the zone itself. */
  readonly subDomain?: string;
  readonly target: string;
  /** Seconds, 0 or at least 60; absent or 0: the zone's default. */
  readonly ttl?: number;
}

/** What may change in a record; its type may not. */
export interface OvhRecordUpdate {
  readonly subDomain?: string;
  readonly target: string;
  readonly ttl?: number;
}

/** Which records to list. */
export interface OvhRecordFilter {
  /** Below the zone ("home"; "" or "@" for the zone itself) or in full ("home.taprest.fr"). Absent: every name. */
  readonly name?: string;
  /** "CNAME". Absent: every type. */
  readonly type?: OvhFieldType;
}

// Nulls are the schema's; every recorded apex is "" and every recorded default TTL 0.
const Row = z.object({
  id: z.int(),
  zone: z.string(),
  // Typed as known, never checked: a new type must not spoil a list.
  fieldType: z.custom<OvhRecordType>((value) => typeof value === "string"),
  subDomain: z.string().nullable().default(null),
  target: z.string(),
  ttl: z.int().nullable().default(null),
});
/** The record of an answer. Throws `OvhSchemaError`. */
function parseRecord(call: ApiCall, answer: ApiAnswer): OvhRecord {
  return recordOf(parseAnswer(Row, call, answer));
}

/** The records of an answer. Throws `OvhSchemaError`. */
export function parseRecords(call: ApiCall, answer: ApiAnswer): readonly OvhRecord[] {
  return parseAnswer(z.array(Row), call, answer).map(recordOf);
}

/** One record as stored. NOT_FOUND may be a record created less than a minute ago (reported). */
export async function getRecord(
  session: Session,
  zone: string,
  id: number,
  options?: OvhCallOptions,
): Promise<OvhRecord> {
  const call: ApiCall = { method: "GET", path: apiPath("domain", "zone", zone, "record", id) };
  return parseRecord(call, await session.call(call, options));
}

/**
 * Stores a new record, even when an identical one exists. Served only after a refresh.
 * Its id may be 0 (reported): it is then stored under an id only a list tells.
 */
export async function createRecord(
  session: Session,
  zone: string,
  input: OvhRecordInput,
  options?: OvhCallOptions,
): Promise<OvhReceipt & { readonly record: OvhRecord }> {
  const { fieldType, subDomain = "", target, ttl = 0 } = input;
  const call: ApiCall = {
    method: "POST",
    path: apiPath("domain", "zone", zone, "record"),
    body: { fieldType, subDomain, target, ttl },
  };
  const answer = await session.call(call, options);
  return { record: parseRecord(call, answer), ...receiptOf(answer) };
}

/** Changes a record in place. The type is never sent: OVHcloud refuses another one (recorded, put-read-only). */
export async function updateRecord(
  session: Session,
  zone: string,
  id: number,
  update: OvhRecordUpdate,
  options?: OvhCallOptions,
): Promise<OvhReceipt> {
  const { subDomain, target, ttl } = update;
  const body = { ...(subDomain === undefined ? {} : { subDomain }), target, ...(ttl === undefined ? {} : { ttl }) };
  const call: ApiCall = { method: "PUT", path: apiPath("domain", "zone", zone, "record", id), body };
  return parseReceipt(call, await session.call(call, options));
}

/** Removes a record from the store. */
export async function removeRecord(
  session: Session,
  zone: string,
  id: number,
  options?: OvhCallOptions,
): Promise<OvhReceipt> {
  const call: ApiCall = { method: "DELETE", path: apiPath("domain", "zone", zone, "record", id) };
  return parseReceipt(call, await session.call(call, options));
}

function recordOf(row: z.output<typeof Row>): OvhRecord {
  return Object.freeze({ ...row, subDomain: row.subDomain ?? "", ttl: row.ttl ?? 0 });
}
