/** What the entries of a home file must mean to each other, once each has the right shape. */
import { type HomeIssue, type HomePath, zoneOf, plainName } from "./desired.ts";
import type { HomeFile } from "./home-file.ts";
import { didYouMean } from "./home-issues.ts";

/** Entries whose keys are the same name, written another way. */
const twins = (section: string, keys: readonly string[]): readonly HomeIssue[] => {
  const seen = new Map<string, string>();
  return keys.flatMap((key) => {
    const first = seen.get(plainName(key));
    seen.set(plainName(key), first ?? key);
    return first === undefined
      ? []
      : [{ path: [section, key], message: `${key} is the same name as ${first}`, remedy: "keep one of them" }];
  });
};

const checkHosts = (file: HomeFile): readonly HomeIssue[] => {
  const holders = new Map<string, string>();
  return Object.entries(file.hosts).flatMap(([name, { mac }]) => {
    if (mac === undefined) return [];
    const first = holders.get(mac);
    holders.set(mac, first ?? name);
    return first === undefined
      ? []
      : [{ path: ["hosts", name, "mac"], message: `${mac} is the mac of ${first} already`, remedy: "correct one" }];
  });
};

const checkRouter = (file: HomeFile): readonly HomeIssue[] =>
  file.router !== undefined
    ? []
    : (["hosts", "forwards"] as const)
        .filter((section) => Object.keys(file[section]).length > 0)
        .map((section) => ({
          path: [section],
          message: "needs a router, and the file names none",
          remedy: "add router: { kind: freebox }",
        }));

const checkForwards = (file: HomeFile): readonly HomeIssue[] => {
  const hosts = Object.keys(file.hosts);
  const taken = new Map<string, string>();
  return Object.entries(file.forwards).flatMap(([name, forward]) => {
    const issues: HomeIssue[] = [];
    if (!hosts.includes(forward.to.host))
      issues.push({
        path: ["forwards", name, "to"],
        message: `${forward.to.host} is not one of the hosts`,
        remedy: didYouMean(forward.to.host, hosts),
      });
    for (const [index, port] of forward.wan.entries()) {
      const key = `${forward.protocol} ${port}`;
      const holder = taken.get(key);
      if (holder !== undefined)
        issues.push({
          path: ["forwards", name, "wan", index],
          message: `WAN ${key} is already taken by forward ${holder}`,
          remedy: holder === name ? "name it once" : "choose another port",
        });
      taken.set(key, name);
    }
    return issues;
  });
};

type NameEntry = HomeFile["names"][string];

const checkName = (file: HomeFile, key: string, entry: NameEntry): readonly HomeIssue[] => {
  const path: HomePath = ["names", key];
  const zones = Object.keys(file.zones);
  const { cname, a, aaaa } = entry === "router" ? { cname: "router" } : entry;
  const issues: HomeIssue[] = [];
  if (zoneOf(plainName(key), zones.map(plainName)) === undefined)
    issues.push({
      path,
      message: `${key} is in none of the zones (${zones.join(", ") || "there are none"})`,
      remedy: "add the zone it belongs to under zones, or correct the name",
    });
  if (cname === "router" && file.router?.name === undefined)
    issues.push({
      path,
      message: "follows the router's static name, and the router has none in this file",
      remedy: "add name: NAME.freeboxos.fr (or automatic) to router",
    });
  if (cname === plainName(key))
    issues.push({ path, message: "leads to itself", remedy: "name the machine it should lead to" });
  if (a === "router" && file.router === undefined)
    issues.push({
      path,
      message: "follows the router's address, and there is no router in this file",
      remedy: "add router: { kind: freebox }",
    });
  if (cname !== undefined && (a !== undefined || aaaa !== undefined))
    issues.push({ path, message: "a CNAME stands alone: no a or aaaa beside it", remedy: "keep one of them" });
  if (cname === undefined && a === undefined && aaaa === undefined)
    issues.push({ path, message: "says nothing to serve", remedy: "router, or one of cname, a, aaaa" });
  return issues;
};

const checkTunnels = (file: HomeFile): readonly HomeIssue[] => {
  const ways = Object.entries(file.forwards).flatMap(([name, { protocol }]) => (protocol === "tcp" ? [name] : []));
  return Object.entries(file.tunnels).flatMap(([name, { through }]) =>
    ways.includes(through)
      ? []
      : [
          {
            path: ["tunnels", name, "through"],
            message: `${through} is not one of the tcp forwards`,
            remedy: didYouMean(through, ways),
          },
        ],
  );
};

/** Everything the entries of a file say against each other; paths hold the keys as the file has them. Pure. */
export const checkMeaning = (file: HomeFile): readonly HomeIssue[] => [
  ...checkRouter(file),
  ...twins("zones", Object.keys(file.zones)),
  ...twins("names", Object.keys(file.names)),
  ...checkHosts(file),
  ...checkForwards(file),
  ...Object.entries(file.names).flatMap(([key, entry]) => checkName(file, key, entry)),
  ...checkTunnels(file),
];
