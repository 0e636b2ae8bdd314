/** Everything the name servers of the virtual world know, out of its state. */
import { isIPv6 } from "node:net";
import { wireRecord, type WireRecord } from "./dns-data.ts";
import type { World } from "./world.ts";
import { absoluteName, mailboxName, ownerName } from "./zone-text.ts";

/** A zone as it is served. Names in lower case, no final dot. */
export interface ServedZone {
  readonly name: string;
  readonly soa: WireRecord;
  readonly records: readonly WireRecord[];
  /** DNSSEC is on: a resolver can validate what it says. No signature is made or sent. */
  readonly isSigned: boolean;
}

/** A name server. */
export interface DnsServer {
  /** Host name; "resolver" and "resolver-2" for the recursive ones. */
  readonly name: string;
  /** Its address in the virtual world. */
  readonly address: string;
  /** Names of the zones it is authoritative for, given the world; "recursive" for a resolver of everything. */
  readonly serves: "recursive" | ((world: World) => readonly string[]);
}

const providerServers = ["dns103.ovh.net", "ns103.ovh.net"] as const;
const boxZones = ["freeboxos.fr", "fbxos.fr"] as const;
const boxServer = "ns1.freeboxos.fr"; // made up: who serves these zones in truth does not matter here

/** The servers of the virtual world: two of OVH, one for the names of the box, two resolvers. Addresses are ordinary ones. */
export const dnsServers: readonly DnsServer[] = [
  ...providerServers.map((name, index) => ({
    name,
    address: index === 0 ? "213.251.188.147" : "213.251.128.147",
    serves: (world: World) =>
      [...world.zones.values()].filter((zone) => zone.nameServers.includes(name)).map((zone) => zone.name),
  })),
  { name: boxServer, address: "212.27.60.19", serves: () => boxZones },
  { name: "resolver", address: "212.27.40.240", serves: "recursive" },
  { name: "resolver-2", address: "212.27.40.241", serves: "recursive" },
];

const soaOf = (name: string, mname: string, rname: string, serial: number, minimum: number): WireRecord => ({
  name,
  type: "SOA",
  ttl: minimum,
  data: { mname, rname, serial, refresh: 86_400, retry: 3600, expire: 3_600_000, minimum },
});

const at = (record: WireRecord, ttl: number): WireRecord => ({ ...record, ttl });

const addressRecord = (name: string, address: string, ttl: number): WireRecord => ({
  name,
  type: isIPv6(address) ? "AAAA" : "A",
  data: address,
  ttl,
});

/** The OVH zones, as deployed. A ttl of 0 is the zone's default. */
const ovhZones = (world: World): readonly ServedZone[] =>
  [...world.zones.values()].map((zone) => ({
    name: zone.name,
    soa: soaOf(
      zone.name,
      absoluteName(zone.soa.server, zone.name),
      mailboxName(zone.soa.email),
      zone.serial,
      zone.soa.nxDomainTtl,
    ),
    records: zone.served.flatMap(({ subDomain, fieldType, target, ttl }) => {
      const record = wireRecord(ownerName(subDomain, zone.name), fieldType, target, zone.name);
      return record === undefined ? [] : [at(record, ttl === 0 ? zone.soa.ttl : ttl)];
    }),
    isSigned: zone.chapters.dnssec === "enabled",
  }));

/** The zones of the box's names: each name that is active leads to the address the ISP knows. IPv4 only by default, a guess. */
const nameZones = (world: World): readonly ServedZone[] =>
  boxZones.map((name) => ({
    name,
    soa: soaOf(name, boxServer, `hostmaster.${name}`, 1, 60),
    records: [
      { name, type: "NS", data: boxServer, ttl: 86_400 },
      ...(boxServer.endsWith(`.${name}`) ? [addressRecord(boxServer, dnsServers[2]?.address ?? "", 86_400)] : []),
      ...world.domains
        .filter(({ id, hiddenReads }) => id.endsWith(`.${name}`) && hiddenReads <= 0)
        .flatMap(({ id }) =>
          [world.namedAddress, ...(world.staticNameIpv6 ? [world.line.ipv6] : [])].map((address) =>
            addressRecord(id, address, 60),
          ),
        ),
    ],
    isSigned: false,
  }));

/** Only the resolver knows where the provider's servers are. */
const providerZone: ServedZone = {
  name: "ovh.net",
  soa: soaOf("ovh.net", "dns.ovh.net", "tech.ovh.net", 1, 60),
  records: dnsServers
    .filter(({ name }) => name.endsWith(".ovh.net"))
    .map(({ name, address }) => addressRecord(name, address, 86_400)),
  isSigned: false,
};

/** Everything else does not exist, but the names above known zones do: a name that is not there has none below (RFC 8020). */
const rootZone = (zones: readonly ServedZone[]): ServedZone => ({
  name: "",
  soa: soaOf(".", "a.root-servers.net", "nstld.verisign-grs.com", 1, 60),
  records: zones.map(({ soa }) => soa),
  isSigned: false,
});

/** What a server answers from, right now. */
export const zonesOf = (world: World, server: DnsServer): readonly ServedZone[] => {
  const all = [...ovhZones(world), ...nameZones(world)];
  if (server.serves === "recursive") return [...all, providerZone, rootZone([...all, providerZone])];
  const names = server.serves(world);
  return all.filter((zone) => names.includes(zone.name));
};
