/** What a box starts with: its machines, its rules, and the settings of its chapters. */
import { newDevices } from "./freebox-devices.ts";
import type { DdnsAccount, IncomingPort, Ipv6Config, UpnpRedirection } from "./freebox-world.ts";
import type { HostSeed, WorldOptions } from "./seeds.ts";
import type { Host, World } from "./world.ts";

/** MAC of the default Raspberry Pi. */
export const piMac = "b8:27:eb:12:34:56";

/** The line's first prefix, which is the LAN's own; the other seven follow it. */
const lanPrefix = "2a01:e0a:12:345";

const defaultHosts: readonly HostSeed[] = [
  {
    name: "octopi",
    mac: piMac,
    ip: ["192.168.1.42", `${lanPrefix}0:ba27:ebff:fe12:3456`, "fe80::ba27:ebff:fe12:3456"],
    vendor: "Raspberry Pi Foundation",
  },
  { name: "nas", mac: "00:11:32:aa:bb:cc", ip: "192.168.1.50", type: "nas", vendor: "Synology Incorporated" },
];

const hostOf = (seed: HostSeed, seconds: number): Host => ({
  mac: seed.mac.toLowerCase(),
  name: seed.name,
  ...(seed.names === undefined ? {} : { names: seed.names.map((name) => ({ ...name })) }),
  addresses: [seed.ip].flat(),
  active: seed.active ?? true,
  reachable: seed.reachable ?? seed.active ?? true,
  type: seed.type ?? "workstation",
  vendor: seed.vendor ?? "",
  renamed: false,
  persistent: false,
  firstActivity: seconds - 86_400,
  lastActivity: seconds,
});

/** The documented services, with the port each of them has by habit; those of the VPN may speak both protocols (a guess). */
const services: readonly (readonly [id: string, type: IncomingPort["type"], port: number, isFixed?: true])[] = [
  ["http", "tcp", 80],
  ["https", "tcp", 13_107],
  ["bittorrent-main", "tcp", 6881],
  ["bittorrent-dht", "udp", 6881],
  ["openvpn_routed", "tcp_udp", 1194],
  ["openvpn_bridge", "tcp_udp", 1195],
  ["ipsec_ike", "udp", 500, true],
  ["ipsec_nat", "udp", 4500, true],
  ["pptp", "tcp", 1723, true],
  ["ftp", "tcp", 21],
  ["ftp_pasv", "tcp", 20_000],
];

/** All off but the way in for applications, "https". On a slice every port that can move lies as far into it as from 0. */
const incomingPortsFrom = (options: WorldOptions, first: number): IncomingPort[] => {
  const ports = services.map(([id, type, port, isFixed = false]): IncomingPort => {
    const isOn = id === "https";
    const slid = isFixed || first === 0 ? port : first + (port % 16_384);
    return { id, type, in_port: slid, enabled: isOn, active: isOn, readonly: isFixed, netns: "init" };
  });
  for (const seed of options.incomingPorts ?? []) {
    const port = ports.find(({ id }) => id === seed.id);
    if (port === undefined) throw new TypeError(`a box has no service "${seed.id}"`);
    Object.assign(port, { active: seed.enabled ?? port.active }, seed);
  }
  return ports;
};

const mappingOf = (seed: Partial<UpnpRedirection> & Pick<UpnpRedirection, "ext_port" | "int_ip">): UpnpRedirection => ({
  enabled: true,
  proto: "tcp",
  ext_src_ip: "0.0.0.0",
  int_port: seed.ext_port,
  desc: "",
  remaining: 0,
  ...seed,
});

const ipv6Of = (options: WorldOptions): Ipv6Config => ({
  ipv6_enabled: true,
  ipv6_firewall: true,
  ipv6_prefix_firewall: false,
  ipv6ll: "fe80::224:d4ff:fe00:1",
  delegations: Array.from({ length: 8 }, (_, index) => ({ prefix: `${lanPrefix}${index}::/64`, next_hop: "" })),
  ...structuredClone(options.ipv6),
});

