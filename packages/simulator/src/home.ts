/** The whole virtual home: both APIs, name servers, the way in from outside, and the Pi. */
import { openDnsServer } from "./dns-listener.ts";
import { dnsServers } from "./dns-world.ts";
import { type DoorSetting, openFreebox, openOvh } from "./doors.ts";
import { createFaultScript } from "./faults.ts";
import { type LanTarget, openForwarders } from "./forwarder.ts";
import { envOf, homeFileOf, piHostOf, type VirtualNet } from "./home-data.ts";
import type { HomeOptions, PiAccess, VirtualHome } from "./home-types.ts";
import { loopback } from "./listen.ts";
import { deployZones } from "./ovh-zones.ts";
import type { Pi } from "./pi.ts";
import { createWorld } from "./seeds.ts";
import { snapshotOf, type World } from "./world.ts";

interface Closable {
  readonly close: () => Promise<void>;
}

/** Loopback port of what listens at a LAN address: the Pi wherever its host entry says, else what tests added. */
const serviceLookup =
  (world: World, pi: Pi, added: ReadonlyMap<string, number>) =>
  ({ address, port }: LanTarget): number | undefined => {
    const other = added.get(`${address}:${port}`);
    if (other !== undefined) return other;
    const host = piHostOf(world);
    if (host?.addresses[0] !== address || !host.reachable) return undefined;
    return port === 22 ? pi.sshPort : port === 80 ? pi.pagePort : undefined;
  };

/** Opens the name servers and writes them into the map. */
const openNameServers = async (setting: DoorSetting, map: Record<string, string>): Promise<readonly Closable[]> =>
  Promise.all(
    dnsServers.map(async (server) => {
      const listener = await openDnsServer(setting, server);
      map[`${server.address}:53`] = `${loopback}:${listener.port}`;
      return listener;
    }),
  );

const piAccessOf = (pi: Pi, settle: () => Promise<void>): PiAccess => ({
  user: "pi",
  get hostKey() {
    return pi.hostKey;
  },
  privateKey: pi.privateKey,
  log: pi.log,
  stop: async () => {
    await pi.stop();
    await settle();
  },
  start: async (options) => {
    await pi.start(options);
    await settle();
  },
});

/** Opens everything, each thing noted in `open` as soon as it is there. */
const openHome = async (options: HomeOptions, open: Closable[]): Promise<Omit<VirtualHome, "close">> => {
  const world = createWorld(options);
  const wanPorts = options.wanPorts ?? [7654];
  const added = new Map<string, number>();
  const map: Record<string, string> = {};
  const { startPi } = await import("./pi.ts"); // ssh2 is loaded for a whole home only
  const pi = await startPi("pi");
  open.push(pi);
  const forwarders = await openForwarders({
    world,
    reserved: wanPorts,
    map,
    serviceAt: serviceLookup(world, pi, added),
  });
  open.push(forwarders);
  const setting: DoorSetting = { world, faults: createFaultScript(), log: [], settle: forwarders.settle };
  open.push(...(await openNameServers(setting, map)));
  const freebox = await openFreebox(setting);
  open.push(freebox);
  const ovh = await openOvh(setting);
  open.push(ovh);
  await forwarders.settle();
  const resolvers = dnsServers.filter(({ serves }) => serves === "recursive").map(({ address }) => address);
  const net: VirtualNet = { vantage: "outside", resolvers, map };
  return {
    freebox: { url: freebox.url, clientOptions: freebox.clientOptions, events: freebox.events },
    ovh: { url: ovh.url, clientOptions: ovh.clientOptions },
    pi: piAccessOf(pi, forwarders.settle),
    net,
    homeFile: homeFileOf(world, pi.hostKey, wanPorts[0] ?? 7654, net),
    env: envOf(freebox, ovh, pi.privateKey),
    world,
    requests: setting.log,
    settle: () => {
      world.namedAddress = world.line.ipv4;
      return freebox.settle();
    },
    state: () => snapshotOf(world),
    misroute: (wanPort, to) => {
      forwarders.misroute(wanPort, to);
      return forwarders.settle();
    },
    addService: (address, port, loopbackPort) => {
      added.set(`${address}:${port}`, loopbackPort);
    },
    fail: setting.faults.add,
    deploy: () => deployZones(world),
  };
};

/**
 * Starts a virtual home on loopback: real sockets, a world of its own, fresh keys.
 *
 * Without options it is the home of one user: "taprest", a Raspberry Pi "octopi" at 192.168.1.42 with OctoPrint, the zone
 * taprest.fr as new at OVH, no redirection yet. Homes do not meet: several may run at once, in one process or many.
 * Throws TypeError for options that cannot be; nothing stays open then. Close it when done.
 */
export const startHome = async (options: HomeOptions = {}): Promise<VirtualHome> => {
  const open: Closable[] = [];
  let closed: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    closed ??= Promise.all(open.map((thing) => thing.close()));
    await closed;
  };
  try {
    const home = await openHome(options, open);
    return { ...home, close };
  } catch (error) {
    await close();
    throw error;
  }
};
