/** What the names of a home file must mean: to each other, to the zones, the hosts and the router. Pure. */
import { type HomeIssue, type HomePath, plainName, zoneOf } from "../desired.ts";
import type { HomeFile, NameFile } from "./file.ts";
import { loopsOf } from "./loops.ts";
import { recordsOf } from "./records.ts";
import { didYouMean } from "./near.ts";

/** The place of one of several values; a value that stands alone has the place of its key. */
export const spotIn = (path: HomePath, index: number, values: readonly unknown[]): HomePath =>
  values.length > 1 ? [...path, index] : path;

/** Where the values of a type stand in the file. */
const pathOf = (key: string, entry: NameFile, ...rest: readonly string[]): HomePath =>
  entry.word === undefined ? ["names", key, ...rest] : ["names", key];

/** Each type of an entry with its values, both those to be there and those to go. */
const typesOf = (key: string, entry: NameFile) => [
  ...Object.entries(entry.present).map(([type, values = []]) => ({ type, values, path: pathOf(key, entry, type) })),
  ...Object.entries(entry.absent).map(([type, values = []]) => ({
    type,
    values,
    path: pathOf(key, entry, "absent", type),
  })),
];

const checkFollowing = (file: HomeFile, key: string, entry: NameFile): readonly HomeIssue[] => {
  const hosts = Object.keys(file.hosts);
  return typesOf(key, entry).flatMap(({ type, values, path }) =>
    values.flatMap((value, index): readonly HomeIssue[] => {
      if (!("follow" in value)) return [];
      if (value.follow === "router") {
        if (type === "cname" && file.router?.name === undefined)
          return [
            {
              path,
              message: "follows the router's static name, and the router has none in this file",
              remedy: "add name: NAME.freeboxos.fr (or automatic) to router",
            },
          ];
        if (file.router !== undefined) return [];
        const remedy = "add router: { kind: freebox }";
        return [{ path, message: "follows the router's address, and there is no router in this file", remedy }];
      }
      const place = spotIn(path, index, values);
      const host = Object.hasOwn(file.hosts, value.host) ? file.hosts[value.host] : undefined;
      if (host === undefined)
        return [
          { path: place, message: `${value.host} is not one of the hosts`, remedy: didYouMean(value.host, hosts) },
        ];
      if (type !== "sshfp" || host["host-key"]?.type !== undefined) return [];
      return [
        {
          path: place,
          message: `${value.host} has no whole host key in this file`,
          remedy: "pin the whole key: the output of ssh-keyscan, or /etc/ssh/ssh_host_ed25519_key.pub of that machine",
        },
      ];
    }),
  );
};

/** Values that are to be there and to go at once. */
const checkAbsent = (key: string, entry: NameFile): readonly HomeIssue[] =>
  Object.entries(entry.absent).flatMap(([type, gone = []]): readonly HomeIssue[] => {
    const present = entry.present[type];
    if (present === undefined) return [];
    const path = pathOf(key, entry, "absent", type);
    const remedy = "keep one of them";
    if (gone.length === 0)
      return [{ path, message: `none of ${type} is to be there, and ${type} is declared`, remedy }];
    const wished = new Set(present.map((value) => JSON.stringify(value)));
    return gone.flatMap((value, index) =>
      wished.has(JSON.stringify(value))
        ? [{ path: spotIn(path, index, gone), message: "is declared at the same name", remedy }]
        : [],
    );
  });

const checkName = (file: HomeFile, zones: readonly string[], key: string, entry: NameFile): readonly HomeIssue[] => {
  const path: HomePath = ["names", key];
  const types = Object.keys(entry.present).filter((type) => entry.present[type] !== undefined);
  const issues: HomeIssue[] = [];
  if (zoneOf(plainName(key), zones) === undefined)
    issues.push({
      path,
      message: `${key} is in none of the zones (${Object.keys(file.zones).join(", ") || "there are none"})`,
      remedy: "add the zone it belongs to under zones, or correct the name",
    });
  if (types.includes("cname") && types.length > 1) {
    const others = types.filter((type) => type !== "cname").join(", ");
    issues.push({ path, message: `a CNAME stands alone: no ${others} beside it`, remedy: "keep one of them" });
  }
  if (types.length === 0 && Object.keys(entry.absent).length === 0)
    issues.push({ path, message: "says nothing to serve", remedy: "router, absent, or one of cname, a, aaaa, txt" });
  return [...issues, ...checkFollowing(file, key, entry), ...checkAbsent(key, entry)];
};

const checkLoops = (file: HomeFile): readonly HomeIssue[] =>
  loopsOf(recordsOf(file)).map(({ records, names }) => ({
    path: records.path,
    message: `leads back to itself: ${names.slice(0, 8).join(" -> ")}${names.length > 8 ? " -> …" : ""}`,
    remedy: "name the machine it should lead to",
  }));

/** Everything wrong with what the names of a file say. Pure. */
export const checkNames = (file: HomeFile): readonly HomeIssue[] => {
  const zones = Object.keys(file.zones).map(plainName);
  return [
    ...Object.entries(file.names).flatMap(([key, entry]) => checkName(file, zones, key, entry)),
    ...checkLoops(file),
  ];
};
