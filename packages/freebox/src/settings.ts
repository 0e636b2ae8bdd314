import type { Schema } from "./schema.ts";
import type { CallOptions, Session } from "./session.ts";

/** Settings the box keeps at one path. Reading needs no right, writing the right `settings`. */
export interface Settings<T, Change = Partial<T>> {
  get(options?: CallOptions): Promise<T>;
  /** Changes what is given and leaves the rest; gives all of it as it is then. Sent once. */
  update(change: Change, options?: CallOptions): Promise<T>;
}

/** The settings at a path, over a session. No I/O. */
export function createSettings<T, Change>(session: Session, path: string, schema: Schema<T>): Settings<T, Change> {
  return Object.freeze<Settings<T, Change>>({
    get: (options) => session.request({ ...options, method: "GET", path, schema }),
    update: (change, options) => session.request({ ...options, method: "PUT", path, body: change, schema }),
  });
}
