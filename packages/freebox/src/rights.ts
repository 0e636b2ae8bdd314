import type { CallOptions, Session } from "./session.ts";

/**
 * What the application may do. The press on the box's front grants the usual rights and never `settings`: the owner ticks
 * that one in Freebox OS, "Paramètres", "Gestion des accès", "Applications" (reported). Reading settings needs no right.
 */
export interface Rights {
  /** Every right the box names, by its own word: "settings", "downloader"… Logs in anew, so that it tells the present. */
  list(options?: CallOptions): Promise<Readonly<Record<string, boolean>>>;
  /** Those of the given rights that the application lacks, in their order. Logs in anew. */
  missing(needed: readonly string[], options?: CallOptions): Promise<readonly string[]>;
}

/** The rights over a session. No I/O. */
export function createRights(session: Session): Rights {
  return Object.freeze<Rights>({
    list: (options) => session.permissions(options),
    missing: async (needed, options) => {
      const rights = await session.permissions(options);
      return needed.filter((right) => !Object.hasOwn(rights, right) || rights[right] !== true);
    },
  });
}
