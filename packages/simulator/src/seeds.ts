/** What a virtual home starts with. */
import { randomBytes } from "node:crypto";
import { isIPv4 } from "node:net";
import { type Switches, switchesFrom } from "./switches.ts";
import type { Domain, Host, Lease, Redirection, World, Zone, ZoneRecord } from "./world.ts";

/** A machine on the LAN to start with. */
export interface HostSeed {
  readonly name: string;
  /** Six pairs of hexadecimal digits with colons. */
  readonly mac: string;
  /** One address or several, the one in use first. */
  readonly ip: string | readonly string[];
  readonly active?: boolean;
  readonly reachable?: boolean;
  readonly type?: string;
  readonly vendor?: string;
  readonly names?: readonly { readonly name: string; readonly source: string }[];
}

/** What every door accepts at its start. */
export interface WorldOptions {
  /** Name of the home; its static name is NAME.freeboxos.fr. Default "taprest". */
  readonly name?: string;
  /** The OVH zone. Default NAME.fr. */
  readonly zone?: string;
  /** Default "82.64.81.205". */
  readonly wanAddress?: string;
  /** First and last usable WAN port. Default [0, 65535]; a shared IPv4 has a quarter of them. */
  readonly portRange?: readonly [number, number];
  /** Default: octopi b8:27:eb:12:34:56 at 192.168.1.42, and nas at 192.168.1.50. */
  readonly hosts?: readonly HostSeed[];
  readonly leases?: readonly Omit<Lease, "id">[];
  readonly redirections?: readonly Omit<Redirection, "id">[];
  /** Names the box already answers to, besides its automatic one. */
  readonly domains?: readonly (Pick<Domain, "id"> & Partial<Domain>)[];
  /** Records of the zone, stored and served; default: those of a new OVH zone. */
  readonly records?: readonly (Omit<ZoneRecord, "id" | "zone"> & { readonly id?: number })[];
  /** "manual": what a refresh schedules is served only after `deploy()`. Default: at once. */
  readonly deployDelay?: "manual";
  /** How many reads of /domain/owned/ a reserved name stays out of; default 0. */
  readonly staticNameDelayReads?: number;
  readonly switches?: Partial<Switches>;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
}

/** MAC of the default Raspberry Pi. */
export const piMac = "b8:27:eb:12:34:56";

const defaultHosts: readonly HostSeed[] = [
  { name: "octopi", mac: piMac, ip: "192.168.1.42", vendor: "Raspberry Pi Foundation" },
  { name: "nas", mac: "00:11:32:aa:bb:cc", ip: "192.168.1.50", type: "nas", vendor: "Synology Incorporated" },
];

const permissionNames =
  "parental player explorer tv wdo downloader profile camera settings calls home pvr vm contacts".split(" ");

/** 24 random bytes as 32 characters, as challenges and salts look (fixture login_challenge.json). */
export const randomText = (bytes = 24): string => randomBytes(bytes).toString("base64");

const randomHex = (bytes: number): string => randomBytes(bytes).toString("hex");

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

/** Records of a zone nobody has touched yet (recorded at OVH in 2018; the numbers in the servers' names vary). */
const newZoneRecords = (zone: string): readonly Omit<ZoneRecord, "id" | "zone">[] =>
  [
    ["NS", "", "dns103.ovh.net."],
    ["NS", "", "ns103.ovh.net."],
    ["MX", "", "1 redirect.ovh.net."],
    ["A", "", "213.186.33.5"],
    ["CNAME", "www", `${zone}.`],
    ["TXT", "", `"1|www.${zone}"`],
    ["TXT", "www", '"3|welcome"'],
    ["TXT", "www", '"l|fr"'],
  ].map(([fieldType = "", subDomain = "", target = ""]) => ({ fieldType, subDomain, target, ttl: 0 }));

