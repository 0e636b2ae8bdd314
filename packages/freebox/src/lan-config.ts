import * as z from "zod";
import type { Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { maybeText, objectOf } from "./wire.ts";

/**
 * How the box stands on its own LAN. Source: /lan/config/, documented, where one table calls `mode` `type`; every payload
 * says `mode`. Fixture lan_config.json.
 */
export interface LanConfig {
  /** Address of the box on the LAN. */
  readonly ip?: string;
  /** Free text. */
  readonly name?: string;
  readonly name_dns?: string;
  readonly name_mdns?: string;
  readonly name_netbios?: string;
  /** "router", or "bridge": the line goes to one machine, and most services of the box are off. */
  readonly mode: string;
}

const PATH = "/lan/config/";

const lanConfig: z.ZodType<LanConfig> = objectOf({
  ip: maybeText,
  name: maybeText,
  name_dns: maybeText,
  name_mdns: maybeText,
  name_netbios: maybeText,
  mode: z.string(),
});

/** The chapter `lan/config`. The vendor asks programs not to change `mode`; another `ip` moves the address of this very API. */
export type LanConfigs = Settings<LanConfig, Partial<LanConfig>>;

/** The chapter over a session. No I/O. */
export function createLanConfigs(session: Session): LanConfigs {
  return createSettings(session, PATH, lanConfig);
}
