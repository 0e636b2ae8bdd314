import type { Endpoint } from "./endpoint.ts";

const KNOWN = "documented, recorded";

/** What stands beside the network: read only. */
export const AROUND_ENDPOINTS: readonly Endpoint[] = [
  {
    call: "wifi.config",
    method: "GET",
    path: "/wifi/config/",
    evidence: KNOWN,
    run: (box) => box.wifi.config(),
    result: { enabled: true, mac_filter_state: "disabled" },
  },
  {
    call: "wifi.state",
    method: "GET",
    path: "/wifi/state/",
    evidence: KNOWN,
    since: 10,
    run: (box) => box.wifi.state(),
    result: { state: "enabled", expected_phys: [{ band: "5g", phy_id: 1, detected: true }] },
  },
  {
    call: "wifi.accessPoints",
    method: "GET",
    path: "/wifi/ap/",
    evidence: KNOWN,
    run: (box) => box.wifi.accessPoints(),
    result: [{ id: 0, name: "2.4G", status: { state: "active", channel_width: "20" } }],
  },
  {
    call: "wifi.stations",
    method: "GET",
    path: "/wifi/ap/ID/stations/",
    evidence: KNOWN,
    run: (box) => box.wifi.stations(0),
    values: { ID: "0" },
    result: [{ id: "b-m", mac: "02:00:00:00:00:14", signal: -34 }],
  },
  {
    call: "vpn.servers",
    method: "GET",
    path: "/vpn/",
    evidence: "documented",
    run: (box) => box.vpn.servers(),
    result: [{ name: "wireguard", state: "stopped" }],
  },
  {
    call: "vpn.connections",
    method: "GET",
    path: "/vpn/connection/",
    evidence: "documented",
    run: (box) => box.vpn.connections(),
    result: [{ id: "pptp-2", user: "test" }],
  },
  {
    call: "vpn.pool",
    method: "GET",
    path: "/vpn/ip_pool/",
    evidence: "documented",
    run: (box) => box.vpn.pool(),
    result: { ip_start: "192.168.27.65", ip_end: "192.168.27.95", reservations: [] },
  },
  {
    call: "networkControl.profiles",
    method: "GET",
    path: "/profile/",
    evidence: "documented",
    since: 8,
    run: (box) => box.networkControl.profiles(),
    result: [{ id: 1, name: "Ada" }],
  },
  {
    call: "networkControl.list",
    method: "GET",
    path: "/network_control/",
    evidence: "documented",
    since: 8,
    run: (box) => box.networkControl.list(),
    result: [{ profile_id: 1, current_mode: "allowed", macs: [] }],
  },
];
