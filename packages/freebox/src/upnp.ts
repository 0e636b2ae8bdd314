import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { flag, listOf, maybeObject, maybeText, maybeWhole, nothing, objectOf, whole } from "./wire.ts";

/** Whether programs on the LAN may open ports by themselves. Source: /upnpigd/config/, documented. */
export interface UpnpConfig {
  readonly enabled: boolean;
  /** 1 or 2: of the UPnP IGD protocol. */
  readonly version?: number;
}

/** A port a program on the LAN opened. Source: /upnpigd/redir/, documented; fixture upnpigd_redir.json. */
export interface UpnpRedirection {
  /** "0.0.0.0-53644-udp": source, port and protocol, it seems (a guess); opaque. */
  readonly id: string;
  readonly enabled: boolean;
  /** "tcp", "udp". */
  readonly proto: string;
  /** The only source let in; "0.0.0.0": anyone. */
  readonly ext_src_ip?: string;
  /** On the WAN. */
  readonly ext_port: number;
  readonly int_ip: string;
  readonly int_port: number;
  /** Chosen by the program: untrusted text. */
  readonly desc?: string;
  /** Seconds before it ends; 0: never (a guess). */
  readonly remaining?: number;
  /** The machine as the LAN browser shows it, as it came; none when it is unknown. */
  readonly host?: Readonly<Record<string, unknown>> | undefined;
}

const CONFIG = "/upnpigd/config/";
const REDIR = "/upnpigd/redir/";

const upnpConfig: z.ZodType<UpnpConfig> = objectOf({ enabled: flag, version: maybeWhole });

const upnpRedirection: z.ZodType<UpnpRedirection> = objectOf({
  id: z.string().min(1),
  enabled: flag,
  proto: z.string(),
  ext_src_ip: maybeText,
  ext_port: whole,
  int_ip: z.string(),
  int_port: whole,
  desc: maybeText,
  remaining: maybeWhole,
  host: maybeObject.optional(),
});

/** The chapter `upnpigd`. Writing needs the right `settings`. */
export interface Upnp {
  readonly config: Settings<UpnpConfig>;
  /** Read and remove only: the programs themselves make them. */
  readonly redirections: {
    /** While the service is off: `disabled`. */
    list(options?: CallOptions): Promise<readonly UpnpRedirection[]>;
    /** Unknown id: `noent`. The program may well open the port again. */
    remove(id: string, options?: CallOptions): Promise<void>;
  };
}

/** The chapter over a session. No I/O. */
export function createUpnp(session: Session): Upnp {
  return Object.freeze<Upnp>({
    config: createSettings(session, CONFIG, upnpConfig),
    redirections: Object.freeze<Upnp["redirections"]>({
      list: (options) => session.request({ ...options, method: "GET", path: REDIR, schema: listOf(upnpRedirection) }),
      remove: async (id, options) => {
        const path = `${REDIR}${pathSegment(`DELETE ${REDIR}`, id)}`;
        return session.request({ ...options, method: "DELETE", path, schema: nothing });
      },
    }),
  });
}
