/** What a box has besides its network: lines of other kinds, sockets, adapters, plans. In the vendor's words. */

/** One direction of a telephone line; kbit/s and dB. */
interface XdslDirection {
  maxrate: number;
  rate: number;
  snr: number;
  attn: number;
  snr_10: number;
  attn_10: number;
  [counter: string]: number | boolean;
}

/** The telephone line. */
interface Xdsl {
  status: { status: string; protocol: string; modulation: string; uptime: number };
  down: XdslDirection;
  up: XdslDirection;
}

/** The mobile side in one of its uses. */
export interface Lte {
  enabled: boolean;
  state: string;
  fsm_state: string;
  radio: Record<string, unknown>;
  network: Record<string, unknown>;
  sim: Record<string, unknown>;
}

/** One thing that became of the line. */
type LogEntry =
  | { id: number; type: "link"; state: string; link: string; bw_down: number; bw_up: number; date: number }
  | { id: number; type: "conn"; state: string; conn: string; date: number };

/** What one socket is set to. */
export interface SocketSetting {
  speed: string;
  duplex: string;
}

/** When the box sleeps: `mapping` has a week of slots, `resolution` of them a day, true where the mode is in effect. */
export interface Standby {
  use_planning: boolean;
  planning_mode: string;
  resolution: number;
  mapping: boolean[];
}

/** Adapters on the mains that share one key. */
interface FreeplugNetwork {
  id: string;
  members: { id: string; local: boolean; [property: string]: unknown }[];
}

/** One radio of the Wi-Fi. */
interface Radio {
  id: number;
  name: string;
  config: { band: string; [setting: string]: unknown };
  status: { state: string; [property: string]: unknown };
}

/** All of it. */
export interface BoxDevices {
  xdsl: Xdsl;
  lte: { aggregation: Lte; backup: Lte };
  aggregation: { enabled: boolean; tunnel: { lte: Record<string, unknown>; xdsl: Record<string, unknown> } };
  /** Newest first. */
  logs: LogEntry[];
  /** By id, which counts from 1. */
  sockets: SocketSetting[];
  /** The module of the LAN socket, as `GET /sfp/status` tells it. */
  sfp: { present: boolean; [property: string]: unknown };
  sfpConfig: { sfp_type_forced: boolean; sfp_type_forced_value: string };
  standby: Standby;
  freeplugs: FreeplugNetwork[];
  /** Each station says on which radio it is, by its id. */
  wifi: { enabled: boolean; radios: Radio[]; stations: { radio: number; [property: string]: unknown }[] };
  vpn: {
    servers: Record<string, unknown>[];
    connections: Record<string, unknown>[];
    pool: { ip_start: string; ip_end: string; reservations: { login: string; ip: string }[] };
  };
  profiles: Record<string, unknown>[];
  networkControls: Record<string, unknown>[];
}

const silent = (): XdslDirection => ({
  maxrate: 0,
  rate: 0,
  snr: 0,
  attn: 0,
  snr_10: 0,
  attn_10: 0,
  fec: 0,
  crc: 0,
  hec: 0,
  es: 0,
  ses: 0,
  rxmt: 0,
  rxmt_corr: 0,
  rxmt_uncorr: 0,
  phyr: false,
  ginp: false,
  nitro: false,
});

const unused = (): Lte => ({
  enabled: false,
  state: "disabled",
  fsm_state: "init",
  radio: { associated: false, plmn: 0, signal_level: 0, gcid: "", ue_active: false, bands: [] },
  network: {
    pdn_up: false,
    has_ipv4: false,
    ipv4: "0.0.0.0",
    ipv4_netmask: "0.0.0.0",
    ipv4_dns: "0.0.0.0",
    has_ipv6: false,
    ipv6: "::",
    ipv6_netmask: "::",
    ipv6_dns: "",
  },
  sim: { present: false, pin_locked: false, pin_remaining: 0, puk_locked: false, puk_remaining: 0, iccid: "" },
});

const way = (): Record<string, unknown> => ({
  connected: false,
  last_error: "no_error",
  tx_flows_rate: 0,
  tx_max_rate: 0,
  tx_used_rate: 0,
  rx_flows_rate: 0,
  rx_max_rate: 0,
  rx_used_rate: 0,
});

const radioOf = (id: number, name: string, band: string, channel: number, width: string): Radio => ({
  id,
  name,
  config: { enabled: true, band, channel_width: width, primary_channel: 0, secondary_channel: 0, dfs_enabled: false },
  status: {
    state: "active",
    primary_channel: channel,
    secondary_channel: 0,
    channel_width: width,
    dfs_disabled: false,
  },
});

const serverOf = ([name, type]: readonly [string, string]) => ({
  state: "stopped",
  type,
  name,
  connection_count: 0,
  auth_connection_count: 0,
});

/** Fixture vpn_list.json "doc_v16". */
const servers = [
  ["pptp", "pptp"],
  ["openvpn_routed", "openvpn"],
  ["openvpn_bridge", "openvpn"],
  ["wireguard", "wireguard"],
] as const;

/** A box on fibre with nothing plugged into it, whose line came up at `seconds`. What it says of lines it lacks is a guess. */
export const newDevices = (seconds: number): BoxDevices => ({
  xdsl: {
    status: { status: "disabled", protocol: "unknown", modulation: "adsl", uptime: 0 },
    down: silent(),
    up: silent(),
  },
  lte: { aggregation: unused(), backup: unused() },
  aggregation: { enabled: false, tunnel: { lte: way(), xdsl: way() } },
  logs: [
    { id: 3, type: "conn", state: "up", conn: "ftth_pub", date: seconds + 5 },
    { id: 1, type: "link", state: "up", link: "ftth", bw_down: 8_000_000_000, bw_up: 8_000_000_000, date: seconds },
  ],
  sockets: Array.from({ length: 4 }, () => ({ speed: "auto", duplex: "auto" })),
  sfp: { present: false },
  sfpConfig: { sfp_type_forced: false, sfp_type_forced_value: "" },
  standby: {
    use_planning: false,
    planning_mode: "wifi_off",
    resolution: 48,
    mapping: Array.from({ length: 7 * 48 }, () => false),
  },
  freeplugs: [],
  wifi: {
    enabled: true,
    radios: [radioOf(0, "2.4G", "2d4g", 6, "20"), radioOf(1, "5G", "5g", 36, "80"), radioOf(11, "6G", "6g", 85, "320")],
    stations: [],
  },
  vpn: {
    servers: servers.map(serverOf),
    connections: [],
    pool: { ip_start: "192.168.27.65", ip_end: "192.168.27.95", reservations: [] },
  },
  profiles: [],
  networkControls: [],
});
