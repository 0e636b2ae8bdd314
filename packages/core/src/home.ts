/** From an untrusted home file to `Desired`: its shape checked, its defaults filled in, its names made plain. */
import type * as z from "zod";
import { type Desired, type DesiredForward, type DesiredHost, HomeError, plainName } from "./desired.ts";
import { checkMeaning } from "./home/checks.ts";
import type { HomeFile, HomeInput } from "./home/file.ts";
import { issuesOf, unusableKeys } from "./home/issues.ts";
import { recordsOf } from "./home/records.ts";
import { homeSchema } from "./home/schema.ts";

/** Gives a home file written in TypeScript its type; changes nothing. */
export const defineHome = (home: HomeInput): HomeInput => home;

/** zod's own words for a wrong kind ask the value for its constructor, which a hostile file can make anything. */
const wrongKind: z.core.$ZodErrorMap = (issue) =>
  issue.code === "invalid_type" ? `Invalid input: expected ${issue.expected}` : undefined;

const hostOf = ([name, host]: readonly [string, HomeFile["hosts"][string]]): DesiredHost => ({
  name,
  lanName: host.name ?? name,
  macs: host.mac ?? [],
  ...(host.ip === undefined ? {} : { address: host.ip }),
  ...(host.user === undefined ? {} : { user: host.user }),
  ...(host["host-key"] === undefined ? {} : { hostKey: host["host-key"].fingerprint }),
  ...(host["host-key"]?.type === undefined ? {} : { hostKeyType: host["host-key"].type }),
  allow: host.allow ?? [],
  path: ["hosts", name],
});

const forwardOf = ([name, forward]: readonly [string, HomeFile["forwards"][string]]): DesiredForward => ({
  name,
  protocols: forward.protocol,
  wanPorts: forward.wan,
  host: forward.to.host,
  port: forward.to.port,
  ...(forward.from === undefined ? {} : { from: forward.from }),
  enabled: forward.enabled,
  ...(forward.kind === undefined ? {} : { serviceKind: forward.kind }),
  allow: forward.allow ?? [],
  path: ["forwards", name],
});

const routerOf = (router: NonNullable<HomeFile["router"]>): NonNullable<Desired["router"]> => ({
  kind: router.kind,
  ...(router.name === undefined ? {} : { staticName: router.name }),
  path: ["router"],
});

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
  return {
    home: file.home,
    ...(file.router === undefined ? {} : { router: routerOf(file.router) }),
    zones: Object.entries(file.zones).map(([key, zone]) => ({
      name: plainName(key),
      kind: zone.kind,
      path: ["zones", key],
    })),
    hosts: Object.entries(file.hosts).map(hostOf),
    forwards: Object.entries(file.forwards).map(forwardOf),
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
    ...(file.network === undefined ? {} : { network: withoutUndefined(file.network) }),
  };
};

const withoutUndefined = (network: NonNullable<HomeFile["network"]>): NonNullable<Desired["network"]> => ({
  ...(network.vantage === undefined ? {} : { vantage: network.vantage }),
  ...(network.resolvers === undefined ? {} : { resolvers: network.resolvers }),
  ...(network.map === undefined ? {} : { map: network.map }),
});
