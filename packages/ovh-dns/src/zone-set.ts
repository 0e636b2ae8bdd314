import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import { canonicalTarget } from "./canonical.ts";
import type { OvhChange } from "./changes.ts";
import { isOvhError, withProgress } from "./errors.ts";
import { listRecords } from "./record-list.ts";
import { createRecord, removeRecord, updateRecord, type OvhRecord } from "./records.ts";
import type { Session } from "./session.ts";
import { parseSet, planSet, type OvhRecordSet, type WantedSet } from "./set-plan.ts";
import { refreshZone } from "./zones.ts";

/** Options of `set`. */
export interface OvhSetOptions extends OvhCallOptions {
  /**
   * "when-changed" (default): one refresh if a record was written. "always": one refresh in any case, for what an
   * earlier call wrote and could not publish.
   */
  readonly refresh?: "when-changed" | "always";
}

/** What `set` did. */
export type OvhSetOutcome =
  | { readonly status: "unchanged"; readonly records: readonly OvhRecord[] }
  | {
      readonly status: "published";
      /** Records of this name and type as found, and as stored now. */
      readonly before: readonly OvhRecord[];
      readonly after: readonly OvhRecord[];
      /** OVHcloud's identifiers of the writes and of the refresh, in order. */
      readonly queryIds: readonly string[];
    };

/**
 * Makes a name hold what is asked: one list, the writes that are missing one after the other, one refresh.
 * A write whose answer was lost is looked for once in a new list, never repeated. An error after the first write carries
 * `written` and `pending`, and nothing was refreshed.
 */
export async function setRecords(
  session: Session,
  zone: string,
  asked: OvhRecordSet,
  options?: OvhSetOptions,
): Promise<OvhSetOutcome> {
  const wanted = parseSet(asked, zone);
  const stored = await listRecords(session, zone, { name: absolute(wanted) }, options);
  const { changes, before, kept } = planSet(wanted, stored);
  if (changes.length === 0 && options?.refresh !== "always") return { status: "unchanged", records: before };
  const steps: readonly OvhChange[] = [...changes, { verb: "refresh", zone }];
  const after = [...kept];
  const queryIds: string[] = [];
  for (const [index, step] of steps.entries()) {
    try {
      const { record, queryId } = await settled(session, wanted, step, stored, options);
      if (record !== undefined) after.push(record);
      if (queryId !== undefined) queryIds.push(queryId);
    } catch (error) {
      throw isOvhError(error) ? withProgress(error, steps.slice(0, index), steps.slice(index)) : error;
    }
  }
  return { status: "published", before, after, queryIds };
}

type Done = OvhReceipt & { readonly record?: OvhRecord };

/** Does one change; when its answer is lost, or does not tell the id, looks for its effect once. */
async function settled(
  session: Session,
  wanted: WantedSet,
  step: OvhChange,
  stored: readonly OvhRecord[],
  options: OvhCallOptions | undefined,
): Promise<Done> {
  let done: Done | undefined;
  try {
    done = await make(session, wanted.zone, step, options);
    if (done.record?.id !== 0) return done;
  } catch (error) {
    if (!isOvhError(error) || error.code !== "UNCONFIRMED") throw error;
    const seen = await effectOf(session, wanted, step, stored, options).catch(() => undefined);
    if (seen === undefined) throw error;
    return { ...seen, ...(error.queryId === undefined ? {} : { queryId: error.queryId }) };
  }
  // Stored, for OVHcloud said yes; an id the list does not tell yet stays 0.
  return { ...done, ...(await effectOf(session, wanted, step, stored, options).catch(() => undefined)) };
}

async function make(
  session: Session,
  zone: string,
  step: OvhChange,
  options: OvhCallOptions | undefined,
): Promise<Done> {
  switch (step.verb) {
    case "create":
      return createRecord(session, zone, step.record, options);
    case "update": {
      const { id, subDomain, target, ttl } = step.after;
      return { record: step.after, ...(await updateRecord(session, zone, id, { subDomain, target, ttl }, options)) };
    }
    case "remove":
      return removeRecord(session, zone, step.before.id, options);
  }
  return refreshZone(session, zone, options);
}

/** What a new list shows of a change: nothing yet is undefined. */
async function effectOf(
  session: Session,
  wanted: WantedSet,
  step: OvhChange,
  stored: readonly OvhRecord[],
  options: OvhCallOptions | undefined,
): Promise<Done | undefined> {
  const { zone, fieldType } = wanted;
  if (step.verb === "refresh") return undefined;
  const now = await listRecords(session, zone, { name: absolute(wanted), type: fieldType }, options);
  if (step.verb === "remove") return now.some((record) => record.id === step.before.id) ? undefined : {};
  const sought = step.verb === "create" ? step.record : step.after;
  const record = now
    .toSorted((a, b) => b.id - a.id)
    .find(
      (candidate) =>
        canonicalTarget(fieldType, candidate.target, zone) === canonicalTarget(fieldType, sought.target, zone) &&
        candidate.ttl === (sought.ttl ?? 0) &&
        (step.verb === "update" ? candidate.id === step.after.id : !stored.some((old) => old.id === candidate.id)),
    );
  return record === undefined ? undefined : { record };
}

function absolute(wanted: WantedSet): string {
  return wanted.subDomain === "" ? "@" : `${wanted.subDomain}.${wanted.zone}.`;
}
