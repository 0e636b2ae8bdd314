/** The way in from outside: one TCP forwarder for every WAN port that leads somewhere. */
import { connect, createServer, type Socket } from "node:net";
import { type Listener, listenOn, loopback } from "./listen.ts";
import { type ReservedPort, reservePort } from "./ports.ts";
import type { Redirection, World } from "./world.ts";

/** An address and a port on the LAN. */
export interface LanTarget {
  readonly address: string;
  readonly port: number;
}

/** The forwarders of a home. */
export interface Forwarders {
  /** Opens and closes listeners so that they are as the world says. Runs one after another. */
  readonly settle: () => Promise<void>;
  /** What they keep in the map, WAN addresses all, in a list of its keys. */
  readonly mappedKeys: () => readonly string[];
  /** Sends a WAN port elsewhere than the box says; undefined: as the box says. Takes effect at `settle`. */
  readonly misroute: (wanPort: number, to: LanTarget | undefined) => void;
  readonly close: () => Promise<void>;
}

/** What forwarders ask: the loopback port of whatever listens at a LAN address, undefined when nothing does. */
type ServiceLookup = (target: LanTarget) => number | undefined;

/** What forwarders work with. */
export interface ForwardersOptions {
  readonly world: World;
  /** WAN ports that keep their loopback port from the start. */
  readonly reserved: readonly number[];
  readonly serviceAt: ServiceLookup;
  /** True for a LAN address whose packets a firewall drops: a WAN port that leads there is mapped to "drop". */
  readonly isDropped: (target: LanTarget) => boolean;
  /** Where they keep "WANADDRESS:PORT" to "127.0.0.1:PORT" or "drop"; entries of others are left alone. */
  readonly map: Record<string, string>;
}

/** Ports of one rule that are really forwarded: a rule may cover all 65535, a home cannot hold as many sockets. */
const portsPerRule = 64;

/** Who is outside is unknown here, so a rule for one source lets nobody in. */
const isOpen = (rule: Redirection): boolean => rule.enabled && rule.ip_proto === "tcp" && rule.src_ip === "0.0.0.0";

/** Where each WAN port leads, as the box says: a port of its own services leads nowhere at home, whatever the rules. */
const routesOf = ({ line, lan, redirections, incomingPorts }: World): Map<number, LanTarget> => {
  if (!line.up || lan.mode === "bridge") return new Map();
  const own = incomingPorts.filter(({ active, type }) => active && type !== "udp").map(({ in_port: port }) => port);
  const routes = new Map(
    redirections.filter(isOpen).flatMap((rule) => {
      const count = Math.min(portsPerRule, rule.wan_port_end - rule.wan_port_start + 1);
      return Array.from({ length: count }, (_, offset): [number, LanTarget] => [
        rule.wan_port_start + offset,
        { address: rule.lan_ip, port: rule.lan_port + offset },
      ]);
    }),
  );
  for (const port of own) routes.delete(port);
  return routes;
};

/** Joins a client with a loopback port, until either leaves. */
const join = (client: Socket, port: number, sockets: Set<Socket>): void => {
  const service = connect({ host: loopback, port, noDelay: true });
  sockets.add(service);
  service.once("close", () => {
    sockets.delete(service);
    client.destroy();
  });
  client.once("close", () => service.destroy());
  service.on("error", () => client.destroy());
  client.pipe(service).pipe(client);
};

/** Forwarders over a world. Nothing listens before `settle`. */
export const openForwarders = async (options: ForwardersOptions): Promise<Forwarders> => {
  const { world, reserved, serviceAt, isDropped, map } = options;
  const ports = new Map<number, ReservedPort>();
  const listeners = new Map<number, Listener>();
  const wrongWays = new Map<number, LanTarget>();
  const upstream = new Set<Socket>();
  let mapped: readonly string[] = [];
  let isClosed = false;

  const reserve = async (wanPort: number): Promise<void> => {
    if (!ports.has(wanPort)) ports.set(wanPort, await reservePort());
  };

  const targetOf = (wanPort: number): LanTarget | undefined => wrongWays.get(wanPort) ?? routesOf(world).get(wanPort);

  /** Where a WAN port leads right now, as a loopback port. */
  const destination = (wanPort: number): number | undefined => {
    const target = targetOf(wanPort);
    return target === undefined || isDropped(target) ? undefined : serviceAt(target);
  };

  const remap = (): void => {
    for (const key of mapped) delete map[key];
    mapped = [...ports.keys()].map((wanPort) => `${world.line.ipv4}:${wanPort}`);
    for (const [wanPort, { port }] of ports) {
      const target = targetOf(wanPort);
      const isSilent = target !== undefined && isDropped(target);
      map[`${world.line.ipv4}:${wanPort}`] = isSilent ? "drop" : `${loopback}:${port}`;
    }
  };

  const settlePort = async (wanPort: number, port: number): Promise<void> => {
    const leads = destination(wanPort) !== undefined;
    const listener = listeners.get(wanPort);
    if (leads && listener === undefined) {
      const accept = (client: Socket): void => {
        const to = destination(wanPort);
        if (to === undefined) client.destroy();
        else join(client, to, upstream);
      };
      listeners.set(wanPort, await listenOn(createServer(accept), port));
    } else if (!leads && listener !== undefined) {
      listeners.delete(wanPort);
      await listener.close();
    }
  };

  const settleNow = async (): Promise<void> => {
    if (isClosed) return;
    await Promise.all([...routesOf(world).keys(), ...wrongWays.keys()].map(reserve));
    remap();
    await Promise.all([...ports].map(([wanPort, { port }]) => settlePort(wanPort, port)));
  };

  await Promise.all(reserved.map(reserve));
  remap();
  let last: Promise<void> = Promise.resolve();
  const settle = (): Promise<void> => {
    last = last.catch(() => undefined).then(settleNow);
    return last;
  };
  return {
    settle,
    mappedKeys: () => mapped,
    misroute: (wanPort, to) => {
      if (to === undefined) wrongWays.delete(wanPort);
      else wrongWays.set(wanPort, to);
    },
    close: async () => {
      isClosed = true;
      await last.catch(() => undefined);
      for (const socket of upstream) socket.destroy();
      await Promise.all([...listeners.values()].map((listener) => listener.close()));
      await Promise.all([...ports.values()].map(({ release }) => release()));
    },
  };
};
