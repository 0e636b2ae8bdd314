import type { CallOptions, DnsRecord, Failure, Outcome, Reading, WriteStep, Zone, ZoneStatus } from "@porchlight/core";
import { canonicalTarget, sentTarget } from "./canonical.ts";
import { isOvhError } from "./errors.ts";
import { failureKind } from "./failure-kind.ts";
import { mapLimited } from "./gate.ts";
import { asciiName, fullName, subDomainOf } from "./names.ts";
import type { OvhRecord } from "./records.ts";
import type { OvhZone } from "./zone.ts";

/** Names listed at once. */
const maxConcurrentNames = 4;

/**
 * An OVHcloud zone as a Porchlight zone. One listing a name, never from a cache, whether `fresh` is asked or not.
 * Values are in the one spelling of core's `canonicalValue`, whatever spelling is stored; a `ref` is OVHcloud's id.
 *
 * @example const zone: Zone = ovhZone(createOvhDns({ credentials: ovhFromEnv(process.env) }).zone("taprest.fr"));
 */
export function ovhZone(zone: OvhZone): Zone {
  return Object.freeze({
    name: zone.name,
    read: (names: readonly string[], options: CallOptions & { readonly fresh: boolean }) => read(zone, names, options),
    write: (step: WriteStep<DnsRecord>, options?: CallOptions) => outcomeOf(() => write(zone, step, options)),
    publish: (options?: CallOptions) => outcomeOf(async () => ({ status: "done", ...(await zone.refresh(options)) })),
    status: (options?: CallOptions) => status(zone, options),
  });
}

/** Warnings are left out: a zone with one is served like any other (reported). */
async function status(zone: OvhZone, options: CallOptions | undefined): Promise<Reading<ZoneStatus>> {
  try {
    const { isDeployed, errors } = await zone.status(options);
    return { known: true, value: { isDeployed, troubles: errors } };
  } catch (error) {
    return { known: false, failure: failureOf(error) };
  }
}

async function read(
  zone: OvhZone,
  names: readonly string[],
  options: CallOptions,
): Promise<Reading<readonly DnsRecord[]>> {
  try {
    const distinct = [...new Set(names.map((name) => fullName(ownSubDomain(zone, name), zone.name)))];
    const lists = await mapLimited(distinct, maxConcurrentNames, (name) => list(zone, name, options));
    return { known: true, value: lists.flat().map((record) => dnsRecordOf(record, zone.name)) };
  } catch (error) {
    return { known: false, failure: failureOf(error) };
  }
}

async function write(zone: OvhZone, step: WriteStep<DnsRecord>, options: CallOptions | undefined): Promise<Outcome> {
  if (step.verb === "create") return create(zone, step.after, options);
  const found = await look(zone, step.before, options);
  if (found === undefined)
    return failed(
      step.verb,
      step.before,
      "conflict",
      "the stored record is gone or no longer what it was; nothing was written",
    );
  if (step.verb === "remove") return { status: "done", ...(await zone.records.remove(found.id, options)) };
  const { after } = step;
  if (after.type !== step.before.type)
    return failed(
      step.verb,
      after,
      "invalid",
      "OVHcloud cannot change the type of a record: remove it and create another",
    );
  const subDomain = ownSubDomain(zone, after.name);
  const update = { subDomain, target: sentTarget(after.type, after.value, zone.name), ttl: after.ttlSeconds };
  const receipt = await zone.records.update(found.id, update, options);
  return { status: "done", item: { ...after, ref: String(found.id) }, ...receipt };
}

async function create(zone: OvhZone, wanted: DnsRecord, options: CallOptions | undefined): Promise<Outcome> {
  const { type: fieldType, ttlSeconds: ttl } = wanted;
  const target = sentTarget(fieldType, wanted.value, zone.name);
  const made = await zone.records.create(
    { fieldType, subDomain: ownSubDomain(zone, wanted.name), target, ttl },
    options,
  );
  // An id of 0 (reported): stored, under an id only a list tells. The highest is the newest.
  const stored = made.id === 0 ? (await same(zone, wanted, options).catch(() => [])).at(-1) : made;
  if (stored !== undefined) return { status: "done", item: dnsRecordOf(stored, zone.name) };
  const message = "OVHcloud accepted the record without telling its id, and does not list it yet";
  return {
    status: "unconfirmed",
    failure: { kind: "unconfirmed", operation: `create ${wanted.name} ${wanted.type}`, message },
  };
}

/** The record as it stands now, if it is still what it was: by its id, else, since ids change, by its content. */
async function look(
  zone: OvhZone,
  before: DnsRecord,
  options: CallOptions | undefined,
): Promise<OvhRecord | undefined> {
  if (before.ref !== undefined && /^\d+$/.test(before.ref)) {
    try {
      const record = await zone.records.get(Number(before.ref), options);
      return isSame(record, before, zone.name) ? record : undefined;
    } catch (error) {
      if (!isOvhError(error) || error.code !== "NOT_FOUND") throw error;
    }
  }
  return (await same(zone, before, options))[0];
}

/** Stored records that say the same, the lowest id first. */
async function same(zone: OvhZone, wanted: DnsRecord, options: CallOptions | undefined): Promise<readonly OvhRecord[]> {
  const records = await list(zone, wanted.name, options);
  return records.filter((record) => isSame(record, wanted, zone.name)).toSorted((a, b) => a.id - b.id);
}

function list(zone: OvhZone, name: string, options: CallOptions | undefined): Promise<readonly OvhRecord[]> {
  return zone.records.list({ name: `${name.replace(/\.$/, "")}.` }, options);
}

function isSame(record: OvhRecord, wanted: DnsRecord, zone: string): boolean {
  return (
    fullName(record.subDomain, zone) === asciiName(wanted.name) &&
    record.fieldType === wanted.type &&
    record.ttl === wanted.ttlSeconds &&
    canonicalTarget(record.fieldType, record.target, zone) === canonicalTarget(wanted.type, wanted.value, zone)
  );
}

function dnsRecordOf(record: OvhRecord, zone: string): DnsRecord {
  return {
    kind: "record",
    name: fullName(record.subDomain, zone),
    type: record.fieldType,
    ttlSeconds: record.ttl,
    value: canonicalTarget(record.fieldType, record.target, zone),
    ref: String(record.id),
  };
}

/** Names of the contract are absolute without the final dot; one of another zone is refused, never made relative. */
function ownSubDomain(zone: OvhZone, name: string): string {
  return subDomainOf(`${name.replace(/\.$/, "")}.`, zone.name);
}

function failed(verb: string, record: DnsRecord, kind: Failure["kind"], message: string): Outcome {
  return { status: "failed", failure: { kind, operation: `${verb} ${record.name} ${record.type}`, message } };
}

async function outcomeOf(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    const failure = failureOf(error);
    return { status: failure.kind === "unconfirmed" ? "unconfirmed" : "failed", failure };
  }
}

/** The failure of a foreseeable error; anything else is a bug and thrown on. */
function failureOf(error: unknown): Failure {
  if (!isOvhError(error)) throw error;
  const { operation: tried, right, queryId } = error;
  return {
    kind: failureKind(error),
    operation: tried,
    // A report prints operation and message, each once.
    message: error.message.replace(`${tried}: `, ""),
    ...(right === undefined ? {} : { right }),
    ...(queryId === undefined ? {} : { queryId }),
  };
}
