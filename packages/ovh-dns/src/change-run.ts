import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import { canonicalTarget } from "./canonical.ts";
import type { OvhChange } from "./changes.ts";
import { isOvhError, OvhApiError, withProgress } from "./errors.ts";
import { listRecords } from "./record-list.ts";
import { createRecord, removeRecord, updateRecord, type OvhRecord } from "./records.ts";
import type { Session } from "./session.ts";
import { refreshZone } from "./zones.ts";

/** What a run of changes did. */
export interface ChangeRun {
  /** Records made or changed, in the order of the changes. */
  readonly records: readonly OvhRecord[];
  /** OVHcloud's identifiers of the writes and of the refresh, in order. */
  readonly queryIds: readonly string[];
}

/** One zone, and the ids that stood in it before: what is new has another. */
interface Scene {
  readonly session: Session;
  readonly zone: string;
  readonly known: Set<number>;
  readonly options: OvhCallOptions | undefined;
}

/**
 * Makes the changes one after the other, then one refresh. A write whose answer was lost is looked for once in a new
 * list, never repeated; an id that is gone is looked up once by what the record said. An error carries `written` and
 * `pending`, and nothing was refreshed.
 */
export async function runChanges(
  session: Session,
  zone: string,
  changes: readonly OvhChange[],
  stored: readonly OvhRecord[],
  options: OvhCallOptions | undefined,
): Promise<ChangeRun> {
  const scene: Scene = { session, zone, known: new Set(stored.map(({ id }) => id)), options };
  const steps: readonly OvhChange[] = [...changes, { verb: "refresh", zone }];
  const records: OvhRecord[] = [];
  const queryIds: string[] = [];
  for (const [index, step] of steps.entries()) {
    try {
      const { record, queryId } = await settled(scene, step);
      if (record !== undefined) {
        records.push(record);
        scene.known.add(record.id);
      }
      if (queryId !== undefined) queryIds.push(queryId);
    } catch (error) {
      throw isOvhError(error) ? withProgress(error, steps.slice(0, index), steps.slice(index)) : error;
    }
  }
  return { records, queryIds };
}

type Done = OvhReceipt & { readonly record?: OvhRecord };

/** Does one change; when its answer is lost, or does not tell the id, looks for its effect once. */
async function settled(scene: Scene, step: OvhChange): Promise<Done> {
  let done: Done | undefined;
  try {
    done = await make(scene, step);
    if (done.record?.id !== 0) return done;
  } catch (error) {
    if (!isOvhError(error)) throw error;
    if (error.code === "NOT_FOUND" && (step.verb === "update" || step.verb === "remove"))
      return await renumbered(scene, step);
    if (error.code !== "UNCONFIRMED") throw error;
    const seen = await effectOf(scene, step).catch(() => undefined);
    if (seen === undefined) throw error;
    return { ...seen, ...(error.queryId === undefined ? {} : { queryId: error.queryId }) };
  }
  // Stored, for OVHcloud said yes; an id the list does not tell yet stays 0.
  return { ...done, ...(await effectOf(scene, step).catch(() => undefined)) };
}

async function make({ session, zone, options }: Scene, step: OvhChange): Promise<Done> {
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

/**
 * The same change once more, with the id the record has now: text-mode edits and imports give every record a new one
 * (reported). A record that is gone needs no removal; one that says something else now is not touched.
 */
async function renumbered(scene: Scene, step: Extract<OvhChange, { verb: "update" | "remove" }>): Promise<Done> {
  const now = await sameName(scene, step.before);
  const [found] = now.filter((record) => saysSame(scene.zone, record, step.before)).toSorted((a, b) => a.id - b.id);
  if (found !== undefined) {
    const { id } = found;
    return make(
      scene,
      step.verb === "update" ? { ...step, after: { ...step.after, id } } : { ...step, before: { ...step.before, id } },
    );
  }
  if (step.verb === "remove" && !now.some((record) => record.id === step.before.id)) return {};
  throw new OvhApiError("the record is gone, or no longer what it was; it was not touched", {
    code: "CONFLICT",
    operation: `${step.verb} ${step.before.fieldType} record ${step.before.id}`,
  });
}

/** What a new list shows of a change: nothing yet is undefined. */
async function effectOf(scene: Scene, step: OvhChange): Promise<Done | undefined> {
  if (step.verb === "refresh") return undefined;
  const sought = step.verb === "create" ? step.record : step.verb === "update" ? step.after : step.before;
  const now = await sameName(scene, sought);
  if (step.verb === "remove") return now.some((record) => record.id === step.before.id) ? undefined : {};
  const record = now
    .toSorted((a, b) => b.id - a.id)
    .find(
      (candidate) =>
        saysSame(scene.zone, candidate, sought) &&
        (step.verb === "update" ? candidate.id === step.after.id : !scene.known.has(candidate.id)),
    );
  return record === undefined ? undefined : { record };
}

type Spelt = {
  readonly fieldType: string;
  readonly subDomain?: string;
  readonly target: string;
  readonly ttl?: number;
};

function sameName({ session, zone, options }: Scene, record: Spelt): Promise<readonly OvhRecord[]> {
  const name = record.subDomain === undefined || record.subDomain === "" ? "@" : `${record.subDomain}.${zone}.`;
  return listRecords(session, zone, { name, type: record.fieldType }, options);
}

function saysSame(zone: string, one: Spelt, other: Spelt): boolean {
  return (
    canonicalTarget(one.fieldType, one.target, zone) === canonicalTarget(other.fieldType, other.target, zone) &&
    (one.ttl ?? 0) === (other.ttl ?? 0)
  );
}
