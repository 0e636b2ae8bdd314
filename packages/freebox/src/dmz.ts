import type * as z from "zod";
import type { Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { flag, maybeText, objectOf } from "./wire.ts";

/** The machine that gets whatever no rule speaks of. Source: /fw/dmz/, documented; fixture fw_dmz.json. */
export interface DmzConfig {
  readonly enabled: boolean;
  /** Empty when there is none. */
  readonly ip?: string;
}

const PATH = "/fw/dmz/";

const dmzConfig: z.ZodType<DmzConfig> = objectOf({ enabled: flag, ip: maybeText });

/** The chapter `fw/dmz`. */
export type Dmz = Settings<DmzConfig, Partial<DmzConfig>>;

/** The chapter over a session. No I/O. */
export function createDmz(session: Session): Dmz {
  return createSettings(session, PATH, dmzConfig);
}
