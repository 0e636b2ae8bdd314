import type * as z from "zod";
import type { Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { maybeFlag, maybeText, maybeWhole, objectOf } from "./wire.ts";

/** What can be changed of the connection's settings. */
export interface ConnectionConfigChange {
  /** Answers pings from outside. */
  readonly ping?: boolean;
  /** Lets the web interface be used from outside. */
  readonly remote_access?: boolean;
  readonly remote_access_port?: number;
  /** Wakes machines from outside. */
  readonly wol?: boolean;
  readonly adblock?: boolean;
  /** False: no new application may ask for a token, `new_apps_denied`. */
  readonly allow_token_request?: boolean;
  /** "disabled", "direct_media", "any_media". */
  readonly sip_alg?: string;
}

/**
 * The connection's settings. Source: /connection/config/, documented, except the last four, which were seen; fixture
 * connection_config.json.
 */
export interface ConnectionConfig extends ConnectionConfigChange {
  /** The administrator's password is strong enough for access from outside. */
  readonly is_secure_pass?: boolean;
  /** Bounds of the port, both included: those of the line's `ipv4_port_range`. */
  readonly remote_access_min_port?: number;
  readonly remote_access_max_port?: number;
  /** May be missing while the line is down. */
  readonly remote_access_ip?: string;
  readonly api_remote_access?: boolean;
  /** The owner never chose about `adblock`. */
  readonly adblock_not_set?: boolean;
  readonly api_domain?: string;
  readonly https_port?: number;
  readonly https_available?: boolean;
  readonly disable_guest?: boolean;
}

const PATH = "/connection/config/";

const connectionConfig: z.ZodType<ConnectionConfig> = objectOf({
  ping: maybeFlag,
  is_secure_pass: maybeFlag,
  remote_access: maybeFlag,
  remote_access_port: maybeWhole,
  remote_access_min_port: maybeWhole,
  remote_access_max_port: maybeWhole,
  remote_access_ip: maybeText,
  api_remote_access: maybeFlag,
  wol: maybeFlag,
  adblock: maybeFlag,
  adblock_not_set: maybeFlag,
  allow_token_request: maybeFlag,
  sip_alg: maybeText,
  api_domain: maybeText,
  https_port: maybeWhole,
  https_available: maybeFlag,
  disable_guest: maybeFlag,
});

/** The chapter `connection/config`. Refuses with `invalid_port`, and access from outside with a weak password with `insecure_password`. */
export type ConnectionConfigs = Settings<ConnectionConfig, ConnectionConfigChange>;

/** The chapter over a session. No I/O. */
export function createConnectionConfigs(session: Session): ConnectionConfigs {
  return createSettings(session, PATH, connectionConfig);
}
