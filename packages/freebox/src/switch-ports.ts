import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { createSettings, type Settings } from "./settings.ts";
import { flag, listOf, maybeFlag, maybeText, maybeWhole, objectOf, whole } from "./wire.ts";

/** What is plugged into one socket of the box's switch. Source: GET /switch/status/, documented; fixture switch_status.json. */
export interface SwitchPort {
  readonly id: number;
  /** "up", "down". */
  readonly link: string;
  /** "half", "full", "auto". */
  readonly duplex?: string;
  /** Mbit/s, as text: "1000". */
  readonly speed?: string;
  /** "1000BaseT-FD" */
  readonly mode?: string;
  /** The machines behind it; hostnames are chosen by them: untrusted text. */
  readonly mac_list: readonly { readonly mac: string; readonly hostname?: string }[];
}

/** What one socket is set to. Source: /switch/port/ID, documented; refusals `bad_port`, `bad_speed`, `bad_link`. */
export interface SwitchPortConfig {
  readonly id?: number;
  /** "auto", "half", "full". */
  readonly duplex?: string;
  /** "auto", "10", "100", "1000". */
  readonly speed?: string;
}

/** The optical or copper module of the LAN socket. Source: GET /sfp/status, documented since API 11; fixture sfp.json. */
export interface SfpStatus {
  readonly present: boolean;
  readonly supported?: boolean;
  readonly eeprom_valid?: boolean;
  readonly power_good?: boolean;
  readonly link?: boolean;
  /** "copper_1g" */
  readonly type?: string;
  readonly vendor_name?: string;
  readonly part_number?: string;
  readonly hardware_rev?: string;
  readonly serial_number?: string;
}

/** What the module is taken for. Source: /sfp/config, documented since API 11; fixture sfp.json. */
export interface SfpConfig {
  readonly sfp_type_forced?: boolean;
  /** Empty when nothing is forced. */
  readonly sfp_type_forced_value?: string;
  readonly available_sfp_types: readonly string[];
}

const sfpConfig: z.ZodType<SfpConfig> = objectOf({
  sfp_type_forced: maybeFlag,
  sfp_type_forced_value: maybeText,
  available_sfp_types: listOf(z.string()),
});

const machine = objectOf({ mac: z.string(), hostname: maybeText });

/** One sort of box writes these as numbers (recorded for another chapter): kept as text. */
const speed = z.union([z.string(), z.number().transform(String)]);

const switchPort: z.ZodType<SwitchPort> = objectOf({
  id: whole,
  link: z.string(),
  duplex: maybeText,
  speed: speed.exactOptional(),
  mode: maybeText,
  mac_list: listOf(machine),
});

const switchPortConfig: z.ZodType<SwitchPortConfig> = objectOf({
  id: maybeWhole,
  duplex: maybeText,
  speed: speed.exactOptional(),
});

const sfpStatus: z.ZodType<SfpStatus> = objectOf({
  present: flag,
  supported: maybeFlag,
  eeprom_valid: maybeFlag,
  power_good: maybeFlag,
  link: maybeFlag,
  type: maybeText,
  vendor_name: maybeText,
  part_number: maybeText,
  hardware_rev: maybeText,
  serial_number: maybeText,
});

/** The chapters `switch` and `sfp`: the sockets of the box. Writing needs the right `settings`. */
export interface SwitchPorts {
  list(options?: CallOptions): Promise<readonly SwitchPort[]>;
  get(id: number, options?: CallOptions): Promise<SwitchPortConfig>;
  /** Changes what is given and leaves the rest. */
  update(id: number, change: Omit<SwitchPortConfig, "id">, options?: CallOptions): Promise<SwitchPortConfig>;
  /** Some thirty counters, "rx_bytes_rate"…, by the vendor's names. */
  stats(id: number, options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
  /** Since API 11. */
  sfp(options?: CallOptions): Promise<SfpStatus>;
  /** Since API 11. */
  readonly sfpConfig: Settings<SfpConfig, Omit<Partial<SfpConfig>, "available_sfp_types">>;
}

/** The chapters over a session. No I/O. */
export function createSwitchPorts(session: Session): SwitchPorts {
  const read = async <T>(path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T> =>
    session.request({ ...options, method: "GET", path, schema });
  return Object.freeze<SwitchPorts>({
    list: (options) => read("/switch/status/", listOf(switchPort), options),
    get: async (id, options) => read(portPath("GET", id), switchPortConfig, options),
    update: async (id, change, options) =>
      session.request({ ...options, method: "PUT", path: portPath("PUT", id), body: change, schema: switchPortConfig }),
    stats: async (id, options) => read(`${portPath("GET", id)}/stats`, z.record(z.string(), z.unknown()), options),
    sfp: (options) => read("/sfp/status", sfpStatus, options),
    sfpConfig: createSettings(session, "/sfp/config", sfpConfig),
  });
}

function portPath(method: string, id: number): string {
  return `/switch/port/${pathSegment(`${method} /switch/port/`, id)}`;
}