const zoneOf = (name: string, stored: ZoneRecord[], now: Date): Zone => ({
  name,
  nameServers: ["dns103.ovh.net", "ns103.ovh.net"],
  stored,
  served: structuredClone(stored),
  scheduled: undefined,
  serial: Number(`${now.toISOString().slice(0, 10).replaceAll("-", "")}00`),
  soa: {
    server: "dns103.ovh.net.",
    email: "tech.ovh.net.",
    refresh: 86_400,
    expire: 3_600_000,
    nxDomainTtl: 60,
    ttl: 3600,
  },
  lastUpdate: now.toISOString(),
  expired: false,
});

const checkAddress = (address: string): string => {
  if (!isIPv4(address)) throw new TypeError(`wanAddress must be an IPv4 address, not "${address}"`);
  return address;
};

const boxOf = (options: WorldOptions, seconds: number, wanAddress: string) => {
  const [first, last] = options.portRange ?? [0, 65_535];
  const certs = { rsa: { status: "issued", days_left: 57 }, ec: { status: "issued", days_left: 57 } };
  const redirections = (options.redirections ?? []).map((seed, index) => ({ ...seed, id: index + 1 }));
  return {
    line: { up: true, ipv4: wanAddress, ipv6: "2a01:e0a:12:3450::1", portRange: [first, last] as [number, number] },
    lan: { ip: "192.168.1.254", mode: "router" as const, name: "Freebox Server" },
    hosts: (options.hosts ?? defaultHosts).map((seed) => hostOf(seed, seconds)),
    leases: (options.leases ?? []).map((seed) => ({
      ...seed,
      id: seed.mac.toUpperCase(),
      mac: seed.mac.toUpperCase(),
    })),
    redirections,
    domains: [
      { id: `${randomHex(4)}.fbxos.fr`, type: "auto", owner: "freebox", certs, hiddenReads: 0 },
      ...(options.domains ?? []).map((seed) => ({ type: "custom", owner: "user", certs: {}, hiddenReads: 0, ...seed })),
    ],
    takenNames: ["www", "mafreebox"],
    namedAddress: wanAddress,
  };
};

const appOf = () => ({
  token: randomText(48),
  status: "granted" as const,
  trackId: 1,
  permissions: Object.fromEntries(permissionNames.map((right) => [right, right === "settings"])),
});

/** The application every home knows; its token is made anew each time. */
export const homeAppId = "fr.porchlight";

/** A world out of its options. No effect but drawing random secrets. Throws TypeError for a WAN address that is none. */
export const createWorld = (options: WorldOptions = {}): World => {
  const now = options.now ?? Date.now;
  const name = options.name ?? "taprest";
  const zone = options.zone ?? `${name}.fr`;
  const firstRecord = 5_400_000_001;
  const seeds: readonly (Omit<ZoneRecord, "id" | "zone"> & { readonly id?: number })[] =
    options.records ?? newZoneRecords(zone);
  const stored = seeds.map((seed, index) => ({ id: firstRecord + index, zone, ...seed }));
  const box = boxOf(options, Math.floor(now() / 1000), checkAddress(options.wanAddress ?? "82.64.81.205"));
  return {
    ...box,
    name,
    switches: switchesFrom(options.switches),
    deployDelay: options.deployDelay ?? "immediate",
    staticNameDelayReads: options.staticNameDelayReads ?? 0,
    uid: randomHex(16),
    lastId: {
      redirection: box.redirections.length,
      record: Math.max(firstRecord, ...stored.map(({ id }) => id)),
      track: 1,
    },
    login: { challenge: randomText(), passwordSalt: randomText(), failures: [], closedUntil: 0 },
    apps: new Map([[homeAppId, appOf()]]),
    sessions: new Map(),
    ovh: {
      applicationKey: randomHex(8),
      applicationSecret: randomHex(16),
      consumerKey: randomHex(16),
      status: "validated",
      rules: ["GET", "POST", "PUT", "DELETE"].map((method) => ({ method, path: "/*" })),
      clockOffsetSeconds: 0,
    },
    zones: new Map([[zone, zoneOf(zone, stored, new Date(now()))]]),
    missingReads: new Map(),
    bulkCache: new Map(),
    now,
  };
};
