import type { OvhCallOptions, OvhReceipt } from "./call.ts";
import { listObjects, longKeys, valueOf } from "./chapter.ts";
import type { OvhEnum } from "./enums.ts";
import { isOvhError, OvhApiError } from "./errors.ts";
import { pollUntil, type OvhWaitOptions } from "./poll.ts";
import type { Session } from "./session.ts";

/** What a task does: "ZoneImport", "ZoneRestore", "DnssecEnable"… */
export type OvhTaskFunction = OvhEnum<"domain.TaskFunctionEnum">;
/** "todo" and "doing" go on; "done" is well; "error", "problem" and "cancelled" are not. */
export type OvhTaskStatus = OvhEnum<"domain.TaskStatusEnum">;

/** Something OVHcloud does on its own time. Dates are ISO text. */
export interface OvhTask {
  readonly id: number;
  readonly function: OvhTaskFunction;
  readonly status: OvhTaskStatus;
  readonly comment: string | null;
  readonly creationDate: string;
  readonly todoDate: string;
  readonly doneDate: string | null;
  readonly lastUpdate: string | null;
  readonly canAccelerate: boolean;
  readonly canCancel: boolean;
  readonly canRelaunch: boolean;
}

/** Which tasks to list. */
export interface OvhTaskFilter {
  readonly function?: OvhTaskFunction;
  readonly status?: OvhTaskStatus;
}

/** Tasks of a zone. */
export interface OvhTasks {
  list(filter?: OvhTaskFilter, options?: OvhCallOptions): Promise<readonly OvhTask[]>;
  get(id: number, options?: OvhCallOptions): Promise<OvhTask>;
  /**
   * Waits until a task is done. Gives its last state, or null when OVHcloud has forgotten it meanwhile: a task may vanish
   * once it is done (inferred). Throws TASK_FAILED when it ends otherwise, TIMEOUT, ABORTED; the task itself goes on.
   */
  wait(id: number, options?: OvhWaitOptions): Promise<OvhTask | null>;
  accelerate(id: number, options?: OvhCallOptions): Promise<OvhReceipt>;
  cancel(id: number, options?: OvhCallOptions): Promise<OvhReceipt>;
  relaunch(id: number, options?: OvhCallOptions): Promise<OvhReceipt>;
}

/** The tasks of a zone. Source: domain-zone.schema.json. */
export function tasksOf(session: Session, zoneName: string): OvhTasks {
  const get = (id: number, options?: OvhCallOptions): Promise<OvhTask> =>
    valueOf(session, "GET /domain/zone/{zoneName}/task/{id}", { zoneName, id }, options);
  return Object.freeze({
    list: (filter: OvhTaskFilter = {}, options?: OvhCallOptions) =>
      listObjects(
        session,
        {
          endpoint: "GET /domain/zone/{zoneName}/task",
          request: { zoneName, query: filter },
          type: "domain.zone.Task",
          keys: longKeys,
          keyOf: ({ id }) => id,
          get: (id) => get(id, options),
        },
        options,
      ),
    get,
    wait: async (id: number, options?: OvhWaitOptions) => {
      let wasSeen = false;
      const operation = `wait for task ${id} of ${zoneName}`;
      const look = async (): Promise<{ readonly task: OvhTask | null } | undefined> => {
        try {
          const task = await get(id, options);
          wasSeen = true;
          return isUnderWay(task) ? undefined : { task };
        } catch (error) {
          if (wasSeen && isOvhError(error) && error.code === "NOT_FOUND") return { task: null };
          throw error;
        }
      };
      const { task } = await pollUntil(session, operation, look, options);
      if (task === null || task.status === "done") return task;
      const why = task.comment === null ? "" : `: ${task.comment}`;
      throw new OvhApiError(`${task.function} ended as "${task.status}"${why}`, { code: "TASK_FAILED", operation });
    },
    accelerate: (id: number, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "POST /domain/zone/{zoneName}/task/{id}/accelerate", { zoneName, id }, options),
    cancel: (id: number, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "POST /domain/zone/{zoneName}/task/{id}/cancel", { zoneName, id }, options),
    relaunch: (id: number, options?: OvhCallOptions): Promise<OvhReceipt> =>
      valueOf(session, "POST /domain/zone/{zoneName}/task/{id}/relaunch", { zoneName, id }, options),
  });
}

/** A status nobody knows yet is taken for one that goes on: the time limit ends it. */
function isUnderWay({ status }: OvhTask): boolean {
  return !["done", "error", "problem", "cancelled"].includes(status);
}
