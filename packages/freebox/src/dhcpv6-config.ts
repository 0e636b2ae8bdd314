import * as z from "zod";
import type { Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { flag, listOf, maybeFlag, objectOf } from "./wire.ts";

/** The DHCPv6 server. Source: /dhcpv6/config/, documented since API 5; fixture dhcpv6_config.json. */
export interface Dhcpv6Config {
  readonly enabled: boolean;
  /** Announces `dns` in place of the box, in router advertisements too, even while the server is off. */
  readonly use_custom_dns?: boolean;
  /** Documented as read-only, and written by one client. */
  readonly dns: readonly string[];
}

const dhcpv6Config: z.ZodType<Dhcpv6Config> = objectOf({
  enabled: flag,
  use_custom_dns: maybeFlag,
  dns: listOf(z.string()),
});

/** The chapter `dhcpv6/config`. */
export type Dhcpv6Configs = Settings<Dhcpv6Config, Partial<Dhcpv6Config>>;

/** The chapter over a session. No I/O. */
export function createDhcpv6Configs(session: Session): Dhcpv6Configs {
  return createSettings(session, "/dhcpv6/config/", dhcpv6Config);
}
