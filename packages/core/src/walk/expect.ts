/** What a home file promises of each name, as expectations to walk. Pure. */
import type { PortRange } from "../contracts.ts";
import { isPlaced, type Lan, lanOf } from "../derive/hosts.ts";
import { deriveValues } from "../derive/records.ts";
import type { Desired, DesiredForward, DesiredHost, DesiredRecords, DesiredTunnel } from "../desired.ts";
import type { Observed } from "../observe.ts";
import type { Expectation, ExpectedForward } from "./links.ts";

const sshPort = 22;

/** The static name of the router, as far as the file and the router tell it. */
const staticNameOf = (desired: Desired, router: Observed["router"]): string | undefined => {
  const declared = desired.router?.staticName;
  if (declared !== "automatic") return declared;
  return router.automaticName?.known === true ? router.automaticName.value.name : undefined;
};

const tunnelOf = ({ name, to, expect }: DesiredTunnel): NonNullable<Expectation["tunnel"]> => ({
  name,
  to,
  ...(expect === undefined ? {} : { expect }),
});

/** One chain to walk, and who logs in at its end. */
export interface Route {
  readonly expectation: Expectation;
  /** The user of the tunnel's host, when the file names one. */
  readonly user?: string;
  /** The whole range that `expectation.port` is the first of, when it is more than one port. */
  readonly ports?: PortRange;
}

/** The machine a redirection is for, and where it is now. */
const expectedForward = ({ host, port }: DesiredForward, lan: Lan): ExpectedForward => {
  const at = lan.present.get(host)?.at;
  if (at === undefined) return { host, lanPort: port };
  if (isPlaced(at)) return { host, lanPort: port, address: at.addressNow };
  const missing = at.unmet.find(({ failure }) => failure === undefined)?.message;
  return { host, lanPort: port, ...(missing === undefined ? {} : { missing }) };
};

/** The pinned key, and its kind when the file has the whole key. */
const keyOf = (host: DesiredHost | undefined): Pick<Expectation, "hostKey" | "hostKeyType"> => ({
  ...(host?.hostKey === undefined ? {} : { hostKey: host.hostKey }),
  ...(host?.hostKeyType === undefined ? {} : { hostKeyType: host.hostKeyType }),
});

/**
 * What one TCP redirection promises: each of its ports, the first one of each range, and each tunnel through the first.
 * SSH is spoken only where it is expected: at a redirection to port 22, the only one a file says nothing more of, and
 * where a tunnel goes through.
 */
const throughForward = (forward: DesiredForward, desired: Desired, lan: Lan, base: Expectation): readonly Route[] => {
  const host = desired.hosts.find((candidate) => candidate.name === forward.host);
  const tunnels = desired.tunnels.filter((candidate) => candidate.through === forward.name);
  const isSsh = forward.port === sshPort || tunnels.length > 0;
  const key = isSsh ? keyOf(host) : {};
  const login: Pick<Route, "user"> = host?.user === undefined ? {} : { user: host.user };
  const target = expectedForward(forward, lan);
  return forward.wanPorts.flatMap((ports, index): readonly Route[] => {
    const [port, last] = ports;
    const expectation = { ...base, port, forward: target, ...(isSsh ? { ssh: true } : {}), ...key };
    const rest = { ...login, ...(last > port ? { ports } : {}) };
    if (index > 0 || tunnels.length === 0) return [{ expectation, ...rest }];
    return tunnels.map((tunnel) => ({ expectation: { ...expectation, tunnel: tunnelOf(tunnel) }, ...rest }));
  });
};

/** Each route with the other TCP ports of the home, to tell a blocked port from a silent home. */
const besideEachOther = (routes: readonly Route[]): readonly Route[] => {
  const ports = [...new Set(routes.flatMap(({ expectation: { port } }) => (port === undefined ? [] : [port])))];
  if (ports.length < 2) return routes;
  return routes.map((route) => ({
    ...route,
    expectation: { ...route.expectation, otherPorts: ports.filter((port) => port !== route.expectation.port) },
  }));
};

/**
 * True when a name leads to the router, whose redirections are then behind it. IPv6 passes them by. An address of the
 * owner's choice counts as home while the router's own is unknown.
 */
const leadsHome = (
  { type, values: declared }: DesiredRecords,
  values: readonly string[],
  desired: Desired,
  router: Observed["router"],
): boolean => {
  if (type !== "A" && type !== "CNAME") return false;
  if (declared.some((value) => "follow" in value)) return true;
  if (type === "A") {
    const own = router.line?.known === true ? router.line.value.ipv4 : undefined;
    return own === undefined || values.includes(own);
  }
  const own = staticNameOf(desired, router);
  return own !== undefined && values.includes(`${own}.`);
};

/**
 * The chains a home file promises: every name that leads home with every open TCP port and every tunnel behind it, and
 * the name alone when there is none or when it leads elsewhere; of a range its first port. UDP ports, which nobody can
 * ask, are named with the first chain of each name, again the first of each range. Names and records that are to be
 * absent promise nothing. `router` is what was read of it; a name that follows something unread has no record to expect.
 */
export const routesOf = (desired: Desired, router: Observed["router"]): readonly Route[] => {
  const lan = lanOf(desired, router);
  const staticName = staticNameOf(desired, router);
  const followed = { router, lan, isNamed: desired.router?.staticName !== undefined, staticName };
  const open = desired.forwards.filter(({ enabled }) => enabled);
  const udpPorts = open.flatMap(({ protocols, wanPorts }) =>
    protocols.includes("udp") ? wanPorts.map(([first]) => first) : [],
  );
  const tcp = open.filter(({ protocols }) => protocols.includes("tcp"));
  return desired.records.flatMap((records): readonly Route[] => {
    if (records.wish === "absent") return [];
    const [values = []] = deriveValues(records, followed).wanted;
    const [value, ...besides] = values;
    const record =
      value === undefined
        ? {}
        : { record: { type: records.type, value, ...(besides.length === 0 ? {} : { besides }) } };
    const base: Expectation = { name: records.name, zone: records.zone, ...record };
    if (!leadsHome(records, values, desired, router)) return [{ expectation: { ...base, leadsHome: false } }];
    // Only an alias to the static name depends on it: an address of the owner's own does not.
    const isAlias = staticName !== undefined && values.includes(`${staticName}.`);
    const home: Expectation = { ...base, ...(isAlias ? { staticName } : {}) };
    const behind = besideEachOther(tcp.flatMap((forward) => throughForward(forward, desired, lan, home)));
    const [first = { expectation: home }, ...others] = behind;
    if (udpPorts.length === 0) return [first, ...others];
    return [{ ...first, expectation: { ...first.expectation, udpPorts } }, ...others];
  });
};
