/** What a home file promises of each name, as expectations to walk. Pure. */
import type { Desired, DesiredForward, DesiredRecords, DesiredTunnel } from "./desired.ts";
import type { Observed } from "./observe.ts";
import type { Expectation } from "./links.ts";

const sshPort = 22;

/** The record a name must serve, when what it follows is known. */
const recordOf = (records: DesiredRecords, desired: Desired, router: Observed["router"]): Expectation["record"] => {
  if (records.values !== "router") {
    const [value, ...besides] = records.values;
    if (value === undefined) return undefined;
    return { type: records.type, value, ...(besides.length === 0 ? {} : { besides }) };
  }
  if (records.type === "A") {
    const ipv4 = router.line?.known === true ? router.line.value.ipv4 : undefined;
    return ipv4 === undefined ? undefined : { type: "A", value: ipv4 };
  }
  const declared = desired.router?.staticName;
  const automatic = router.staticNames?.known === true ? router.staticNames.value.automatic : undefined;
  const name = declared === "automatic" ? automatic : declared;
  return name === undefined ? undefined : { type: "CNAME", value: `${name}.` };
};

const tunnelOf = ({ name, to, expect }: DesiredTunnel): Expectation["tunnel"] => ({
  name,
  to,
  ...(expect === undefined ? {} : { expect }),
});

/**
 * What one TCP redirection promises: each of its ports, and each tunnel through its first one. SSH is spoken only where
 * it is expected: at a redirection to port 22, the only one a file says nothing more of, and where a tunnel goes through.
 */
const throughForward = (forward: DesiredForward, desired: Desired): readonly Partial<Expectation>[] => {
  const host = desired.hosts.find((candidate) => candidate.name === forward.host);
  const tunnels = desired.tunnels.filter((candidate) => candidate.through === forward.name);
  const isSsh = forward.port === sshPort || tunnels.length > 0;
  const hostKey = isSsh && host?.hostKey !== undefined ? { hostKey: host.hostKey } : {};
  return forward.wanPorts.flatMap((port, index) => {
    const base = { port, ...hostKey };
    if (index > 0 || tunnels.length === 0) return [base];
    return tunnels.map((tunnel) => ({ ...base, tunnel: tunnelOf(tunnel) }));
  });
};

/** One chain to walk, and who logs in at its end. */
export interface Route {
  readonly expectation: Expectation;
  /** The user of the tunnel's host, when the file names one. */
  readonly user?: string;
}

/**
 * True when a name leads to the router, whose redirections are then behind it. IPv6 passes them by. An address of the
 * owner's choice counts as home while the router's own is unknown.
 */
const leadsHome = (records: DesiredRecords, desired: Desired, router: Observed["router"]): boolean => {
  const { values, type } = records;
  if (values === "router") return true;
  const own = recordOf({ ...records, values: "router" }, desired, router)?.value;
  return own === undefined ? type === "A" : values.includes(own);
};

/**
 * The chains a home file promises: every name that leads home with every TCP port and every tunnel behind it, and the
 * name alone when there is none or when it leads elsewhere. UDP ports, which nobody can ask, are named with the first
 * chain of each name. `router` is what was read of it; a name that follows something unread has no record to expect.
 */
export const routesOf = (desired: Desired, router: Observed["router"]): readonly Route[] =>
  desired.records.flatMap((records): readonly Route[] => {
    const record = recordOf(records, desired, router);
    const base = { name: records.name, zone: records.zone, ...(record === undefined ? {} : { record }) };
    if (!leadsHome(records, desired, router)) return [{ expectation: { ...base, leadsHome: false } }];
    const behind = desired.forwards.flatMap((forward): readonly Route[] => {
      if (forward.protocol !== "tcp") return [];
      const user = desired.hosts.find((host) => host.name === forward.host)?.user;
      const login = user === undefined ? {} : { user };
      return throughForward(forward, desired).map((part) => ({ expectation: { ...base, ...part }, ...login }));
    });
    const [first = { expectation: base }, ...others] = behind;
    const udpPorts = desired.forwards.flatMap(({ protocol, wanPorts }) => (protocol === "udp" ? wanPorts : []));
    if (udpPorts.length === 0) return [first, ...others];
    return [{ ...first, expectation: { ...first.expectation, udpPorts } }, ...others];
  });
