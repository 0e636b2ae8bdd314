/** What the entries of a home file must mean to each other, once each has the right shape. */
import type { PortRange, Protocol } from "../contracts.ts";
import { type HomeIssue, type HomePath, plainName } from "../desired.ts";
import { checkNames, spotIn } from "./checks-names.ts";
import type { HomeFile } from "./file.ts";
import { didYouMean } from "./near.ts";

const highestPort = 65_535;

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

/** Two hosts that are to be one machine, or to have one address. */
const checkHosts = (file: HomeFile): readonly HomeIssue[] => {
  const macs = new Map<string, string>();
  const addresses = new Map<string, string>();
  return Object.entries(file.hosts).flatMap(([name, { mac = [], ip }]) => {
    const issues: HomeIssue[] = [];
    for (const [index, card] of mac.entries()) {
      const holder = macs.get(card);
      macs.set(card, holder ?? name);
      const path = spotIn(["hosts", name, "mac"], index, mac);
      if (holder !== undefined)
        issues.push({ path, message: `${card} is the mac of ${holder} already`, remedy: "correct one" });
    }
    if (ip === undefined) return issues;
    const holder = addresses.get(ip);
    addresses.set(ip, holder ?? name);
    const path = ["hosts", name, "ip"];
    if (holder !== undefined)
      issues.push({ path, message: `${ip} is the address of ${holder} already`, remedy: "choose another" });
    return issues;
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

const portsText = ([first, last]: PortRange): string => (first === last ? `${first}` : `${first}-${last}`);

/** One protocol and range of one forward, with its place. */
interface Claim {
  readonly holder: string;
  readonly protocol: Protocol;
  readonly ports: PortRange;
  readonly path: HomePath;
  readonly index: number;
}

/** Claims on a port that an earlier one of the file has; each is told once. */
const checkClaims = (claims: readonly Claim[]): readonly HomeIssue[] => {
  // By first port: an overlap is with one that reaches furthest so far.
  const sorted = claims.toSorted((one, other) => one.ports[0] - other.ports[0] || one.index - other.index);
  const clashes: { readonly claim: Claim; readonly earlier: Claim }[] = [];
  const furthest = new Map<Protocol, Claim>();
  for (const claim of sorted) {
    const reach = furthest.get(claim.protocol);
    if (reach !== undefined && reach.ports[1] >= claim.ports[0])
      clashes.push(reach.index < claim.index ? { claim, earlier: reach } : { claim: reach, earlier: claim });
    if (reach === undefined || claim.ports[1] > reach.ports[1]) furthest.set(claim.protocol, claim);
  }
  const told = new Map(clashes.toReversed().map((clash) => [clash.claim.index, clash]));
  return [...told.values()]
    .toSorted((one, other) => one.claim.index - other.claim.index)
    .map(({ claim, earlier }) => ({
      path: claim.path,
      message: `WAN ${claim.protocol} ${portsText(claim.ports)} is already taken by forward ${earlier.holder}`,
      remedy: earlier.holder === claim.holder ? "name it once" : "choose another port",
    }));
};

const checkForwards = (file: HomeFile): readonly HomeIssue[] => {
  const hosts = Object.keys(file.hosts);
  const entries = Object.entries(file.forwards);
  const targets = entries.flatMap(([name, { to, wan }]) => {
    const path = ["forwards", name, "to"];
    const tooHigh = wan.find(([first, last]) => to.port + last - first > highestPort);
    return [
      ...(hosts.includes(to.host)
        ? []
        : [{ path, message: `${to.host} is not one of the hosts`, remedy: didYouMean(to.host, hosts) }]),
      ...(tooHigh === undefined
        ? []
        : [
            {
              path,
              message: `port ${to.port} and the ${tooHigh[1] - tooHigh[0]} behind it go past ${highestPort}`,
              remedy: `${portsText(tooHigh)} needs as many ports on the host`,
            },
          ]),
    ];
  });
  const claims = entries.flatMap(([holder, { wan, protocol }]) =>
    wan.flatMap((ports, at) =>
      protocol.map((each) => ({ holder, protocol: each, ports, path: spotIn(["forwards", holder, "wan"], at, wan) })),
    ),
  );
  return [...targets, ...checkClaims(claims.map((claim, index) => ({ ...claim, index })))];
};

const checkTunnels = (file: HomeFile): readonly HomeIssue[] => {
  const ways = Object.entries(file.forwards).flatMap(([name, { protocol }]) =>
    protocol.includes("tcp") ? [name] : [],
  );
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
  ...checkNames(file),
  ...checkTunnels(file),
];
