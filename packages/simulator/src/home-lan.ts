/** The LAN of a virtual home: what listens where, and the map of who stands on it. */
import { isIPv6 } from "node:net";
import type { LanTarget } from "./forwarder.ts";
import { piHostOf } from "./home-data.ts";
import { loopback } from "./listen.ts";
import type { Pi } from "./pi.ts";
import type { World } from "./world.ts";

/** What a LAN is made of. */
export interface LanOptions {
  readonly world: World;
  readonly pi: Pick<Pi, "sshPort" | "pagePort">;
  /** A loopback port where nothing ever listens. */
  readonly closedPort: number;
  /** Whether the WAN address leads in from the LAN as it does from outside; when not, it is refused. */
  readonly hairpin: boolean;
}

/** The machines of a home and their ports. */
export interface Lan {
  /** What forwarders ask. */
  readonly services: {
    /** Loopback port of what listens at a LAN address: what was added, else the Pi wherever its host entry says. */
    readonly serviceAt: (target: LanTarget) => number | undefined;
    /** True when it is the Pi's and its firewall is up. */
    readonly isDropped: (target: LanTarget) => boolean;
  };
  /** As `VirtualNet.map`, for who is inside; always the same object. Empty before `remap`. */
  readonly map: Readonly<Record<string, string>>;
  /** Brings `map` in line with the map of who is outside and with what listens now. `wanKeys`: the WAN addresses in it. */
  readonly remap: (outside: Readonly<Record<string, string>>, wanKeys: readonly string[]) => void;
  readonly addService: (target: LanTarget, loopbackPort: number) => void;
  /** Throws RangeError for what is no port, and for the page's. */
  readonly moveSsh: (lanPort: number) => void;
  readonly setFirewall: (isOn: boolean) => void;
}

const usualSshPort = 22;
const pageLanPort = 80;

const keyOf = ({ address, port }: LanTarget): string =>
  isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;

/** The LAN of a home over a world. No effect. */
export const createLan = ({ world, pi, closedPort, hairpin }: LanOptions): Lan => {
  const added = new Map<string, { readonly target: LanTarget; readonly loopbackPort: number }>();
  const map: Record<string, string> = {};
  let sshLanPort = usualSshPort;
  let isFirewallUp = false;

  /** Where the Pi is, while it can be reached at all. */
  const piAddress = (): string | undefined => {
    const host = piHostOf(world);
    return host?.reachable === true ? host.addresses[0] : undefined;
  };

  const serviceAt = (target: LanTarget): number | undefined => {
    const other = added.get(keyOf(target));
    if (other !== undefined) return other.loopbackPort;
    if (target.address !== piAddress()) return undefined;
    return target.port === sshLanPort ? pi.sshPort : target.port === pageLanPort ? pi.pagePort : undefined;
  };

  const isDropped = ({ address }: LanTarget): boolean => isFirewallUp && address === piAddress();

  /** Ports somebody may want to dial: those that answer, and those that machines who are there would refuse. */
  const dialled = (): readonly LanTarget[] => {
    const address = piAddress();
    const ports = address === undefined ? [] : [usualSshPort, sshLanPort, pageLanPort];
    const present = new Set(world.hosts.filter(({ reachable }) => reachable).map(({ addresses }) => addresses[0]));
    return [
      ...[...added.values()].map(({ target }) => target),
      ...ports.map((port) => ({ address: address ?? "", port })),
      ...world.redirections
        .filter(({ lan_ip: ip }) => present.has(ip))
        .map(({ lan_ip: ip, lan_port: port }) => ({ address: ip, port })),
    ];
  };

  return {
    services: { serviceAt, isDropped },
    map,
    remap: (outside, wanKeys) => {
      for (const key of Object.keys(map)) delete map[key];
      Object.assign(map, outside);
      const closed = `${loopback}:${closedPort}`;
      if (!hairpin) for (const key of wanKeys) map[key] = closed;
      for (const target of dialled())
        map[keyOf(target)] = isDropped(target) ? "drop" : `${loopback}:${serviceAt(target) ?? closedPort}`;
    },
    addService: (target, loopbackPort) => {
      added.set(keyOf(target), { target, loopbackPort });
    },
    moveSsh: (lanPort) => {
      if (!Number.isInteger(lanPort) || lanPort < 1 || lanPort > 65_535 || lanPort === pageLanPort)
        throw new RangeError(
          `the Pi's SSH server cannot listen at port ${lanPort}; 1-65535 but ${pageLanPort} will do`,
        );
      sshLanPort = lanPort;
    },
    setFirewall: (isOn) => {
      isFirewallUp = isOn;
    },
  };
};
