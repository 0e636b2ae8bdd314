/** What a router or its line makes impossible, found before any write. Pure. */
import ipaddr from "ipaddr.js";
import type { Forward, PortRange } from "./contracts.ts";
import type { Wanted } from "./derive.ts";
import { type Desired, type HomePath, isOurs } from "./desired.ts";
import type { Observed } from "./observe.ts";
import { overlaps } from "./plan-forwards.ts";
import { impossible, type Refusal } from "./refusal.ts";

/** A port inside the line's range that nothing uses, as far into it as the one asked for; none below 1024. */
const proposePort = (asked: number, [first, last]: PortRange, rules: readonly Forward[]): number | undefined => {
  const size = last - first + 1;
  const taken = (port: number): boolean => rules.some((rule) => rule.wanPorts[0] <= port && port <= rule.wanPorts[1]);
  for (let step = 0; step < size; step += 1) {
    const port = first + ((asked + step) % size);
    if (port >= 1024 && !taken(port)) return port;
  }
  return undefined;
};

const refuseForwards = (desired: Desired, wanted: Wanted, observed: Observed): readonly Refusal[] => {
  const { line, forwards } = observed.router;
  const rules = forwards?.known === true ? forwards.value : [];
  const spokenFor = [...rules, ...wanted.forwards.map(({ item }) => item)];
  return wanted.forwards.flatMap(({ item, path, name }) => {
    const port = item.wanPorts[0];
    const place = [...path, "wan"];
    if (line?.known === true && (port < line.value.portRange[0] || port > line.value.portRange[1])) {
      const [first, last] = line.value.portRange;
      const free = proposePort(port, line.value.portRange, spokenFor) ?? 0;
      return [impossible(place, "port-outside-range", { forward: name, port, first, last, free })];
    }
    const holder = rules.find(
      (rule) =>
        rule.enabled &&
        overlaps(rule, item) &&
        rule.lanAddress !== item.lanAddress &&
        !isOurs(desired.home, rule.comment),
    );
    if (holder === undefined) return [];
    const params = { forward: name, port, protocol: item.protocol, holder: holder.lanAddress, comment: holder.comment };
    return [impossible(place, "port-held", params)];
  });
};

const refuseLeases = (wanted: Wanted, observed: Observed): readonly Refusal[] => {
  const { leases } = observed.router;
  const held = leases?.known === true ? leases.value : [];
  const promised = [...held, ...wanted.leases.map(({ item }) => item)];
  return wanted.leases.flatMap(({ item, path, name }) => {
    if (held.some((lease) => lease.mac === item.mac)) return [];
    const holder = promised.find((lease) => lease.address === item.address && lease.mac !== item.mac);
    return holder === undefined
      ? []
      : [impossible(path, "lease-conflict", { host: name, address: item.address, holder: holder.mac })];
  });
};

/** What relies on the outside reaching the router's IPv4 address: the first such entry of the file. */
const relyingOnLine = (desired: Desired, wanted: Wanted): HomePath | undefined =>
  wanted.forwards.length > 0
    ? ["forwards"]
    : desired.records.find((records) => records.type === "A" && records.values === "router")?.path;

/** Nobody outside can reach an address of these ranges. */
const refuseLine = (desired: Desired, wanted: Wanted, observed: Observed): readonly Refusal[] => {
  const { line } = observed.router;
  const address = line?.known === true ? line.value.ipv4 : undefined;
  const path = relyingOnLine(desired, wanted);
  if (address === undefined || path === undefined || !ipaddr.IPv4.isValidFourPartDecimal(address)) return [];
  const range = ipaddr.IPv4.parse(address).range();
  if (range === "carrierGradeNat") return [impossible(path, "carrier-grade-nat", { address })];
  return range === "private" ? [impossible(path, "double-nat", { address })] : [];
};

const refuseIncapable = (desired: Desired, wanted: Wanted, observed: Observed): readonly Refusal[] => {
  const { capabilities, router } = observed;
  if (capabilities === undefined) return [];
  const filtered = capabilities.sourceFilter ? [] : desired.forwards.filter(({ from }) => from !== undefined);
  const { staticName } = wanted;
  const hasName =
    router.staticNames?.known === true &&
    (router.staticNames.value.automatic === staticName?.item.name ||
      router.staticNames.value.owned.some((owned) => owned.name === staticName?.item.name));
  return [
    ...filtered.map(({ path, name }) => impossible([...path, "from"], "no-source-filter", { forward: name })),
    ...(staticName === undefined || capabilities.staticName || hasName
      ? []
      : [impossible(staticName.path, "no-static-name", { name: staticName.item.name })]),
  ];
};

/** Every reason of the router's to refuse. Pure. */
export const refuseRouter = (desired: Desired, wanted: Wanted, observed: Observed): readonly Refusal[] => [
  ...refuseIncapable(desired, wanted, observed),
  ...refuseLine(desired, wanted, observed),
  ...refuseForwards(desired, wanted, observed),
  ...refuseLeases(wanted, observed),
];
