/** From an untrusted home file to `Desired`: its shape checked, its defaults filled in, its names made plain. */
import type * as z from "zod";
import { type Desired, type DesiredRecords, HomeError, type HomePath, zoneOf, plainName } from "./desired.ts";
import { checkMeaning } from "./home-checks.ts";
import type { HomeFile, HomeInput } from "./home-file.ts";
import { issuesOf, unusableKeys } from "./home-issues.ts";
import { homeSchema } from "./home-schema.ts";

/** Gives a home file written in TypeScript its type; changes nothing. */
export const defineHome = (home: HomeInput): HomeInput => home;

const recordsOf = (file: HomeFile): readonly DesiredRecords[] =>
  Object.entries(file.names).flatMap(([key, entry]) => {
    const name = plainName(key);
    const zone = zoneOf(name, Object.keys(file.zones).map(plainName));
    if (zone === undefined) return [];
    const { cname, a, aaaa, ttl, allow = [] } = entry === "router" ? { cname: "router" } : entry;
    const path = (type: string): HomePath => (entry === "router" ? ["names", key] : ["names", key, type]);
    const base = { name, zone, allow, ...(ttl === undefined ? {} : { ttlSeconds: ttl }) };
    const sets: DesiredRecords[] = [];
    if (cname !== undefined)
      sets.push({ ...base, type: "CNAME", values: cname === "router" ? cname : [`${cname}.`], path: path("cname") });
    if (a !== undefined) sets.push({ ...base, type: "A", values: a, path: path("a") });
    if (aaaa !== undefined) sets.push({ ...base, type: "AAAA", values: aaaa.map(shortestIpv6), path: path("aaaa") });
    return sets;
  });

/** RFC 5952 form, by the one implementation every Node has. */
const shortestIpv6 = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1);

/** zod's own words for a wrong kind ask the value for its constructor, which a hostile file can make anything. */
const wrongKind: z.core.$ZodErrorMap = (issue) =>
  issue.code === "invalid_type" ? `Invalid input: expected ${issue.expected}` : undefined;

/**
 * Parses a home file already read from YAML, JSON or TypeScript. Pure.
 *
 * @throws HomeError with every fault found, each with its place and, where there is one, its remedy.
 */
export const parseHome = (input: unknown): Desired => {
  const lost = unusableKeys(input);
  if (lost.length > 0) throw new HomeError(lost);
  const parsed = homeSchema.safeParse(input, { error: wrongKind });
  if (!parsed.success) throw new HomeError(parsed.error.issues.flatMap((issue) => issuesOf(issue, input)));
  const file = parsed.data;
  const issues = checkMeaning(file);
  if (issues.length > 0) throw new HomeError(issues);
  const { router, network } = file;
  return {
    home: file.home,
    ...(router === undefined
      ? {}
      : {
          router: {
            kind: router.kind,
            ...(router.name === undefined ? {} : { staticName: router.name }),
            path: ["router"],
          },
        }),
    zones: Object.entries(file.zones).map(([key, zone]) => ({
      name: plainName(key),
      kind: zone.kind,
      path: ["zones", key],
    })),
    hosts: Object.entries(file.hosts).map(([name, host]) => ({
      name,
      ...(host.mac === undefined ? {} : { mac: host.mac }),
      ...(host.user === undefined ? {} : { user: host.user }),
      ...(host["host-key"] === undefined ? {} : { hostKey: host["host-key"] }),
      allow: host.allow ?? [],
      path: ["hosts", name],
    })),
    forwards: Object.entries(file.forwards).map(([name, forward]) => ({
      name,
      protocol: forward.protocol,
      wanPorts: forward.wan,
      host: forward.to.host,
      port: forward.to.port,
      ...(forward.from === undefined ? {} : { from: forward.from }),
      allow: forward.allow ?? [],
      path: ["forwards", name],
    })),
    records: recordsOf(file),
    tunnels: Object.entries(file.tunnels).map(([name, tunnel]) => ({
      name,
      through: tunnel.through,
      localPort: tunnel.local,
      to: tunnel.to,
      ...(tunnel.expect === undefined ? {} : { expect: tunnel.expect }),
      allow: tunnel.allow ?? [],
      path: ["tunnels", name],
    })),
    ...(network === undefined ? {} : { network: withoutUndefined(network) }),
  };
};

const withoutUndefined = (network: NonNullable<HomeFile["network"]>): NonNullable<Desired["network"]> => ({
  ...(network.vantage === undefined ? {} : { vantage: network.vantage }),
  ...(network.resolvers === undefined ? {} : { resolvers: network.resolvers }),
  ...(network.map === undefined ? {} : { map: network.map }),
});
