import { planRestore, takeBackup, type OvhBackup } from "./backup.ts";
import type { OvhCallOptions } from "./call.ts";
import { runChanges } from "./change-run.ts";
import type { OvhChange } from "./changes.ts";
import { OvhInputError } from "./errors.ts";
import type { OvhRecord } from "./records.ts";
import type { Session } from "./session.ts";
import { parseSet, planSets, type OvhRecordSet } from "./set-plan.ts";

/** Options of everything that changes records and publishes them. */
export interface OvhSetOptions extends OvhCallOptions {
  /**
   * "when-changed" (default): one refresh if a record was written. "always": one refresh in any case, for what an
   * earlier call wrote and could not publish.
   */
  readonly refresh?: "when-changed" | "always";
  /** Given the records at the names concerned, before the first write; waited for. When it throws, nothing is written. */
  readonly backup?: (backup: OvhBackup) => void | Promise<void>;
}

/** What a change of records did. */
export type OvhSetOutcome =
  | { readonly status: "unchanged"; readonly records: readonly OvhRecord[] }
  | {
      readonly status: "published";
      /** Records of the names and types concerned as found, and as stored now. */
      readonly before: readonly OvhRecord[];
      readonly after: readonly OvhRecord[];
      /** OVHcloud's identifiers of the writes and of the refresh, in order. */
      readonly queryIds: readonly string[];
    };

/**
 * Makes names hold what is asked: one list a name, the writes that are missing one after the other, one refresh.
 * An error after the first write carries `written` and `pending`, and nothing was refreshed.
 */
export async function changeRecords(
  session: Session,
  zone: string,
  asked: readonly OvhRecordSet[],
  options?: OvhSetOptions,
): Promise<OvhSetOutcome> {
  const wanted = asked.map((set) => parseSet(set, zone));
  const names = wanted.map(({ subDomain }) => (subDomain === "" ? "@" : `${subDomain}.${zone}.`));
  const found = await takeBackup(session, zone, names, options);
  const { changes, before } = planSets(wanted, found.records);
  return publish(session, found, changes, before, options);
}

/** Brings the names of a backup, and no others, back to what they held, with one refresh. Throws INVALID_OPTION for another zone's backup. */
export async function restoreBackup(
  session: Session,
  zone: string,
  backup: OvhBackup,
  options?: OvhSetOptions,
): Promise<OvhSetOutcome> {
  if (backup.zone !== zone)
    throw new OvhInputError(`the backup is one of ${backup.zone}`, {
      code: "INVALID_OPTION",
      operation: `restore ${zone}`,
    });
  const names = backup.names === "all" ? "all" : backup.names.map((name) => (name === "" ? "@" : `${name}.${zone}.`));
  const found = await takeBackup(session, zone, names, options);
  const own = backup.records.filter(({ subDomain }) => isNamed(backup.names, subDomain));
  return publish(session, found, planRestore(zone, own, found.records), found.records, options);
}

function isNamed(names: OvhBackup["names"], subDomain: string): boolean {
  return names === "all" || names.includes(subDomain.toLowerCase());
}

async function publish(
  session: Session,
  found: OvhBackup,
  changes: readonly OvhChange[],
  before: readonly OvhRecord[],
  options: OvhSetOptions | undefined,
): Promise<OvhSetOutcome> {
  if (changes.length === 0 && options?.refresh !== "always") return { status: "unchanged", records: before };
  if (changes.length > 0) await options?.backup?.(found);
  const touched = new Set(changes.flatMap((change) => ("before" in change ? [change.before.id] : [])));
  const { records, queryIds } = await runChanges(session, found.zone, changes, found.records, options);
  const kept = before.filter((record) => !touched.has(record.id));
  return { status: "published", before, after: [...kept, ...records], queryIds };
}
