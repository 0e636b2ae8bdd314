/** A home whose file has changed: what an apply then creates, changes and removes, and whether it came out right. */
import { Resolver } from "node:dns/promises";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ZoneRecord } from "@porchlight/simulator";
import { stringify } from "yaml";
import { porchlight, type Stage, stage } from "./support.ts";

const zone = "taprest.fr";

/** What the owner declared first, beside the home's own scenario. */
const earlier = {
  forwards: { ssh: { wan: 7654, to: "octopi:22" }, web: { wan: 8443, to: "octopi:443" } },
  names: {
    [`home.${zone}`]: "router",
    [`blog.${zone}`]: { a: "203.0.113.10" },
    [`api.${zone}`]: { a: "203.0.113.11" },
    [`old.${zone}`]: { a: "203.0.113.12", txt: "gone soon" },
  },
} as const;

/** What the owner declares now: something is created, changed, removed, and one name changes its type. */
const later = {
  forwards: { ssh: { wan: 7655, to: "octopi:22" }, vpn: { wan: 51_820, to: "octopi:51820", protocol: "udp" } },
  names: {
    [`home.${zone}`]: "router",
    [`blog.${zone}`]: { a: "203.0.113.20" },
    [`api.${zone}`]: { cname: "router" },
    [`cam.${zone}`]: "router",
    [`mail.${zone}`]: { mx: "10 mail.example.org" },
  },
} as const;

export interface ChangingHome extends Stage {
  /** What the command is given besides `apply`. */
  readonly args: readonly string[];
  /** Everything of others, byte for byte: rules, leases, stored and served records, with their ids. */
  readonly foreign: () => string;
  /** What this home has made, without what differs from run to run: ids. */
  readonly own: () => object;
}

const isForeign = ({ subDomain }: ZoneRecord): boolean => /^(neighbour|$)/.test(subDomain) || subDomain === "shop";

/** A home where the earlier file was applied, among things of other people, and the later file now stands. */
export const changingHome = async (): Promise<ChangingHome> => {
  const on = await stage({ wanPorts: [7654, 7655] });
  const { world } = on.home;
  const record = (id: number, subDomain: string, fieldType: string, target: string): ZoneRecord => {
    return { id, zone, subDomain, fieldType, target, ttl: 0 };
  };
  const records = world.zones.get(zone);
  const theirs = [
    record(41, "neighbour", "A", "203.0.113.30"),
    record(42, "neighbour", "A", "203.0.113.31"),
    record(43, "neighbour", "TXT", '"v=spf1 -all"'),
    record(44, "shop", "CNAME", "shops.example.net."),
  ];
  records?.stored.push(...theirs);
  records?.served.push(...structuredClone(theirs));
  const rule = { enabled: true, ip_proto: "tcp", src_ip: "0.0.0.0" } as const;
  world.redirections.push(
    { ...rule, id: 31, wan_port_start: 9000, wan_port_end: 9000, lan_ip: "192.168.1.77", lan_port: 80, comment: "tv" },
    { ...rule, id: 32, wan_port_start: 443, wan_port_end: 443, lan_ip: "192.168.1.77", lan_port: 443, comment: "" },
    {
      ...rule,
      id: 33,
      wan_port_start: 2222,
      wan_port_end: 2222,
      lan_ip: "192.168.1.42",
      lan_port: 22,
      comment: "porchlight:another/ssh",
    },
  );
  await on.home.settle();
  const write = (file: string, change: object): Promise<void> =>
    writeFile(file, stringify({ ...on.home.homeFile, ...change }));
  const previous = path.join(on.folder, "earlier.yaml");
  await write(previous, earlier);
  await write(on.file, earlier);
  const first = await porchlight(on, "apply", "--yes");
  if (first.code !== 0) throw new Error(`the earlier file was not applied: ${first.stdout}${first.stderr}`);
  await write(on.file, later);
  return {
    ...on,
    args: ["--yes", "--previous", previous],
    foreign: () =>
      JSON.stringify([
        world.redirections.filter(({ comment }) => !comment.startsWith(`porchlight:${world.name}/`)),
        world.leases.filter(({ comment }) => !comment.startsWith(`porchlight:${world.name}/`)),
        [...world.zones.values()].map(({ stored, served }) => [stored.filter(isForeign), served.filter(isForeign)]),
      ]),
    own: () => ({
      leases: world.leases.map(({ mac, ip, comment }) => ({ mac, ip, comment })),
      redirections: world.redirections
        .map(({ id: _id, ...rest }) => JSON.stringify(rest))
        .toSorted((one, other) => one.localeCompare(other)),
      names: world.domains.map(({ id }) => id).filter((name) => name.endsWith(".freeboxos.fr")),
      zones: [...world.zones.values()].map(({ stored, served }) =>
        [stored, served].map((list) =>
          list.map(({ fieldType, subDomain, target }) => `${subDomain} ${fieldType} ${target}`).toSorted(),
        ),
      ),
    }),
  };
};

/** Names that resolved before and are to resolve after: each with the types it may be asked by, the earlier one first. */
const watched: readonly (readonly [name: string, types: readonly ("A" | "CNAME" | "TXT")[]])[] = [
  [`home.${zone}`, ["CNAME"]],
  [`blog.${zone}`, ["A"]],
  [`api.${zone}`, ["A", "CNAME"]],
  [`neighbour.${zone}`, ["A"]],
  [`neighbour.${zone}`, ["TXT"]],
  [`shop.${zone}`, ["CNAME"]],
];

export interface Probe {
  /** Ends it; gives how many times it asked, and which names did not resolve where. */
  stop(): Promise<{ readonly asked: number; readonly lost: readonly string[] }>;
}

const resolvesAs = (resolver: Resolver, name: string, type: string): Promise<boolean> =>
  resolver.resolve(name, type).then(
    (found) => Array.isArray(found) && found.length > 0,
    () => false,
  );

const resolves = async (resolver: Resolver, name: string, types: readonly string[]): Promise<boolean> => {
  for (const type of types) if (await resolvesAs(resolver, name, type)) return true;
  return false;
};

/** Asks every server of the zone for the watched names, by the system's own resolver code, again and again until stopped. */
export const startProbe = async (on: Stage): Promise<Probe> => {
  const asking = Object.entries(on.home.net.map).flatMap(([from, to]) => {
    if (!from.endsWith(":53")) return [];
    const resolver = new Resolver({ timeout: 2000, tries: 1 });
    resolver.setServers([to]);
    return [{ server: from, resolver }];
  });
  // The map also holds servers of other zones: those of this one know its neighbour.
  const known = await Promise.all(asking.map(({ resolver }) => resolvesAs(resolver, `neighbour.${zone}`, "A")));
  const servers = asking.filter((_, index) => known[index]);
  const lost: string[] = [];
  let asked = 0;
  const stop = new AbortController();
  const watch = async ({ server, resolver }: (typeof servers)[number]): Promise<void> => {
    while (!stop.signal.aborted)
      for (const [name, types] of watched) {
        asked += 1;
        if (!(await resolves(resolver, name, types))) lost.push(`${name} ${types.join(" or ")} at ${server}`);
      }
  };
  const running = Promise.all(servers.map(watch));
  return {
    stop: async () => {
      stop.abort();
      await running;
      return { asked: servers.length < 2 ? 0 : asked, lost };
    },
  };
};
