/** The whole virtual home: both APIs, name servers, the way in from outside, and the Pi. */
import type { Packet } from "dns-packet";
import { openDnsServer } from "./dns-listener.ts";
import { createNameService, type NameService } from "./dns-service.ts";
import { dnsServers } from "./dns-world.ts";
import { type DoorSetting, type FreeboxAccess, openFreebox, openOvh } from "./doors.ts";
import { createFaultScript } from "./faults.ts";
import { openForwarders } from "./forwarder.ts";
import { envOf, homeFileOf, type VirtualNet } from "./home-data.ts";
import { createLan } from "./home-lan.ts";
import type { HomeOptions, PiAccess, VirtualHome } from "./home-types.ts";
import { loopback } from "./listen.ts";
import { publishOf } from "./ovh-publisher.ts";
import { deployZones } from "./ovh-zones.ts";
import type { Pi } from "./pi.ts";
import { reservePort } from "./ports.ts";
import { createWorld } from "./seeds.ts";
import { snapshotOf } from "./world.ts";

interface Closable {
  readonly close: () => Promise<void>;
}

/** Opens the name servers and writes them into the map. */
const openNameServers = async (
  setting: DoorSetting,
  { answer }: NameService,
  map: Record<string, string>,
): Promise<readonly Closable[]> =>
  Promise.all(
    dnsServers.map(async (server) => {
      const answerer = { name: server.name, answer: (query: Packet) => answer(server, query) };
      const listener = await openDnsServer(setting, answerer);
      map[`${server.address}:53`] = `${loopback}:${listener.port}`;
      return listener;
    }),
  );

const piAccessOf = (pi: Pi, settle: () => Promise<void>): PiAccess => ({
  user: "pi",
  get hostKey() {
    return pi.hostKey;
  },
  get publicKey() {
    return pi.publicKey;
  },
  get sshPort() {
    return pi.sshPort;
  },
  privateKey: pi.privateKey,
  log: pi.log,
  acceptPassword: pi.acceptPassword,
  runCommandsBy: pi.runCommandsBy,
  stop: async () => {
    await pi.stop();
    await settle();
  },
  start: async (options) => {
    await pi.start(options);
    await settle();
  },
});

const remoteOf = ({ remote }: FreeboxAccess): Pick<FreeboxAccess, "remote"> => (remote === undefined ? {} : { remote });

/** Opens everything, each thing noted in `open` as soon as it is there. */
const openHome = async (options: HomeOptions, open: Closable[]): Promise<Omit<VirtualHome, "close">> => {
  const world = createWorld(options);
  const wanPorts = options.wanPorts ?? [7654];
  const map: Record<string, string> = {};
  const { startPi } = await import("./pi.ts"); // ssh2 is loaded for a whole home only
  const pi = await startPi("pi");
  open.push(pi);
  const closedPort = await reservePort();
  open.push({ close: closedPort.release });
  const lan = createLan({ world, pi, closedPort: closedPort.port, hairpin: options.hairpin ?? true });
  const forwarders = await openForwarders({ world, reserved: wanPorts, map, ...lan.services });
  open.push(forwarders);
  const remap = (): void => lan.remap(map, forwarders.mappedKeys());
  const settle = async (): Promise<void> => {
    await forwarders.settle();
    remap();
  };
  const setting: DoorSetting = { world, faults: createFaultScript(), log: [], settle, ...publishOf(options) };
  const names = createNameService(world, { resolverCaches: options.resolverCaches ?? false });
  open.push(...(await openNameServers(setting, names, map)));
  const freebox = await openFreebox(setting);
  open.push(freebox);
  const ovh = await openOvh(setting);
  open.push(ovh);
  await settle();
  const resolvers = dnsServers
    .filter(({ serves }) => serves === "recursive")
    .slice(0, options.resolvers ?? 1)
    .map(({ address }) => address);
  const net: VirtualNet = { vantage: "outside", resolvers, map };
  const inside: VirtualNet = { vantage: "inside", resolvers, map: lan.map };
  return {
    freebox: { url: freebox.url, clientOptions: freebox.clientOptions, events: freebox.events, ...remoteOf(freebox) },
    ovh: { url: ovh.url, clientOptions: ovh.clientOptions },
    pi: piAccessOf(pi, settle),
    net,
    netFrom: (vantage) => (vantage === "inside" ? inside : net),
    homeFile: homeFileOf(world, pi.hostKey, wanPorts[0] ?? 7654, net),
    env: envOf(freebox, ovh, pi.privateKey),
    world,
    requests: setting.log,
    settle: async () => {
      world.namedAddress = world.line.ipv4;
      await freebox.settle();
      await ovh.settle();
    },
    state: () => snapshotOf(world),
    misroute: (wanPort, to) => {
      forwarders.misroute(wanPort, to);
      return settle();
    },
    addService: (address, port, loopbackPort) => {
      lan.addService({ address, port }, loopbackPort);
      remap();
    },
    moveSsh: async (lanPort) => {
      lan.moveSsh(lanPort);
      await settle();
    },
    firewall: async (isOn) => {
      lan.setFirewall(isOn);
      await settle();
    },
    lag: names.lag,
    forget: names.forget,
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
