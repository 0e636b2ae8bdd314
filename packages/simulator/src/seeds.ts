/** What a virtual home starts with. */
import { randomBytes } from "node:crypto";
import { isIPv4 } from "node:net";
import { boxOf } from "./freebox-seeds.ts";
import type { Dhcpv6Config, IncomingPort, Ipv6Config, Person, Route, UpnpRedirection } from "./freebox-world.ts";
import { newAccount, newChapters } from "./ovh-state.ts";
import { type Switches, switchesFrom } from "./switches.ts";
import type { Domain, Lease, Redirection, World, Zone, ZoneRecord } from "./world.ts";

/** A machine on the LAN to start with. */
export interface HostSeed {
  readonly name: string;
  /** Six pairs of hexadecimal digits with colons. */
  readonly mac: string;
  /** One address or several, IPv4 and IPv6, of each the one in use first. */
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
  /** Ports of the box's services that differ from the usual, which is all off but "https". */
  readonly incomingPorts?: readonly (Pick<IncomingPort, "id"> & Partial<IncomingPort>)[];
  /** The machine that gets whatever no rule speaks of. Default: none. */
  readonly dmz?: string;
  /** Ports that programs opened by UPnP, which is on. Default: none. */
  readonly upnp?: readonly (Pick<UpnpRedirection, "ext_port" | "int_ip"> & Partial<UpnpRedirection>)[];
  /** What differs from IPv6 being on, its firewall closed, eight prefixes. */
  readonly ipv6?: Partial<Ipv6Config>;
  /** Default: none. */
  readonly routes?: readonly Route[];
  /** What differs from DHCPv6 being off. */
  readonly dhcpv6?: Partial<Dhcpv6Config>;
  /** Default "router". */
  readonly lanMode?: "router" | "bridge";
  /** Names the box already answers to, besides its automatic one. */
  readonly domains?: readonly (Pick<Domain, "id"> & Partial<Domain>)[];
  /** Who answers applications that ask to be let in. Default: nobody, until a test sets an application's `status`. */
  readonly person?: Partial<Person>;
  /** Records of the zone, stored and served; default: those of a new OVH zone. */
  readonly records?: readonly (Omit<ZoneRecord, "id" | "zone"> & { readonly id?: number })[];
  /** What is wrong with the zone; default nothing. */
  readonly zoneState?: Partial<Pick<Zone, "expired" | "errors" | "warnings">>;
  /** The zone is signed, so that resolvers validate it. Default false. */
  readonly dnssec?: boolean;
  /** The names of the box have an AAAA as well: the box's own address. Default false. */
  readonly staticNameIpv6?: boolean;
  /** "manual": what a refresh schedules is served only after `deploy()`. Default: at once. */
  readonly deployDelay?: "manual";
  /** How many reads of /domain/owned/ a reserved name stays out of; default 0. */
  readonly staticNameDelayReads?: number;
  readonly switches?: Partial<Switches>;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
}

const permissionNames =
  "parental player explorer tv wdo downloader profile camera settings calls home pvr vm contacts".split(" ");

/** 24 random bytes as 32 characters, as challenges and salts look (fixture login_challenge.json). */
export const randomText = (bytes = 24): string => randomBytes(bytes).toString("base64");

const randomHex = (bytes: number): string => randomBytes(bytes).toString("hex");

/** Records of a zone nobody has touched yet (recorded at OVH in 2018; the numbers in the servers' names vary). */
export const newZoneRecords = (zone: string): readonly Omit<ZoneRecord, "id" | "zone">[] =>
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

const zoneOf = (name: string, stored: ZoneRecord[], now: Date, isSigned: boolean): Zone => ({
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
  errors: [],
  warnings: [],
  chapters: { ...newChapters(), dnssec: isSigned ? "enabled" : "disabled" },
});

const checkAddress = (address: string): string => {
  if (!isIPv4(address)) throw new TypeError(`wanAddress must be an IPv4 address, not "${address}"`);
  return address;
};

const appOf = () => ({
  token: randomText(48),
  status: "granted" as const,
  trackId: 1,
  askedAt: 0,
  looks: 0,
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
  const applicationKey = randomHex(8);
  const seeds: readonly (Omit<ZoneRecord, "id" | "zone"> & { readonly id?: number })[] =
    options.records ?? newZoneRecords(zone);
  const stored = seeds.map((seed, index) => ({ id: firstRecord + index, zone, ...seed }));
  const box = boxOf(
    options,
    Math.floor(now() / 1000),
    checkAddress(options.wanAddress ?? "82.64.81.205"),
    `${randomHex(4)}.fbxos.fr`,
  );
  return {
    ...box,
    staticNameIpv6: options.staticNameIpv6 ?? false,
    name,
    switches: switchesFrom(options.switches),
    deployDelay: options.deployDelay ?? "immediate",
    staticNameDelayReads: options.staticNameDelayReads ?? 0,
    uid: randomHex(16),
    lastId: {
      redirection: box.redirections.length,
      record: Math.max(firstRecord, ...stored.map(({ id }) => id)),
      track: 1,
      task: 0,
    },
    login: { challenge: randomText(), challengedAt: now(), passwordSalt: randomText(), failures: [], closedUntil: 0 },
    ...(options.person === undefined
      ? {}
      : { person: { answer: "grants" as const, afterLooks: 0, rights: [], ...structuredClone(options.person) } }),
    apps: new Map([[homeAppId, appOf()]]),
    sessions: new Map(),
    ovh: {
      applicationKey,
      applicationSecret: randomHex(16),
      consumerKey: randomHex(16),
      status: "validated",
      rules: ["GET", "POST", "PUT", "DELETE"].map((method) => ({ method, path: "/*" })),
      clockOffsetSeconds: 0,
      account: newAccount(applicationKey),
    },
    zones: new Map([
      [
        zone,
        {
          ...zoneOf(zone, stored, new Date(now()), options.dnssec ?? false),
          ...structuredClone(options.zoneState),
        },
      ],
    ]),
    missingReads: new Map(),
    bulkCache: new Map(),
    now,
  };
};
