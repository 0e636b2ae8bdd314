import * as z from "zod";
import type { Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { flag, listOf, maybeFlag, maybeText, objectOf } from "./wire.ts";

/** An option the DHCP server sends along; `val` is always text. */
export interface DhcpOption {
  /** "ntp_server", "tcp_ttl"… */
  readonly id: string;
  readonly val: string;
}

/** What can be changed of the DHCP server. */
export interface DhcpConfigChange {
  readonly enabled?: boolean;
  /** The same address for the same machine. */
  readonly sticky_assign?: boolean;
  /** First and last address given out, both included. */
  readonly ip_range_start?: string;
  readonly ip_range_end?: string;
  readonly always_broadcast?: boolean;
  readonly ignore_out_of_range_hint?: boolean;
  /** Name servers; the box fills its slots (five or six) up with "". */
  readonly dns?: readonly string[];
  /** For machines that boot from the network. */
  readonly boot_server?: string;
  readonly boot_file?: string;
  readonly options?: readonly DhcpOption[];
}

/**
 * The DHCP server. Source: /dhcp/config/, documented; `options`, since API 16, comes as an empty object when there is none;
 * fixture dhcp_config.json.
 */
export interface DhcpConfig extends DhcpConfigChange {
  readonly enabled: boolean;
  readonly gateway?: string;
  readonly netmask?: string;
  readonly dns: readonly string[];
  readonly options: readonly DhcpOption[];
}

const PATH = "/dhcp/config/";

const dhcpOption: z.ZodType<DhcpOption> = objectOf({ id: z.string(), val: z.string() });

const dhcpConfig: z.ZodType<DhcpConfig> = objectOf({
  enabled: flag,
  sticky_assign: maybeFlag,
  gateway: maybeText,
  netmask: maybeText,
  ip_range_start: maybeText,
  ip_range_end: maybeText,
  always_broadcast: maybeFlag,
  ignore_out_of_range_hint: maybeFlag,
  dns: listOf(z.string()),
  boot_server: maybeText,
  boot_file: maybeText,
  options: listOf(dhcpOption),
});

/** The chapter `dhcp/config`. Refuses a range that cannot be with `inval_ip_range` or `inval_ip_range_net`. */
export type DhcpConfigs = Settings<DhcpConfig, DhcpConfigChange>;

/** The chapter over a session. No I/O. */
export function createDhcpConfigs(session: Session): DhcpConfigs {
  return createSettings(session, PATH, dhcpConfig);
}
