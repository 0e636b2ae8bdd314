import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { flag, listOf, maybeFlag, maybeText, maybeWhole, objectOf, whole } from "./wire.ts";

/** The Wi-Fi as a whole. Source: GET /wifi/config/, documented; fixture wifi_config.json. */
export interface WifiConfig {
  readonly enabled: boolean;
  /** "disabled", "whitelist", "blacklist". */
  readonly mac_filter_state?: string;
  readonly power_saving?: boolean;
}

/** What the Wi-Fi does now. Source: GET /wifi/state/, documented since API 10; fixture wifi_state.json. */
export interface WifiState {
  /** "enabled", "disabled", "disabled_planning". */
  readonly state: string;
  /** The radios the box should have, and whether it found them. */
  readonly expected_phys: readonly {
    /** "2d4g", "5g", "6g", "60g". */
    readonly band?: string;
    readonly phy_id?: number;
    readonly detected?: boolean;
  }[];
}

/** One radio. Its id is not the same after a restart (reported). Source: GET /wifi/ap/, documented; fixture wifi_ap.json. */
export interface WifiAccessPoint {
  readonly id: number;
  /** "5G" */
  readonly name?: string;
  readonly status: {
    /** "active", "disabled", "starting", "dfs"… */
    readonly state: string;
    readonly primary_channel?: number;
    readonly secondary_channel?: number;
    /** MHz, as text: "80". */
    readonly channel_width?: string;
  };
}

/** A machine on the air. Source: GET /wifi/ap/ID/stations/, documented; fixture wifi_stations.json. */
export interface WifiStation {
  readonly id: string;
  readonly mac: string;
  readonly bssid?: string;
  /** Chosen by the machine: untrusted text. */
  readonly hostname?: string;
  /** "associated", "authenticated". */
  readonly state?: string;
  /** dBm, negative. */
  readonly signal?: number;
  /** Seconds. */
  readonly conn_duration?: number;
  readonly inactive?: number;
  readonly rx_bytes?: number;
  readonly tx_bytes?: number;
  /** Byte/s. */
  readonly rx_rate?: number;
  readonly tx_rate?: number;
}

const wifiConfig: z.ZodType<WifiConfig> = objectOf({
  enabled: flag,
  mac_filter_state: maybeText,
  power_saving: maybeFlag,
});

const radio = objectOf({ band: maybeText, phy_id: maybeWhole, detected: maybeFlag });

/** An object on a box, a list of one in the vendor's pages. */
const wifiState: z.ZodType<WifiState> = z.preprocess(
  (value) => (Array.isArray(value) ? (value as readonly unknown[])[0] : value),
  objectOf({ state: z.string(), expected_phys: listOf(radio) }),
);

/** Text on a box, a number in the vendor's table. */
const width = z.union([z.string(), z.number().transform(String)]);

const accessPoint: z.ZodType<WifiAccessPoint> = objectOf({
  id: whole,
  name: maybeText,
  status: objectOf({
    state: z.string(),
    primary_channel: maybeWhole,
    secondary_channel: maybeWhole,
    channel_width: width.exactOptional(),
  }),
});

const station: z.ZodType<WifiStation> = objectOf({
  id: z.string(),
  mac: z.string(),
  bssid: maybeText,
  hostname: maybeText,
  state: maybeText,
  signal: maybeWhole,
  conn_duration: maybeWhole,
  inactive: maybeWhole,
  rx_bytes: maybeWhole,
  tx_bytes: maybeWhole,
  rx_rate: maybeWhole,
  tx_rate: maybeWhole,
});

/** What there is to read of the chapter `wifi` without its keys. */
export interface Wifi {
  config(options?: CallOptions): Promise<WifiConfig>;
  /** Since API 10. */
  state(options?: CallOptions): Promise<WifiState>;
  accessPoints(options?: CallOptions): Promise<readonly WifiAccessPoint[]>;
  /** Those on one radio; ask for the radios first. */
  stations(accessPoint: number, options?: CallOptions): Promise<readonly WifiStation[]>;
}

/** The chapter over a session. No I/O. */
export function createWifi(session: Session): Wifi {
  const read = async <T>(path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T> =>
    session.request({ ...options, method: "GET", path, schema });
  return Object.freeze<Wifi>({
    config: (options) => read("/wifi/config/", wifiConfig, options),
    state: (options) => read("/wifi/state/", wifiState, options),
    accessPoints: (options) => read("/wifi/ap/", listOf(accessPoint), options),
    stations: async (id, options) =>
      read(`/wifi/ap/${pathSegment("GET /wifi/ap/", id)}/stations/`, listOf(station), options),
  });
}