/** Providers the box knows (documented), with nothing set up. */
const ddnsAccounts = (): Map<string, DdnsAccount> =>
  new Map(
    ["ovh", "dyndns", "noip"].map((provider) => [
      provider,
      { enabled: false, hostname: "", user: "", password: "", since: 0 },
    ]),
  );

type Settings = Pick<
  World,
  | "incomingPorts"
  | "dmz"
  | "upnp"
  | "connectionConfig"
  | "ipv6"
  | "dhcp"
  | "dhcpv6"
  | "routes"
  | "ddns"
  | "defaultDomain"
>;

const settingsOf = (options: WorldOptions, first: number): Settings => ({
  incomingPorts: incomingPortsFrom(options, first),
  dmz: { enabled: options.dmz !== undefined, ip: options.dmz ?? "" },
  upnp: { enabled: true, version: 1, redirections: (options.upnp ?? []).map(mappingOf) },
  connectionConfig: {
    ping: true,
    is_secure_pass: false,
    remote_access: false,
    remote_access_port: Math.max(80, first),
    wol: false,
    adblock: false,
    adblock_not_set: false,
    allow_token_request: options.switches?.newApps !== "denied",
    sip_alg: "disabled",
    disable_guest: false,
  },
  ipv6: ipv6Of(options),
  dhcp: {
    enabled: true,
    sticky_assign: true,
    gateway: "192.168.1.254",
    netmask: "255.255.255.0",
    ip_range_start: "192.168.1.2",
    ip_range_end: "192.168.1.200",
    always_broadcast: false,
    ignore_out_of_range_hint: false,
    dns: ["192.168.1.254"],
    boot_server: "",
    boot_file: "",
    options: [],
  },
  dhcpv6: { enabled: false, use_custom_dns: false, dns: [], ...structuredClone(options.dhcpv6) },
  routes: (options.routes ?? []).map((route) => ({ ...route })),
  ddns: ddnsAccounts(),
  defaultDomain: "",
});

type Box = Settings &
  Pick<
    World,
    | "line"
    | "lan"
    | "hosts"
    | "leases"
    | "redirections"
    | "domains"
    | "takenNames"
    | "devices"
    | "isReachableOutside"
    | "namedAddress"
    | "bootedAt"
    | "awayUntil"
  >;

/** A box out of its options. `automaticName` is the one it gives itself. Throws TypeError for a service that is none. */
export const boxOf = (options: WorldOptions, seconds: number, wanAddress: string, automaticName: string): Box => {
  const [first, last] = options.portRange ?? [0, 65_535];
  const certs = { rsa: { status: "issued", days_left: 57 }, ec: { status: "issued", days_left: 57 } };
  const hosts = options.hosts ?? defaultHosts;
  return {
    line: { up: true, ipv4: wanAddress, ipv6: `${lanPrefix}0::1`, portRange: [first, last] },
    lan: { ip: "192.168.1.254", mode: options.lanMode ?? "router", name: "Freebox Server" },
    hosts: hosts.map((seed) => hostOf(seed, seconds)),
    leases: (options.leases ?? []).map((seed) => ({
      ...seed,
      id: seed.mac.toUpperCase(),
      mac: seed.mac.toUpperCase(),
    })),
    redirections: (options.redirections ?? []).map((seed, index) => ({ ...seed, id: index + 1 })),
    ...settingsOf(options, first),
    domains: [
      { id: automaticName, type: "auto", owner: "freebox", certs, hiddenReads: 0 },
      ...(options.domains ?? []).map((seed) => ({ type: "custom", owner: "user", certs: {}, hiddenReads: 0, ...seed })),
    ],
    takenNames: ["www", "mafreebox"],
    namedAddress: wanAddress,
    bootedAt: seconds - 86_400,
    devices: newDevices(seconds - 86_400),
    isReachableOutside: true,
    awayUntil: 0,
  };
};
